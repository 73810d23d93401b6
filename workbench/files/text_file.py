"""Text files opened as lines: decompressed, decoded and split as they are read, in constant memory.

`str.splitlines` also breaks at U+2028, U+0085 and form feeds, and would shift one side of a parallel corpus against
the other from there on.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from itertools import islice
from pathlib import Path

from workbench import work
from workbench.errors import BadRow, CorpusError
from workbench.files.encoding import decoded, unreadable
from workbench.files.kind import check_file, open_bytes
from workbench.files.line_ends import MIXED, ended_lines, is_parted, without_end
from workbench.files.packed import Damaged, Refused, told
from workbench.files.unpacking import is_packed, unpacked

LONGEST_LINE = 1_000_000
UNPACKED_BY = {".gz": "gzip -dc", ".bz2": "bzip2 -dc", ".xz": "xz -dc", ".zst": "zstd -dc", ".zip": "unzip -p"}
"""Names of compressed files, and the command that unpacks them."""
COMPRESSED = tuple(UNPACKED_BY)

_CHUNK = 1 << 16


def lines(path: Path, *, content: Path | None = None, longest: int = LONGEST_LINE) -> Iterator[tuple[int, str]]:
    """The lines of a text file with their numbers, from 1, without their ends.

    They end at a newline, before which carriage returns are left out; in a file without any newline, at a carriage
    return. The file may be compressed with gzip, bzip2, xz or Zstandard, or be the one in a zip archive (told by its
    first bytes); it is in UTF-8, or in UTF-16 with a byte order mark. ``content``: where the bytes lie, if not at
    ``path``, which messages name.

    Raises `CorpusError` for a file that is missing, broken or not text, and for a line that is longer than ``longest``,
    is no text, or has a carriage return inside although newlines end lines.
    """
    found = readable_lines(path, content=content, longest=longest)
    for number, line in found:
        if isinstance(line, BadRow):
            if _is_compressed(content or path):
                # What comes out of damaged data is no line; its end tells what is wrong with it.
                deque(found, maxlen=0)
            raise line
        yield number, line


def readable_lines(
    path: Path, *, content: Path | None = None, longest: int = LONGEST_LINE, returns: bool = False
) -> Iterator[tuple[int, str | BadRow]]:
    """Like `lines`, but goes on after a line that cannot be read; in its place stands what is wrong with it.

    ``returns``: carriage returns inside a line, which leave open where it ends, are let through.
    """
    for number, line in raw_lines(path, content=content, longest=longest):
        if isinstance(line, BadRow):
            yield number, line
            continue
        text = without_end(line)
        fault = unreadable(line) or (MIXED if is_parted(text) and not returns else None)
        yield number, BadRow(fault, path, number) if fault else text


def raw_lines(
    path: Path, *, content: Path | None = None, longest: int = LONGEST_LINE
) -> Iterator[tuple[int, str | BadRow]]:
    """Like `readable_lines`, with the ends of lines; one that is no text or parted comes as it is, as `unreadable` and
    `is_parted` tell."""
    for number, line in enumerate(ended_lines(_texts(path, content or path), longest), start=1):
        yield number, _too_long(path, number, longest) if line is None else line


def pieces(path: Path, content: Path | None = None) -> Iterator[str]:
    """The text of a file in pieces of some thousand characters; `unreadable` tells what in them is no text. Raises
    `CorpusError`."""
    yield from filter(None, _texts(path, content or path))


def count_lines(path: Path, at_most: int | None = None, *, content: Path | None = None) -> int:
    """How many lines `readable_lines` would yield, up to ``at_most``. Raises `CorpusError` as it does."""
    return sum(1 for _ in islice(raw_lines(path, content=content), at_most))


def check_unpacked(path: Path, most: int) -> None:
    """Raises `CorpusError` for a file of more than ``most`` bytes when it is decompressed; no more are read of it."""
    size = 0
    try:
        with _open(path, path) as stream:
            while chunk := stream.read1(_CHUNK):
                work.check()
                size += len(chunk)
                if size > most:
                    raise CorpusError(f"unpacks to more than {most / 2**20:.0f} MB; give a smaller file", path)
    except (Damaged, Refused, OSError):
        return  # reading it tells what is wrong


def check_undamaged(path: Path, content: Path | None = None) -> None:
    """Raises `CorpusError` for compressed data that are damaged somewhere; other files are not read."""
    with told(path), _open(path, content or path) as stream:
        while is_packed(stream) and stream.read1(_CHUNK):
            work.check()


@contextmanager
def opened(path: Path, content: Path | None = None) -> Iterator[BufferedReader]:
    """The bytes of a file, unpacked as they are read. Raises `CorpusError` also for what is found while reading."""
    with told(path), _open(path, content or path) as stream:
        yield stream


def _is_compressed(path: Path) -> bool:
    """False also for a pipe, which cannot be opened again."""
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return is_packed(unpacked(stream))


def _too_long(path: Path, number: int, longest: int) -> BadRow:
    return BadRow(f"the line is longer than {longest:,} characters; expected one sentence per line", path, number)


def _texts(path: Path, content: Path) -> Iterator[str]:
    """The decoded text in pieces; what comes before a fault is yielded before the fault is raised."""
    with told(path), _open(path, content) as stream:
        try:
            yield from decoded(stream, path)
        except CorpusError:
            # What comes out of damaged compressed data is no text either; the checksum at its end tells.
            while is_packed(stream) and stream.read1(_CHUNK):
                work.check()
            raise


def _open(path: Path, content: Path) -> BufferedReader:
    """A pipe is read from its beginning by whoever opens it first."""
    check_file(content)
    stream = open_bytes(content)
    found = unpacked(stream)
    if not is_packed(found) and path.suffix.lower() in COMPRESSED and stream.peek(1):
        stream.close()
        raise CorpusError(f"named {path.suffix} but not compressed that way; compress it again or rename it", path)
    return found
