"""Files that people bring along and that hold no corpus: what they are, and what to do with them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from workbench.corpus.head import Head
from workbench.files.xml_text import root_name

_ALIGN = "take the texts out and pair them sentence by sentence first (an aligner does), as TMX or in a table"
_EXPORT = "export XLIFF or TMX there"
_ONE_LANGUAGE = "of one language: pair it with that of the other by their keys, in a table"


@dataclass(frozen=True)
class Foreign:
    """``what`` it is and what to do about it, as a sentence that begins with the name of the file."""

    what: str
    is_this: Callable[[Head], bool]


def foreign(head: Head, *, named: bool = False) -> str | None:
    """What is to be said of a file that is in none of the formats; None where nothing is known about it.

    ``named``: its name ends as those of one of the formats do; what tells a file by its text is not asked then.
    """
    kinds = (*_BY_BYTES, *(() if named else _BY_TEXT))
    return next((kind.what for kind in kinds if kind.is_this(head)), None)


def _begins(*magic: bytes) -> Callable[[Head], bool]:
    return lambda head: head.data.startswith(magic)


def _zip_with(pattern: bytes) -> Callable[[Head], bool]:
    found = re.compile(pattern)
    return lambda head: head.data.startswith(b"PK\x03\x04") and found.search(head.data) is not None


def _root(*names: str) -> Callable[[Head], bool]:
    return lambda head: head.text.lstrip("\ufeff \t\r\n").startswith("<") and root_name(head.data) in names


def _text(pattern: str) -> Callable[[Head], bool]:
    found = re.compile(pattern, re.IGNORECASE)
    return lambda head: found.match(head.text.lstrip("\ufeff \t\r\n")) is not None


def _is_picture(head: Head) -> bool:
    pictures = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*", b"\0\0\1\0")
    webp = head.data[:4] == b"RIFF" and head.data[8:12] == b"WEBP"
    # Two letters alone begin a text as well.
    return head.data.startswith(pictures) or webp or (head.data[:2] == b"BM" and b"\0" in head.data[:16])


def _is_recording(head: Head) -> bool:
    riff = head.data[:4] == b"RIFF" and head.data[8:12] in (b"WAVE", b"AVI ")
    return riff or head.data[4:8] == b"ftyp" or head.data.startswith((b"ID3", b"OggS", b"fLaC", b"\x1a\x45\xdf\xa3"))


_BY_BYTES = (
    Foreign("is a picture, not a text file; give the texts in a table, as TMX or as XLIFF", _is_picture),
    Foreign("is a sound or a film, not a text file; give the texts in a table, as TMX or as XLIFF", _is_recording),
    Foreign(f"is a PDF, which has no sentence pairs; {_ALIGN}", _begins(b"%PDF-")),
    Foreign(
        "is a database (SQLite), as Trados' translation memories (.sdltm) are; export what is in it, a memory as TMX",
        _begins(b"SQLite format 3\0"),
    ),
    Foreign(
        "is a compiled gettext file; give the PO file, or make one: msgunfmt FILE > NEW.po",
        _begins(b"\xde\x12\x04\x95", b"\x95\x04\x12\xde"),
    ),
    Foreign(
        "is a compiled Qt file; give the TS file, or make one: lconvert FILE -o NEW.ts",
        _begins(b"\x3c\xb8\x64\x18\xca\xef\x9c\x95"),
    ),
    Foreign(
        f"is an Office document; if a translation tool made it, with both languages, {_EXPORT}; else {_ALIGN}",
        _zip_with(rb"word/document\.xml|ppt/slides/|mimetypeapplication/vnd\.oasis\.opendocument\.(text|presentation)"),
    ),
    Foreign(f"is a book (EPUB), which has no sentence pairs; {_ALIGN}", _zip_with(rb"mimetypeapplication/epub\+zip")),
    Foreign(
        "is an old Office document; save it as .docx or .xlsx to see what is in it, and give a table, TMX or XLIFF",
        _begins(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ),
    Foreign(
        f"is an RTF document; if a translation tool made it, with both languages, {_EXPORT}; else {_ALIGN}",
        _begins(b"{\\rtf"),
    ),
)
_BY_TEXT = (
    Foreign(
        "is a glossary (TBX): terms, and no sentences with their translations. It is no corpus; to have its terms "
        "looked for in one, write them into a table, a term, a tab and its translation a line (--glossary)",
        _root("martif", "tbx", "TBX", "MTF", "mtf"),
    ),
    Foreign(f"is Android's file of texts {_ONE_LANGUAGE}", _root("resources")),
    Foreign(f"is Apple's file of texts {_ONE_LANGUAGE}; or export XLIFF in Xcode", _root("plist")),
    Foreign(f"is a .NET file of texts {_ONE_LANGUAGE}", lambda head: _root("root")(head) and "<resheader" in head.text),
    Foreign(f"is a web page, which has no sentence pairs; {_ALIGN}", _text(r"<!doctype\s+html|<html\b[^>]*>\s*<")),
    Foreign(
        "is XML in which no translations are known to be; expected TMX, XLIFF, Qt's TS, Wordfast's TXML or TagEditor's "
        "TTX: export one of these, or a table",
        _text(r"<\?xml\s|<!DOCTYPE\s"),
    ),
    Foreign(
        "is no Qt Linguist file, which is XML with the element TS (TypeScript and video end in .ts, too)",
        lambda head: head.ending == ".ts" and "\t" not in head.first_line,
    ),
)
