"""Work in a thread of its own, under a meter: what it finds is handed on, and it is stopped when nobody wants it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from contextvars import copy_context
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

from workbench.app.serving.turns import Turns
from workbench.work import Meter, metered

TICK = 0.1
"""Seconds between two looks at whether anybody still wants it."""

Found = TypeVar("Found")


class Task(Generic[Found]):
    """``work`` gives what it finds, one after the other. ``turns``: among which others it computes."""

    def __init__(self, work: Callable[[], Iterable[Found]], meter: Meter, turns: Turns | None = None):
        self._work, self._meter, self._turns = work, meter, turns
        self._found: SimpleQueue[Callable[[], Found] | None] = SimpleQueue()

    def watch(self, wanted: Callable[[], bool] = lambda: True) -> Iterator[Found | None]:
        """Start, and hand on what is found; None at every tick without anything. Raises what the work raises.

        Ends, and stops the work at its next batch, when it is not ``wanted`` or nobody looks on any more.
        """
        # Gradio's request travels in context variables too, and ZeroGPU asks for it.
        threading.Thread(target=copy_context().run, args=(self._run,), daemon=True).start()
        try:
            while wanted():
                try:
                    found = self._found.get(timeout=TICK)
                except Empty:
                    yield None
                    continue
                if found is None:
                    return
                yield found()
        finally:
            self._meter.stop()

    def _run(self) -> None:
        try:
            with self._turns.among(self._meter) if self._turns else nullcontext(), metered(self._meter):
                for found in self._work():
                    self._found.put(_giving(found))
        except BaseException as error:  # handed to whoever watches
            self._found.put(_raising(error))
        finally:
            self._found.put(None)


def _giving(found: Found) -> Callable[[], Found]:
    return lambda: found


def _raising(error: BaseException) -> Callable[[], Any]:
    def give() -> Any:
        raise error

    return give
