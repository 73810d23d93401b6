"""The whole of a scored corpus: its figures and their pictures, folded below the list.

Altair is loaded with the first picture: it takes a quarter of a second that nobody has to wait for."""

from __future__ import annotations

from typing import Any

import gradio as gr
from gradio.blocks import Block

from workbench.app.desk import Desk
from workbench.app.parts.summary import summary
from workbench.app.parts.values import Changes, Given
from workbench.errors import WorkbenchError
from workbench.runs import Run
from workbench.runs.misses import misses, told_misses
from workbench.scores import SCORES


class CorpusPictures:
    """Built where it is made. Pictures are drawn when they are first looked at."""

    def __init__(self, desk: Desk, run: gr.Dropdown, owner: gr.BrowserState, side: gr.State):
        self._desk, self._run, self._owner, self._side = desk, run, owner, side
        with gr.Accordion("The whole corpus in figures and pictures", open=False, elem_id="pictures") as panel:
            self.summary = gr.HTML(elem_id="summary")
            self.of = gr.Dropdown([*SCORES], value="suspicion", label="Distribution of")
            with gr.Row():
                self.against = gr.Plot(show_label=False, elem_id="against")
                self.distribution = gr.Plot(show_label=False, elem_id="distribution")
                self.reliability = gr.Plot(show_label=False, elem_id="reliability")
        self.opened = gr.State(False)
        how: dict[str, Any] = {"queue": False, "api_visibility": "private", "show_progress": "hidden"}
        panel.expand(self._unfold, None, self.opened, **how).then(self._draw, self._inputs, self._outputs, **how)
        panel.collapse(self._fold, None, self.opened, **how)
        self.of.input(self._draw, self._inputs, self._outputs, **how)

    @property
    def _inputs(self) -> set[Block]:
        return {self._run, self._owner, self._side, self.of, self.opened}

    @property
    def _outputs(self) -> list[Block]:
        return [self.summary, self.against, self.distribution, self.reliability]

    def show_on(self, changed: Any, quick: dict[str, Any]) -> None:
        """``changed``: the listener for another run or side."""
        changed(self._draw, self._inputs, self._outputs, **quick)

    def _unfold(self) -> Changes:
        return {self.opened: True}

    def _fold(self) -> Changes:
        return {self.opened: False}

    def _draw(self, given: Given) -> Changes:
        side, of = given[self._side], given[self.of]
        if not given[self.opened]:
            return gr.skip()
        from workbench.app.parts.pictures import picture
        from workbench.charts import alignment_against_quality, distribution

        try:
            run = self._desk.library.open(given[self._run], given[self._owner])
            quality = "chrf" if side == "hypothesis" and (run.manifest.quality or {}).get("chrf") else "logprob"
            rows = run.figures([*dict.fromkeys(("suspicion", "scatter", quality, of))], side)
            trust = _trust(run, side)
        except WorkbenchError:
            return dict.fromkeys(self._outputs)
        return {
            self.summary: summary(run, side),
            self.against: picture(alignment_against_quality(rows, "scatter", quality)),
            self.distribution: picture(distribution([row[of] for row in rows], of)),
            self.reliability: None if trust is None else picture(trust),
        }


def _trust(run: Run, side: str) -> Any:
    """How far to trust the list: planted faults tell it of references, real mistakes alone of translations."""
    from workbench.charts import missed_shares, reliability_curve

    fitted = run.suspicion_of(side)
    if fitted is None:
        return None
    if side == "reference":
        return reliability_curve(fitted.report.reliability, fitted.report.missed, fitted.prior)
    counted = [(one.text, one.count, one.of, one.interval) for one in misses(run, side)]
    return missed_shares(counted, told_misses(run, side))
