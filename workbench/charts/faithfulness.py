"""Faithfulness: how far a word's probability falls when what a view calls important is deleted."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import altair as alt

from workbench.charts.cells import CATEGORIES, compact, heading, inline, picture
from workbench.charts.words import INK, QUIET
from workbench.errors import ChartError
from workbench.language.display import printable as label

CHANCE = "chance (random deletions)"
_CHANCE_COLOUR = "#7d8590"
_SHAPES: tuple[str, ...] = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right")
_SHAPES += ("triangle-left", "arrow", "wedge")


def faithfulness_curves(
    fractions: Sequence[float], by_view: Mapping[str, Sequence[float]], by_chance: Mapping[str, Sequence[float]]
) -> alt.LayerChart:
    """Mean fall of the word's probability (may be negative) against the share of source words deleted.

    One line per view in order, and chance dashed grey: only the distance from chance says anything. Views differ
    in shape as well as in colour. Chance is one line where it is the same for all views; a view that has no value for
    some words is measured on others, against a chance of its own. Raises `ChartError` when a curve has not one figure
    per fraction.
    """
    chance = _chance_lines(by_chance)
    names = [*map(label, by_view), *chance]
    curves = {label(name): curve for name, curve in by_view.items()} | chance
    for name, curve in curves.items():
        if len(curve) != len(fractions):
            raise ChartError(f"{len(curve)} figures for {name!r} and {len(fractions)} fractions; give one for each")
    rows: list[dict[str, object]] = [
        {"f": fraction, "v": value, "n": name}
        for name in names
        for fraction, value in zip(compact(fractions), compact(curves[name]), strict=True)
        if value is not None
    ]
    views = range(len(by_view))
    colours = [*(CATEGORIES[place % len(CATEGORIES)] for place in views), *(_CHANCE_COLOUR for _ in chance)]
    legend = alt.Legend(title=None, orient="right", labelLimit=220, symbolStrokeWidth=2, labelColor=INK)
    quiet = {"titleColor": QUIET, "titleFontWeight": "normal", "gridColor": "#e6e8ec", "domainColor": "#c3c8d0"}
    x = alt.X(
        "f:Q",
        scale=alt.Scale(domain=[0, max([0.5, *fractions])], nice=False),
        axis=alt.Axis.from_dict({"title": "source words deleted", "format": ".0%", "values": list(fractions)} | quiet),
    )
    y = alt.Y("v:Q", axis=alt.Axis.from_dict({"title": "mean fall of the word's probability", "tickCount": 5} | quiet))
    scale = alt.Scale(domain=names, range=colours)
    dashes = alt.Scale(domain=names, range=[*([1, 0] for _ in views), *([5, 4] for _ in chance)])
    forms = alt.Scale(
        domain=names, range=[*(_SHAPES[place % len(_SHAPES)] for place in views), *("stroke" for _ in chance)]
    )
    base = alt.Chart(inline(rows)).encode(x, y, alt.Color("n:N", scale=scale, sort=None, legend=legend))
    zero = alt.Chart(inline([{"v": 0}])).mark_rule(color="#9aa1ac").encode(alt.Y("v:Q"))
    tooltip = [
        alt.Tooltip("n:N", title="view"),
        alt.Tooltip("f:Q", title="deleted", format=".0%"),
        alt.Tooltip("v:Q", title="fall", format="+.4~f"),
    ]
    lines = base.mark_line(strokeWidth=2).encode(
        strokeDash=alt.StrokeDash("n:N", scale=dashes, sort=None, legend=legend)
    )
    points = base.mark_point(filled=True, size=55, opacity=1).encode(
        shape=alt.Shape("n:N", scale=forms, sort=None, legend=legend), tooltip=tooltip
    )
    drawn = [value for curve in curves.values() for value in curve if math.isfinite(value)]
    falls = f"{min(drawn):+.3f} to {max(drawn):+.3f}" if drawn else "none measured"
    title = heading("faithfulness", ["the further above chance, the more faithful the view"], 380)
    description = f"Fall of probability by share of source words deleted, {len(by_view)} views and chance: {falls}"
    return picture([zero, lines, points], (380, 240), title, description, framed=False)


def _chance_lines(by_chance: Mapping[str, Sequence[float]]) -> dict[str, Sequence[float]]:
    """Equal lines once, under the names of their views if there are several."""
    views: dict[tuple[float, ...], list[str]] = {}
    for name, curve in by_chance.items():
        views.setdefault(tuple(curve), []).append(label(name))
    if len(views) == 1:
        return {CHANCE: next(iter(views))}
    return {f"chance for {', '.join(names)}": curve for curve, names in views.items()}
