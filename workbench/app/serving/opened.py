"""Finished runs that are open: each request asks for its run, and looking at thousands of shards takes a while."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from workbench.runs import Run

MOST = 64
RARELY = 50
"""Times as long as it took, for which a run is not looked at again: shards that are damaged or exchanged meanwhile are
noticed by then. What people decide of segments is read anew each time, whatever is kept here."""


class OpenedRuns:
    """By what they were opened as."""

    def __init__(self) -> None:
        self._known: OrderedDict[object, tuple[float, Run]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: object, make: Callable[[], Run]) -> Run:
        """Raises what ``make`` raises. One that is not finished changes, and is opened each time."""
        began = time.monotonic()
        with self._lock:
            until, run = self._known.get(key, (0.0, None))
        if run is not None and began < until:
            return run
        run = make()
        now = time.monotonic()
        with self._lock:
            self._known.pop(key, None)
            if run.indexed:
                self._known[key] = (now + RARELY * (now - began), run)
            while len(self._known) > MOST:
                self._known.popitem(last=False)
        return run
