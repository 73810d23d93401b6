"""A corpus on its way through a model: watched, stopped, and ended when its time is up."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from workbench import work
from workbench.app.serving.task import Task
from workbench.app.serving.workers import Workers
from workbench.jobs.progress import Progress
from workbench.runs import Run
from workbench.work import Meter, Stopped

TICK = 0.25
"""Seconds between two looks at how far it is."""


@dataclass(frozen=True)
class Seen:
    """How far a job is: ``rate`` in segments a second and ``left`` in seconds, None while nothing can be told."""

    progress: Progress
    rate: float | None
    left: float | None


def place_of(progress: Progress) -> str:
    """How far it is, for who reads that it was stopped there."""
    if not progress.total:
        return f"while {progress.doing}"
    return f"at {progress.done} of {progress.total} segments; Score goes on from there"


def reaching(progress: Progress) -> None:
    """For work that nobody watches: a place where it can be stopped, and how far it was."""
    if not progress.total:
        work.check()  # while that which ends here
    work.reached(place_of(progress))
    work.check()


class Job:
    """``work`` is given a function to tell its progress to, which is also where it can be stopped."""

    def __init__(
        self,
        work: Callable[[Callable[[Progress], None]], Run],
        seconds: float | None = None,
        workers: Workers | None = None,
    ):
        self._work, self._workers = work, workers
        self._meter = workers.meter(advice="") if workers else Meter(seconds=seconds)
        self._last = Progress(0, 0, "beginning")
        self._first: tuple[float, int] | None = None
        self._result: Run | None = None

    @property
    def stopping(self) -> bool:
        return self._meter.stopping

    def stop(self) -> None:
        self._meter.stop()

    def watch(self) -> Iterator[Seen]:
        """Start, and look on until it has ended. Raises what the work raises, and `Stopped`."""
        self._meter.reached = place_of(self._last)
        looked = 0.0
        for found in self._ticks():
            if found is not None:
                self._result = found
            elif time.monotonic() - looked >= TICK:
                looked = time.monotonic()
                yield self._seen()

    @property
    def run(self) -> Run:
        """What was made, once it was watched to the end."""
        if self._result is None:
            raise Stopped("nothing was made yet")
        return self._result

    def _ticks(self) -> Iterator[Run | None]:
        def work() -> list[Run]:
            return [self._work(self._tell)]

        return self._workers.ticks(work, meter=self._meter) if self._workers else Task(work, self._meter).watch()

    def _tell(self, progress: Progress) -> None:
        self._last = progress
        if self._first is None and progress.total and progress.doing in ("translating", "scoring"):
            self._first = time.monotonic(), progress.done
        reaching(progress)

    def _seen(self) -> Seen:
        last = self._last
        if self._first is None or last.done <= self._first[1]:
            return Seen(last, None, None)
        rate = (last.done - self._first[1]) / max(1e-6, time.monotonic() - self._first[0])
        return Seen(last, rate, (last.total - last.done) / rate)
