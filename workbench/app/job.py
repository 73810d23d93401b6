"""Long work in a thread of its own: watched, stopped, and ended when its time is up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from workbench.errors import WorkbenchError
from workbench.runs import Progress, Run

TICK = 0.25
"""Seconds between two looks at how far it is."""


class Stopped(WorkbenchError):
    """Asked to end before it was done."""


class Deadline:
    """``seconds`` from now; None is never."""

    def __init__(self, seconds: float | None):
        self._seconds, self._began = seconds, time.monotonic()

    def check(self, place: str) -> None:
        """Raises `Stopped` once it is over; ``place``: how far the work is."""
        if self._seconds is not None and time.monotonic() - self._began > self._seconds:
            raise Stopped(f"the {self._seconds:.0f} seconds that a job has here are over at {place}")


@dataclass(frozen=True)
class Seen:
    """How far a job is: ``rate`` in segments a second and ``left`` in seconds, None while nothing can be told."""

    progress: Progress
    rate: float | None
    left: float | None


class Job:
    """``work`` is given a function to tell its progress to, which is also where it is stopped."""

    def __init__(self, work: Callable[[Callable[[Progress], None]], Run], seconds: float | None = None):
        self._work, self._seconds = work, seconds
        self._last = Progress(0, 0, "loading the model")
        self._stop = threading.Event()
        self._result: Run | None = None
        self._error: BaseException | None = None

    def stop(self) -> None:
        self._stop.set()

    def watch(self) -> Iterator[Seen]:
        """Start, and look on until it has ended. Raises what the work raises, and `Stopped`."""
        self._deadline = Deadline(self._seconds)
        self._first: tuple[float, int] | None = None
        thread = threading.Thread(target=self._run, daemon=True)
        thread.start()
        try:
            while thread.is_alive():
                yield self._seen()
                thread.join(TICK)
        except GeneratorExit:
            self.stop()
            raise
        if self._error is not None:
            raise self._error

    @property
    def run(self) -> Run:
        """What was made, once it was watched to the end."""
        if self._result is None:
            raise Stopped("nothing was made yet")
        return self._result

    def _run(self) -> None:
        try:
            self._result = self._work(self._tell)
        except BaseException as error:  # handed to whoever watches
            self._error = error

    def _tell(self, progress: Progress) -> None:
        self._last = progress
        if self._first is None and progress.total and progress.doing in ("translating", "scoring"):
            self._first = time.monotonic(), progress.done
        if self._stop.is_set():
            raise Stopped(f"stopped at {progress.done} of {progress.total} segments; Score goes on from there")
        self._deadline.check(f"{progress.done} of {progress.total} segments; Score goes on from there")

    def _seen(self) -> Seen:
        last = self._last
        if self._first is None or last.done <= self._first[1]:
            return Seen(last, None, None)
        rate = (last.done - self._first[1]) / max(1e-6, time.monotonic() - self._first[0])
        return Seen(last, rate, (last.total - last.done) / rate)
