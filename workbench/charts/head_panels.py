"""What every head of a model does: layer × head for each kind of attention, with all its figures on hover."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np

from workbench.alignment.head_figure import FIGURES
from workbench.charts.cells import Cells, Colours, compact, heading, inline, largest, nothing_to_show
from workbench.charts.words import FRAME, INK, QUIET
from workbench.errors import ChartError, UnknownNameError
from workbench.language.display import number
from workbench.language.display import printable as label

PANELS = {
    "cross": "cross-attention",
    "encoder": "self-attention of the encoder",
    "decoder": "self-attention of the decoder",
}
# Unlike the blue and orange of the cells. Sinks, and what has no colour here, stand back.
_STRIPES = {
    "aligner": "#009e73",
    "previous word": "#cc79a7",
    "next word": "#e69f00",
    "same word": "#f0e442",
    "punctuation": "#56b4e9",
    "end-of-sentence sink": "#1f2430",
    "start-of-sentence sink": "#7d8590",
}
_OTHER = "#d5d9e0"
_STEP = (94, 50)
_STRIPE = 6
_WIDEST = 1500


def head_panels(
    heads: Sequence[Mapping[str, Any]], figure: str, *, title: str = "attention heads", lines: Sequence[str] = ()
) -> alt.VConcatChart | alt.LayerChart:
    """``heads``: records with ``block``, ``layer``, ``head``, ``row``, ``label`` and any of `FIGURES`.

    One panel for each block that has the figure, layers from 0 down and heads from 0 across, coloured by ``figure`` on
    one scale; a stripe in the colour of its label stands in each cell. A figure that is null is hatched. ``lines``
    stand below the title.
    Raises `UnknownNameError` for another figure, `ChartError` for a block that does not exist.
    """
    if figure not in FIGURES:
        raise UnknownNameError("figure of heads", figure, FIGURES)
    for head in heads:
        if head["block"] not in PANELS:
            raise ChartError(f"block {head['block']!r} received; expected one of: {', '.join(PANELS)}")
    chosen = FIGURES[figure]
    about = f"{chosen.title}: {chosen.meaning}; all figures on hover"
    title_ = heading(title, [*lines, about], 640)
    blocks = [
        block for block in PANELS if any(head["block"] == block and head.get(figure) is not None for head in heads)
    ]
    if not blocks:
        return nothing_to_show(f"no heads with a figure for {chosen.title}", title_)
    values = np.array([head[figure] for head in heads if head.get(figure) is not None], dtype=float)
    top = largest(values) if chosen.top is None else chosen.top
    colours = Colours(chosen.title, bool((values < 0).any()), top, chosen.power)
    labels = {head["label"] for head in heads if head["block"] in blocks}
    names = [*(name for name in _STRIPES if name in labels), *sorted(labels - {*_STRIPES})]
    stripes = alt.Scale(domain=names, range=[_STRIPES.get(name, _OTHER) for name in names])
    panels = [
        _panel(block, [head for head in heads if head["block"] == block], figure, colours, stripes) for block in blocks
    ]
    return (
        alt.vconcat(*(alt.hconcat(*row, spacing=28) for row in _rows(panels)), spacing=24)
        .resolve_scale(color="shared", fill="shared", shape="independent")
        .properties(title=title_)
    )


def _rows(panels: Sequence[alt.LayerChart]) -> list[list[alt.LayerChart]]:
    """As many panels side by side as a screen holds."""
    rows: list[list[alt.LayerChart]] = []
    width = 0.0
    for panel in panels:
        if not rows or width + panel.width > _WIDEST:
            rows.append([])
            width = 0.0
        rows[-1].append(panel)
        width += panel.width + 60
    return rows


def _panel(
    block: str, heads: Sequence[Mapping[str, Any]], figure: str, colours: Colours, stripes: alt.Scale
) -> alt.LayerChart:
    told = [name for name in FIGURES if name != figure and any(head.get(name) is not None for head in heads)]
    fields = {"b": "label", "r": "row"} if block != "encoder" else {"b": "label"}
    rows: list[dict[str, object]] = [
        {
            "l": head["layer"],
            "h": head["head"],
            "w": compact([np.nan if head.get(figure) is None else head[figure]], 3)[0],
            "n": "\n".join(textwrap.wrap(label(head["label"]), 17, break_on_hyphens=False)),
            **{short: label(head.get(name)) for short, name in fields.items()},
            # As texts: Vega's own format makes 0 of null.
            **{f"f{place}": number(head.get(name)) for place, name in enumerate(told)},
        }
        for head in heads
    ]
    layers, across = (1 + max(head[axis] for head in heads) for axis in ("layer", "head"))
    size = _STEP[0] * across, _STEP[1] * layers
    quiet = {"titleColor": QUIET, "titleFontWeight": "normal", "labelColor": INK, "ticks": False, "domain": False}
    tooltips = [alt.Tooltip("l:O", title="layer"), alt.Tooltip("h:O", title="head")]
    tooltips += [alt.Tooltip(f"{short}:N", title=name) for short, name in fields.items()]
    cells = Cells(
        colours=colours,
        x=_axis(alt.X, "h", across, {"title": "head", "orient": "top", "labelAngle": 0} | quiet),
        y=_axis(alt.Y, "l", layers, {"title": "layer"} | quiet),
        step=_STEP,
        before=tuple(tooltips),
        after=tuple(alt.Tooltip(f"f{place}:N", title=FIGURES[name].title) for place, name in enumerate(told)),
        numbers="+.3f" if colours.signed else ".3f",
        reason="no value",
        lift=11.0,
    )
    base = alt.Chart(inline(rows))
    drawn = cells.layers(base, 2 * _STEP[0], any(row["w"] is None for row in rows))
    place = base.encode(cells.x, cells.y)
    stripe = place.mark_rect(
        width=_STRIPE, height=_STEP[1] - 8, xOffset=(_STRIPE - _STEP[0]) / 2 + 4, stroke="white", strokeWidth=1
    ).encode(fill=alt.Fill("b:N", scale=stripes, legend=alt.Legend(title=None, orient="bottom", labelColor=INK)))
    name = place.mark_text(fontSize=9, dy=5, baseline="middle", lineBreak="\n", lineHeight=10).encode(
        text="n:N", color=alt.condition(colours.dark, alt.value("white"), alt.value(INK))
    )
    return alt.LayerChart(
        layer=[*drawn, stripe, name],
        width=size[0],
        height=size[1],
        title=alt.Title(PANELS[block], anchor="start", fontSize=12, fontWeight="normal", frame="group", color=INK),
        view=alt.ViewBackground(stroke=FRAME),
        description=f"{colours.title} of {layers} layers × {across} heads, {PANELS[block]}",
    )


def _axis(kind: Any, field: str, count: int, axis: dict[str, Any]) -> Any:
    scale = alt.Scale(type="band", domain=list(range(count)), padding=0)
    return kind(f"{field}:O", scale=scale, axis=alt.Axis.from_dict(axis))
