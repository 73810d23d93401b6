"""What a person found of the segment that is open: a verdict and a note, kept beside the run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import gradio as gr

from workbench.app.detail import Desk
from workbench.app.markup import fault, note, safe
from workbench.errors import WorkbenchError
from workbench.runs import FLAGS
from workbench.runs.flags import LONGEST_NOTE, Flag

Update = Any


class Flagging:
    """Built where it is made."""

    def __init__(self, desk: Desk):
        self._desk = desk
        with gr.Accordion("Your verdict", open=False, elem_id="flagging"):
            with gr.Row():
                self.verdict = gr.Dropdown([*FLAGS], value=None, label="Verdict", min_width=160)
                self.remark = gr.Textbox(label="Note", max_length=LONGEST_NOTE, min_width=200, scale=2)
            with gr.Row():
                self.keep = gr.Button("Keep", size="sm", variant="primary", min_width=90)
                self.remove = gr.Button("Take away", size="sm", min_width=90)
            self.told = gr.HTML()

    @property
    def outputs(self) -> list[Any]:
        """Of `show`."""
        return [self.verdict, self.remark, self.told]

    @staticmethod
    def show(flag: Flag | None) -> list[Update]:
        """The flag of the segment that was opened."""
        return [flag and flag.verdict, flag.note if flag else "", ""]

    def connect(self, here: gr.State, owner: gr.BrowserState, quick: dict[str, Any]) -> list[Any]:
        """Events after which a flag may be another."""
        return [
            self.keep.click(self._keep, [here, owner, self.verdict, self.remark], [self.told], **quick),
            self.remove.click(self._remove, [here, owner], self.outputs, **quick),
        ]

    def _keep(self, here: Mapping[str, str], owner: str, verdict: str | None, remark: str) -> Update:
        if not here or not verdict:
            return fault("choose a verdict first")
        try:
            self._desk.library.open(here["run"], owner).flags.set(here["segment"], verdict, remark or "")
        except WorkbenchError as error:
            return fault(error)
        return note(f"{safe(here['segment'])}: {safe(verdict)}, kept.")

    def _remove(self, here: Mapping[str, str], owner: str) -> list[Update]:
        if not here:
            return [gr.skip()] * len(self.outputs)
        try:
            there = self._desk.library.open(here["run"], owner).flags.remove(here["segment"])
        except WorkbenchError as error:
            return [gr.skip(), gr.skip(), fault(error)]
        return [None, "", note("Taken away." if there else "There was none.")]
