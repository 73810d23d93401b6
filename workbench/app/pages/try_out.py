"""The Sentence page: any text, its translation in detail, and what changes when it is edited."""

from __future__ import annotations

import difflib
import math
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.blocks import Block

from workbench.app.desk import Desk, session_of
from workbench.app.parts.detail import Detail
from workbench.app.parts.dimming import dim, undim
from workbench.app.parts.markup import fault, foreign_notice, language_notice, note, safe
from workbench.app.parts.model_box import language_boxes, model_box
from workbench.app.parts.pictures import map_picture
from workbench.app.parts.values import Changes, Given
from workbench.app.serving.workers import QUEUED
from workbench.app.subject import Asked, Subject
from workbench.errors import WorkbenchError
from workbench.work import OverBudget, Stopped

if TYPE_CHECKING:
    from workbench.models import Candidate

N_BEST = 5
EXAMPLE = "The old man feeds the birds in the park."
_PICK_JS = """
element.addEventListener('click', event => {
  const pick = event.target.closest('button[data-target]');
  if (pick) trigger('select', {target: pick.dataset.target});
});
"""


@dataclass(frozen=True)
class Wish:
    """What somebody asked for by pressing a button, and a name to tell it from the next press."""

    model: str
    languages: tuple[str | None, str | None]
    source_prefix: str
    source: str
    target: str
    prefix: str
    name: str = field(default_factory=lambda: secrets.token_hex(8))


@dataclass(frozen=True)
class Tried:
    """One translation that was looked at, to compare the next one with."""

    subject: Subject
    words: tuple[str, ...]
    logprobs: tuple[float, ...]

    @property
    def total(self) -> float:
        return sum(value for value in self.logprobs if not math.isnan(value))


