"""Folders of a running server for what is to go with it; those of servers that were killed are swept by the next."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: there nothing is swept, as nobody knows who still runs
    fcntl = None  # type: ignore[assignment]

PREFIX = "workbench-app-"
_MARK = ".translation-workbench"
"""A file that says that a folder is such a one."""


def own_folder() -> Path:
    """A new one, locked as long as this process lives: the system lets go of the lock when it is killed. It is deleted
    when the process ends in good order."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    if fcntl is not None:
        # Never closed: the lock goes with the descriptor. A folder has its mark once it is locked.
        fcntl.flock(os.open(folder, os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB)
    (folder / _MARK).touch()
    atexit.register(_remove, folder, os.getpid())
    return folder


def sweep() -> None:
    """Delete the folders of servers that run no more, and nothing else."""
    if fcntl is None:
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            if folder.is_symlink() or folder.stat().st_uid != os.getuid() or not (folder / _MARK).is_file():
                continue
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        except OSError:  # somebody else sweeps too
            continue
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:  # its server lives
            continue
        else:
            shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(descriptor)


def _remove(folder: Path, process: int) -> None:
    if os.getpid() == process:  # a process that was forked off ends earlier
        shutil.rmtree(folder, ignore_errors=True)
