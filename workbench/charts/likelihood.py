"""How probable the model found each word of a target, as a strip that fits below a heatmap."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import numpy as np

from workbench.charts.cells import HATCH, NO_VALUE, compact, gradient_legend, heading, inline, nothing_to_show, picture
from workbench.charts.heatmap import ROOM_FOR_NUMBERS
from workbench.charts.words import INK, WordAxis, step_for
from workbench.errors import ChartError
from workbench.language.display import printable as label

LOWEST = -8.0
"""Where the colours end: a word of one chance in three thousand is as red as any."""
_HEIGHT = 34
_COLOURS = ("#7f2704", "#d94801", "#fd8d3c", "#fdd0a2", "#fff5eb")


def logprob_strip(
    words: Sequence[str],
    logprobs: Sequence[float],
    alternatives: Sequence[Sequence[tuple[str, float]]] | None = None,
) -> alt.LayerChart:
    """Target words along x in the order of the heatmap, the end token last; the darker, the less probable.

    ``logprobs``: natural logarithm of each word's probability. ``alternatives``: for each word the likeliest pieces
    where it begins, as ``(piece, log-probability)``, shown on hover. Raises `ChartError` when lengths differ.
    """
    lengths = {"log-probabilities": len(logprobs)}
    if alternatives is not None:
        lengths["lists of alternatives"] = len(alternatives)
    for what, length in lengths.items():
        if length != len(words):
            raise ChartError(f"{length} {what} for {len(words)} words; give one for each, the end token too")
    known = [value for value in logprobs if np.isfinite(value)]
    mean = f"mean {np.mean(known):.3f} over {len(known)} words with a figure" if known else "no word has a figure"
    step = step_for(len(words))
    width = step * len(words)
    title = heading("log-probability", [f"natural logarithm, {mean}"], width)
    if not words:
        return nothing_to_show("no words to show", title)
    axis = WordAxis.of(words, "target word, end token last")
    rows: list[dict[str, object]] = [{"t": word, "w": value} for word, value in enumerate(compact(logprobs))]
    for row, likeliest in zip(rows, alternatives or (), strict=False):
        row["k"] = ",  ".join(f"{label(piece)} {value:.2f}" for piece, value in likeliest)
    base = alt.Chart(inline(rows)).transform_calculate("b", axis.at("t"))
    base = base.transform_calculate("p", "isValid(datum.w) ? format(exp(datum.w), '.2%') : 'no value'")
    tooltip = [
        alt.Tooltip("b:N", title="target word"),
        alt.Tooltip("w:Q", title="log-probability", format=".4~f"),
        alt.Tooltip("p:N", title="probability"),
    ]
    if alternatives is not None:
        tooltip.append(alt.Tooltip("k:N", title="likeliest pieces"))
    scale = alt.Scale(
        type="linear", domain=[LOWEST * part / 4 for part in range(4, -1, -1)], range=list(_COLOURS), clamp=True
    )
    # As fill, so that a heatmap joined to the strip keeps its own scale of colour.
    fill = alt.Fill("w:Q", scale=scale, legend=gradient_legend("log-probability", width))
    place = base.encode(axis.x("t", step))
    some = place.transform_filter("isValid(datum.w)")
    layers = [
        some.mark_rect(stroke="white", strokeWidth=0.5).encode(fill, tooltip=tooltip),
        place.transform_filter("!isValid(datum.w)").mark_rect(color=NO_VALUE, stroke=HATCH).encode(tooltip=tooltip),
    ]
    if step >= ROOM_FOR_NUMBERS:
        dark = alt.condition(f"datum.w < {LOWEST * 0.6}", alt.value("white"), alt.value(INK))
        layers.append(some.mark_text(fontSize=11).encode(text=alt.Text("w:Q", format=".1f"), color=dark))
    description = f"Log-probabilities of {len(words)} target words, {mean}"
    return picture(layers, (width, _HEIGHT), title, description).add_params(axis.param)
