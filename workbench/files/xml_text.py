"""The text of an XML file in UTF-8, whatever it is written in; of its DTD nothing gets through that could do harm.

What precedes the first element keeps its length and its lines: what is left out of it becomes blanks.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

from workbench import work
from workbench.errors import CorpusError
from workbench.files.encoding import MARKS
from workbench.files.text_file import opened


@dataclass(frozen=True)
class Limits:
    """``text``: bytes of one text or attribute; ``depth``: levels of elements; ``unit``: bytes of one element that is
    given out whole; ``prolog``: characters before the first element; ``entity``: characters that an entity stands for.
    """

    text: int = 10_000_000
    depth: int = 255
    unit: int = 8 << 20
    prolog: int = 1 << 20
    entity: int = 100


LIMITS = Limits()
"""Those of text and depth are libxml2's own."""

_BEGIN = 1 << 12
_CHUNK = 1 << 16
# That of UTF-32 begins as that of UTF-16 does.
_MARKS = ((codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"), *MARKS)
_UNMARKED = ((re.compile(rb"[<\s]\0"), "utf-16-le"), (re.compile(rb"\0[<\s]"), "utf-16-be"))
_DECLARED = re.compile(rb"\s*<\?xml\s[^>]*?\bencoding\s*=\s*[\"']([A-Za-z0-9._:-]+)[\"']")
_XML = re.compile(rb"\s*<\?xml\s+version\s*=")
# Python has more than characters under the names of encodings: "zip", "idna", "unicode_escape".
_CHARACTERS = re.compile(
    r"ascii|utf-8|utf-16|iso8859-\d+|cp\d+|koi8-\w|mac-\w+|gb\w+|hz|big5\w*|shift_jis\w*|euc_\w+|iso2022_\w+|johab|"
    r"tis-620|ptcp154|kz1048"
)

_SPACE = re.compile(r"[ \t\r\n\ufeff]+")
_DECLARATION = re.compile(r"<\?xml[ \t\r\n].*?\?>", re.DOTALL)
_REMARK = re.compile(r"<!--.*?-->|<\?.*?\?>", re.DOTALL)
_ROOT = re.compile(r"<([^\s<>/!?&\"']++)[\s/>]")
_DOCTYPE = re.compile(r"<!DOCTYPE\s+[^\s\[<>\"']++(?P<outside>(?:\s++|[A-Z]++|\"[^\"]*\"|'[^']*')*+)(?P<end>[\[>])")
_ENTITY = re.compile(r"<!ENTITY\s+(?P<name>[^\s%\"'<>&]++)\s+(?P<quote>[\"'])(?P<value>.*?)(?P=quote)\s*>", re.DOTALL)
_DECLARES = re.compile(r"<!(?:ENTITY|ELEMENT|ATTLIST|NOTATION)\s(?:[^\"'<>]++|\"[^\"]*\"|'[^']*')*+>|%[^\s;%<>\"']+;")
_DOCTYPE_END = re.compile(r"\]\s*>")
_BLANKS = re.compile(r"\s+")
_BEGUN = re.compile(r"<[^\s<>/!?&\"']*+\Z")
_NUMBER = re.compile(r"&#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}));")
_XMLS_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})
_NOT_BLANK = re.compile(r"[^\r\n]")


@contextmanager
def xml_text(path: Path, content: Path | None = None) -> Iterator[XmlText]:
    """An XML file opened. Raises `CorpusError` also for what is found while reading."""
    with opened(path, content) as stream:
        yield XmlText(stream, path)


class XmlText:
    """``encoding``: what the file is written in, as Python calls it; ``mark``: its byte order mark. ``head``: what
    stands before the first element. ``root``: the name of that, empty where there is none.

    Iterate once for the text in UTF-8, in pieces that are not empty. Its encoding is that of its mark, else what it
    declares if that can be, else UTF-8. Raises `CorpusError` with the line for what is not in it, and for entities that
    stand for more than a few characters; what the DTD says otherwise is not heeded.
    """

    def __init__(self, stream: BufferedReader, path: Path):
        self._stream, self._path, self._lines = stream, path, 0
        begin = stream.read(_BEGIN)
        self.mark, self.encoding, self.declared = _encoding(begin, path)
        self._decoder = codecs.getincrementaldecoder(self.encoding)()
        text = self._decoded(begin[len(self.mark) :])
        while (
            (found := _prolog(text, path)) is None and len(text) <= LIMITS.prolog and (more := stream.read(len(begin)))
        ):
            begin = begin + more
            text += self._decoded(more)
        if found is None and len(text) > LIMITS.prolog:
            raise CorpusError(f"no element in the first {LIMITS.prolog:,} characters; expected XML", path, 1)
        if not text.strip("\ufeff \t\r\n"):
            raise CorpusError("the file is empty; expected XML", path)
        if found is None and (line := _line_of_doctype(text)):
            raise CorpusError("not well-formed XML: the DOCTYPE does not end, or is none", path, line)
        end, safe, self.root = found or (0, "", "")
        self.head = text[:end]
        self._begin = (safe + text[end:]).encode()

    def __iter__(self) -> Iterator[bytes]:
        yield self._begin
        while chunk := self._stream.read(_CHUNK):
            work.check()
            if text := self._decoded(chunk):
                yield text.encode()
        self._decoded(b"", last=True)

    def _decoded(self, data: bytes, last: bool = False) -> str:
        try:
            text = self._decoder.decode(data, last)
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode(self.encoding, "replace").count("\n")
            raise CorpusError(self._told(error), self._path, self._lines + before + 1) from error
        self._lines += text.count("\n")
        return text

    def _told(self, error: UnicodeDecodeError) -> str:
        said = "as its beginning says" if self.mark or self.declared else "which XML is in when it declares no other"
        return (
            f"byte 0x{error.object[error.start]:02x} is not {self.encoding.upper()}, {said}; declare what the file is "
            'in (<?xml version="1.0" encoding="windows-1252"?>), or convert it: iconv -f WINDOWS-1252 -t UTF-8 FILE > '
            "NEW, and declare UTF-8"
        )


