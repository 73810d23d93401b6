"""The Model page: every head as a picture, which of them alignments are read from, and how far to trust the list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import gradio as gr
from gradio.blocks import Block

from workbench.app.desk import Desk
from workbench.app.parts.grid import grid_box
from workbench.app.parts.heads import WHAT_A_HEAD_IS, Opened, choice_of, large, overview, title, told
from workbench.app.parts.markup import fault, safe
from workbench.app.parts.preset_change import OFF, PresetChange
from workbench.app.parts.profiling import Profiling
from workbench.app.parts.thumbs import thumbs_box
from workbench.app.parts.trust_chart import trust_chart, trust_told
from workbench.app.parts.values import Changes, Given
from workbench.app.serving.library import new_owner
from workbench.app.serving.workers import QUEUED
from workbench.errors import WorkbenchError
from workbench.runs import Run

_INTO_SIGHT_JS = """() => {
  if (innerWidth < 760) document.getElementById('head-told').scrollIntoView();
}"""
"""Where pictures stand below each other."""


class ModelPage:
    """Built inside the place that it fills."""

    def __init__(self, desk: Desk, run: gr.Dropdown, owner: gr.BrowserState, looked: gr.State):
        """``looked``: what the Try page looks at."""
        self._desk, self._run, self._owner = desk, run, owner
        first = desk.library.open(desk.library.first, new_owner())
        stored = Opened.stored()
        self.opened, self.place = gr.State(stored), gr.State(0)
        gr.HTML(f"<h2>What the heads look at</h2><p>{WHAT_A_HEAD_IS}</p>", elem_classes="wb-lead")
        self.title = gr.HTML(_title(first, stored), elem_id="heads-title", elem_classes="wb-lead")
        with gr.Row(elem_classes="wb-heads"):
            with gr.Column(scale=3, min_width=320):
                self.thumbs = thumbs_box("heads", overview(stored.gallery, 0, _preset(first, stored)))
            with gr.Column(scale=2, min_width=320, elem_classes="wb-head-open"):
                self.told = gr.HTML(told(stored.gallery, 0), elem_id="head-told")
                self.read = gr.Button(
                    "Read alignments from this one …",
                    size="sm",
                    interactive=not desk.limits.hosted,
                    elem_id="read-head",
                )
                if desk.limits.hosted:
                    gr.HTML(f"<p>{OFF[0].upper()}{OFF[1:]}.</p>", elem_classes="wb-note")
                self.preset = PresetChange(desk)
                self.picture = grid_box("head-picture", large(stored, 0))
        gr.HTML("<h2>How far to trust the list</h2>", elem_classes="wb-lead")
        with gr.Row(elem_classes="wb-heads"):
            with gr.Column(scale=3, min_width=320):
                self.trust = gr.Plot(show_label=False, elem_id="trust-chart")
            with gr.Column(scale=2, min_width=320):
                self.trust_told = gr.HTML(trust_told(first), elem_id="trust-told")
        with gr.Accordion("Profile another model, a corpus or a sentence", open=False, elem_id="profiling"):
            profiling = Profiling(desk, run, owner, looked, self.preset)
        quick: dict[str, Any] = {"queue": False, "api_visibility": "private", "show_progress": "hidden"}
        shown = self.thumbs.select(self._open, {self.opened}, [self.place, self.told, self.picture], **quick)
        shown.then(None, None, None, js=_INTO_SIGHT_JS, **quick)
        profiling.show_with(self._show, [self.opened, self.place, self.title, self.thumbs, self.told, self.picture])
        asked: set[Block] = {self.opened, self.place}
        self.read.click(
            self._read, asked, self.preset.changed, api_visibility="private", show_progress="hidden", **QUEUED
        )
        of_run: set[Block] = {run, owner, self.opened, self.place}
        run.change(self._other_run, of_run, [self.trust, self.trust_told, self.thumbs, self.title], **quick)

    def start(self, opened: Any) -> None:
        """Draw what takes a while once ``opened``, the event that fills the page that is seen first, is over."""
        opened.then(
            self._trust,
            {self._run, self._owner},
            self.trust,
            queue=False,
            api_visibility="private",
            show_progress="hidden",
        )

    # Handlers.

    def _open(self, event: gr.EventData, given: Given) -> Changes:
        """A thumbnail was pressed."""
        opened: Opened = given[self.opened]
        place = event._data["place"]
        if not isinstance(place, int) or not 0 <= place < len(opened.gallery.pictures):
            return gr.skip()
        return {self.place: place, self.told: told(opened.gallery, place), self.picture: large(opened, place)}

    def _show(self, opened: Opened) -> Changes:
        """Other heads, from the first on."""
        return {
            self.opened: opened,
            self.title: title(opened.gallery),
            self.thumbs: overview(opened.gallery, 0),
            self.place: 0,
            self.told: told(opened.gallery, 0),
            self.picture: large(opened, 0),
        }

    def _trust(self, given: Given) -> Changes:
        try:
            return {self.trust: trust_chart(self._desk.library.open(given[self._run], given[self._owner]))}
        except WorkbenchError:  # told elsewhere
            return {self.trust: None}

    def _read(self, given: Given) -> Iterator[Changes]:
        opened: Opened = given[self.opened]
        yield from self.preset.ask(opened.reader, choice_of(opened.gallery, given[self.place]))

    def _other_run(self, given: Given) -> Changes:
        try:
            run = self._desk.library.open(given[self._run], given[self._owner])
        except WorkbenchError as error:
            return {self.trust: None, self.trust_told: fault(error)}
        opened: Opened = given[self.opened]
        return {
            self.trust: trust_chart(run),
            self.trust_told: trust_told(run),
            self.thumbs: overview(opened.gallery, given[self.place], _preset(run, opened)),
            self.title: _title(run, opened),
        }


def _same_model(run: Run, opened: Opened) -> bool:
    return str(run.manifest.signature.get("weights") or "")[:16] == opened.gallery.weights


def _preset(run: Run, opened: Opened) -> Mapping[str, Any] | None:
    """Of which attention a run was read, where it is of the same model."""
    return run.manifest.signature["preset"] if _same_model(run, opened) else None


def _title(run: Run, opened: Opened) -> str:
    """Whose heads these are; and where they are not those of the model that the run is of, how to see those."""
    other = "" if _same_model(run, opened) else (
        f"<p>The corpus that is open was scored with <b>{safe(run.manifest.signature['model'])}</b>. "
        "Its heads are drawn here once they are profiled, below.</p>"
    )  # fmt: skip
    return title(opened.gallery) + other
