"""What the name of a corpus file tells: its format and its languages."""

from __future__ import annotations

import re
from pathlib import Path

from workbench.errors import BadRow, CorpusError
from workbench.files.bars import BARS, bars_note
from workbench.files.text_file import COMPRESSED, readable_lines
from workbench.language.codes import language_code

EXTENSIONS = {
    ".tsv": "tsv",
    ".tab": "tsv",
    ".csv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
}
NOT_YET = {".tmx": "TMX", ".xlf": "XLIFF", ".xliff": "XLIFF", ".sdlxliff": "XLIFF"}

_PAIR = re.compile(r"(?:^|\.)([a-z]{2,3}(?:_[a-z]{2,4})?)-([a-z]{2,3}(?:_[a-z]{2,4})?)\.", re.IGNORECASE)
# Three letters alone are as often something else: .src, .ref and .txt are languages too.
_ONE = re.compile(r"\.([a-z]{2}([_-][a-z]{2,4})?|[a-z]{3}_[a-z]{4})", re.IGNORECASE)


def format_of(path: Path, content: Path) -> str:
    """The format of a single file: by its extension, or ``tsv`` when its first line has a tab.

    Raises `CorpusError` when neither tells, and when there is no text at all.
    """
    extension = Path(_plain(path)).suffix.lower()
    if extension in EXTENSIONS:
        return EXTENSIONS[extension]
    known = "TSV, CSV, JSON Lines (.tsv, .csv, .jsonl, also compressed: .gz, .bz2, .xz)"
    if extension in NOT_YET:
        raise CorpusError(f"{NOT_YET[extension]} cannot be read yet; convert it to one of: {known}", path)
    number, first = _first(path, content)
    if "\t" in first:
        return "tsv"
    if BARS in first:
        raise bars_note(path, number)
    raise CorpusError(
        f"the format cannot be told from the name, and the first line has no tab; expected {known}: "
        "name it with format=… (--format), or give two line-aligned files: source=…, target=… "
        "(--source, --target)",
        path,
    )


def languages_of_name(path: Path) -> tuple[str, str] | None:
    """The languages in a file name such as ``demo.en-de.tsv``, in small letters, or None."""
    found = _PAIR.search(path.name)
    return _known(*found.groups()) if found else None


def languages_of_files(source: Path, target: Path) -> tuple[str, str] | None:
    """The languages that two files have as extensions (``train.en.gz``, ``train.de.gz``), or None."""
    found = [_ONE.fullmatch(Path(_plain(path)).suffix) for path in (source, target)]
    return _known(*(match[1] for match in found if match))


def _known(*codes: str) -> tuple[str, str] | None:
    if len(codes) != 2 or not all(map(language_code, codes)):
        return None
    source, target = (code.lower() for code in codes)
    return source, target


def _plain(path: Path) -> str:
    return path.stem if path.suffix.lower() in COMPRESSED else path.name


def _first(path: Path, content: Path) -> tuple[int, str]:
    """The first line that can be read."""
    bad, number = None, 0
    for number, line in readable_lines(path, content=content):
        if isinstance(line, BadRow):
            bad = bad or line
        elif line.strip():
            return number, line
    told = "has blank lines alone" if number else "is empty"
    raise bad or CorpusError(f"the file {told}; expected at least one segment", path)
