"""Workers of the standard library alone, for `workbench.jobs.crew`: what Ray does for it, with pipes and processes.

An engine that gives parts back out of order, elsewhere, from processes that may be killed.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
from collections.abc import Callable, Collection, Generator, Iterable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from workbench.errors import UnknownNameError
from workbench.jobs.crew import Crew, Lost


@dataclass
class Processes:
    """An engine of ``workers`` processes. ``pids``: of those that were hired; ``gone``: of those dismissed.

    ``start``: ``fork`` costs little where torch is loaded already; after ``spawn`` nothing is.
    """

    workers: int
    start: str = "fork"
    pids: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def made(self, make: Callable[[Any], Any], parts: Iterable[Any]) -> Generator[Any, None, None]:
        return Crew(_Agency(self, pickle.dumps(make)), self.workers).made(parts)


@dataclass
class _Agency:
    engine: Processes
    make: bytes

    def hire(self) -> tuple[Any, Connection]:
        started = multiprocessing.get_context(self.engine.start)
        here, there = started.Pipe()
        worker: Any = started.Process(target=_work, args=(there, self.make), daemon=True)
        worker.start()
        there.close()
        worker.line = here
        self.engine.pids.append(worker.pid)
        return worker, here

    def give(self, worker: Any, part: Any) -> Connection:
        worker.line.send(part)
        return worker.line

    def first(self, tickets: Collection[Connection]) -> Connection:
        return wait([*tickets])[0]

    def result(self, ticket: Connection) -> Any:
        try:
            made, error = ticket.recv()
        except (EOFError, ConnectionResetError) as gone:
            raise Lost("its process has ended") from gone
        if error is not None:
            raise error
        return made

    def dismiss(self, worker: Any) -> None:
        worker.kill()
        worker.join()
        worker.line.close()
        self.engine.gone.append(worker.pid)

    def told(self, line: str) -> None:
        self.engine.lines.append(line)


def _work(line: Connection, pickled: bytes) -> None:
    def answer(what: Callable[[], Any]) -> None:
        try:
            line.send((what(), None))
        except Exception as error:
            line.send((None, error))

    make: list[Callable[[Any], Any]] = []
    answer(lambda: make.append(pickle.loads(pickled)))
    while True:
        part = line.recv()
        answer(lambda part=part: make[0](part))


def end_this_process() -> None:
    """As a machine that is lost ends it: nothing is cleaned up."""
    os.kill(os.getpid(), signal.SIGKILL)


class Once:
    """Ends its process at parts that are named in a folder, the first time."""

    def __init__(self, folder: Path):
        self.folder = folder

    def __call__(self, part: int) -> tuple[int, bool, str]:
        if (named := self.folder / str(part)).exists():
            named.unlink()
            end_this_process()
        if part == 99:
            raise UnknownNameError("part", "99", ["1"])
        return part, "torch" in sys.modules, os.environ["OMP_NUM_THREADS"]