def root_name(data: bytes) -> str:
    """The name, without prefix, of the element that a file begins with; empty where it does not begin as XML does."""
    try:
        mark, encoding, _ = _encoding(data, Path())
        found = _prolog(data[len(mark) :].decode(encoding, "replace"), Path(), checked=False)
    except CorpusError:
        return ""
    return found[2].rpartition(":")[2] if found else ""


def fault_of_beginning(data: bytes, path: Path) -> CorpusError | None:
    """Why nothing can be told of a file that begins with an XML declaration: its encoding is none that is known, or it
    ends there; None where it is something else."""
    if not _XML.match(data):
        return None
    try:
        _encoding(data, path)
    except CorpusError as error:
        return error
    if not data.partition(b"?>")[2].strip():
        return CorpusError("the file is cut off: it ends before its first element; fetch or export it again", path)
    return None


def _encoding(begin: bytes, path: Path) -> tuple[bytes, str, str | None]:
    """Byte order mark, encoding, and what is declared."""
    for mark, encoding in _MARKS:
        if begin.startswith(mark):
            return mark, encoding, None
    for first, encoding in _UNMARKED:
        if first.match(begin):
            return b"", encoding, None
    declared = _DECLARED.match(begin)
    if not declared:
        return b"", "utf-8", None
    name = declared[1].decode()
    try:
        known = codecs.lookup(name).name
    except LookupError:
        known = ""
    if not _CHARACTERS.fullmatch(known):
        line = begin[: declared.start(1)].count(b"\n") + 1
        raise CorpusError(f"encoding {name!r} is declared, which is not known; convert the file to UTF-8", path, line)
    # Its declaration could be read byte by byte.
    return b"", "utf-8" if known.startswith("utf-16") else known, name


def _prolog(text: str, path: Path, checked: bool = True) -> tuple[int, str, str] | None:
    """Where the first element begins, what stands before it without what is not heeded, and its name; None where more
    has to be read. What is not XML is left to the parser."""
    safe: list[str] = []
    place, doctype = 0, False
    while place < len(text):
        if found := _ROOT.match(text, place):
            return place, "".join(safe), found[1]
        if found := _SPACE.match(text, place) or _DECLARATION.match(text, place):
            safe.append(_blank(found[0]))
        elif found := _REMARK.match(text, place):
            safe.append(found[0])
        elif not doctype and (found := _DOCTYPE.match(text, place)):
            doctype = True
            begin, end = found.span("outside")
            safe += [text[place:begin], _blank(text[begin:end]), found["end"]]
            if found["end"] == "[":
                found = _subset(text, found.end(), path, checked, safe)
                if found is None:
                    return None
        elif text.startswith("<!DOCTYPE", place) and doctype:
            raise CorpusError("a second DOCTYPE; expected one", path, text.count("\n", 0, place) + 1)
        elif text.startswith(("<!--", "<?", "<!DOCTYPE"), place) or len(text) - place < 10:
            return None
        else:
            return None if _BEGUN.match(text, place) else (place, "".join(safe), "")
        place = found.end()
    return None


def _subset(text: str, place: int, path: Path, checked: bool, safe: list[str]) -> re.Match[str] | None:
    """The end of the declarations of a DOCTYPE; what is heeded of them is added to ``safe``. None where more has to be
    read."""
    while place < len(text):
        if found := _DOCTYPE_END.match(text, place):
            safe.append(found[0])
            return found
        found = _ENTITY.match(text, place)
        if found and found["name"] not in _XMLS_OWN:
            if checked:
                _check_entity(found["name"], found["value"], path, text.count("\n", 0, place) + 1)
            safe.append(found[0])
        elif found := _BLANKS.match(text, place) or _DECLARES.match(text, place) or _REMARK.match(text, place):
            safe.append(_blank(found[0]))
        elif text[place] in "<%]":
            return None
        else:
            line = text.count("\n", 0, place) + 1
            raise CorpusError(f"not well-formed XML: {text[place : place + 20]!r} in its DOCTYPE", path, line)
        place = found.end()
    return None


def _line_of_doctype(text: str) -> int | None:
    place = text.find("<!DOCTYPE")
    return text.count("\n", 0, place) + 1 if place >= 0 else None


def _check_entity(name: str, value: str, path: Path, line: int) -> None:
    expanded = _NUMBER.sub(lambda found: chr(min(int(found[1], 16) if found[1] else int(found[2]), 0x10FFFF)), value)
    if "&" in expanded or "<" in expanded or "%" in value or len(expanded) > LIMITS.entity:
        raise CorpusError(
            f"the entity &{name}; is declared to stand for other entities, for markup, or for more than "
            f"{LIMITS.entity} characters, which is not read from files; write what it stands for in its place, and "
            "delete the declaration",
            path,
            line,
        )


def _blank(text: str) -> str:
    """As many bytes in UTF-8, of blanks, in as many lines."""
    if text.isascii():
        return _NOT_BLANK.sub(" ", text)
    return _NOT_BLANK.sub(lambda found: " " * len(found[0].encode()), text)
