"""The entries of a gettext file, as a stream, each with its lines as they stand in it.

polib holds a whole file, does not keep its lines, and refuses or loses some of what gettext's own tools read: comments
without a blank, ``msgid"text"``, octal escapes, the last message before an empty ``#:``.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from workbench import work
from workbench.corpus.formats.po.charset import charset
from workbench.corpus.head import Head
from workbench.errors import BadRow, CorpusError
from workbench.files.line_ends import ended_lines
from workbench.files.text_file import LONGEST_LINE, opened
from workbench.language.characters import unfit

LARGEST_ENTRY = 10_000_000
"""Characters of one entry, comments included, as in XML."""

_CHUNK = 1 << 16
_KEYWORD = r"msgctxt|msgid_plural|msgid|msgstr(?:\[[ \t]*[0-9]{1,3}[ \t]*\])?|domain"
_STRING = r'"([^"\\]*(?:\\.[^"\\]*)*)"[ \t\r\f\v]*'
_LINE = re.compile(rf"(?:({_KEYWORD})[ \t]*)?{_STRING}(.*)", re.DOTALL)
_FURTHER = re.compile(_STRING)
_ESCAPE = re.compile(r"(?P<bytes>(?:\\[0-7]{1,3}|\\x[0-9a-fA-F]{1,2})+)|\\(?P<letter>.)")
_BYTE = re.compile(r"\\(?:x(?P<hex>[0-9a-fA-F]{1,2})|(?P<octal>[0-7]{1,3}))")
_LETTERS = {**dict(zip("abfnrtv", "\a\b\f\n\r\t\v", strict=True)), **{mark: mark for mark in "\\\"'?"}}
_NO_TEXT = re.compile("[\udc80-\udcff]")
_FIRST = ("msgid", "msgctxt", "domain")


@dataclass(slots=True)
class Field:
    """A keyword with its text. ``lines``: the first of its lines among those of the entry, and the one after the last.
    ``quoted``: what stands between quotation marks, escapes and all."""

    lines: tuple[int, int]
    quoted: list[str]


@dataclass(slots=True)
class Entry:
    """``line`` is where it begins in the file; ``lines`` are its own, with their ends, and blank ones behind it.

    ``comments``: with their marks. ``fields``: by keyword, ``msgstr[0]`` and so on for plural forms. ``fault``: what
    is wrong with the first line that cannot be read. ``complete``: it has a translation, empty or not; a comment or a
    further message begins another entry then.
    """

    line: int
    lines: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    fields: dict[str, Field] = field(default_factory=dict)
    complete: bool = False
    obsolete: bool = False
    fault: BadRow | None = None
    encoding: str = "utf-8"
    last: Field | None = None
    size: int = 0

    @property
    def is_header(self) -> bool:
        return "msgid" in self.fields and "msgctxt" not in self.fields and not any(self.fields["msgid"].quoted)

    @property
    def place(self) -> int:
        """The line of the message, below its comments."""
        begun = self.fields.get("msgctxt") or self.fields.get("msgid")
        return self.line + (begun.lines[0] if begun else 0)

    @property
    def forms(self) -> list[str]:
        """Keywords of the translations, the plural forms in order."""
        found = [name for name in self.fields if name.startswith("msgstr")]
        return found if len(found) < 2 else sorted(found, key=lambda name: (len(name), name))

    def text(self, keyword: str) -> str | None:
        """What a keyword says; None where the entry does not have it."""
        found = self.fields.get(keyword)
        return None if found is None else unescaped("".join(found.quoted), self.encoding)


def encoding_of(path: Path, content: Path) -> str:
    """How the bytes of a file become text."""
    return charset(Head(path, content).data)


def entries(path: Path, content: Path) -> Iterator[Entry]:
    """All that a file has, header and obsolete messages included; put together, their lines are the file.

    Raises `CorpusError` for UTF-16 that is cut, and for an entry or a line beyond the limits.
    """
    encoding = encoding_of(path, content)
    entry = Entry(line=1, encoding=encoding)
    for number, line in enumerate(ended_lines(_texts(path, content, encoding), LONGEST_LINE), start=1):
        if line is None:
            raise CorpusError(f"the line is longer than {LONGEST_LINE:,} characters; break the text", path, number)
        text = line.strip("\ufeff \t\r\n\f\v" if number == 1 else " \t\r\n\f\v")
        keyword, strings, is_comment, obsolete = None, None, text[:1] == "#", False
        if is_comment and text.startswith("#~"):
            obsolete = True
            text = text[2:].lstrip(" \t")
            text = f"#{text}" if text.startswith("|") else text
            is_comment = text.startswith("#")
        if is_comment:
            begins = entry.complete
        elif text:
            keyword, strings = _parsed(text)
            begins = keyword in _FIRST and (entry.complete or keyword in entry.fields)
        else:
            begins = False
        if begins:
            yield entry
            entry = Entry(line=number, encoding=encoding)
        if is_comment:
            entry.comments.append(text)
        elif text and entry.fault is None:
            fault = _add(entry, keyword, strings, text)
            entry.fault = None if fault is None else BadRow(fault, path, number)
        entry.lines.append(line)
        entry.size += len(line)
        if obsolete and not is_comment:
            entry.obsolete = True
        if entry.size > LARGEST_ENTRY:
            told = f"the message that begins here has more than {LARGEST_ENTRY:,} characters; break it"
            raise CorpusError(told, path, entry.line)
    if entry.lines:
        yield entry


def _parsed(text: str) -> tuple[str | None, list[str] | None]:
    """Keyword and what stands between quotation marks in a line; None for what is not there, or is not as it should."""
    found = _LINE.fullmatch(text)
    if found is None:
        return None, None
    keyword, first, rest = found.groups()
    if keyword is not None and "[" in keyword:
        keyword = "".join(keyword.split())
    quoted = [first]
    while rest:
        further = _FURTHER.match(rest)
        if further is None:
            return keyword, None
        quoted.append(further[1])
        rest = rest[further.end() :]
    return keyword, quoted


def _add(entry: Entry, keyword: str | None, strings: list[str] | None, text: str) -> str | None:
    """Take a line up; what is wrong with it."""
    if (not text.isascii() or "\0" in text) and (fault := _no_text(text, entry.encoding)):
        return fault
    if strings is None:
        return (
            f"no line of a gettext file: {_shown(text)}; expected a comment (#), or a keyword (msgctxt, msgid, "
            'msgid_plural, msgstr) and text in quotation marks, with \\" and \\\\ inside'
        )
    place = len(entry.lines)
    if keyword is not None:
        entry.last = entry.fields[keyword] = Field((place, place + 1), strings)
        entry.complete = entry.complete or keyword.startswith("msgstr")
    elif entry.last is not None:
        entry.last.lines = (entry.last.lines[0], place + 1)
        entry.last.quoted += strings
    else:
        return f"text without a keyword: {_shown(text)}; expected msgid or msgctxt before it"
    return None


def _no_text(text: str, encoding: str) -> str | None:
    if found := _NO_TEXT.search(text):
        return (
            f"byte 0x{ord(found[0]) - 0xDC00:02x} is no text in {encoding.upper()}, the charset of this file by its "
            "header or byte order mark; name the right one there (charset=…), or convert the file to UTF-8: iconv -f "
            "ISO-8859-1 -t UTF-8 FILE > NEW"
        )
    unfitting = unfit(text)
    return f"{unfitting}, {unfitting.why}; delete it" if unfitting else None


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:40]}…")


def unescaped(text: str, encoding: str) -> str:
    """Text between quotation marks without escapes, as C has them; what is none of them stays as it is."""
    return _ESCAPE.sub(partial(_character, encoding=encoding), text) if "\\" in text else text


def _character(found: re.Match[str], encoding: str) -> str:
    if found["letter"] is not None:
        return _LETTERS.get(found["letter"], found[0])
    numbers = [int(one["hex"], 16) if one["hex"] else int(one["octal"], 8) for one in _BYTE.finditer(found[0])]
    try:
        text = bytes(numbers).decode(encoding)
    except ValueError:
        return found[0]
    return found[0] if unfit(text) else text


def _texts(path: Path, content: Path, encoding: str) -> Iterator[str]:
    """The text in pieces. Bytes that are none come as halves of surrogate pairs, which `_no_text` tells."""
    errors = "strict" if encoding.startswith("utf-16") else "surrogateescape"
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    newlines = 0
    with opened(path, content) as stream:
        while True:
            work.check()
            chunk = stream.read1(_CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                told = f"not {encoding.upper()} from here on ({error.reason}); the file is damaged, or in two encodings"
                raise CorpusError(told, path, newlines + 1) from error
            newlines += text.count("\n")
            yield text
            if not chunk:
                return
