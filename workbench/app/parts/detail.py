"""One pair of sentences: what is the matter with it, its words, and what the model looked at.

`Detail.open` shows at once what needs no model; `Detail.fill_on` makes the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import gradio as gr
from gradio.blocks import Block

from workbench import work
from workbench.app.assets import script
from workbench.app.desk import Desk
from workbench.app.parts.controls import FIRST, FRONT, MOST, Chosen
from workbench.app.parts.drawer import drawer, drawer_box
from workbench.app.parts.grid import grid, grid_box, plain_name
from workbench.app.parts.markup import empty, fault, note, safe
from workbench.app.parts.notes import above
from workbench.app.parts.sentences import sentences
from workbench.app.parts.snippet import snippet
from workbench.app.parts.steer import Steer
from workbench.app.parts.values import Changes, Given
from workbench.app.parts.why import line, why
from workbench.app.parts.why_not import LONGEST, PinnedWord, pin, question
from workbench.app.serving.workers import QUEUED
from workbench.app.subject import Asked, NotStored, ShownView, Subject
from workbench.errors import PluginError, WorkbenchError
from workbench.runs import Run
from workbench.runs.evidence import doubts
from workbench.views import VIEWS

_ALONE_JS = """
heads => [typeof heads.at(-1) === 'string' ? heads.slice(-1) : heads.filter(head => typeof head !== 'string')]
"""
"""A word for all heads takes the place of numbers, and numbers that of a word."""

_HOW: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "trigger_mode": "multiple"}


AS_CHOSEN = Asked()
"""No word in particular."""


@dataclass(frozen=True)
class Looked:
    """A subject at a ``place`` on the page of one session. ``subject`` None: there is nothing to look at. ``words``: of
    source and target, as they are drawn before anything is made."""

    subject: Subject | None
    place: str
    asked: Asked = field(default_factory=Asked)
    """Word and alternative alone: the rest is in the controls."""
    words: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())


class Detail:
    """Built where it is made. ``between``: builds what stands between the texts and the reasons."""

    def __init__(self, desk: Desk, name: str, between: Callable[[], None] = lambda: None):
        self._desk, self._name = desk, name
        self.looked = gr.State(None)
        self.line = gr.HTML(elem_id=f"{name}-line")
        self.texts = gr.HTML(js_on_load=script("sentences", "other"), elem_id=f"{name}-texts", apply_default_css=False)
        self.choices = gr.HTML(js_on_load=script("why_not"), elem_id=f"{name}-alternatives")
        self.steer = Steer(desk, f"{name}-steer") if desk.computes else None
        between()
        self.why = gr.HTML(elem_id=f"{name}-why")
        with gr.Column(elem_classes="wb-chips"):
            self.view = gr.Radio(
                [(plain_name(view), view) for view in dict.fromkeys((*FRONT, *VIEWS))],
                value=FIRST,
                label="What did the model look at?",
                elem_id=f"{name}-view",
            )
            self.side_views = gr.Checkbox(
                False, label="Side views: attention, rollout, gradients", elem_id=f"{name}-side-views", min_width=110
            )
        self.warning = gr.HTML(elem_id=f"{name}-warning")
        self.picture = grid_box(f"{name}-picture")
        with gr.Accordion("Which attention", open=False, elem_classes="wb-attention"), gr.Row():
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
        self.figures = drawer_box(f"{name}-figures")
        self._connect()

    @property
    def controls(self) -> list[Any]:
        return [self.view, self.side_views, self.layer, self.heads, self.row, self.transposed]

    @property
    def opened(self) -> list[Block]:
        """Outputs of a handler that ends with `open`."""
        return [self.looked, self.picture, *self._told, *self._steered]

    @property
    def pictured(self) -> list[Block]:
        """Outputs of a handler that ends with `_known`."""
        return [self.looked, self.picture, self.warning, *self._steered]

    @property
    def _told(self) -> list[Block]:
        return [self.line, self.texts, self.choices, self.why, self.warning, self.figures]

    @property
    def _steered(self) -> list[Block]:
        return [] if self.steer is None else self.steer.outputs

    def _connect(self) -> None:
        looked: set[Block] = {self.looked, *self.controls}
        alone = self.heads.input(None, self.heads, self.heads, js=_ALONE_JS, **_HOW)
        cleared = self.back.click(self._measured, None, [self.layer, self.heads, self.row], queue=False, **_HOW)
        again = [one.input for one in (self.view, self.side_views, self.layer, self.row, self.transposed)]
        self.rechosen = [gr.on(again, self._again, looked, self.pictured, queue=False, **_HOW)]
        self.rechosen += [
            event.then(self._again, looked, self.pictured, queue=False, **_HOW) for event in (alone, cleared)
        ]
        self.pinned = [
            one.select(self._word, looked, [self.looked, self.choices, *self._steered], queue=False, **_HOW)
            for one in (self.texts, self.picture)
        ]
        contrasted = [*self.controls[:2], *self.pictured, self.choices]
        self.rechosen += [
            self.choices.select(self._contrast, looked, contrasted, queue=False, **_HOW),
            self.choices.clear(self._leave, looked, contrasted, queue=False, **_HOW),
        ]
        for event in self.rechosen:
            self.fill_on(event)
        for event in self.pinned:
            event.then(self._answer, {self.looked}, self.choices, **QUEUED, **_HOW)

    def fill_on(self, event: Any) -> Any:
        """Make the pictures once ``event``, which ran `open`, is over."""
        filled = [self.picture, self.layer, self.heads, self.warning, self.choices]
        return event.then(self._fill, {self.looked, *self.controls}, filled, **QUEUED, **_HOW)

    # What is called by the page.

    def chosen(self, given: Given) -> Chosen:
        """What the `controls` say."""
        layer = given[self.layer]
        return Chosen(
            view=given[self.view] if given[self.view] in VIEWS else FIRST,
            side_views=bool(given[self.side_views]),
            layer=None if layer in (None, "") else "all" if layer == "all" else int(layer),
            heads=tuple(one if isinstance(one, str) else int(one) for one in given[self.heads] or ()),
            row=given[self.row] or "",
            transposed=bool(given[self.transposed]),
        )

    def choose(self, chosen: Chosen) -> Changes:
        """The `controls` say that."""
        return {
            self.view: chosen.view,
            self.side_views: chosen.side_views,
            self.layer: chosen.layer,
            self.heads: [*chosen.heads],
            self.row: chosen.row,
            self.transposed: chosen.transposed,
        }

    def open(
        self,
        run: Run,
        row: Mapping[str, Any],
        session: str,
        chosen: Chosen,
        asked: Asked = AS_CHOSEN,
        subject: Subject | None = None,
    ) -> Changes:
        """Of `opened`: a row of a run, as `Run.segment` has it. ``asked``: the pinned word, and what instead of it.
        ``subject``: the row's, where its model is known by another name than the run's."""
        subject = subject or Subject.of(run, row)
        words = (tuple(row["source_words"] or ()), tuple(row["target_words"] or ()))
        looked = Looked(subject, f"{session}/{self._name}", asked, words)
        found = None if subject is None else subject.stored
        return {
            self.line: line(run, row),
            self.texts: sentences(row, found, doubts(run, row), run.sides, asked.word),
            self.choices: "" if asked.word is None else note_of(words[1], asked),
            self.why: why(run, row),
            self.figures: drawer(run, row),
            **self._known(looked, chosen),
        }

    def cleared(self, session: str, told: str = "") -> Changes:
        """Of `opened`: nothing but ``told``, HTML, and nobody goes on making what was there."""
        nothing = Looked(None, f"{session}/{self._name}")
        self._desk.look(nothing.place, None)
        self._ask(nothing)
        left = {**dict.fromkeys(self._told, ""), **self._steer(nothing)}
        return {**left, self.looked: None, self.picture: grid({}), self.line: told}

    # Handlers.

    def _fill(self, given: Given) -> Iterator[Changes]:
        """Each picture as it is made."""
        looked: Looked | None = given[self.looked]
        if looked is None or looked.subject is None:
            yield gr.skip()
            return
        subject, chosen = looked.subject, self.chosen(given)
        asked = chosen.asks(looked.asked)
        # Two events of one change make the same twice, and neither may stop the other.
        shown_here = looked, chosen
        self._desk.look(looked.place, shown_here)
        warning = above(subject, asked)
        shown: dict[str, ShownView] = {}
        try:
            for ranges, found in self._desk.workers.steps(
                lambda: self._made(subject, chosen.views, asked),
                # The person may look at something else by now.
                lambda: self._desk.latest.get(looked.place) == shown_here,
            ):
                shown |= found
                yield {
                    self.picture: self._drawn(looked, chosen, shown),
                    **self._offered(looked.place, ranges),
                    self.warning: warning,
                }
            if looked.asked.word is not None:
                yield self._answered(looked, subject)
        except WorkbenchError as error:
            if self._desk.latest.get(looked.place) == shown_here:
                found = {**self._stored(subject, chosen.views, asked), **shown}
                yield {
                    self.picture: self._drawn(looked, chosen, found, str(error)),
                    self.warning: warning + (note(safe(error)) if isinstance(error, NotStored) else fault(error)),
                }

    def _again(self, given: Given) -> Changes:
        """What is known under other controls, of the same subject."""
        looked: Looked | None = given[self.looked]
        return gr.skip() if looked is None else self._known(looked, self.chosen(given))

    def _measured(self) -> Changes:
        """Back to the choice of the preset."""
        return {self.layer: None, self.heads: [], self.row: ""}

    def _word(self, event: gr.EventData, given: Given) -> Changes:
        """A target word was pressed: it is pinned at once, whatever the model is busy with."""
        looked: Looked | None = given[self.looked]
        if looked is None or looked.subject is None or "word" not in event._data:
            return gr.skip()
        word = event._data["word"]
        if word is not None and not (isinstance(word, int) and 0 <= word < len(looked.words[1])):
            return gr.skip()
        looked = replace(looked, asked=Asked(word=word))
        self._ask(looked)
        return {self.looked: looked, self.choices: note_of(looked.words[1], looked.asked), **self._steer(looked)}

    def _answer(self, given: Given) -> Changes:
        """What else could have stood in the place of the word that was pressed."""
        looked: Looked | None = given[self.looked]
        if looked is None or looked.subject is None or looked.asked.word is None:
            return gr.skip()
        try:
            return self._answered(looked, looked.subject)
        except WorkbenchError as error:
            return {self.choices: fault(error)} if self._asks(looked) else gr.skip()

    def _contrast(self, event: gr.EventData, given: Given) -> Changes:
        """Why the pinned word and not what was typed or pressed: views that can answer do."""
        looked: Looked | None = given[self.looked]
        if looked is None:
            return gr.skip()
        asked = Asked(word=int(event._data["word"]), instead_of=str(event._data["instead_of"])[:LONGEST])
        chosen = self.chosen(given)
        if not any(VIEWS[view].answers_contrast for view in chosen.views):
            chosen = replace(chosen, view="integrated_gradients")
        known = self._known(replace(looked, asked=asked), chosen)
        return {
            self.view: chosen.view,
            self.choices: note_of(looked.words[1], asked),
            **known,
        }

    def _leave(self, event: gr.EventData, given: Given) -> Changes:
        """The question goes, and the word stays pinned; or it goes too."""
        looked: Looked | None = given[self.looked]
        if looked is None:
            return gr.skip()
        asked = Asked() if event._data.get("word") is None else Asked(word=looked.asked.word)
        left = self._known(replace(looked, asked=asked), self.chosen(given))
        return {self.choices: note_of(looked.words[1], asked), **left}

    # What is put together.

    def _made(
        self, subject: Subject, views: Sequence[str], asked: Asked
    ) -> Iterator[tuple[tuple[int, int], dict[str, ShownView]]]:
        """How many layers and heads there are, and the views as far as they are made, again and again."""
        if not self._desk.computes:
            yield from (((0, 0), found) for found in self._desk.explainer.steps(subject, views, asked))
            return
        translator = self._desk.translators(*subject.asked_of, subject.pinned)
        found: dict[str, ShownView] = {}
        for found in self._desk.explainer.steps(subject, views, asked):
            work.reached(f"with {len(found)} of {len({*views})} views made")
            yield (translator.layers, translator.heads), found
        for view in views:
            if view not in found and (origin := VIEWS.origin(view)):
                raise PluginError(f"{view}, a view of {origin}, failed; the log of this app says how")

    def _ask(self, looked: Looked) -> None:
        """That word of that subject is asked about from now on, whatever answer is still under way."""
        self._desk.look(f"{looked.place}/word", (looked.subject, looked.asked))

    def _asks(self, looked: Looked) -> bool:
        return self._desk.latest.get(f"{looked.place}/word") == (looked.subject, looked.asked)

    def _answered(self, looked: Looked, subject: Subject) -> Changes:
        """What is told of the pinned word, unless another one is asked about by now. Raises `WorkbenchError`."""
        told = self._asked_of(subject, looked.asked) if self._asks(looked) else ""
        return {self.choices: told} if self._asks(looked) else gr.skip()

    def _asked_of(self, subject: Subject, asked: Asked) -> str:
        """What else could stand in the place of a target word, and how likely what is asked for. Raises
        `WorkbenchError`."""
        [pinned] = self._desk.workers.result(lambda: [pin(self._desk, subject, asked)])
        return "" if pinned is None else question(pinned)

    def _stored(self, subject: Subject, views: Sequence[str], asked: Asked) -> dict[str, ShownView]:
        known = {view: self._desk.explainer.known(subject, view, asked) for view in views}
        return {view: found for view, found in known.items() if found is not None}

    def _known(self, looked: Looked, chosen: Chosen) -> Changes:
        """Of `pictured`: what needs no model."""
        self._desk.look(looked.place, (looked, chosen))
        self._ask(looked)
        if looked.subject is None:
            told = empty("Nothing to look at.", "This side of the segment has no words that the model could read.")
            return {self.looked: looked, self.picture: grid({}), self.warning: told, **self._steer(looked)}
        asked = chosen.asks(looked.asked)
        return {
            self.looked: looked,
            self.picture: self._drawn(looked, chosen, self._stored(looked.subject, chosen.views, asked)),
            self.warning: above(looked.subject, asked),
            **self._steer(looked),
        }

    def _steer(self, looked: Looked) -> Changes:
        return {} if self.steer is None else self.steer.show(looked)

    def _drawn(
        self, looked: Looked, chosen: Chosen, found: Mapping[str, ShownView], ended: str | None = None
    ) -> dict[str, Any]:
        """The value of `picture`: every view in its place, made or not."""
        source, target = looked.words
        subject = looked.subject
        language = None if subject is None else subject.languages[1]
        asked = chosen.asks(looked.asked)
        snippets = {
            view: snippet(subject, view, one.map, asked, chosen.transposed)
            for view, one in found.items()
            if subject is not None
        }
        return grid(
            {view: found.get(view) for view in chosen.views},
            source,
            target,
            pinned=looked.asked.word,
            transposed=chosen.transposed,
            language=language,
            ended=ended if self._desk.computes else ended or "",
            snippets=snippets,
        )

    def _offered(self, place: str, ranges: tuple[int, int]) -> Changes:
        """The lists of layers and heads, where they are other ones."""
        if not self._desk.computes or not self._desk.offers(place, ranges):
            return {}
        named = {self.layer: _layers(ranges[0]), self.heads: _heads(ranges[1])}
        return {control: gr.update(choices=choices, interactive=True) for control, choices in named.items()}


def note_of(target: Sequence[str], asked: Asked) -> str:
    """What is asked of a word, before its likelihood is known."""
    if asked.word is None or not 0 <= asked.word < len(target):
        return ""
    return question(PinnedWord(asked.word, target[asked.word], instead_of=asked.instead_of or ""))


def _layers(count: int) -> list[tuple[str, int | str]]:
    return [("mean", "all"), *((str(number), number) for number in range(count))]


def _heads(count: int) -> list[tuple[str, int | str]]:
    return [("mean", "all"), ("largest", "max"), *((str(number), number) for number in range(count))]
