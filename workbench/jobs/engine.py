"""Where the parts of a job are worked through: in this process one after the other, or by many elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import Protocol, TypeVar

Part = TypeVar("Part")
Made = TypeVar("Made")


class Engine(Protocol):
    """Whoever works through the parts of a job. No part needs another, so an engine may have many in hand at once,
    and elsewhere; a job begins again with the parts that are missing."""

    def made(self, make: Callable[[Part], Made], parts: Iterable[Part]) -> Generator[Made, None, None]:
        """What ``make`` makes of each of ``parts``, in their order, as it is made. Raises what ``make`` raises.

        Parts are taken as they are needed. An engine that works elsewhere sends ``make`` as a pickle, once to each
        process, and keeps what is made until its turn comes: large things are written by ``make``, not returned. It
        may make a part again where a process was lost. When the generator is closed, nothing works on.
        """
        ...


class InProcess:
    """One part at a time, each taken when the one before is done with."""

    def made(self, make: Callable[[Part], Made], parts: Iterable[Part]) -> Generator[Made, None, None]:
        yield from map(make, parts)
