"""Workers that are hired, may be lost, and have their parts made again by others; what is made stays in order."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Collection, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from workbench.errors import RunError

Part = TypeVar("Part")
Made = TypeVar("Made")
Given = TypeVar("Given", contravariant=True)
Back = TypeVar("Back", covariant=True)
Worker = Any
Ticket = Any
"""What an agency calls its workers, and what they are busy with; a ticket can be hashed."""

AHEAD = 16
"""Parts for each worker that may be done before the one whose turn it is."""
LIVES = 4
"""Workers that a part may cost."""


class Lost(Exception):
    """A worker has ended, or its machine cannot be reached any more."""


class Agency(Protocol[Given, Back]):
    """Whoever has workers."""

    def hire(self) -> tuple[Worker, Ticket]:
        """A worker, and the ticket for its getting ready, which may take as long as it likes."""
        ...

    def give(self, worker: Worker, part: Given) -> Ticket: ...

    def first(self, tickets: Collection[Ticket]) -> Ticket:
        """One of ``tickets`` that is done, or whose worker is lost; waits for it."""
        ...

    def result(self, ticket: Ticket) -> Back:
        """What came of it. Raises what making it raised, and `Lost` with its worker."""
        ...

    def dismiss(self, worker: Worker) -> None:
        """End a worker, whatever it does."""
        ...

    def told(self, line: str) -> None:
        """Something that people should know."""
        ...


@dataclass
class Crew(Generic[Part, Made]):
    """``size`` workers of an agency, each with one part at a time: no part waits for a worker who is not ready, so that
    one for whom there is no room yet holds nothing up."""

    agency: Agency[Part, Made]
    size: int
    _idle: list[Worker] = field(default_factory=list)
    _busy: dict[Ticket, tuple[Worker, int | None]] = field(default_factory=dict)
    """Who is at which part, by its number; None for who is getting ready."""
    _parts: dict[int, Part] = field(default_factory=dict)
    """Those that were taken and are not made."""
    _waiting: list[int] = field(default_factory=list)
    """Those of them that nobody is at; a heap."""
    _ready: dict[int, Made] = field(default_factory=dict)
    """What is made and waits for its turn."""
    _turn: int = 0
    _taken: int = 0
    _deaths: Counter[int] = field(default_factory=Counter)
    """Workers that a part has cost."""
    _lost: int = 0
    """Workers since something was last done."""

    def made(self, parts: Iterable[Part]) -> Generator[Made, None, None]:
        """See `workbench.jobs.engine.Engine`. Raises `RunError` where workers are lost again and again."""
        coming = iter(parts)
        try:
            if not self._take(coming):
                return
            for _ in range(self.size):
                self._hire()
            while self._parts:
                self._await_one()
                self._give_out(coming)
                while self._turn in self._ready:
                    self._turn += 1
                    yield self._ready.pop(self._turn - 1)
        finally:
            for worker in [*self._idle, *(worker for worker, _ in self._busy.values())]:
                self.agency.dismiss(worker)

    def _hire(self) -> None:
        worker, ticket = self.agency.hire()
        self._busy[ticket] = worker, None

    def _take(self, coming: Iterator[Part]) -> bool:
        """The next part, if there is one and it is not too early for it."""
        if self._taken < self._turn + AHEAD * self.size:
            for part in coming:
                self._parts[self._taken] = part
                heapq.heappush(self._waiting, self._taken)
                self._taken += 1
                return True
        return False

    def _give_out(self, coming: Iterator[Part]) -> None:
        while self._idle and (self._waiting or self._take(coming)):
            worker, number = self._idle.pop(), heapq.heappop(self._waiting)
            self._busy[self.agency.give(worker, self._parts[number])] = worker, number

    def _await_one(self) -> None:
        ticket = self.agency.first(self._busy.keys())
        worker, number = self._busy.pop(ticket)
        try:
            found = self.agency.result(ticket)
        except Lost as error:
            self.agency.dismiss(worker)
            self._replace(number, error)
        except BaseException:
            self.agency.dismiss(worker)
            raise
        else:
            self._idle.append(worker)
            self._lost = 0
            if number is not None:
                del self._parts[number]
                self._ready[number] = found

    def _replace(self, number: int | None, why: Lost) -> None:
        kept = "finished parts are kept, and the same command goes on with the others"
        self._lost += 1
        if number is not None:
            heapq.heappush(self._waiting, number)
            self._deaths[number] += 1
            if self._deaths[number] == LIVES:
                raise RunError(
                    f"{self._parts[number]}: {LIVES} workers were lost over them, the last one as {why}; see that "
                    f"memory suffices for one worker's share; {kept}"
                )
        if self._lost == LIVES + self.size:
            raise RunError(
                f"{self._lost} workers were lost one after the other, the last one as {why}; see that memory suffices "
                f"for {self.size} of them, or take fewer (--workers); {kept}"
            )
        self.agency.told(f"a worker was lost: {why}; another one takes its place")
        self._hire()
