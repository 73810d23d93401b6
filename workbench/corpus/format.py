"""What a format is: how its files end, what is in them, and the function that reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from workbench.corpus.segment import Segment
from workbench.errors import BadRow


@dataclass(frozen=True)
class Format:
    """``title``: its name for people; ``meaning``: what is in such a file, in a line. ``endings``: of its files, small
    letters, the first one the usual one; none where the name does not tell. ``read``: takes a `Corpus` and yields its
    rows, for one that cannot be read what is wrong with it. ``aligned``: several files, line by line, without columns.
    ``header``: the first row may name the columns, or be data.
    """

    name: str
    title: str
    meaning: str
    endings: tuple[str, ...]
    read: Callable[[Any], Iterator[Segment | BadRow]]
    aligned: bool = False
    header: bool = False
