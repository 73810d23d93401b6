"""Two attempts beside each other: what became of the words, and of how likely they are.

Value of ``table``: HTML made by `compared`. Event ``clear``, without data: leave the comparison.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import gradio as gr
from gradio.blocks import Block

from workbench.app.parts.differences import marked
from workbench.app.parts.grid import grid, grid_box
from workbench.app.parts.markup import note, safe
from workbench.app.parts.values import Changes
from workbench.app.subject import ShownView
from workbench.language.display import NULL, probability
from workbench.runs import Run, scored_target

LEAVE_JS = """
element.addEventListener('click', event => {
  if (!event.target.closest('.wb-leave')) return;
  document.querySelectorAll('#attempts input:checked').forEach(box => { box.checked = false; });
  trigger('clear', {});
});
"""
MOVED = 0.05
"""Change of a probability from which on it is marked."""


@dataclass(frozen=True)
class Side:
    """One attempt, as its row has it."""

    run: Run
    row: Mapping[str, Any]

    @property
    def words(self) -> list[str]:
        return self.row["target_words"] or scored_target(self.row).split()

    @property
    def logprobs(self) -> list[float | None]:
        """Of `words`."""
        return self.row["word_logprobs"] or [None] * len(self.words)

    @property
    def logprob(self) -> float | None:
        """Of the whole with its end, in nats."""
        pieces = self.row["piece_logprobs"]
        return None if not pieces else math.fsum(pieces)


class Comparison:
    """Built where it is made, hidden."""

    def __init__(self) -> None:
        with gr.Column(visible=False, elem_id="comparison") as self.whole:
            self.table = gr.HTML(js_on_load=LEAVE_JS, elem_id="compared")
            with gr.Row():
                with gr.Column(min_width=300):
                    gr.HTML('<h4 class="wb-compared-map">before</h4>')
                    self.before = grid_box("map-before")
                with gr.Column(min_width=300):
                    gr.HTML('<h4 class="wb-compared-map">after</h4>')
                    self.after = grid_box("map-after")

    @property
    def outputs(self) -> list[Block]:
        return [self.whole, self.table, self.before, self.after]

    def show(self, before: Side, after: Side) -> Changes:
        return {
            self.whole: gr.update(visible=True),
            self.table: compared(before, after),
            self.before: _picture(before),
            self.after: _picture(after),
        }

    def hide(self) -> Changes:
        return {self.whole: gr.update(visible=False), self.table: "", self.before: grid({}), self.after: grid({})}


def compared(before: Side, after: Side) -> str:
    """Both texts with the words that differ marked, and the probability of the whole and of each word they share."""
    rows = []
    for name, old, new in (
        ("source", before.row["source"].split(), after.row["source"].split()),
        ("translation", before.words, after.words),
    ):
        was, is_ = marked(old, new)
        rows.append(f'<tr><th scope="row">{name}</th><td dir="auto">{was}</td><td dir="auto">{is_}</td></tr>')
    rows.append(_log_probabilities(before, after))
    words = "".join(
        f'<tr><th scope="row" dir="auto">{safe(word, 40)}</th><td>{_percent(was)}</td><td>{_percent(is_)}</td>'
        f"<td>{_change(was, is_)}</td></tr>"
        for word, was, is_ in shared(before, after)
    )
    listed = (
        f'<details open><summary>Words of both</summary><table class="wb-changes wb-shared">'
        f'<tr><th scope="col">word</th><th scope="col">before</th><th scope="col">after</th><th scope="col">change</th>'
        f"</tr>{words}</table></details>"
        if words
        else note("They have no word in common.")
    )
    return (
        '<section class="wb-compared" aria-label="two attempts compared"><div class="wb-compared-head">'
        '<h3>Compared</h3><button type="button" class="wb-leave" aria-label="leave the comparison" title="leave">×'
        "</button></div>"
        '<table class="wb-changes"><tr><td></td><th scope="col">before</th><th scope="col">after</th></tr>'
        f"{''.join(rows)}</table>{listed}</section>"
    )


def shared(before: Side, after: Side) -> list[tuple[str, float | None, float | None]]:
    """The words of both translations in their order, with the probability of each, before and after."""
    found = []
    matcher = difflib.SequenceMatcher(None, before.words, after.words, autojunk=False)
    for a, b, size in matcher.get_matching_blocks():
        for place in range(size):
            was, is_ = before.logprobs[a + place], after.logprobs[b + place]
            found.append((before.words[a + place], _probability(was), _probability(is_)))
    return found


def _log_probabilities(before: Side, after: Side) -> str:
    was, is_ = before.logprob, after.logprob
    if was is None or is_ is None:
        return ""
    change = f"<small>({is_ - was:+.2f} nats; texts of other lengths differ by that too)</small>"
    return f'<tr><th scope="row">log-probability</th><td>{was:.2f}</td><td>{is_:.2f} {change}</td></tr>'


def _probability(logprob: float | None) -> float | None:
    return None if logprob is None else math.exp(logprob)


def _percent(value: float | None) -> str:
    return NULL if value is None else probability(value)


def _change(was: float | None, is_: float | None) -> str:
    if was is None or is_ is None:
        return ""
    told = f"{100 * (is_ - was):+.0f}"
    return f"<b>{told}</b>" if abs(is_ - was) >= MOVED else told


def _picture(side: Side) -> dict[str, Any]:
    found = side.run.map_of(side.row)
    if found is None:
        return grid({})
    view = str(found.provenance["view"])
    return grid({view: ShownView(found)}, found.source.words, found.target.words, ended="")
