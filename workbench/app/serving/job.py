"""A corpus on its way through a model: watched stage by stage, stopped, and ended when its time is up."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from workbench import work
from workbench.app.serving.task import Task
from workbench.app.serving.workers import Workers
from workbench.jobs.progress import Doing, Progress
from workbench.runs import Run
from workbench.work import Meter, Stopped

TICK = 0.25
"""Seconds between two looks at how far it is."""
AT_ONCE = 0.05
"""Seconds in which nothing was computed."""
DONE, NOW, TO_COME = "done", "now", "to come"


@dataclass(frozen=True)
class Stage:
    """``doings``: what `Progress` calls what is done in it. ``units``: how much work it is, in one measure for all
    stages; 0 where it takes next to no time."""

    name: str
    doings: tuple[str, ...]
    units: float = 0


@dataclass(frozen=True)
class StageSeen:
    """A stage as far as it is: ``state`` is `DONE`, `NOW` or `TO_COME`; ``total`` is 0 where nothing can be counted."""

    name: str
    state: str
    seconds: float
    done: int
    total: int


@dataclass(frozen=True)
class JobSeen:
    """How far a job is: ``seconds`` since it began, ``left`` until it has ended, None while that cannot be told.
    ``ahead``: how many others go first while it waits for them, and for how many seconds at most. ``stops_within``:
    seconds, where it was asked to stop."""

    progress: Progress
    steps: tuple[StageSeen, ...]
    seconds: float
    left: float | None
    ahead: tuple[int, float]
    stops_within: float | None


@dataclass(frozen=True)
class Shown:
    """A run that can be looked at already: its key, and how many of its segments are there."""

    key: str
    done: int
    total: int


def place_of(progress: Progress) -> str:
    """How far it is, for who reads that it was stopped there."""
    if not progress.total:
        return f"while {progress.doing}"
    return f"at {progress.done} of {progress.total} segments; the same again goes on from there"


def reaching(progress: Progress) -> None:
    """For work that nobody watches: a place where it can be stopped, and how far it was."""
    if not progress.total:
        work.check()  # while that which ends here
    work.reached(place_of(progress))
    work.check()


class Job:
    """``work`` is given the job: it tells it what is to be done, how far it is, and what can be looked at; that is also
    where it can be stopped.

    ``shown``: what can be looked at by now, None while there is nothing.
    """

    def __init__(self, work: Callable[[Job], Run], seconds: float | None = None, workers: Workers | None = None):
        self._work, self._workers = work, workers
        self._meter = workers.meter(advice="") if workers else Meter(seconds=seconds)
        self._last = Progress(0, 0, Doing.BEGINNING)
        self._began = self._since = time.monotonic()
        self._stages: tuple[Stage, ...] = ()
        self._spent: dict[str, float] = {}
        self._told: dict[str, Progress] = {}
        self._took = self._made = 0.0
        self._result: Run | None = None
        self.shown: Shown | None = None

    @property
    def stopping(self) -> bool:
        return self._meter.stopping

    def stop(self) -> None:
        self._meter.stop()

    def watch(self) -> Iterator[JobSeen]:
        """Start, and look on until it has ended. Raises what the work raises, and `Stopped`."""
        self._meter.reached = place_of(self._last)
        looked = 0.0
        for found in self._ticks():
            if found is not None:
                self._result = found
            elif time.monotonic() - looked >= TICK:
                looked = time.monotonic()
                yield self.seen()

    @property
    def run(self) -> Run:
        """What was made, once it was watched to the end."""
        if self._result is None:
            raise Stopped("nothing was made yet")
        return self._result

    # For the work.

    def expect(self, *stages: Stage) -> None:
        """What is to be done, in order."""
        self._stages = stages

    def tell(self, progress: Progress) -> None:
        """What is done from now on, and how much of it was."""
        now = time.monotonic()
        passed, before = now - self._since, self._told.get(progress.doing)
        self._spent[self._last.doing] = self._spent.get(self._last.doing, 0.0) + passed
        # What an earlier job has done passes in no time, and says nothing of what is to come.
        if passed > AT_ONCE and self._last.total and progress.total:
            made = progress.done - (before.done if before else 0)
            units = next((stage.units for stage in self._stages if progress.doing in stage.doings), 0.0)
            self._took, self._made = self._took + passed, self._made + units * made / progress.total
        self._since, self._last = now, progress
        self._told[progress.doing] = progress
        reaching(progress)

    def show(self, shown: Shown) -> None:
        """What can be looked at from now on."""
        self.shown = shown

    # How far it is.

    def seen(self) -> JobSeen:
        now = time.monotonic()
        here = next((place for place, one in enumerate(self._stages) if self._last.doing in one.doings), -1)
        steps = tuple(self._step(place, stage, here, now) for place, stage in enumerate(self._stages))
        return JobSeen(
            progress=self._last,
            steps=steps,
            seconds=now - self._began,
            left=self._left(steps, now),
            ahead=self._workers.ahead_of(self._meter) if self._workers else (0, 0.0),
            stops_within=self._meter.between_stops if self.stopping else None,
        )

    def _step(self, place: int, stage: Stage, here: int, now: float) -> StageSeen:
        told = next((self._told[doing] for doing in reversed(stage.doings) if doing in self._told), None)
        # Of two stages that take turns neither is done before it has come to the end of the corpus.
        begun = told is not None and 0 < told.done < told.total
        state = NOW if place == here or begun else DONE if place < here else TO_COME
        seconds = sum(self._spent.get(doing, 0.0) for doing in stage.doings) + (now - self._since) * (place == here)
        return StageSeen(
            name=stage.name,
            state=state,
            seconds=seconds,
            done=told.done if told else 0,
            total=told.total if told else 0,
        )

    def _left(self, steps: tuple[StageSeen, ...], now: float) -> float | None:
        """By what a unit of work took so far; what is being done without being counted took some of its time."""
        if not self._made:
            return None
        units = gone = 0.0
        for stage, step in zip(self._stages, steps, strict=True):
            share = 1.0 if step.state == DONE else step.done / step.total if step.total else 0.0
            units += (1 - share) * stage.units
            gone = step.seconds if step.state == NOW and stage.units and not step.total else gone
        return max(0.0, units * self._took / self._made - (gone or now - self._since))

    def _ticks(self) -> Iterator[Run | None]:
        def work() -> list[Run]:
            self._began = self._since = time.monotonic()
            return [self._work(self)]

        return self._workers.ticks(work, meter=self._meter) if self._workers else Task(work, self._meter).watch()
