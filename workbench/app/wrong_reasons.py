"""The list of what is right for the wrong reason, made once for each way in which it is asked for."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from workbench import work
from workbench.app.subject import Subject
from workbench.runs import Filter, Run

if TYPE_CHECKING:
    from workbench.app.serving.translators import Translators
    from workbench.explanation.reasons import Reasons
    from workbench.models import Translator

BEST = 40
"""Segments that are asked: somebody waits for them."""
KEPT = 16
"""Lists."""
Listed = list[tuple[dict[str, Any], "Reasons"]]


class WrongReasons:
    def __init__(self, translators: Translators):
        self._translators = translators
        self._found: OrderedDict[object, Listed] = OrderedDict()
        self._lock = threading.Lock()

    def known(self, asked: object) -> Listed | None:
        """What was found when just this was asked for; None where it was not yet."""
        with self._lock:
            return self._found.get(asked)

    def make(self, asked: object, run: Run, side: str, where: Filter) -> Listed:
        """Of a run's best segments; to be called where work may take its time."""
        from workbench.jobs.wrong_reasons import candidates

        found = self.known(asked)
        if found is not None:
            return found
        _, chosen = candidates(run, side, 1, where)
        made: Listed = []
        if chosen and (subject := Subject.of(run, run.segment(chosen[0]["id"], side))) is not None:
            made = self._translators.result(_asked, (*subject.asked_of, subject.pinned), run, side, where)
        with self._lock:
            self._found[asked] = made
            while len(self._found) > KEPT:
                self._found.popitem(last=False)
        return made


def _asked(translator: Translator, run: Run, side: str, where: Filter) -> Listed:
    from workbench.jobs.wrong_reasons import wrong_reasons

    return wrong_reasons(
        *(run, translator, side, BEST, where),
        lambda done, count: work.reached(f"with {done} of {count} segments asked"),
    )


def proofs(listed: Listed) -> dict[str, Sequence[str]]:
    """Id → what is said of it."""
    return {record["id"]: one.told() for record, one in listed}
