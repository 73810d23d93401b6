"""Where the parts of a job are worked through: here in this process, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

Part = TypeVar("Part")
Made = TypeVar("Made")


class Engine(Protocol):
    """Whoever works through the parts of a job. No part needs another, so an engine may have many in hand at once,
    and elsewhere; a job keeps what it gets in order, and begins again with the first part that is missing."""

    def made(self, make: Callable[[Part], Made], parts: Iterable[Part]) -> Iterator[Made]:
        """What ``make`` makes of each of ``parts``, in their order, as it is made. Raises what ``make`` raises."""
        ...


class InProcess:
    """One part at a time, each taken when the one before is done with."""

    def made(self, make: Callable[[Part], Made], parts: Iterable[Part]) -> Iterator[Made]:
        return map(make, parts)
