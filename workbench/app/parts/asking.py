"""Asking about a word of a `Detail`: pinned by a press in the text, then "why not" any other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.blocks import Block

from workbench.app.assets import script
from workbench.app.parts.detail import Detail, Looked
from workbench.app.parts.markup import fault
from workbench.app.parts.values import Changes, Given
from workbench.app.parts.why_not import LONGEST, Pinned, question
from workbench.app.serving.workers import QUEUED
from workbench.app.trying import pin
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.app.desk import Desk


class Asking:
    """Built where the question is to stand; `connect` once the detail is there."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.pinned = gr.State(None)
        self.question = gr.HTML(js_on_load=script("why_not"), elem_id="why-not")

    @property
    def outputs(self) -> list[Block]:
        """Of `show`."""
        return [self.pinned, self.question]

    def show(self, pinned: Pinned | None) -> Changes:
        return {self.pinned: pinned, self.question: question(pinned) if pinned else ""}

    def connect(self, detail: Detail, how: dict[str, Any]) -> list[Any]:
        """Events after which the address may be another."""
        self._detail = detail
        asking: set[Block] = {detail.looked, self.pinned, *detail.controls}
        asked = [*self.outputs, *detail.views, *detail.opened]
        return [
            detail.words.select(self._pin, asking, self.outputs, **QUEUED, **how),
            detail.fill_on(self.question.select(self._ask, asking, asked, **QUEUED, **how)),
            detail.fill_on(self.question.clear(self._leave, asking, asked, queue=False, **how)),
        ]

    def _pin(self, event: gr.EventData, given: Given) -> Changes:
        """A word of the translation was pressed."""
        looked: Looked | None = given[self._detail.looked]
        if looked is None:
            return gr.skip()
        try:
            word = int(event._data["word"])
            [pinned] = self._desk.workers.result(lambda: [pin(self._desk, looked.subject, word)])
        except WorkbenchError as error:
            return {self.question: fault(error)}
        return self.show(pinned)

    def _ask(self, event: gr.EventData, given: Given) -> Changes:
        """Why the pinned word and not another."""
        looked: Looked | None = given[self._detail.looked]
        if looked is None:
            return gr.skip()
        word, instead_of = int(event._data["word"]), str(event._data["instead_of"])[:LONGEST]
        try:
            [pinned] = self._desk.workers.result(lambda: [pin(self._desk, looked.subject, word, instead_of)])
        except WorkbenchError as error:
            before: Pinned | None = given[self.pinned]
            return {self.question: (question(before) if before else "") + fault(error)}
        return gr.skip() if pinned is None else self._about(looked, pinned, given)

    def _leave(self, given: Given) -> Changes:
        """The word stays pinned, the question goes."""
        looked: Looked | None = given[self._detail.looked]
        pinned: Pinned | None = given[self.pinned]
        if looked is None or pinned is None:
            return gr.skip()
        return self._about(looked, replace(pinned, instead_of="", rivals=None), given)

    def _about(self, looked: Looked, pinned: Pinned, given: Given) -> Changes:
        return {**self.show(pinned), **self._detail.asking(looked, self._detail.chosen(given), pinned.asked)}
