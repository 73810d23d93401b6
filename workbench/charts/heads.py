"""All layers and heads at once: their maps as small multiples, or one figure for each."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import numpy as np

from workbench.charts.cells import Cells, Colours, compact, heading, largest, nothing_to_show, picture, unrolled
from workbench.charts.words import FRAME, INK, QUIET, WordAxis
from workbench.errors import ChartError

MOST_CELLS = 250_000
"""A browser draws this many in a few seconds; the spec is then under 1 MB."""
_PANEL = 96


def head_grid(weights: np.ndarray, source: Sequence[str], target: Sequence[str]) -> alt.FacetChart | alt.LayerChart:
    """``weights``: ``float[layer head tgt src]``, attention of each head. A row per layer, a column per head, from 0.

    Weights are sent in whole percent. Raises `ChartError` for weights that do not fit the words, or for more
    cells than a browser can draw.
    """
    weights = np.asarray(weights)
    if weights.ndim != 4 or weights.shape[2:] != (len(target), len(source)):
        raise ChartError(
            f"weights of shape {weights.shape}; expected [layer head tgt src] with {len(target)} target and "
            f"{len(source)} source words"
        )
    if weights.size > MOST_CELLS:
        raise ChartError(
            f"{weights.size:,} cells (layers × heads × target × source = {weights.shape}); at most {MOST_CELLS:,} can "
            "be drawn at once; choose layers or heads, as in weights[2:4]"
        )
    layers, heads, count, width = weights.shape
    title = heading("attention by head", [f"{layers} layers × {heads} heads, target words on x, source on y"], 480)
    if not weights.size:
        return nothing_to_show("no heads or no words to show", title)
    down, across = WordAxis.of(source, "source word"), WordAxis.of(target, "target word")
    rows: list[dict[str, object]] = [
        {"l": layer, "h": head, "w": compact(weights[layer, head].ravel() * 100, 0)}
        for layer in range(layers)
        for head in range(heads)
    ]
    base = unrolled(rows, "k", ["l", "h"]).transform_calculate("t", f"floor(datum.k / {width})")
    base = base.transform_calculate("s", f"datum.k % {width}")
    base = base.transform_calculate("a", down.at("s")).transform_calculate("b", across.at("t"))
    where = (("a", down.title), ("b", across.title), ("l", "layer"), ("h", "head"))
    # Longer sentences get larger panels, so that a cell is never under a pixel and a half.
    size = max(_PANEL, round(1.5 * max(count, width)))
    cells = Cells(
        colours=Colours("attention, percent", signed=False, top=100),
        x=alt.X("t:O", scale=across.scale, axis=None),
        y=alt.Y("s:O", scale=down.scale, axis=None),
        step=(size / count, size / width),
        before=tuple(alt.Tooltip(f"{field}:N", title=name) for field, name in where),
        after=(),
        numbers=None,
    )
    # Altair 6.3 joins a facet to another chart only if its first layer has a name.
    named = base.properties(name="heads")
    panel = alt.layer(*cells.layers(named, 200, bool(np.isnan(weights).any())))
    header = alt.Header(
        labelAngle=0, labelColor=INK, labelPadding=4, labelFontSize=11, titleColor=QUIET, titleFontWeight="normal"
    )
    params = {axis.param.name: axis.param for axis in (down, across)}
    return (
        panel.properties(width=size, height=size, view=alt.ViewBackground(stroke=FRAME))
        .facet(row=alt.Row("l:O", title="layer", header=header), column=alt.Column("h:O", title="head", header=header))
        .properties(title=title, spacing=8, description=f"Small heatmaps of {layers} layers × {heads} heads")
        .add_params(*params.values())
    )


def head_values(values: np.ndarray, unit: str, *, title: str | None = None) -> alt.LayerChart:
    """``values``: ``float[layer head]``, one figure per head in ``unit`` (say "AER"); NaN is a head without a figure.

    Figures that are negative anywhere get a scale centred at 0. Raises `ChartError` for another number of axes.
    """
    values = np.asarray(values, dtype=float)
    if values.ndim != 2:
        raise ChartError(f"values of shape {values.shape}; expected one figure per head, [layer head]")
    layers, heads = values.shape
    title_ = heading(title or f"{unit} by head", [f"{layers} layers × {heads} heads, both counted from 0"], 44 * heads)
    if not values.size:
        return nothing_to_show("no heads to show", title_)
    signed = bool((values < 0).any())
    step = (44, 30)
    across, down = (WordAxis.of([str(place) for place in range(count)], "") for count in (heads, layers))
    rows: list[dict[str, object]] = [{"l": layer, "w": compact(row)} for layer, row in enumerate(values)]
    # A head's index is its name: no words to look up.
    quiet = {"titleColor": QUIET, "titleFontWeight": "normal", "labelColor": INK, "ticks": False, "domain": False}
    cells = Cells(
        colours=Colours(unit, signed, largest(values)),
        x=alt.X(
            "h:O",
            scale=across.scale,
            axis=alt.Axis.from_dict({"title": "head", "labelAngle": 0, "orient": "top"} | quiet),
        ),
        y=alt.Y("l:O", scale=down.scale, axis=alt.Axis.from_dict({"title": "layer"} | quiet)),
        step=step,
        before=(alt.Tooltip("l:O", title="layer"), alt.Tooltip("h:O", title="head")),
        after=(),
        numbers="+.2f" if signed else ".2f",
    )
    width, height = step[0] * heads, step[1] * layers
    drawn = cells.layers(unrolled(rows, "h", ["l"]), width, bool(np.isnan(values).any()))
    return picture(drawn, (width, height), title_, f"{unit} of {layers} layers × {heads} heads")
