"""What a person found of the segment that is open: a verdict and a note, kept beside the run."""

from __future__ import annotations

from typing import Any

import gradio as gr
from gradio.blocks import Block

from workbench.app.desk import Desk
from workbench.app.parts.markup import fault, note, safe
from workbench.app.parts.values import Changes, Given
from workbench.errors import WorkbenchError
from workbench.runs import FLAGS
from workbench.runs.flags import LONGEST_NOTE, Flag


class Flagging:
    """Built where it is made."""

    def __init__(self, desk: Desk, here: gr.State, owner: gr.BrowserState):
        """``here``: the segment that is open."""
        self._desk, self._here, self._owner = desk, here, owner
        with gr.Accordion("Your verdict", open=False, elem_id="flagging"):
            with gr.Row():
                self.verdict = gr.Dropdown([*FLAGS], value=None, label="Verdict", min_width=160)
                self.remark = gr.Textbox(label="Note", max_length=LONGEST_NOTE, min_width=200, scale=2)
            with gr.Row():
                self.keep = gr.Button("Keep", size="sm", variant="primary", min_width=90)
                self.remove = gr.Button("Take away", size="sm", min_width=90)
            self.told = gr.HTML()

    @property
    def outputs(self) -> list[Block]:
        """Of a handler that ends with `show`."""
        return [self.verdict, self.remark, self.told]

    def show(self, flag: Flag | None) -> Changes:
        """The flag of the segment that was opened."""
        return {self.verdict: flag and flag.verdict, self.remark: flag.note if flag else "", self.told: ""}

    def connect(self, quick: dict[str, Any]) -> list[Any]:
        """Events after which a flag may be another."""
        here: set[Block] = {self._here, self._owner}
        return [
            self.keep.click(self._keep, {*here, self.verdict, self.remark}, self.told, **quick),
            self.remove.click(self._remove, here, self.outputs, **quick),
        ]

    def _keep(self, given: Given) -> Changes:
        here, verdict = given[self._here], given[self.verdict]
        if not here or not verdict:
            return {self.told: fault("choose a verdict first")}
        try:
            flags = self._desk.library.open(here["run"], given[self._owner]).flags
            flags.set(here["segment"], verdict, given[self.remark] or "")
        except WorkbenchError as error:
            return {self.told: fault(error)}
        return {self.told: note(f"{safe(here['segment'])}: {safe(verdict)}, kept.")}

    def _remove(self, given: Given) -> Changes:
        here = given[self._here]
        if not here:
            return gr.skip()
        try:
            there = self._desk.library.open(here["run"], given[self._owner]).flags.remove(here["segment"])
        except WorkbenchError as error:
            return {self.told: fault(error)}
        return {**self.show(None), self.told: note("Taken away." if there else "There was none.")}