class TryPage:
    """Built inside the tab that it fills."""

    def __init__(self, desk: Desk):
        self._desk = desk
        limits = desk.limits
        with gr.Row():
            self.model = model_box(limits)
            self.source_language, self.target_language, self.source_prefix = language_boxes()
        box = partial(gr.Textbox, lines=2, max_length=limits.characters)
        self.source = box(value=EXAMPLE, label="Source sentence", elem_id="sentence-source")
        with gr.Row():
            self.target = box(
                label="Translation to explain", placeholder="empty: the model's own", elem_id="sentence-target"
            )
            self.prefix = box(label="It must begin with", placeholder="a forced beginning", elem_id="sentence-prefix")
        self.start = gr.Button("Translate and explain", variant="primary", elem_id="explain")
        with gr.Column(elem_id="sentence-shown"):
            self.foreign = gr.HTML(elem_id="sentence-foreign")
            self.picks = gr.HTML(js_on_load=_PICK_JS, elem_id="picks")
            self.changed = gr.HTML(elem_id="changed")
            with gr.Row(visible=False) as self.both:
                self.before = gr.Plot(show_label=False, elem_id="map-before")
                self.after = gr.Plot(show_label=False, elem_id="map-after")
            self.detail = Detail(desk, "sentence")
        self.tried, self.wish = gr.State(None), gr.State(None)
        texts: set[Block] = {
            *(self.model, self.source_language, self.target_language, self.source_prefix),
            *(self.source, self.target, self.prefix),
        }
        shown: list[Block] = [
            *(self.foreign, self.picks, self.changed, self.both, self.before, self.after),
            *self.detail.opened,
        ]
        how: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "trigger_mode": "multiple"}
        begun: dict[str, Any] = {"queue": False, "js": dim("sentence-shown"), **how}
        wish: set[Block] = {self.wish, self.tried, *self.detail.controls}
        for event in (
            gr.on([self.start.click, self.source.submit], self._wished, texts, [self.wish, *shown], **begun),
            self.picks.select(self._picked, texts, [self.wish, *shown], **begun),
        ):
            made = event.then(self._explain, wish, [self.tried, *shown], **QUEUED, **how)
            # Only now: a picture of the last wish that was on its way may have come after all was cleared.
            made.then(None, None, None, js=undim("sentence-shown"), api_visibility="private")
            self.detail.fill_on(made)

    # Handlers.

    def _picked(self, request: gr.Request, event: gr.EventData, given: Given) -> Changes:
        """Another of the n best."""
        return self._wished(request, {**given, self.target: str(event._data["target"]), self.prefix: ""})

    def _wished(self, request: gr.Request, given: Given) -> Changes:
        """At once: what was shown belongs to another wish and goes, and who still makes something for it stops."""
        wish = Wish(
            model=given[self.model],
            languages=(given[self.source_language].strip() or None, given[self.target_language].strip() or None),
            source_prefix=given[self.source_prefix],
            source=given[self.source],
            target=given[self.target],
            prefix=given[self.prefix],
        )
        self._desk.look(self._place(request), wish)
        return {
            self.wish: wish,
            self.foreign: "",
            self.picks: note('<span class="wb-busy">translating and reading …</span>'),
            **self._uncompared(),
            **self.detail.cleared(session_of(request)),
        }

    def _explain(self, request: gr.Request, given: Given) -> Changes:
        wish: Wish | None = given[self.wish]
        if wish is None:
            return gr.skip()
        try:
            self._desk.limits.check_text(wish.source, wish.target, wish.prefix, wish.source_prefix)
            now, words, made = self._desk.workers.result(
                lambda: self._made(wish, given[self.tried]),
                lambda: self._desk.latest.get(self._place(request)) == wish,
            )
        except WorkbenchError as error:
            if isinstance(error, Stopped) and not isinstance(error, OverBudget):
                return gr.skip()  # the page shows another wish by now
            return {
                self.foreign: "",
                self.picks: "",
                **self._uncompared(fault(error)),
                **self.detail.cleared(session_of(request)),
            }
        chosen = self.detail.chosen(given)
        del words, chosen
        return {self.tried: now, **made, **self.detail.cleared(session_of(request))}

    # What is put together.

    def _made(self, wish: Wish, tried: Tried | None) -> tuple[Tried, tuple[str, ...], Changes]:
        """What is looked at, its words with their end, and what is shown above the pictures."""
        translator = self._desk.translators(wish.model, *wish.languages, wish.source_prefix)
        best = self._best(translator, wish.source, wish.target, wish.prefix)
        target = wish.target.strip() or (best[0].text if best else "")
        subject = Subject(
            model=wish.model.strip(),
            languages=wish.languages,
            source=wish.source,
            target=target,
            source_prefix=wish.source_prefix or None,
            # One of the model's own that was picked is what the model wrote, not how its text is cut.
            written=next((one.ids for one in best if one.text == target), None),
        )
        found = self._desk.explainer.words(subject)
        now = Tried(subject, found.target, found.logprobs)
        languages = translator.source_language, translator.target_language
        notices = language_notice(translator.language_notes) + foreign_notice(wish.source, target, languages)
        made = {self.foreign: notices, self.picks: self._picks(best, target), **self._compared(tried, now)}
        return now, found.words_and_end, made

    def _place(self, request: gr.Request) -> str:
        return f"{session_of(request)}/wish"

    def _uncompared(self, told: str = "") -> Changes:
        return {self.changed: told, self.both: gr.update(visible=False), self.before: None, self.after: None}

    def _best(self, translator: Any, source: str, target: str, prefix: str) -> Sequence[Candidate]:
        """The model's own translations with their scores per token, best first."""
        from workbench.models.generation import BeamSettings

        if target.strip() and prefix:
            raise WorkbenchError(
                "both a translation and a beginning; a translation is taken as it is, so leave one out"
            )
        if not source.strip():
            raise WorkbenchError("the source is empty; type a sentence to explain")
        [made] = translator.translate([source], settings=BeamSettings(N_BEST, N_BEST), prefix=prefix)
        if made.text is None:
            raise WorkbenchError(f"the source is longer than the model's {translator.positions} tokens; shorten it")
        return made.candidates

    def _picks(self, best: Sequence[Candidate], chosen: str) -> str:
        buttons = "".join(
            f'<button type="button" class="wb-pick" data-target="{escape(text, quote=True)}" '
            f'aria-pressed="{"true" if text == chosen else "false"}"><span dir="auto">{safe(text)}</span>'
            f"<small>{score:.2f}</small></button>"
            for text, score in {one.text: one.score for one in best}.items()
        )
        return f"<div class=\"wb-picks\"><span>The model's {N_BEST} best, with the beam's score:</span>{buttons}</div>"

    def _compared(self, before: Tried | None, now: Tried) -> Changes:
        """What changed in translation, log-probability and map since the last time; nothing the first time."""
        if before is None or before.subject == now.subject:
            return self._uncompared()
        rows = []
        for name, old, new in (
            ("source", before.subject.source.split(), now.subject.source.split()),
            ("translation", [*before.words], [*now.words]),
        ):
            was, is_ = _marked(old, new)
            rows.append(f'<tr><th>{name}</th><td dir="auto">{was}</td><td dir="auto">{is_}</td></tr>')
        change = now.total - before.total
        rows.append(
            f"<tr><th>log-probability</th><td>{before.total:.2f}</td><td>{now.total:.2f} "
            f"<small>({change:+.2f} nats)</small></td></tr>"
        )
        table = f'<table class="wb-changes"><tr><th></th><th>before</th><th>now</th></tr>{"".join(rows)}</table>'
        return {
            self.changed: table + note("Log-probabilities of different texts differ by length too."),
            self.both: gr.update(visible=True),
            self.before: self._map(before.subject, "before"),
            self.after: self._map(now.subject, "now"),
        }

    def _map(self, subject: Subject, title: str) -> Any:
        for step in self._desk.explainer.steps(subject, ["attention"], Asked()):
            return map_picture(step["attention"].map, title)
        return None


def _marked(old: Sequence[str], new: Sequence[str]) -> tuple[str, str]:
    """Two texts with the words that differ marked."""
    was, is_ = [], []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = safe(" ".join(old[a:b])), safe(" ".join(new[c:d]))
        was.append(gone if kind == "equal" or not gone else f"<del>{gone}</del>")
        is_.append(come if kind == "equal" or not come else f"<ins>{come}</ins>")
    return " ".join(filter(None, was)), " ".join(filter(None, is_))
