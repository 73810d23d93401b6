"""A parallel corpus on disk, read from the beginning each time it is iterated over."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from itertools import islice
from pathlib import Path

from workbench import work
from workbench.corpus.columns import Columns
from workbench.corpus.ids import UniqueIds
from workbench.corpus.naming import languages_of_files, languages_of_name
from workbench.corpus.segment import Segment
from workbench.corpus.survey import Survey
from workbench.errors import CorpusError

_CHUNK = 1 << 20


@dataclass(frozen=True)
class Corpus:
    """Files and how to read them; iterate over it for its `Segment`s, as often as wanted.

    ``reader`` is the function in ``READERS`` for ``format``: it takes the corpus and yields rows. ``target``
    and ``hypothesis`` are the other files of a ``parallel`` corpus. ``limit`` stops after that many segments
    and leaves the rest of the files unread.
    """

    path: Path
    format: str
    reader: Callable[[Corpus], Iterator[Segment]] = field(repr=False)
    target: Path | None = None
    hypothesis: Path | None = None
    columns: Columns = field(default_factory=Columns)
    limit: int | None = None

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files: source, reference, hypothesis, as far as there are any."""
        return tuple(path for path in (self.path, self.target, self.hypothesis) if path)

    @cached_property
    def languages(self) -> tuple[str, str] | None:
        """Source and target language as the file names give them (``x.en-de.tsv``; ``x.en`` and ``x.de``)."""
        return languages_of_files(self.path, self.target) if self.target else languages_of_name(self.path)

    def __iter__(self) -> Iterator[Segment]:
        """Raises `CorpusError` for what cannot be read, and when there is no segment at all."""
        return self._segments(UniqueIds())

    def survey(self) -> Survey:
        """Read everything once and count. Raises `CorpusError` as iterating does."""
        ids = UniqueIds()
        segments = empty_sources = empty_references = without_target = without_hypothesis = 0
        doubtful: tuple[str, ...] = ()
        for segment in self._segments(ids):
            segments += 1
            if segments == 1:
                doubtful = self._doubtful_header(segment)
            empty_sources += not segment.source.strip()
            empty_references += bool(segment.references) and not "".join(segment.references).strip()
            without_target += not segment.references and segment.hypothesis is None
            without_hypothesis += segment.hypothesis is None
        counts = segments, ids.renamed, empty_sources, empty_references, doubtful, without_target, without_hypothesis
        return Survey(*counts)

    def _doubtful_header(self, first: Segment) -> tuple[str, ...]:
        """The cells of the first segment, when they stand in the first line of a table and look like a header."""
        cells = (first.source, *first.references, first.hypothesis, *first.metadata.values())
        row = tuple(cell for cell in cells if isinstance(cell, str))
        table = self.format in ("tsv", "csv") and first.line == 1
        return row if table and self.columns.resembles_header(row, self.languages) else ()

    def fingerprint(self) -> str:
        """SHA-256 of the bytes of the files and of every setting that changes what is read from them.

        Computed once: a corpus object stands for the files as they were then.
        """
        return self._fingerprint

    @cached_property
    def _fingerprint(self) -> str:
        settings = {
            "format": self.format,
            "files": [bool(self.target), bool(self.hypothesis)],
            "columns": asdict(self.columns),
            "languages": self.languages,
            "limit": self.limit,
        }
        digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode())
        for path in self.paths:
            digest.update(_file_digest(path))
        return digest.hexdigest()

    def _segments(self, ids: UniqueIds) -> Iterator[Segment]:
        position = -1
        for position, segment in enumerate(islice(self.reader(self), self.limit)):
            yield replace(segment, id=ids(segment.id, position + 1), position=position)
        if position < 0:
            raise CorpusError("there are no segments in this file; expected at least one", self.path)


def _file_digest(path: Path) -> bytes:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                work.check()
                digest.update(chunk)
    except OSError as error:
        raise CorpusError(f"the file cannot be read: {error.strerror}", path) from error
    return digest.digest()
