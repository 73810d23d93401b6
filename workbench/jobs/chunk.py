"""Successive segments of a corpus that one process works through at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from workbench.corpus import Segment


@dataclass(frozen=True)
class Chunk:
    """``number``: how many came before it."""

    number: int
    segments: Sequence[Segment]

    def __str__(self) -> str:
        return f"segments {self.segments[0].id} to {self.segments[-1].id}"


def chunks(segments: Iterable[Segment], size: int) -> Iterator[Chunk]:
    """All of ``size``, the last one may have fewer."""
    iterator = iter(segments)
    for number, taken in enumerate(iter(lambda: list(islice(iterator, size)), [])):
        yield Chunk(number, taken)
