"""One pair of sentences, looked at through several views on the same words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import gradio as gr
from gradio.blocks import Block

from workbench import work
from workbench.app.desk import Desk
from workbench.app.parts.controls import DEFAULT_VIEWS, MOST, Chosen
from workbench.app.parts.markup import alternatives, empty, fault, strip
from workbench.app.parts.notes import above, beside
from workbench.app.parts.pictures import map_picture
from workbench.app.parts.values import Changes, Given
from workbench.app.serving.workers import QUEUED
from workbench.app.subject import Asked, ShownView, Subject
from workbench.errors import PluginError, WorkbenchError
from workbench.views import VIEWS

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

NOTHING = Asked()
_HOW: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "trigger_mode": "multiple"}


@dataclass(frozen=True)
class Looked:
    """A subject at a ``place`` on the page of one session."""

    subject: Subject
    place: str
    asked: Asked = field(default_factory=Asked)
    """Word and alternative alone: the rest is in the controls."""


class Detail:
    """Built where it is made; `open` shows a subject at once as far as it is known, `fill_on` makes the rest."""

    def __init__(self, desk: Desk, name: str):
        self._desk, self._name = desk, name
        self.looked = gr.State(None)
        self.words = gr.HTML(js_on_load=_WORDS_JS, elem_id=f"{name}-words")
        self.choices = gr.HTML(js_on_load=_WORDS_JS, elem_id=f"{name}-alternatives")
        self.views: list[gr.Dropdown] = []
        self.plots: list[Block] = []
        self.notes: list[Block] = []
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
    def opened(self) -> list[Block]:
        """Outputs of a handler that ends with `open`."""
        return [self.looked, self.words, self.choices, *self.plots, *self.notes, self.warning]

    def _connect(self) -> None:
        looked: set[Block] = {self.looked, *self.controls}
        again = [view.input for view in self.views]
        again += [control.input for control in (self.layer, self.row, self.transposed)]
        self.fill_on(gr.on(again, self._again, looked, self.opened, queue=False, **_HOW))
        alone = self.heads.input(None, self.heads, self.heads, js=_ALONE_JS, **_HOW)
        cleared = self.back.click(self._measured, None, [self.layer, self.heads, self.row], queue=False, **_HOW)
        for event in (alone, cleared):
            self.fill_on(event.then(self._again, looked, self.opened, queue=False, **_HOW))
        self.words.select(self._word, {self.looked}, [self.words, self.choices], **QUEUED, **_HOW)
        self.fill_on(self.choices.select(self._contrast, looked, [*self.views, *self.opened], queue=False, **_HOW))

    def fill_on(self, event: Any) -> Any:
        """Make the views once ``event``, which ran `open`, is over."""
        filled = [*self.plots, *self.notes, self.layer, self.heads, self.warning]
        return event.then(self._fill, {self.looked, *self.controls}, filled, **QUEUED, **_HOW)

    # What is called by the page.

    def chosen(self, given: Given) -> Chosen:
        """What the `controls` say."""
        views = ((given[view], default) for view, default in zip(self.views, DEFAULT_VIEWS, strict=True))
        layer = given[self.layer]
        return Chosen(
            views=tuple(view if view in VIEWS else default for view, default in views),
            layer=None if layer in (None, "") else "all" if layer == "all" else int(layer),
            heads=tuple(one if isinstance(one, str) else int(one) for one in given[self.heads] or ()),
            row=given[self.row] or "",
            transposed=bool(given[self.transposed]),
        )

    def choose(self, chosen: Chosen) -> Changes:
        """The `controls` say that."""
        return {
            **dict(zip(self.views, chosen.views, strict=True)),
            self.layer: chosen.layer,
            self.heads: [*chosen.heads],
            self.row: chosen.row,
            self.transposed: chosen.transposed,
        }

    def open(
        self,
        subject: Subject | None,
        words: Sequence[str],
        logprobs: Sequence[float | None],
        session: str,
        chosen: Chosen,
        asked: Asked = NOTHING,
    ) -> Changes:
        """Of `opened`. ``words`` and ``logprobs``: the target's, its end last. ``asked``: a word and what instead."""
        if subject is None:
            return self._blank(
                empty("Nothing to look at.", "This side of the segment has no words that the model could read.")
            )
        looked = Looked(subject, f"{session}/{self._name}", asked)
        return {self.words: strip(words, logprobs, asked.word), self.choices: "", **self._known(looked, chosen)}

    def cleared(self, session: str) -> Changes:
        """Of `opened`: nothing, and nobody goes on making what was there."""
        self._desk.look(f"{session}/{self._name}", None)
        return self._blank("")

    # Handlers.

    def _fill(self, given: Given) -> Iterator[Changes]:
        """Each view as it is made."""
        looked: Looked | None = given[self.looked]
        if looked is None:
            yield gr.skip()
            return
        chosen = self.chosen(given)
        asked = chosen.of(looked.asked)
        # Two events of one change make the same twice, and neither may stop the other.
        shown_here = looked, chosen
        self._desk.look(looked.place, shown_here)
        try:
            shown: dict[str, ShownView] = {}
            for ranges, found in self._desk.workers.steps(
                lambda: self._made(looked.subject, chosen.views, asked),
                # The person may look at something else by now.
                lambda: self._desk.latest.get(looked.place) == shown_here,
            ):
                drawn = {
                    plot: map_picture(found[view].map, view, chosen.transposed)
                    for plot, view in zip(self.plots, chosen.views, strict=True)
                    if view in found and view not in shown
                }
                shown |= found
                notes = [beside(view, found.get(view)) for view in chosen.views]
                yield {
                    **drawn,
                    **self._noted(notes),
                    **self._offered(looked.place, ranges),
                    self.warning: above(looked.subject, asked),
                }
        except WorkbenchError as error:
            if self._desk.latest.get(looked.place) == shown_here:
                found = {**self._stored(looked.subject, chosen.views, asked), **shown}
                yield {
                    **self._noted(self._unmade(chosen.views, found, error)),
                    self.warning: above(looked.subject, asked),
                }

    def _again(self, given: Given) -> Changes:
        """What is known under other controls, as the same subject looked at anew."""
        looked: Looked | None = given[self.looked]
        return gr.skip() if looked is None else self._known(looked, self.chosen(given))

    def _measured(self) -> Changes:
        """Back to the choice of the preset."""
        return {self.layer: None, self.heads: [], self.row: ""}

    def _word(self, event: gr.EventData, given: Given) -> Changes:
        """A target word was pressed: what else could have stood there."""
        looked: Looked | None = given[self.looked]
        if looked is None:
            return gr.skip()
        word = int(event._data["word"])
        try:
            found = self._desk.workers.result(lambda: self._desk.explainer.words(looked.subject))
        except WorkbenchError as error:
            return {self.choices: fault(error)}
        if not 0 <= word < len(found.target):
            return gr.skip()
        return {
            self.words: strip(found.words_and_end, found.logprobs, word),
            self.choices: alternatives(word, found.target[word], found.alternatives[word]),
        }

    def _contrast(self, event: gr.EventData, given: Given) -> Changes:
        """An alternative was pressed: views that can answer "why this, not that" do."""
        looked: Looked | None = given[self.looked]
        if looked is None:
            return gr.skip()
        asked = Asked(word=int(event._data["word"]), instead_of=str(event._data["piece"]))
        return self.asking(looked, self.chosen(given), asked)

    def asking(self, looked: Looked, chosen: Chosen, asked: Asked) -> Changes:
        """Of `opened` and the views: ``asked`` of what is looked at, by a view that can answer."""
        if asked.instead_of is not None and not any(VIEWS[view].answers_contrast for view in chosen.views):
            chosen = replace(chosen, views=(*chosen.views[:-1], "integrated_gradients"))
        known = self._known(replace(looked, asked=asked), chosen)
        return {**dict(zip(self.views, chosen.views, strict=True)), **known}

    # What is put together.

    def _made(
        self, subject: Subject, views: Sequence[str], asked: Asked
    ) -> Iterator[tuple[tuple[int, int], dict[str, ShownView]]]:
        """How many layers and heads there are, and the views as far as they are made, again and again."""
        translator = self._desk.translators(*subject.asked_of, subject.pinned)
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

    def _known(self, looked: Looked, chosen: Chosen) -> Changes:
        """What is looked at, and of its views those that need no model."""
        self._desk.look(looked.place, (looked, chosen))
        asked = chosen.of(looked.asked)
        stored = self._stored(looked.subject, chosen.views, asked)
        drawn = {view: map_picture(found.map, view, chosen.transposed) for view, found in stored.items()}
        return {
            self.looked: looked,
            **{plot: drawn.get(view) for plot, view in zip(self.plots, chosen.views, strict=True)},
            **self._noted([beside(view, stored.get(view)) for view in chosen.views]),
            self.warning: above(looked.subject, asked),
        }

    def _blank(self, words: str) -> Changes:
        """Nothing of `opened` but ``words``."""
        return {
            **dict.fromkeys(self.opened, ""),
            **dict.fromkeys([self.looked, *self.plots]),
            self.words: words,
        }

    def _noted(self, notes: Sequence[str]) -> Changes:
        return dict(zip(self.notes, notes, strict=True))

    def _offered(self, place: str, ranges: tuple[int, int]) -> Changes:
        """The lists of layers and heads, where they are other ones."""
        if not self._desk.offers(place, ranges):
            return {}
        named = {self.layer: _layers(ranges[0]), self.heads: _heads(ranges[1])}
        return {control: gr.update(choices=choices, interactive=True) for control, choices in named.items()}


def _layers(count: int) -> list[tuple[str, int | str]]:
    return [("mean", "all"), *((str(number), number) for number in range(count))]


def _heads(count: int) -> list[tuple[str, int | str]]:
    return [("mean", "all"), ("largest", "max"), *((str(number), number) for number in range(count))]
