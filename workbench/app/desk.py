"""What all pages of one app share: the runs, the models, who looks at what."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

import gradio as gr

from workbench.app.parts.address import Address
from workbench.app.serving.hosting import Limits
from workbench.app.serving.judgements import Judgements
from workbench.app.serving.library import Library
from workbench.app.serving.translators import Translators
from workbench.app.serving.workers import Workers
from workbench.app.subject import Explainer, Stored
from workbench.app.wrong_reasons import WrongReasons

_SESSIONS = 10_000


@dataclass
class Desk:
    """What all pages of one app share.

    ``latest``: place on a page → what is looked at there, and how. ``places``: session → where it is. ``ranges``: place
    on a page → how many layers and heads can be chosen there.
    """

    limits: Limits
    library: Library
    translators: Translators
    explainer: Explainer
    judgements: Judgements
    workers: Workers
    wrong_reasons: WrongReasons
    latest: OrderedDict[str, object] = field(default_factory=OrderedDict)
    places: OrderedDict[str, Address] = field(default_factory=OrderedDict)
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
            judgements=Judgements(translators, library),
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

    def place(self, session: str) -> Address | None:
        """Where a session is, known before its page has been told; None where nothing is known of it."""
        with self.lock:
            return self.places.get(session)

    def go(self, session: str, address: Address) -> None:
        """Be somewhere else from now on."""
        with self.lock:
            _keep(self.places, session, address)


def _keep(known: OrderedDict[str, Any], name: str, value: Any) -> None:
    known[name] = value
    known.move_to_end(name)
    while len(known) > _SESSIONS:
        known.popitem(last=False)


def session_of(request: gr.Request | None) -> str:
    return getattr(request, "session_hash", None) or "none"
