"""What the name of a corpus file tells: how it ends, and its languages."""

from __future__ import annotations

import re
from pathlib import Path

from workbench.files.text_file import COMPRESSED
from workbench.language.codes import language_code

_PAIR = re.compile(r"(?:^|\.)([a-z]{2,3}(?:_[a-z]{2,4})?)-([a-z]{2,3}(?:_[a-z]{2,4})?)\.", re.IGNORECASE)
# Three letters alone are as often something else: .src, .ref and .txt are languages too.
_ONE = re.compile(r"\.([a-z]{2}([_-][a-z]{2,4})?|[a-z]{3}_[a-z]{4})", re.IGNORECASE)


def languages_of_name(path: Path) -> tuple[str, str] | None:
    """The languages in a file name such as ``demo.en-de.tsv``, in small letters, or None."""
    found = _PAIR.search(path.name)
    return _known(*found.groups()) if found else None


def languages_of_files(source: Path, target: Path) -> tuple[str, str] | None:
    """The languages that two files have as extensions (``train.en.gz``, ``train.de.gz``), or None."""
    found = [language_of_ending(path) for path in (source, target)]
    return _known(*filter(None, found))


def language_of_ending(path: Path) -> str | None:
    """The language that a file has as its extension (``train.en.gz``), in small letters, or None."""
    found = _ONE.fullmatch(Path(plain(path)).suffix)
    return found[1].lower() if found and language_code(found[1]) else None


def _known(*codes: str) -> tuple[str, str] | None:
    if len(codes) != 2 or not all(map(language_code, codes)):
        return None
    source, target = (code.lower() for code in codes)
    return source, target


def plain(path: Path) -> str:
    """The name of a file without the ending that says that it is compressed."""
    return path.stem if path.suffix.lower() in COMPRESSED else path.name
