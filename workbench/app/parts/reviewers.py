"""Who reviewed a run, and how far every two of them agree; where they do not, a press opens the segment.

Its list's event is ``select`` with ``run``, ``id`` and ``side``, as that of the list of segments.
"""

from __future__ import annotations

from html import escape
from itertools import islice

import gradio as gr
from gradio.blocks import Block

from workbench.app.parts.markup import fault, note, safe
from workbench.app.parts.values import Changes
from workbench.app.parts.verdicts import SIGNS
from workbench.errors import WorkbenchError
from workbench.runs import Run
from workbench.runs.agreement import Agreement, Disagreement, agreements, told
from workbench.runs.log import Flag

PAIRS, DISAGREEMENTS = 10, 50
"""At most so many are shown; the command line has all."""
UNPROVEN = "The names are those that people gave themselves: nobody logs in here, and two may have given the same."
_PRESS_JS = """
element.addEventListener('click', event => {
  const button = event.target.closest('button[data-id]');
  if (button) trigger('select', {run: button.dataset.run, id: button.dataset.id, side: button.dataset.side});
});
"""


class Reviewers:
    """Built where it is made."""

    def __init__(self, id: str = "reviewers"):
        with gr.Accordion("Who reviewed, and do they agree", open=False, elem_id=id):
            self.told = gr.HTML(js_on_load=_PRESS_JS)

    @property
    def outputs(self) -> list[Block]:
        """Of a handler that ends with `show`."""
        return [self.told]

    def show(self, run: Run, side: str) -> Changes:
        """By what people said looking at this side, or nobody knows where."""
        try:
            given = run.flags.by_author(side)
            pairs = [*islice(agreements(run, side), PAIRS + 1)]
        except WorkbenchError as error:
            return {self.told: fault(error)}
        counts = "; ".join(f"<b>{safe(who)}</b> {len(one):,}" for who, one in given.items())
        parts = [note(f"Verdicts: {counts}.", UNPROVEN) if counts else note("Nobody has given a verdict here yet.")]
        parts += [_pair(run, side, one) for one in pairs[:PAIRS]]
        if len(pairs) > PAIRS:
            parts.append(note("More pairs: 'workbench log RUN --agreement' has all."))
        elif len(given) > 1 and not pairs:
            parts.append(note("No two of them have judged the same segment."))
        return {self.told: "".join(parts)}


def _pair(run: Run, side: str, found: Agreement) -> str:
    sentences = note(*(safe(one[:1].upper() + one[1:]) + "." for one in told(found)))
    names = [safe(_sign(one)) for one in found.verdicts]
    head = f"<th>{safe(found.a)} ↓ {safe(found.b)} →</th>" + "".join(f'<th scope="col">{one}</th>' for one in names)
    rows = "".join(
        f'<tr><th scope="row">{name}</th>'
        + "".join(f"<td>{found.table.get((one, other), 0):,}</td>" for other in found.verdicts)
        + "</tr>"
        for name, one in zip(names, found.verdicts, strict=True)
    )
    apart = "".join(_apart(run, side, found, one) for one in found.disagreements[:DISAGREEMENTS])
    more = len(found.disagreements) - DISAGREEMENTS
    return (
        f'<section class="wb-agreement">{sentences}<table class="wb-changes"><tr>{head}</tr>{rows}</table>'
        f'<ul class="wb-picks">{apart}</ul>{note(f"and {more:,} more") if more > 0 else ""}</section>'
    )


def _apart(run: Run, side: str, found: Agreement, one: Disagreement) -> str:
    said = "; ".join(
        f"{safe(who)}: {safe(_sign(flag.verdict))}{_remark(flag)}" for who, flag in ((found.a, one.a), (found.b, one.b))
    )
    return (
        f'<li><button type="button" class="wb-pick" data-run="{escape(run.name)}" data-id="{escape(one.segment)}" '
        f'data-side="{safe(side)}"><b>{safe(one.segment, 60)}</b> <span dir="auto">{said}</span></button></li>'
    )


def _remark(flag: Flag) -> str:
    return f" ({safe(flag.note, 200)})" if flag.note else ""


def _sign(verdict: str) -> str:
    return SIGNS.get(verdict, verdict)
