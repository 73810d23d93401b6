"""All figures of a segment, folded: what each tells in plain words, and where it stands within this corpus.

One custom component, by `drawer_box`. Value in: HTML, by `drawer`; no event out. The formula of a figure shows where
its name is pointed at or has the focus; formulas are sent once, with the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import gradio as gr

from workbench.app.assets import script
from workbench.app.parts.markup import about, rounded, safe
from workbench.errors import RunError
from workbench.language.display import NULL, printable
from workbench.runs import Run
from workbench.runs.quantiles import quantiles, shares
from workbench.scores import SCORES, Score

GROUPS = {"quality": "Quality", "confidence": "Confidence", "alignment": "Alignment", "length": "Length"}


def drawer_box(name: str) -> gr.HTML:
    """The component, empty."""
    return gr.HTML(js_on_load=script("drawer"), elem_id=name)


def formulas() -> dict[str, str]:
    """What the script knows: score → what it is."""
    return {one.name: f"{one.name}: {printable(about(one.name))}" for one in SCORES.values()}


def drawer(run: Run, row: Mapping[str, Any]) -> str:
    """Of a row as `Run.segment` has it. Figures that no segment has are named at the end."""
    try:
        spread = quantiles(run, row["side"])
    except RunError:  # a shard that is damaged by now: what was read of the row still stands
        spread = {}
    groups = "".join(
        f"<section><h2>{title}</h2><ul>{''.join(rows)}</ul></section>"
        for group, title in GROUPS.items()
        if (rows := [_figure(one, row, spread.get(one.name, ())) for one in _of(group, spread, row)])
    )
    missing = [safe(_label(one)) for one in SCORES.values() if not _known(one, spread, row)]
    left = f'<p class="wb-quiet">Not in this run: {"; ".join(missing)}.</p>' if missing else ""
    return f'<details class="wb-drawer"><summary>All figures</summary>{groups}{left}</details>'


def _of(group: str, spread: Mapping[str, Sequence[float]], row: Mapping[str, Any]) -> list[Score]:
    return [one for one in SCORES.values() if one.about == group and _known(one, spread, row)]


def _known(score: Score, spread: Mapping[str, Sequence[float]], row: Mapping[str, Any]) -> bool:
    """Whether any segment has it."""
    return score.name in spread or row.get(score.name) is not None


def _label(score: Score) -> str:
    return score.label or score.name.replace("_", " ")


def _figure(score: Score, row: Mapping[str, Any], cuts: Sequence[float]) -> str:
    value = row.get(score.name)
    if value is None:
        reason = (row.get("nulls") or {}).get(score.name) or score.null_when
        shown, stands = NULL, f'<span class="wb-stands">no value: {safe(reason, 80)}</span>'
    else:
        shown, stands = rounded(score.name, value), _standing(score, value, cuts)
    name = f'<button type="button" data-score="{safe(score.name)}">{safe(_label(score))}</button>'
    return f"<li>{name}<b>{shown}</b>{stands}</li>"


def _standing(score: Score, value: float, cuts: Sequence[float]) -> str:
    """Where it stands: ``worse than 93 %``, of all segments of this side."""
    if len({*cuts}) < 2:
        return '<span class="wb-stands">the same everywhere</span>' if cuts else "<span></span>"
    less, more = shares(cuts, value)
    if score.about == "length":
        words, share = ("more", less) if less >= more else ("less", more)
    else:
        better, worse = (more, less) if score.higher_is == "better" else (less, more)
        words, share = ("worse", better) if better >= worse else ("better", worse)
    told = "like most others" if share == 0 else f"{words} than {min(round(100 * share), 99)} %"
    at = round(50 * (1 + less - more))
    return f'<span class="wb-stands"><i style="--at:{at}" aria-hidden="true"></i>{told}</span>'
