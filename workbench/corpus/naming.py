"""What the name of a corpus file tells: how it ends, and its languages."""

from __future__ import annotations

import re
from pathlib import Path

from workbench.errors import CorpusError
from workbench.files.archive import inner_name
from workbench.files.text_file import COMPRESSED
from workbench.language.codes import language_code
from workbench.language.tag import tag_of

ZIP = ".zip"
_PAIR = re.compile(r"(?:^|\.)([a-z]{2,3}(?:_[a-z]{2,4})?)-([a-z]{2,3}(?:_[a-z]{2,4})?)\.", re.IGNORECASE)
# Three letters alone are as often something else: .src, .ref and .txt are languages too.
_ONE = re.compile(r"\.([a-z]{2}([_-][a-z]{2,4})?|[a-z]{3}_[a-z]{4})", re.IGNORECASE)
# Of the parts of a test set, as FLORES has them: eng_Latn.devtest.
_IN_FRONT = re.compile(
    r"([a-z]{3}_[a-z]{4})\.((?:dev|test|devtest|train|valid|validation|txt)(?:\..+)?)", re.IGNORECASE
)
# Of a file in one language, behind its name: app_pt_BR, django-de, az@latin.
_AT_END = re.compile(r"(?:^|[_-])([a-z]{2}(?:[_-](?:[A-Z]{2}|[A-Z][a-z]{3}|[0-9]{3})){0,2}(?:@[a-z]+)?)")
_WHOLE = re.compile(r"[a-z]{2,3}([_-]([a-z]{2}|[a-z]{4}|[0-9]{3})){0,2}(@[a-z]+)?", re.IGNORECASE)


def languages_of_name(path: Path) -> tuple[str, str] | None:
    """The languages in a file name such as ``demo.en-de.tsv``, in small letters, or None."""
    found = _PAIR.search(path.name)
    return _known(*found.groups()) if found else None


def languages_of_files(source: Path, target: Path) -> tuple[str, str] | None:
    """The languages that two files have as extensions (``train.en.gz``, ``train.de.gz``), or None."""
    found = [language_of_file(path) for path in (source, target)]
    return _known(*filter(None, found))


def language_of_file(path: Path) -> str | None:
    """The language that a file has as its extension (``train.en.gz``), or in front of the name of a part
    (``eng_Latn.dev``), in small letters, or None."""
    name = plain(path)
    found = _IN_FRONT.fullmatch(name) or _ONE.fullmatch(Path(name).suffix)
    return found[1].lower() if found and language_code(found[1]) else None


def without_language(path: Path) -> str:
    """What the files of a pair have in common, where `language_of_file` finds a language."""
    name = plain(path)
    found = _IN_FRONT.fullmatch(name)
    return found[2] if found else Path(name).stem


def language_at_end(path: Path) -> str | None:
    """The language of a file that holds translations into one: ``de.po``, ``django-pt_BR.po``, ``app_de.ts``,
    ``de/LC_MESSAGES/app.po``; None where nothing says it, or the name has two."""
    if languages_of_name(path):
        return None
    if path.parent.name == "LC_MESSAGES" and _spoken(path.parent.parent.name):
        return path.parent.parent.name
    last = Path(plain(path)).stem.rpartition(".")[2]
    if _WHOLE.fullmatch(last) and _spoken(last):
        return last
    found = next((match[1] for match in _AT_END.finditer(last) if match.end() == len(last)), None)
    return found if found and _spoken(found) else None


def _spoken(code: str) -> bool:
    """Three letters are as often something else: of these, languages that are spoken by many."""
    tag = tag_of(code)
    return tag is not None and (len(tag.language) == 2 or tag.speakers > 0)


def _known(*codes: str) -> tuple[str, str] | None:
    if len(codes) != 2 or not all(map(language_code, codes)):
        return None
    source, target = (code.lower() for code in codes)
    return source, target


def inside(path: Path, content: Path | None = None) -> Path:
    """The name of what a file holds: of the only file in a zip archive, else its own without the ending that says that
    it is compressed. ``content``: where its bytes lie."""
    try:
        inner = inner_name(path, content) if path.suffix.lower() == ZIP else None
    except CorpusError:
        inner = None  # opening it tells what is wrong
    return Path(inner or plain(path))


def plain(path: Path) -> str:
    """The name of a file without the ending that says that it is compressed."""
    return path.stem if path.suffix.lower() in COMPRESSED else path.name
