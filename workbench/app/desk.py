"""What all pages of one app share: the runs, the models, who looks at what."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import gradio as gr

from workbench.app.serving.hosting import Limits
from workbench.app.serving.library import Library
from workbench.app.serving.translators import Translators
from workbench.app.serving.workers import Workers
from workbench.app.subject import Explainer, Stored
from workbench.app.wrong_reasons import WrongReasons

_SESSIONS = 10_000


@dataclass
class Desk:
    """What all pages of one app share.

    ``latest``: place on a page → what is looked at there, and how. ``here``: session → the segment that it is on,
    known before the page has been told: who presses a key twice goes two segments on. ``ranges``: place on a page → how
    many layers and heads can be chosen there.
    """

    limits: Limits
    library: Library
    translators: Translators
    explainer: Explainer
    workers: Workers
    wrong_reasons: WrongReasons
    latest: OrderedDict[str, object] = field(default_factory=OrderedDict)
    here: OrderedDict[str, Mapping[str, str]] = field(default_factory=OrderedDict)
    ranges: OrderedDict[str, tuple[int, int]] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def of(cls, limits: Limits, library: Library, stored: Stored | None = None) -> Desk:
        """``stored``: views that were made elsewhere."""
        translators = Translators(limits)
        return cls(
            limits=limits,
            library=library,
            translators=translators,
            explainer=Explainer(translators, stored=stored),
            workers=Workers(limits),
            wrong_reasons=WrongReasons(translators),
        )

    @property
    def computes(self) -> bool:
        """Whether there is a model to ask; without, what is stored is shown, and nothing is scored."""
        return self.limits.computes

    def look(self, place: str, what: object) -> None:
        """``what`` is to be shown there from now on: who still makes something else has to stop."""
        with self.lock:
            _keep(self.latest, place, what)

    def offers(self, place: str, ranges: tuple[int, int]) -> bool:
        """Whether the lists of layers and heads there are other ones from now on. Gradio's front end fails where a list
        gets other choices while it is open."""
        with self.lock:
            known = self.ranges.get(place)
            _keep(self.ranges, place, ranges)
            return known != ranges

    def step(
        self, session: str, by: int, ids: Sequence[str], told: Mapping[str, str], run: str, side: str
    ) -> Mapping[str, str]:
        """Go ``by`` places on in the ranking ``ids`` of a run, from where the session is, or was ``told`` to be; at
        once, as two presses of a key are answered side by side."""
        with self.lock:
            known = self.here.get(session, told).get("segment")
            place = ids.index(known) + by if known in ids else 0
            here = {"run": run, "segment": ids[max(0, min(place, len(ids) - 1))], "side": side}
            _keep(self.here, session, here)
            return here

    def be(self, session: str, here: Mapping[str, str]) -> None:
        """Go to a segment."""
        with self.lock:
            _keep(self.here, session, here)


def _keep(known: OrderedDict[str, Any], name: str, value: Any) -> None:
    known[name] = value
    known.move_to_end(name)
    while len(known) > _SESSIONS:
        known.popitem(last=False)


def session_of(request: gr.Request | None) -> str:
    return getattr(request, "session_hash", None) or "none"
