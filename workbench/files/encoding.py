"""The encoding of a text file: UTF-8, or UTF-16 with a byte order mark; what is in neither, line by line."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path

from workbench import work
from workbench.errors import CorpusError

_CHUNK = 1 << 16
MARKS = (
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF8, "utf-8"),
)
"""Byte order marks, and the encodings they stand for."""
# Bytes that are not UTF-8 go through as these halves of surrogate pairs, which stand in no text that is decoded.
_ESCAPED = "surrogateescape"
_UNREADABLE = re.compile("[\0\udc80-\udcff]")
_NUL = (
    "a NUL character received, which no text has; expected UTF-8, or UTF-16 with a byte order mark. Convert UTF-16 "
    "without a mark or UTF-32: iconv -f UTF-16LE -t UTF-8 FILE > NEW (or UTF-16BE, UTF-32); in UTF-8, delete it: "
    "tr -d '\\000' < FILE > NEW"
)


def marked(data: bytes) -> tuple[bytes, str]:
    """The byte order mark that data begin with, and their encoding: none is UTF-8."""
    return next((found for found in MARKS if data.startswith(found[0])), (b"", "utf-8"))


def decoded(stream: BufferedReader, path: Path) -> Iterator[str]:
    """The text of a stream in pieces; `unreadable` tells what in it is no text.

    Raises `CorpusError`, which names ``path``, where the whole file is in another encoding; before that comes what
    stands before the fault.
    """
    head = stream.read(4)
    mark, encoding = marked(head)
    decoder = codecs.getincrementaldecoder(encoding)(_ESCAPED if encoding == "utf-8" else "strict")
    chunk = head[len(mark) :] + stream.read1(_CHUNK)
    newlines = returns = 0
    begun = False
    while True:
        work.check()
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            # Units of UTF-16 that are cut or out of step say nothing of where the next line begins.
            text = error.object[: error.start].decode(encoding)
            yield text
            line = 1 + (newlines + text.count("\n") or returns + text.count("\r"))
            raise CorpusError(_not_in(error), path, line) from error
        if not begun:
            _check_beginning(text, path)
            begun = True
        newlines += text.count("\n")
        returns += text.count("\r")
        yield text
        if not chunk:
            return
        chunk = stream.read1(_CHUNK)


def unreadable(line: str) -> str | None:
    """What makes a line no text; None where it is one."""
    if (line.isascii() and "\0" not in line) or not _UNREADABLE.search(line):
        return None
    if "\0" in line:
        return _NUL
    try:
        line.encode("utf-8", _ESCAPED).decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_in(error)
    return None


def _check_beginning(text: str, path: Path) -> None:
    """Raises `CorpusError` for a file that begins as one in another encoding does: with no line that is text, or with
    a NUL on the same side of every newline, as UTF-16 without a mark has it."""
    lines = text.split("\n" if "\n" in text else "\r")
    bad = [number for number, line in enumerate(lines, start=1) if unreadable(line)]
    if not bad:
        return
    newlines = text.count("\n")
    utf_16 = newlines and newlines in (text.count("\n\0"), text.count("\0\n"))
    if utf_16 or len(bad) == sum(bool(line.strip()) for line in lines):
        raise CorpusError(_NUL if "\0" in text else str(unreadable(lines[bad[0] - 1])), path, bad[0])


def _not_in(error: UnicodeDecodeError) -> str:
    return (
        f"byte 0x{error.object[error.start]:02x} is not {error.encoding.upper()} ({error.reason}); "
        "convert the file to UTF-8, for example from Latin-1: iconv -f ISO-8859-1 -t UTF-8 FILE > NEW"
    )
