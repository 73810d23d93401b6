"""What a path leads to: a file, a pipe, which can be read once, or something that is no text at all."""

from __future__ import annotations

import atexit
import os
import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from workbench.errors import CorpusError

MOST_SPOOLED = 4 << 30
"""Bytes that a pipe may hold."""

_CHUNK = 1 << 20
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


def spooled(path: Path, most: int = MOST_SPOOLED) -> Path:
    """A file with the content of ``path``: itself, or where a pipe was copied to, until this process ends.

    Raises `CorpusError` for what `check_file` refuses, and for a pipe that holds more than ``most`` bytes or for
    which there is no room.
    """
    check_file(path)
    if not stat.S_ISFIFO(_mode(path)):
        return path
    descriptor, name = tempfile.mkstemp(prefix="workbench-")
    atexit.register(_remove, name)
    try:
        with path.open("rb") as pipe, os.fdopen(descriptor, "wb") as copy:
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
