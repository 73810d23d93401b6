"""Text files opened as lines: decompressed, decoded and split as they are read, in constant memory.

Lines end at a newline character and nowhere else: `str.splitlines` also breaks at U+2028, U+0085 and form
feeds, and would shift one side of a parallel corpus against the other from there on.
"""

from __future__ import annotations

import bz2
import codecs
import gzip
import lzma
import os
import re
import zlib
from collections.abc import Callable, Iterator
from io import BufferedIOBase, BufferedReader
from pathlib import Path

from workbench import work
from workbench.errors import CorpusError

LONGEST_LINE = 1_000_000
COMPRESSED = (".gz", ".bz2", ".xz")

_CHUNK = 1 << 16
_OPENERS: tuple[tuple[re.Pattern[bytes], Callable[[Path], BufferedIOBase]], ...] = (
    (re.compile(rb"\x1f\x8b"), gzip.GzipFile),
    (re.compile(rb"BZh[1-9](1AY&SY|\x17rE8P\x90)"), bz2.BZ2File),
    (re.compile(rb"\xfd7zXZ\x00"), lzma.LZMAFile),
)
_MARKS = (
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF8, "utf-8"),
)
_NUL = (
    "a NUL character received, which no text has; expected UTF-8, or UTF-16 with a byte order mark. Convert UTF-16 "
    "without a mark or UTF-32: iconv -f UTF-16LE -t UTF-8 FILE > NEW (or UTF-16BE, UTF-32); in UTF-8, delete it: "
    "tr -d '\\000' < FILE > NEW"
)


def lines(path: Path, *, longest: int = LONGEST_LINE) -> Iterator[tuple[int, str]]:
    """The lines of a text file with their numbers, from 1; a carriage return before the newline is left out.

    The file may be compressed with gzip, bzip2 or xz (told by its first bytes); it is in UTF-8, or in UTF-16
    with a byte order mark.

    Raises `CorpusError` for a file that is missing, broken or not text, or a line longer than ``longest``.
    """
    for number, line in raw_lines(path, longest=longest):
        yield number, line.removesuffix("\r")


def raw_lines(path: Path, *, longest: int = LONGEST_LINE) -> Iterator[tuple[int, str]]:
    """Like `lines`, with a carriage return kept where there is one."""
    number, pending = 1, ""
    for text in _texts(path):
        *whole, pending = (pending + text).split("\n")
        for line in whole:
            yield number, _checked(line, path, number, longest)
            number += 1
        _checked(pending, path, number, longest)
    if pending:
        yield number, pending


def count_lines(path: Path, at_most: int | None = None) -> int:
    """How many lines `lines` would yield, up to ``at_most``. Raises `CorpusError` as it does."""
    count, last = 0, "\n"
    for text in _texts(path):
        count += text.count("\n")
        last = text[-1:] or last
        if at_most is not None and count >= at_most:
            return at_most
    return count + (last != "\n")


def check_unpacked(path: Path, most: int) -> None:
    """Raises `CorpusError` for a file of more than ``most`` bytes when it is decompressed; no more are read of it."""
    unpacked = 0
    try:
        with _open(path) as stream:
            while chunk := stream.read1(_CHUNK):
                work.check()
                unpacked += len(chunk)
                if unpacked > most:
                    raise CorpusError(f"unpacks to more than {most / 2**20:.0f} MB; give a smaller file", path)
    except (EOFError, zlib.error, lzma.LZMAError, OSError):
        return  # reading it tells what is wrong


def check_file(path: Path) -> None:
    """Raises `CorpusError` unless ``path`` is a file."""
    if os.path.isdir(path):
        raise CorpusError("is a folder; give a file", path)
    if not os.path.isfile(path):
        raise CorpusError("no such file; check the path", path)


def _checked(line: str, path: Path, number: int, longest: int) -> str:
    if len(line) > longest:
        raise CorpusError(
            f"the line is longer than {longest:,} characters; expected one sentence per line",
            path,
            number,
        )
    return line


def _texts(path: Path) -> Iterator[str]:
    """The decoded text in pieces; what comes before a fault is yielded before the fault is raised."""
    check_file(path)
    try:
        with _open(path) as stream:
            try:
                yield from _decoded(stream, path)
            except CorpusError:
                # What comes out of damaged compressed data is no text either; the checksum at its end tells.
                while not isinstance(stream, BufferedReader) and stream.read1(_CHUNK):
                    work.check()
                raise
    except (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile) as error:
        raise CorpusError(f"the compressed data is broken ({error}); copy or compress it again", path) from error
    except OSError as error:
        raise CorpusError(f"the file cannot be read: {error.strerror or error}", path) from error


def _decoded(stream: BufferedIOBase, path: Path) -> Iterator[str]:
    number = 1
    head = stream.read(4)
    mark, encoding = next((found for found in _MARKS if head.startswith(found[0])), (b"", "utf-8"))
    decoder = codecs.getincrementaldecoder(encoding)()
    chunk = head[len(mark) :] + stream.read1(_CHUNK)
    while True:
        work.check()
        fault = None
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            # In UTF-16 and UTF-32 without a mark, bytes that are not UTF-8 stand beside NULs.
            fault = _NUL if encoding == "utf-8" and b"\0" in error.object else _not_in(error)
            text = error.object[: error.start].decode(encoding)
        text, nul, _ = text.partition("\0")
        number += text.count("\n")
        yield text
        if nul or fault:
            raise CorpusError(_NUL if nul else str(fault), path, number)
        if not chunk:
            return
        chunk = stream.read1(_CHUNK)


def _not_in(error: UnicodeDecodeError) -> str:
    return (
        f"byte 0x{error.object[error.start]:02x} is not {error.encoding.upper()} ({error.reason}); "
        "convert the file to UTF-8, for example from Latin-1: iconv -f ISO-8859-1 -t UTF-8 FILE > NEW"
    )


def _open(path: Path) -> BufferedIOBase:
    with path.open("rb") as stream:
        head = stream.read(10)
    for magic, opener in _OPENERS:
        if magic.match(head):
            return opener(path)
    if head and path.suffix.lower() in COMPRESSED:
        raise CorpusError(f"named {path.suffix} but not compressed that way; compress it again or rename it", path)
    return path.open("rb")
