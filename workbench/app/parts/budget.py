"""How far a person has read of a scored corpus, and what that says of the whole."""

from __future__ import annotations

import gradio as gr
from gradio.blocks import Block

from workbench.app.desk import Desk
from workbench.app.parts.markup import note, safe
from workbench.app.parts.values import Changes, Given
from workbench.errors import WorkbenchError
from workbench.runs import Run
from workbench.runs.budget import Budget, told
from workbench.runs.reading_plan import reading_plan


class ReadingBudget:
    """Built where it is made."""

    def __init__(self, desk: Desk, run: gr.Dropdown, owner: gr.BrowserState, side: gr.State):
        self._desk = desk
        self._run, self._owner, self._side = run, owner, side
        with gr.Accordion("How much of it is wrong", open=False, elem_id="budget"):
            self.told = gr.HTML()
            self.next = gr.Button("Read next ›", size="sm", min_width=90, elem_id="read-next")

    @property
    def inputs(self) -> set[Block]:
        return {self._run, self._owner, self._side}

    @property
    def outputs(self) -> list[Block]:
        """Of a handler that ends with `show`."""
        return [self.told, self.next]

    def show(self, run: Run, side: str) -> Changes:
        try:
            budget = Budget.of(run, reading_plan(run, side))
        except WorkbenchError as error:
            return {self.told: note(safe(error)), self.next: gr.update(visible=False)}
        lines = [safe(sentence[:1].upper() + sentence[1:]) + "." for sentence in told(budget)]
        if not budget.counted:
            lines.append("Give each a verdict above, the right ones “fine”: that tells how much of the whole is wrong.")
        elif budget.stop:
            lines[-1] = f"<b>{lines[-1]}</b>"
        return {self.told: note(*lines), self.next: gr.update(visible=bool(budget.remaining))}

    def first_unread(self, given: Given) -> dict[str, str] | None:
        """Where to go on; None where all has been read. Raises `WorkbenchError`."""
        run = self._desk.library.open(given[self._run], given[self._owner])
        budget = Budget.of(run, reading_plan(run, given[self._side]))
        if not budget.remaining:
            return None
        return {"run": given[self._run], "segment": budget.remaining[0], "side": budget.plan.side}
