"""Who computes when several want to: whoever has had least goes first, so a short request passes long ones by."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from workbench.work import Meter

PATIENCE = 3.0
"""Seconds after which a work that has reached no end of a batch holds nobody up: it may be loading a model."""
LOOK = 0.05
AT_ONCE = 2
NOTICED = 1.0
"""Seconds of waiting from which on somebody is told."""
LEAD = 0.5
"""Seconds of computing: who has had so much less than another computes without it."""


class Turns:
    """Between two batches a work waits as long as `AT_ONCE` that have had less are on their way, or one that has had
    less by `LEAD`.

    What each has had is the time between its batches' ends that it did not wait: a token costs a hundred times more
    in a step of a beam than in a batch of gradients. Like ones share the time; a short one is not slowed by a long one
    beside it, whose batches hold the model for long. Who waits is looked at again and again, so it can be stopped.
    """

    def __init__(self, patience: float = PATIENCE, lead: float = LEAD):
        self._patience, self._lead, self._changed = patience, lead, threading.Condition()
        self._arrived, self._number = dict[Meter, int](), count()
        self._moved, self._had = dict[Meter, float](), dict[Meter, float]()
        self._waits_since, self._usual = dict[Meter, float](), 0.0

    @contextmanager
    def among(self, meter: Meter) -> Iterator[None]:
        """The work of ``meter`` is one of those that take turns until the block ends."""
        with self._changed:
            self._arrived[meter], self._moved[meter] = next(self._number), time.monotonic()
            self._had[meter] = 0.0
        meter.between = self._wait
        try:
            yield
        finally:
            meter.between = None
            with self._changed:
                self._usual += (self._had[meter] - self._usual) / 4
                del self._arrived[meter], self._moved[meter], self._had[meter]
                self._changed.notify_all()

    def _wait(self, meter: Meter) -> None:
        with self._changed:
            self._had[meter] += time.monotonic() - self._moved[meter]
            # Who waits here goes as soon as it may.
            self._moved[meter] = float("inf")
            self._waits_since[meter] = time.monotonic()
            try:
                self._changed.notify_all()
                while self._held_up(meter):
                    self._changed.wait(LOOK)
                    meter.check()
            finally:
                self._moved[meter] = time.monotonic()
                del self._waits_since[meter]

    def ahead_of(self, meter: Meter) -> tuple[int, float]:
        """How many go before a work that waits, and for about how many seconds: until they have ended, as far as works
        usually take, or have had as much. Nothing of either where it does not wait, or hardly."""
        with self._changed:
            waits = time.monotonic() - self._waits_since.get(meter, float("inf")) > NOTICED and self._held_up(meter)
            ahead = self._ahead(meter) if waits else []
            usual = max(self._usual, LOOK)
            return len(ahead), sum(min(self._had[meter] - had, max(usual - had, usual / 2)) for had in ahead)

    def _ahead(self, meter: Meter) -> list[float]:
        """Seconds that those have had who go before."""
        now = time.monotonic()
        mine = (self._had[meter], self._arrived[meter])
        return [
            had
            for other, arrived in self._arrived.items()
            if ((had := self._had[other] + max(0.0, now - self._moved[other])), arrived) < mine
            and self._moved[other] > now - self._patience
        ]

    def _held_up(self, meter: Meter) -> bool:
        ahead = self._ahead(meter)
        return len(ahead) >= AT_ONCE or any(had + self._lead <= self._had[meter] for had in ahead)
