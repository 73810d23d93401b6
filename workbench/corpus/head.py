"""What can be seen of a file before it is known what format it is in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from pathlib import Path

from workbench.corpus.naming import inside
from workbench.files.encoding import marked
from workbench.files.text_file import opened

SEEN = 1 << 16
"""Bytes at most."""


class Match(IntEnum):
    """Whether a file may be in a format: not at all; if its name or nothing else says so; beyond doubt."""

    NO = 0
    POSSIBLE = 1
    SURE = 2


@dataclass(frozen=True)
class Head:
    """The first `SEEN` bytes of a file, unpacked; none of a folder. ``content``: where the bytes lie."""

    path: Path
    content: Path

    @property
    def ending(self) -> str:
        """Of its name, in small letters, without the one that says that it is compressed."""
        return inside(self.path, self.content).suffix.lower()

    @cached_property
    def data(self) -> bytes:
        """Raises `CorpusError` for what cannot be opened."""
        if self.content.is_dir():
            return b""
        with opened(self.path, self.content) as stream:
            return stream.read(SEEN)

    @property
    def is_whole(self) -> bool:
        """Whether that is all of the file."""
        return len(self.data) < SEEN

    @cached_property
    def text(self) -> str:
        """The same as text, by its byte order mark and as UTF-8 without one; what is neither comes as U+FFFD."""
        mark, encoding = marked(self.data)
        return self.data[len(mark) :].decode(encoding, errors="replace")

    @cached_property
    def first_line(self) -> str:
        """The first line that is not blank, without its end."""
        return next((line.rstrip("\r") for line in self.text.split("\n") if line.strip()), "")
