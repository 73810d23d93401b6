"""What somebody brings, files or pasted text, read as a corpus, and what is wrong with it in that person's words."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.app.serving.hosting import Limits
from workbench.corpus import Corpus, read
from workbench.corpus.formats.parallel import PARALLEL
from workbench.errors import BadRow, CorpusError, WorkbenchError
from workbench.files.text_file import check_unpacked
from workbench.language.characters import unfit
from workbench.language.display import things

UNPACKED = 10
"""How many times what may be uploaded a compressed file may unpack to."""
PASTED = {"source.txt": "the sources", "target.txt": "the translations"}
"""What the two pasted texts are called, by the files that they are kept in."""
_LINES = {".txt", ".text", ""}
"""Endings of files that may be lines of text and nothing else."""
_NAME = re.compile(r"[^\w.-]+")
_AS_UTF_8 = "; save it as UTF-8 (in Excel: “CSV UTF-8”) and drop it again"
# What the messages advise who types commands.
_ADVICE = (
    (re.compile(r"; to go on without such rows:.*$", re.DOTALL), ""),
    (re.compile(r"; (convert the file to UTF-8|expected UTF-8, or UTF-16).*$", re.DOTALL), _AS_UTF_8),
    (re.compile(r"; name or number it \(--.*$", re.DOTALL), "; say above which column it is"),
    (
        re.compile(r"\. Exchange --source.*$", re.DOTALL),
        ": exchange the two columns or the languages above, or choose the model of that direction",
    ),
    (re.compile(r"; (if one|if it is one), name its columns.*$", re.DOTALL), ""),
    (re.compile(r": name it with format=.*$", re.DOTALL), ", or two text files, line by line"),
    (re.compile(r"; to (choose others, number them|turn them round, state them).*$", re.DOTALL), ""),
    (re.compile(r"[:;] give --source and --target.*$|: see --\S+$", re.DOTALL), ""),
    (re.compile(r" ?\([^()]*--[^()]*\)"), ""),
)
_TOLD = re.compile(r"(?P<name>[^:\n]+):(?P<line>\d+): (?P<why>.*)", re.DOTALL)
_KEPT = re.compile(r"\S*/(?:upload-[0-9a-f]+/(?:\d/)?|gradio/[0-9a-f]+/)")


@dataclass(frozen=True)
class Brought:
    """``files``: one in any format, or a source and a target file; or else text, a sentence a line."""

    files: tuple[str, ...] = ()
    source: str = ""
    target: str = ""

    def __bool__(self) -> bool:
        return bool(self.files or self.source.strip() or self.target.strip())

    @property
    def title(self) -> str:
        """What it is called."""
        return " and ".join(Path(path).name for path in self.files) or "the text"


def read_brought(
    brought: Brought,
    folder: Path,
    limits: Limits,
    *,
    languages: tuple[str | None, str | None] = (None, None),
    most: int | None = None,
    copied: bool = True,
) -> Corpus:
    """What somebody brought; rows that cannot be read and blank ones are left out, and counted by its survey.

    ``copied``: whether files are copied into ``folder``, where they stay; pasted text always is. ``most``: segments.
    Raises `WorkbenchError` for another number of files, for more than ``limits`` allow, and for what is no corpus.
    """
    if not brought.files:
        return read_pasted(folder, brought.source, brought.target, limits, most, languages)
    files = brought.files
    if len(files) > 2:
        raise WorkbenchError(f"{len(files)} files received; expected one table, or a source and a target file")
    own = [_checked(folder, place, path, limits, copied) for place, path in enumerate(map(Path, files))]
    how = {
        "limit": most,
        "source_language": languages[0],
        "target_language": languages[1],
        "skip_bad_rows": True,
        "skip_blank": True,
    }
    if len(own) > 1:
        return read(own[0], target=own[1], **how)  # type: ignore[arg-type]
    try:
        return read(own[0], **how)  # type: ignore[arg-type]
    except CorpusError:
        if own[0].suffix.lower() not in _LINES or b"\0" in own[0].read_bytes()[: 1 << 16]:
            raise
        return read(own[0], format=PARALLEL.name, **how)  # type: ignore[arg-type]


def read_pasted(
    folder: Path,
    source: str,
    target: str,
    limits: Limits,
    most: int | None,
    languages: tuple[str | None, str | None] = (None, None),
) -> Corpus:
    """Sentences and their translations as somebody typed them, one a line, kept in ``folder``; blank lines on both
    sides are left out.

    Raises `WorkbenchError` for no text at all, or more than ``limits`` allow.
    """
    characters = len(source) + len(target)
    if limits.upload is not None and characters <= limits.upload:
        characters = sum(len(text.encode("utf-8", "replace")) for text in (source, target))
    limits.check_upload(characters, "the text")
    if not source.strip():
        raise WorkbenchError("no source text; give one sentence a line")
    sides = dict(zip(PASTED, (source, target), strict=True))
    # A last line break ends a line and begins none; two texts end where the longer one does.
    lines = {name: text.rstrip("\n").split("\n") for name, text in sides.items() if text.strip()}
    limits.check_text(*(line for text in lines.values() for line in text))
    counts = {name: len(text) for name, text in lines.items()}
    if len({*counts.values()}) > 1:
        shorter = min(counts, key=counts.__getitem__)
        told = " and ".join(f"{things(count, 'line')} in {PASTED[name]}" for name, count in counts.items())
        raise WorkbenchError(
            f"{told}; expected as many in both, as line N of one is the translation of line N of the other. The "
            f"{PASTED[shorter].removeprefix('the ')} end after line {counts[shorter]}: see where the first is missing"
        )
    for name, text in lines.items():
        for number, line in enumerate(text, start=1):
            if found := unfit(line):
                raise WorkbenchError(f"line {number} of {PASTED[name]} has {found}, {found.why}; delete it")
        (folder / name).write_text("\n".join(text) + "\n", encoding="utf-8")
    second = folder / "target.txt" if "target.txt" in lines else None
    return read(
        folder / "source.txt",
        target=second,
        format=PARALLEL.name,
        limit=most,
        source_language=languages[0],
        target_language=languages[1],
        skip_blank=True,
    )


def in_own_words(error: WorkbenchError) -> str:
    """What is wrong, with names and lines as the person knows them, and without what only commands could do."""
    row = error.__cause__ if isinstance(error.__cause__, BadRow) else error
    if not isinstance(row, CorpusError) or row.path is None:
        return _KEPT.sub("", plain(str(error)))
    return placed(Path(str(row.path)).name, row.line, plain(row.reason))


def rows_in_own_words(told: Sequence[str]) -> list[str]:
    """The same for rows that were left out, as a survey tells them."""
    found = (_TOLD.fullmatch(one) for one in told)
    return [placed(one["name"], int(one["line"]), plain(one["why"])) for one in found if one]


def placed(name: str, line: int | None, why: str) -> str:
    """``line 2 of the translations: …``."""
    pasted = PASTED.get(name)
    if line is None:
        what = pasted or name
        return f"{what} {why}" if why.startswith(("is ", "has ")) else f"{what}: {why}"
    where = f"line {line} of {pasted}" if pasted else f"{name}, line {line}"
    return _KEPT.sub("", f"{where}: {why}")


def plain(text: str) -> str:
    """A message without its advice for who types commands."""
    for advice, instead in _ADVICE:
        text = advice.sub(instead, text)
    return text


def _checked(folder: Path, place: int, path: Path, limits: Limits, copied: bool) -> Path:
    """Raises `WorkbenchError` for a file that is larger than ``limits`` allow, packed or not."""
    limits.check_upload(path.stat().st_size, path.name)
    if limits.upload is not None:
        check_unpacked(path, UNPACKED * limits.upload)
    if not copied:
        return path
    (folder / str(place)).mkdir()
    return Path(shutil.copy(path, folder / str(place) / (_NAME.sub("_", path.name) or "corpus.tsv")))
