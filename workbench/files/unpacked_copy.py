"""Files for libraries that go back and forth in them: themselves, or where the compressed ones were unpacked to."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbench import work
from workbench.errors import CorpusError
from workbench.files.text_file import opened
from workbench.files.unpacking import is_packed

MOST = 4 << 30
"""Bytes that a compressed file may unpack to."""

_CHUNK = 1 << 20


@contextmanager
def unpacked_copy(path: Path, content: Path | None = None, most: int = MOST) -> Iterator[Path]:
    """Where the bytes of a file are, unpacked, until the block ends. ``content``: where they lie, if not at ``path``.

    Raises `CorpusError`, which names ``path``, for what cannot be opened, or unpacks to more than ``most`` bytes.
    """
    with opened(path, content) as stream:
        if not is_packed(stream):
            yield content or path
            return
        descriptor, name = tempfile.mkstemp(prefix="workbench-")
        try:
            with os.fdopen(descriptor, "wb") as copy:
                while chunk := stream.read(_CHUNK):
                    work.check()
                    if copy.tell() + len(chunk) > most:
                        raise CorpusError(f"unpacks to more than {most >> 20:,} MB; unpack it and give that", path)
                    copy.write(chunk)
            yield Path(name)
        finally:
            os.unlink(name)
