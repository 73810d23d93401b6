"""The way of every request that sends something through a model."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from workbench.app.serving.caller import Caller
from workbench.app.serving.hosting import LimitError, Limits
from workbench.app.serving.task import Task
from workbench.app.serving.turns import Turns
from workbench.work import Meter, Stopped

TOGETHER = 32
"""Requests that Gradio lets in at once. Many more than compute: those who wait here wait in a thread that sleeps."""
QUEUED: dict[str, Any] = {"concurrency_id": "work", "concurrency_limit": TOGETHER}
"""For every listener and endpoint whose work goes through `Workers`: without the limit Gradio takes 1 for them all."""
ADVICE = "ask for fewer views or shorter texts, or run it on a machine of your own"

Found = TypeVar("Found")


def always() -> bool:
    return True


class Workers:
    """A request is let in if its client has not too many under way, gets a budget, takes turns with others, and ends
    within a batch once its client has left or it is not wanted any more."""

    def __init__(self, limits: Limits):
        self._limits, self._turns = limits, Turns()
        self._under_way: Counter[str] = Counter()
        self._lock = threading.Lock()

    def meter(self, advice: str = ADVICE) -> Meter:
        return Meter(self._limits.tokens, self._limits.seconds, advice)

    def ahead_of(self, meter: Meter) -> tuple[int, float]:
        """See `Turns.ahead_of`."""
        return self._turns.ahead_of(meter)

    def steps(
        self, work: Callable[[], Iterable[Found]], wanted: Callable[[], bool] = always, meter: Meter | None = None
    ) -> Iterator[Found]:
        """What ``work`` finds, as it is found. Ends early, without a word, where nobody wants more."""
        return (found for found in self.ticks(work, wanted, meter) if found is not None)

    def result(self, work: Callable[[], Found], wanted: Callable[[], bool] = always) -> Found:
        """Raises `Stopped` where nobody wants it any more."""
        for found in self.steps(lambda: [work()], wanted):
            return found
        raise Stopped("stopped: nobody waits for this any more")

    def ticks(
        self, work: Callable[[], Iterable[Found]], wanted: Callable[[], bool] = always, meter: Meter | None = None
    ) -> Iterator[Found | None]:
        """`steps`, with a None whenever it is time to tell how far it is."""
        caller = Caller.here()
        with self._let_in(caller.client):
            task = Task(work, meter or self.meter(), self._turns)
            yield from task.watch(lambda: caller.waits() and wanted())

    @contextmanager
    def _let_in(self, client: str) -> Iterator[None]:
        most = self._limits.requests
        with self._lock:
            if most is not None and self._under_way[client] >= most:
                raise LimitError(
                    f"{self._under_way[client]} requests from your address are under way, which is the most for one; "
                    "wait until one has ended"
                )
            self._under_way[client] += 1
        try:
            yield
        finally:
            with self._lock:
                self._under_way[client] -= 1
                if not self._under_way[client]:
                    del self._under_way[client]
