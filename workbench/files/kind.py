"""What a path leads to: a file, a pipe, which can be read once, or something that is no text at all."""

from __future__ import annotations

import atexit
import io
import os
import select
import stat
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from workbench import work
from workbench.errors import CorpusError

MOST_SPOOLED = 4 << 30
"""Bytes that a pipe may hold."""
WRITER_WITHIN = 60.0
"""Seconds within which somebody must open a pipe to write into it."""
SILENT_FOR = 1800.0
"""Seconds for which whoever writes may send nothing: a command that sorts first takes its time."""

_CHUNK = 1 << 20
_SLICE = 0.5
_NO_TEXT: tuple[tuple[Callable[[int], bool], str], ...] = (
    (stat.S_ISDIR, "a folder; give a file"),
    (stat.S_ISSOCK, "a socket; give a file or a pipe"),
    (stat.S_ISBLK, "a device, which holds no text; give a file"),
    (stat.S_ISCHR, "a device or a terminal, which holds no text; give a file or a pipe"),
)


def check_file(path: Path) -> None:
    """Raises `CorpusError` unless ``path`` is a file or a pipe."""
    mode = _mode(path)
    for is_this, told in _NO_TEXT:
        if is_this(mode):
            raise CorpusError(f"is {told}", path)


def open_bytes(path: Path) -> io.BufferedReader:
    """A file or a pipe to read; reading a pipe into which nobody writes raises `CorpusError` after a while."""
    if not hasattr(select, "poll") or not stat.S_ISFIFO(_mode(path)):
        return path.open("rb")
    return io.BufferedReader(_Pipe(path))


class _Pipe(io.RawIOBase):
    def __init__(self, path: Path):
        self._path = path
        # Opening would wait for somebody who writes, for ever.
        self._descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        self._poll = select.poll()
        self._poll.register(self._descriptor, select.POLLIN)
        self._begun = False

    def readable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def close(self) -> None:
        if not self.closed:
            os.close(self._descriptor)
        super().close()

    def readinto(self, buffer: Any, /) -> int:
        since = time.monotonic()
        while True:
            work.check()
            events = self._poll.poll(_SLICE * 1000)
            try:
                count = os.readv(self._descriptor, [buffer])
            except BlockingIOError:
                self._begun = True
                count = 0
            else:
                if count or self._begun or events:
                    self._begun = True
                    return count
            self._wait(time.monotonic() - since)

    def _wait(self, seconds: float) -> None:
        if not self._begun and seconds >= WRITER_WITHIN:
            raise CorpusError(
                f"is a pipe, and for {WRITER_WITHIN:g} seconds nobody has opened it to write; start what writes",
                self._path,
            )
        if self._begun and seconds >= SILENT_FOR:
            raise CorpusError(f"is a pipe from which nothing came for {SILENT_FOR:g} seconds", self._path)


def spooled(path: Path, most: int = MOST_SPOOLED) -> Path:
    """A file with the content of ``path``: itself, or where a pipe was copied to, until this process ends.

    Raises `CorpusError` for what `check_file` refuses, and for a pipe that holds more than ``most`` bytes or for
    which there is no room.
    """
    check_file(path)
    if not stat.S_ISFIFO(_mode(path)):
        return path
    descriptor, name = new_copy()
    try:
        with open_bytes(path) as pipe, os.fdopen(descriptor, "wb") as copy:
            while chunk := pipe.read1(_CHUNK):
                if copy.tell() + len(chunk) > most:
                    raise CorpusError(
                        f"is a pipe that holds more than {most / 2**20:,.0f} MB; write it into a file and give that",
                        path,
                    )
                copy.write(chunk)
    except OSError as error:
        raise CorpusError(
            f"is a pipe that cannot be copied into {tempfile.gettempdir()}: {error.strerror or error}; write it into "
            "a file and give that",
            path,
        ) from error
    return Path(name)


def new_copy() -> tuple[int, str]:
    """A temporary file that is there until this process ends: its descriptor and its name."""
    descriptor, name = tempfile.mkstemp(prefix="workbench-")
    atexit.register(_remove, name)
    return descriptor, name


def _mode(path: Path) -> int:
    try:
        return os.stat(path).st_mode
    except PermissionError as error:
        raise CorpusError(f"the file cannot be read: {error.strerror}", path) from error
    except (OSError, ValueError) as error:
        raise CorpusError("no such file; check the path", path) from error


def _remove(name: str) -> None:
    with suppress(OSError):
        os.unlink(name)
