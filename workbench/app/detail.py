"""One pair of sentences, looked at through several views on the same words."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import gradio as gr

from workbench import work
from workbench.app.hosting import Limits
from workbench.app.library import Library
from workbench.app.markup import alternatives, empty, fault, strip
from workbench.app.notes import above, beside
from workbench.app.pictures import map_picture
from workbench.app.subject import Asked, Explainer, ShownView, Subject
from workbench.app.translators import Translators
from workbench.app.workers import QUEUED, Workers
from workbench.errors import PluginError, WorkbenchError
from workbench.views import VIEWS

SLOTS = 3
MOST = 64
"""Layers and heads that can be chosen before the model is loaded."""
_SESSIONS = 10_000
DEFAULT_VIEWS = ("attention", "rollout", "integrated_gradients")

_WORDS_JS = """
element.addEventListener('click', event => {
  const word = event.target.closest('button[data-word]');
  if (word) trigger('select', {word: Number(word.dataset.word), piece: word.dataset.piece ?? null});
});
"""

_ALONE_JS = """
heads => [typeof heads.at(-1) === 'string' ? heads.slice(-1) : heads.filter(head => typeof head !== 'string')]
"""
"""A word for all heads takes the place of numbers, and numbers that of a word."""

Update = Any


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
    latest: OrderedDict[str, object] = field(default_factory=OrderedDict)
    here: OrderedDict[str, Mapping[str, str]] = field(default_factory=OrderedDict)
    ranges: OrderedDict[str, tuple[int, int]] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def of(cls, limits: Limits, library: Library) -> Desk:
        translators = Translators(limits)
        return cls(limits, library, translators, Explainer(translators), Workers(limits))

    def look(self, place: str, what: object) -> None:
        """``what`` is to be shown there from now on: who still makes something else has to stop."""
        with self.lock:
            _keep(self.latest, place, what)

    def offers(self, place: str, ranges: tuple[int, int]) -> list[Update]:
        """Updates of the lists of layers and heads there: none where they are as they should be. Gradio's front end
        fails where a list gets other choices while it is open."""
        with self.lock:
            if self.ranges.get(place) == ranges:
                return [gr.skip(), gr.skip()]
            _keep(self.ranges, place, ranges)
            choices = _layers(ranges[0]), _heads(ranges[1])
            return [gr.update(choices=named, interactive=True) for named in choices]

    def step(self, session: str, by: int, ids: Sequence[str], told: Mapping[str, str], run: str, side: str) -> str:
        """Go ``by`` places on in the ranking ``ids`` of a run, from where the session is, or was ``told`` to be; at
        once, as two presses of a key are answered side by side."""
        with self.lock:
            known = self.here.get(session, told).get("segment")
            place = ids.index(known) + by if known in ids else 0
            segment = ids[max(0, min(place, len(ids) - 1))]
            _keep(self.here, session, {"run": run, "segment": segment, "side": side})
            return segment

    def be(self, session: str, here: Mapping[str, str]) -> None:
        """Go to a segment."""
        with self.lock:
            _keep(self.here, session, here)


def _keep(known: OrderedDict[str, Any], name: str, value: Any) -> None:
    known[name] = value
    known.move_to_end(name)
    while len(known) > _SESSIONS:
        known.popitem(last=False)


@dataclass(frozen=True)
class Looked:
    """A subject at a ``place`` on the page of one session."""

    subject: Subject
    place: str
    asked: Asked = field(default_factory=Asked)
    """Word and alternative alone: the rest is in the controls."""


class Detail:
    """Built where it is made; `open` shows a subject at once as far as it is known, `fill` makes the rest."""

    def __init__(self, desk: Desk, name: str):
        self._desk, self._name = desk, name
        self.looked = gr.State(None)
        self.words = gr.HTML(js_on_load=_WORDS_JS, elem_id=f"{name}-words")
        self.choices = gr.HTML(js_on_load=_WORDS_JS, elem_id=f"{name}-alternatives")
        self.views: list[gr.Dropdown] = []
        self.plots: list[gr.Plot] = []
        self.notes: list[gr.HTML] = []
        self.warning = gr.HTML(elem_id=f"{name}-warning")
        with gr.Row(elem_classes="wb-views"):
            for place, view in enumerate(DEFAULT_VIEWS):
                with gr.Column(min_width=290, elem_classes="wb-view"):
                    self.views.append(
                        gr.Dropdown([*VIEWS], value=view, label=f"View {place + 1}", elem_id=f"{name}-view-{place}")
                    )
                    self.plots.append(gr.Plot(show_label=False, elem_id=f"{name}-map-{place}", elem_classes="wb-map"))
                    self.notes.append(gr.HTML(elem_id=f"{name}-trust-{place}"))
        with gr.Accordion("Which attention", open=False), gr.Row():
            # Not to be opened before `Desk.offers` has told what there is to choose.
            unknown: dict[str, Any] = {"interactive": False}
            self.layer = gr.Dropdown(
                _layers(MOST), **unknown, label="Layer", value=None, min_width=120, elem_id=f"{name}-layer"
            )
            self.heads = gr.Dropdown(
                _heads(MOST),
                **unknown,
                label="Heads",
                value=[],
                multiselect=True,
                min_width=160,
                elem_id=f"{name}-heads",
            )
            self.row = gr.Radio([("as measured", ""), "output", "input"], value="", label="Decoder row", min_width=220)
            self.transposed = gr.Checkbox(False, label="Source words on top", min_width=160)
            self.back = gr.Button("Back to the measured choice", size="sm", variant="secondary", min_width=160)
        self._connect()

    @property
    def controls(self) -> list[Any]:
        return [*self.views, self.layer, self.heads, self.row, self.transposed]

    @property
    def opened(self) -> list[Any]:
        """Outputs of `open`."""
        return [self.looked, self.words, self.choices, *self.plots, *self.notes, self.warning]

    @property
    def filled(self) -> list[Any]:
        """Outputs of `fill`."""
        return [*self.plots, *self.notes, self.layer, self.heads, self.warning]

    def _connect(self) -> None:
        again = [view.input for view in self.views] + [
            control.input for control in (self.layer, self.row, self.transposed)
        ]
        shared: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "trigger_mode": "multiple"}
        self.fill_on(gr.on(again, self._again, [self.looked, *self.controls], self.opened, queue=False, **shared))
        chosen = self.heads.input(None, self.heads, self.heads, js=_ALONE_JS, **shared)
        self.fill_on(chosen.then(self._again, [self.looked, *self.controls], self.opened, queue=False, **shared))
        cleared = self.back.click(
            lambda: (None, [], ""), None, [self.layer, self.heads, self.row], queue=False, **shared
        )
        self.fill_on(cleared.then(self._again, [self.looked, *self.controls], self.opened, queue=False, **shared))
        self.words.select(self._word, [self.looked], [self.words, self.choices], **QUEUED, **shared)
        asked = self.choices.select(
            self._contrast, [self.looked, *self.controls], [*self.views, *self.opened], queue=False, **shared
        )
        self.fill_on(asked)

    def fill_on(self, event: Any) -> Any:
        """Make the views once ``event``, which ran `open`, is over."""
        return event.then(
            self.fill,
            [self.looked, *self.controls],
            self.filled,
            **QUEUED,
            trigger_mode="multiple",
            show_progress="hidden",
            api_visibility="private",
        )

    # What is called by the page.

    def open(
        self,
        subject: Subject | None,
        words: Sequence[str],
        logprobs: Sequence[float | None],
        session: str,
        *controls: Any,
    ) -> list[Update]:
        """Updates of `opened`. ``words`` and ``logprobs``: the target's, its end last."""
        if subject is None:
            nothing = empty("Nothing to look at.", "This side of the segment has no words that the model could read.")
            return [None, nothing, "", *[None] * SLOTS, *[""] * SLOTS, ""]
        looked = Looked(subject, f"{session}/{self._name}")
        return [looked, strip(words, logprobs), "", *self._known(looked, *controls)]

    def cleared(self, session: str) -> list[Update]:
        """Updates of `opened`: nothing, and nobody goes on making what was there."""
        self._desk.look(f"{session}/{self._name}", None)
        return [None, "", "", *[None] * SLOTS, *[""] * SLOTS, ""]

    def fill(self, looked: Looked | None, *controls: Any) -> Iterator[list[Update]]:
        """Updates of `filled`, as each view is made."""
        if looked is None:
            yield [gr.skip()] * len(self.filled)
            return
        views, asked, transposed = self._asked(looked, *controls)
        # Two events of one change make the same twice, and neither may stop the other.
        shown_here = (looked.subject, views, asked, transposed)
        self._desk.look(looked.place, shown_here)
        try:
            shown: dict[str, ShownView] = {}
            for ranges, found in self._desk.workers.steps(
                lambda: self._made(looked.subject, views, asked),
                # The person may look at something else by now.
                lambda: self._desk.latest.get(looked.place) == shown_here,
            ):
                plots = [
                    map_picture(found[view].map, view, transposed) if view in found and view not in shown else gr.skip()
                    for view in views
                ]
                shown |= found
                yield [
                    *plots,
                    *(beside(view, found.get(view)) for view in views),
                    *self._desk.offers(looked.place, ranges),
                    above(looked.subject, asked),
                ]
        except WorkbenchError as error:
            if self._desk.latest.get(looked.place) == shown_here:
                yield [
                    *[gr.skip()] * SLOTS,
                    *self._unmade(views, {**self._stored(looked.subject, views, asked), **shown}, error),
                    *(gr.skip(), gr.skip(), above(looked.subject, asked)),
                ]

    def _made(
        self, subject: Subject, views: Sequence[str], asked: Asked
    ) -> Iterator[tuple[tuple[int, int], dict[str, ShownView]]]:
        """How many layers and heads there are, and the views as far as they are made, again and again."""
        translator = self._desk.translators(subject.model, *subject.languages)
        found: dict[str, ShownView] = {}
        for found in self._desk.explainer.steps(subject, views, asked):
            work.reached(f"with {len(found)} of {len({*views})} views made")
            yield (translator.layers, translator.heads), found
        for view in views:
            if view not in found and (origin := VIEWS.origin(view)):
                raise PluginError(f"{view}, a view of {origin}, failed; the log of this app says how")

    def _stored(self, subject: Subject, views: Sequence[str], asked: Asked) -> dict[str, ShownView]:
        known = {view: self._desk.explainer.known(subject, view, asked) for view in views}
        return {view: found for view, found in known.items() if found is not None}

    def _unmade(self, views: Sequence[str], found: Mapping[str, ShownView], error: WorkbenchError) -> list[str]:
        """Notes under the views after ``error``: it stands where the first picture is missing, and what is there
        stays."""
        missing = next((view for view in views if view not in found), None)
        told, notes = fault(error), []
        for view in views:
            notes.append(beside(view, found[view], ended=True) if view in found else "")
        place = 0 if missing is None else views.index(missing)
        notes[place] = told + notes[place]
        return notes

    def _again(self, looked: Looked | None, *controls: Any) -> list[Update]:
        """What is known under other controls, as the same subject looked at anew."""
        if looked is None:
            return [gr.skip()] * len(self.opened)
        return [looked, gr.skip(), gr.skip(), *self._known(looked, *controls)]

    def _word(self, event: gr.EventData, looked: Looked | None) -> list[Update]:
        """A target word was pressed: what else could have stood there."""
        if looked is None:
            return [gr.skip(), gr.skip()]
        word = int(event._data["word"])
        try:
            found = self._desk.workers.result(lambda: self._desk.explainer.words(looked.subject))
        except WorkbenchError as error:
            return [gr.skip(), fault(error)]
        if not 0 <= word < len(found.target):
            return [gr.skip(), gr.skip()]
        return [
            strip(found.words_and_end, found.logprobs, word),
            alternatives(word, found.target[word], found.alternatives[word]),
        ]

    def _contrast(self, event: gr.EventData, looked: Looked | None, *controls: Any) -> list[Update]:
        """An alternative was pressed: views that can answer "why this, not that" do."""
        if looked is None:
            return [gr.skip()] * (SLOTS + len(self.opened))
        word, piece = int(event._data["word"]), str(event._data["piece"])
        looked = Looked(looked.subject, looked.place, Asked(word=word, instead_of=piece))
        views = [*controls[:SLOTS]]
        if not any(VIEWS[view].answers_contrast for view in views):
            views[-1] = "integrated_gradients"
        return [*views, looked, gr.skip(), gr.skip(), *self._known(looked, *views, *controls[SLOTS:])]

    # What is put together.

    def _known(self, looked: Looked, *controls: Any) -> list[Update]:
        views, asked, transposed = self._asked(looked, *controls)
        self._desk.look(looked.place, (looked.subject, views, asked, transposed))
        stored = self._stored(looked.subject, views, asked)
        known = {view: stored.get(view) for view in views}
        drawn = {view: found and map_picture(found.map, view, transposed) for view, found in known.items()}
        notes = [beside(view, known[view]) for view in views]
        return [*(drawn[view] for view in views), *notes, above(looked.subject, asked)]

    def _asked(self, looked: Looked, *controls: Any) -> tuple[list[str], Asked, bool]:
        views = [view if view in VIEWS else DEFAULT_VIEWS[place] for place, view in enumerate(controls[:SLOTS])]
        layer, heads, row, transposed = controls[SLOTS:]
        asked = Asked(
            layer=None if layer in (None, "") else "all" if layer == "all" else int(layer),
            heads=tuple(sorted((one if isinstance(one, str) else int(one) for one in heads or ()), key=str)),
            row=row or None,
            word=looked.asked.word,
            instead_of=looked.asked.instead_of,
        )
        return views, asked, bool(transposed)


def _layers(count: int) -> list[tuple[str, int | str]]:
    return [("mean", "all"), *((str(number), number) for number in range(count))]


def _heads(count: int) -> list[tuple[str, int | str]]:
    return [("mean", "all"), ("largest", "max"), *((str(number), number) for number in range(count))]


def session_of(request: gr.Request | None) -> str:
    return getattr(request, "session_hash", None) or "none"
