"""A parallel corpus on disk, read from the beginning each time it is iterated over."""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from workbench import work
from workbench.corpus.bad_rows import BadRows
from workbench.corpus.columns import Columns
from workbench.corpus.description import Description
from workbench.corpus.format import Format
from workbench.corpus.ids import UniqueIds
from workbench.corpus.language_names import Languages
from workbench.corpus.naming import inside, languages_of_files, languages_of_name
from workbench.corpus.segment import LeftOut, Segment, has_several
from workbench.corpus.survey import Survey, told_left_out
from workbench.errors import CorpusError
from workbench.files.text_file import check_undamaged

BLANK = "blank line"
"""Why a segment without any text is left out."""
_CHUNK = 1 << 20
_MAY_BE_SKIPPED = (
    "; to go on without such rows: --skip-bad-rows (in Python skip_bad_rows=True, in the app 'Skip rows that cannot be "
    "read')"
)


@dataclass(frozen=True)
class Corpus:
    """Files and how to read them; iterate over it for its `Segment`s, as often as wanted.

    ``form``: the declaration that its rows are read by. ``target`` and ``hypothesis`` are the other files of a
    ``parallel`` corpus. ``limit`` stops after that many segments
    and leaves the rest of the files unread. ``stated``: source and target language, as far as somebody said them.
    ``skip_bad_rows`` leaves out rows that cannot be read, ``skip_blank`` those without any text. ``codes``: whether the
    texts have placeholders where inline codes are; without, nothing stands there. ``contents``: where the bytes of a
    pipe lie.
    """

    path: Path
    form: Format = field(repr=False)
    target: Path | None = None
    hypothesis: Path | None = None
    columns: Columns = field(default_factory=Columns)
    limit: int | None = None
    stated: Languages = (None, None)
    skip_bad_rows: bool = False
    skip_blank: bool = False
    codes: bool = True
    contents: Mapping[Path, Path] = field(default_factory=dict, repr=False)

    def __repr__(self) -> str:
        files = ", ".join(map(str, self.paths))
        most = "" if self.limit is None else f", the first {self.limit:,} segments"
        return f"<Corpus {files} ({self.format}){most}; iterate for segments, or survey()>"

    @property
    def format(self) -> str:
        """The name of its format."""
        return self.form.name

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files: source, reference, hypothesis, as far as there are any."""
        return tuple(path for path in (self.path, self.target, self.hypothesis) if path)

    def content(self, path: Path) -> Path:
        """Where the bytes of one of the files are."""
        return self.contents.get(path, path)

    @cached_property
    def languages(self) -> Languages | None:
        """Source and target language: as stated, else as the file itself says, else as the file names give them
        (``x.en-de.tsv``; ``x.en`` and ``x.de``)."""
        ways = (self.stated, self.description.languages, self.named_languages or (None, None))
        source, target = (next(filter(None, said), None) for said in zip(*ways, strict=True))
        return (source, target) if source or target else None

    @cached_property
    def said_languages(self) -> Languages | None:
        """The same without what the file itself says: what its own reader goes by."""
        ways = (self.stated, self.named_languages or (None, None))
        source, target = (next(filter(None, said), None) for said in zip(*ways, strict=True))
        return (source, target) if source or target else None

    @cached_property
    def description(self) -> Description:
        """What the file turned out to be; for formats that hold no more than their texts, their name."""
        return self.form.describe(self) if self.form.describe else Description(kind=self.form.title)

    def check(self) -> None:
        """Raises `CorpusError` for languages stated that the file itself says it does not have."""
        if any(self.stated) and self.form.describe:
            _ = self.description

    @property
    def decided(self) -> str:
        """In one line: what was decided of how the files are read."""
        source, target = self.languages or (None, None)
        languages = f", {source or '?'} to {target or '?'}" if source or target else ""
        return f"{', '.join(path.name for path in self.paths)}: {self.description.kind}{languages}"

    @cached_property
    def named_languages(self) -> tuple[str, str] | None:
        """As the names of the files give them."""
        if self.target:
            return languages_of_files(self.path, self.target)
        own = languages_of_name(Path(f"{self.path.name}.") if self.form.files else self.path)
        return own or languages_of_name(inside(self.path, self.content(self.path)))

    def __iter__(self) -> Iterator[Segment]:
        """Raises `CorpusError` for what cannot be read, and when there is no segment at all."""
        return self._segments(UniqueIds(), BadRows(), Counter())

    def survey(self, look: Callable[[Segment], None] = lambda _: None) -> Survey:
        """Read everything once and count; ``look`` is shown each segment meanwhile. Raises `CorpusError` as iterating
        does."""
        ids, bad = UniqueIds(), BadRows()
        left_out: Counter[str] = Counter()
        segments = empty_sources = empty_references = without_target = without_hypothesis = several = 0
        doubtful: tuple[str, ...] = ()
        for segment in self._segments(ids, bad, left_out):
            look(segment)
            segments += 1
            if segments == 1:
                doubtful = self._doubtful_header(segment)
            empty_sources += not segment.source.strip()
            empty_references += bool(segment.references) and not "".join(segment.references).strip()
            without_target += not segment.references and segment.hypothesis is None
            without_hypothesis += segment.hypothesis is None
            several += has_several(segment.references)
        return Survey(
            segments=segments,
            renamed_ids=ids.renamed,
            empty_sources=empty_sources,
            empty_references=empty_references,
            doubtful_header=doubtful,
            without_target=without_target,
            without_hypothesis=without_hypothesis,
            bad_rows=bad.count,
            bad_rows_told=tuple(bad.told),
            left_out=dict(left_out),
            several_references=several,
        )

    def _doubtful_header(self, first: Segment) -> tuple[str, ...]:
        """The cells of the first segment, when they stand in the first line of a table and look like a header."""
        texts = [text for text in (first.source, *first.references, first.hypothesis) if text is not None]
        row = (*texts, *(cell for cell in first.metadata.values() if isinstance(cell, str)))
        table = self.form.header and first.line == 1
        return row if table and self.columns.resembles_header(row, self.languages, len(texts)) else ()

    def fingerprint(self) -> str:
        """SHA-256 of the bytes of the files and of every setting that changes what is read from them.

        Computed once: a corpus object stands for the files as they were then.
        """
        return self._fingerprint

    @cached_property
    def _fingerprint(self) -> str:
        settings: dict[str, Any] = {
            "format": self.format,
            "files": [bool(self.target), bool(self.hypothesis)],
            "columns": asdict(self.columns),
            "languages": self.named_languages,
            "limit": self.limit,
        }
        # Only where they change what is read: what was scored before they could be said is still the same corpus.
        if self.skip_bad_rows:
            settings["skip_bad_rows"] = True
        if self.skip_blank:
            settings["skip_blank"] = True
        if not self.codes:
            settings["codes"] = False
        if not self.form.aligned and any(self.stated) and self.languages != self.named_languages:
            settings["stated"] = self.stated
        elif not any(self.stated) and self.description.by_names:
            settings["stated"] = self.languages
        digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode())
        for path in self.paths:
            for file in self.form.files(path) if self.form.files else (path,):
                digest.update(_file_digest(file, self.content(file)))
        return digest.hexdigest()

    def _segments(self, ids: UniqueIds, bad: BadRows, left_out: Counter[str]) -> Iterator[Segment]:
        position = -1
        most = None if self.limit is None else min(self.limit, sys.maxsize)
        for position, segment in enumerate(islice(self._readable(bad, left_out), most)):
            segment = segment if self.codes else segment.without_codes()
            yield segment.placed(ids(segment.id, position + 1), position)
        if position < 0 and bad.count:
            rows = "the only row cannot" if bad.count == 1 else f"none of the {bad.count:,} rows can"
            raise CorpusError(f"{rows} be read; {bad.told[0]}", self.path)
        if position < 0:
            told = f"; left out: {told_left_out(left_out)}" if left_out else ""
            raise CorpusError(f"there are no segments in this file; expected at least one{told}", self.path)

    def _readable(self, bad: BadRows, left_out: Counter[str]) -> Iterator[Segment]:
        self.check()
        for row in self.form.read(self):
            if isinstance(row, Segment):
                if self.skip_blank and row.is_blank:
                    left_out[BLANK] += 1
                    continue
                yield row
                continue
            if isinstance(row, LeftOut):
                left_out[row.reason] += 1
                continue
            if not bad.count:
                for path in () if self.form.files else self.paths:
                    # Damaged data make rows that fit nothing: then that is what is wrong.
                    check_undamaged(path, self.content(path))
            if not self.skip_bad_rows:
                raise CorpusError(f"{row}{_MAY_BE_SKIPPED}") from row
            bad.add(row)


def _file_digest(path: Path, content: Path) -> bytes:
    digest = hashlib.sha256()
    try:
        with content.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                work.check()
                digest.update(chunk)
    except OSError as error:
        raise CorpusError(f"the file cannot be read: {error.strerror}", path) from error
    return digest.digest()
