"""How a run gets onto the disk: every file whole or absent, one process at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from workbench.errors import RunError
from workbench.files import writing as files
from workbench.files.writing import PARTIAL

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]


def check_name(folder: Path) -> None:
    """Raises `RunError` for a folder whose name is not UTF-8, which neither Parquet nor DuckDB can open."""
    try:
        str(folder).encode()
    except UnicodeEncodeError as error:
        raise RunError(f"{str(folder)!r}: the name is not UTF-8; give the run folder another name") from error


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Raises `RunError` in place of what the system says about a full disk or a folder that may not be changed."""
    try:
        yield
    except OSError as error:
        raise RunError(
            f"{path}: cannot be written: {error.strerror or error}; finished parts are kept: "
            "free space, or see that the folder may be written to, and give the same command again"
        ) from error


@contextmanager
def whole_file(path: Path, mode: str, **options: Any) -> Iterator[IO[Any]]:
    """A file to write: under a temporary name, flushed to the disk and renamed when the block ends well.

    Raises `RunError` when it cannot be written; nothing is left of it then.
    """
    with writing(path), files.whole_file(path, mode, **options) as file:
        yield file


def remove_leftovers(*folders: Path) -> None:
    """What killed processes left half written. Raises `RunError`."""
    for folder in folders:
        for leftover in folder.glob(f"*{PARTIAL}"):
            with writing(leftover):
                leftover.unlink(missing_ok=True)


@contextmanager
def alone(path: Path, doing: str = "scoring into this run", *, wait: bool = False) -> Iterator[None]:
    """Raises `RunError` while another process is inside this block with the same folder or file, or waits for it.

    It is locked itself: nothing is left beside it, and the system lets go of it when a process dies. Where
    there are no locks (Windows, some network file systems) nobody is kept out.
    """
    if fcntl is None:
        yield
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise RunError(
                f"{path}: another process is {doing}; wait until it has ended, or stop it and "
                "give the same command again, or give another --out"
            ) from error
        except OSError:
            pass
        yield
    finally:
        os.close(descriptor)
