"""How much work somebody's request may be, counted where it is done: tokens through a model, and seconds.

A `Meter` travels in a context variable, so no function needs another argument. Models call `spend` before every batch,
readers and fits call `check` every so often; without a meter both cost next to nothing. Between two such places the
work can be stopped, and others can be let by; a place where a lock is held is none.
Context variables do not cross threads: enter the meter in the thread that does the work. Nor belong they into a
generator, which would leave its meter with whoever advances it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from workbench.errors import WorkbenchError

LATELY = 20.0
"""Seconds for which the longest step of a work is remembered."""


class Stopped(WorkbenchError):
    """Asked to end before it was done."""


class OverBudget(Stopped):
    """More work than is allowed."""


class Meter:
    """``tokens`` and ``seconds`` (from now on) that the work may take; None where there is no limit.

    ``reached``: how far the work is, in words for the person ("at 3 of 9 segments"), kept up by whoever knows.
    ``advice``: what to do when it is too much. ``between``: called with the meter between two batches; may wait.
    """

    def __init__(self, tokens: int | None = None, seconds: float | None = None, advice: str = ""):
        self.tokens, self.seconds, self.spent = tokens, seconds, 0
        self.reached, self.advice = "", advice
        self.between: Callable[[Meter], None] | None = None
        self._began, self._stop = time.monotonic(), False
        self._passed, self._longest, self._longest_at = self._began, 0.0, self._began

    @property
    def stopping(self) -> bool:
        return self._stop

    @property
    def between_stops(self) -> float:
        """Seconds that it takes at most from one place where it can be stopped to the next, as it lately did; those in
        which it waited do not count."""
        return self._longest

    def stop(self) -> None:
        """End the work at its next batch; any thread may ask."""
        self._stop = True

    def check(self) -> None:
        """Raises `Stopped` when it was asked to end, `OverBudget` when its time or its tokens are used up."""
        if self._stop:
            raise Stopped(self._told("stopped", ""))
        if self.seconds is not None and time.monotonic() - self._began > self.seconds:
            raise OverBudget(self._told(f"the {self.seconds:,.0f} seconds that a job has here are over", self.advice))
        if self.tokens is not None and self.spent > self.tokens:
            allowed = f"the {self.tokens:,} tokens that a job may send through the model here are used up"
            raise OverBudget(self._told(allowed, self.advice))

    def spend(self, tokens: int) -> None:
        """Before a batch of so many tokens. Raises as `check` does."""
        self.spent += tokens
        self.check()
        now = time.monotonic()
        if now - self._passed >= self._longest or now - self._longest_at > LATELY:
            self._longest, self._longest_at = now - self._passed, now
        if self.between is not None:
            self.between(self)
        self._passed = time.monotonic()

    def _told(self, what: str, advice: str) -> str:
        return "; ".join(filter(None, (f"{what} {self.reached}".rstrip(), advice)))


_meter: ContextVar[Meter | None] = ContextVar("workbench_meter", default=None)


@contextmanager
def metered(meter: Meter) -> Iterator[Meter]:
    """Work of this thread counts against ``meter`` until the block ends."""
    token = _meter.set(meter)
    try:
        yield meter
    finally:
        _meter.reset(token)


def is_metered() -> bool:
    return _meter.get() is not None


def spend(tokens: int) -> None:
    """Before a batch of so many tokens: see `Meter.spend`."""
    if (meter := _meter.get()) is not None:
        meter.spend(tokens)


def reached(place: str) -> None:
    """How far the work is, in words for who reads that it was stopped: see `Meter`."""
    if (meter := _meter.get()) is not None:
        meter.reached = place


def check() -> None:
    """Between two steps that send nothing through a model: see `Meter.check`."""
    spend(0)
