"""Files that appear whole or not at all, compressed where their name says so."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PARTIAL = ".partial"
PACKED_BY: dict[str, Callable[[Any], Any]] = {
    # The same content gives the same bytes: no time of day.
    ".gz": lambda raw: gzip.GzipFile("", "wb", 6, raw, mtime=0),
    ".bz2": lambda raw: bz2.BZ2File(raw, "wb"),
    ".xz": lambda raw: lzma.LZMAFile(raw, "wb"),  # noqa: SIM115
    ".zst": lambda raw: zstd.ZstdFile(raw, "wb"),
}
"""Endings that say how a file is compressed as it is written."""

_BUFFER = 1 << 17


class Unwritten(OSError):
    """What the system says of a file that is being written, apart from what it says of one that is read meanwhile."""


@contextmanager
def whole_file(path: Path, mode: str, **options: Any) -> Iterator[IO[Any]]:
    """A file to write, ``w`` or ``wb``: under a temporary name, flushed to the disk and renamed when the block ends
    well; compressed before, where its name ends so.

    Raises `Unwritten` when it cannot be written; nothing is left of it then.
    """
    partial = path.with_name(f"{path.name}.{os.getpid()}{PARTIAL}")
    packed = partial.with_name(f"{partial.name}.packed{PARTIAL}")
    pack = PACKED_BY.get(path.suffix.lower())
    try:
        with _opened(partial, mode, **options) as file:
            yield file
            _onto_disk(file)
        with _told():
            if pack:
                with partial.open("rb") as plain, _opened(packed, "wb") as file:
                    with pack(file) as packing:
                        shutil.copyfileobj(plain, packing, _BUFFER)
                    _onto_disk(file)
            os.replace(packed if pack else partial, path)
    finally:
        for leftover in (partial, packed):
            if os.path.lexists(leftover):
                leftover.unlink()


class _Raw(io.FileIO):
    def write(self, data: Any, /) -> int:
        with _told():
            return super().write(data)


def _opened(path: Path, mode: str, **options: Any) -> IO[Any]:
    with _told():
        buffered = io.BufferedWriter(_Raw(path, "w"), _BUFFER)
    return buffered if "b" in mode else io.TextIOWrapper(buffered, **options)


def _onto_disk(file: IO[Any]) -> None:
    with _told():
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except Unwritten:
        raise
    except OSError as error:
        raise Unwritten(error.errno, error.strerror or str(error)) from error
