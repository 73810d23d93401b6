"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

PARTIAL = ".partial"


@contextmanager
def whole_file(path: Path, mode: str, **options: Any) -> Iterator[IO[Any]]:
    """A file to write: under a temporary name, flushed to the disk and renamed when the block ends well.

    Raises `OSError` when it cannot be written; nothing is left of it then.
    """
    partial = path.with_name(f"{path.name}.{os.getpid()}{PARTIAL}")
    try:
        with open(partial, mode, **options) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
