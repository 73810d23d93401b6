"""A whole corpus at a glance: alignment against quality, and how one score is distributed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np

from workbench.charts.cells import heading, inline, nothing_to_show, picture
from workbench.charts.words import INK, QUIET
from workbench.language.display import printable as label
from workbench.scores import SCORES

CORNERS = {
    ("better", "better"): "good and well aligned",
    ("worse", "better"): "fluent but detached",
    ("better", "worse"): "aligned but wrong",
    ("worse", "worse"): "broken",
}
"""(alignment, quality) → what stands there."""
_BLUE, _ORANGE = "#4393c3", "#d55e00"
_QUIET_AXIS = {"titleColor": QUIET, "titleFontWeight": "normal", "gridColor": "#e6e8ec", "domainColor": "#c3c8d0"}
_SNIPPET = 90
BINS = 30


def alignment_against_quality(
    rows: Sequence[Mapping[str, Any]], alignment: str = "scatter", quality: str = "chrf"
) -> alt.LayerChart:
    """``rows``: records with ``id``, ``source``, ``suspicion`` and the two scores; without one of them a row is left
    out. Better is to the right and up, whichever way a score runs; the corners part at the medians.
    """
    known = [row for row in rows if row[alignment] is not None and row[quality] is not None]
    title = heading(f"{quality} against {alignment}", [f"{len(known)} segments; lines at the medians"], 380)
    if not known:
        return nothing_to_show(f"no segment has both {alignment} and {quality}", title)
    middle = {name: float(np.median([row[name] for row in known])) for name in (alignment, quality)}
    data: list[dict[str, object]] = [
        {
            "x": round(row[alignment], 4),
            "y": round(row[quality], 4),
            "s": row.get("suspicion") if row.get("suspicion") is None else round(row["suspicion"], 3),
            "i": label(row["id"]),
            "t": label(row["source"] if len(row["source"]) <= _SNIPPET else row["source"][:_SNIPPET] + "…"),
        }
        for row in known
    ]
    x = alt.X("x:Q", scale=_scale(alignment, known), axis=_axis(f"{alignment} (better to the right)"))
    y = alt.Y("y:Q", scale=_scale(quality, known), axis=_axis(f"{quality} (better above)"))
    colour = alt.Color(
        "s:Q",
        scale=alt.Scale(domain=[0, 1], range=[_BLUE, _ORANGE], interpolate="lab"),
        legend=alt.Legend(title="suspicion", orient="bottom", titleFontWeight="normal", gradientLength=120),
    )
    tooltip = [
        alt.Tooltip("i:N", title="id"),
        alt.Tooltip("t:N", title="source"),
        alt.Tooltip("x:Q", title=alignment),
        alt.Tooltip("y:Q", title=quality),
        alt.Tooltip("s:Q", title="suspicion"),
    ]
    points = alt.Chart(inline(data)).mark_circle(size=34, opacity=0.75).encode(x, y, colour, tooltip=tooltip)
    lines = [
        alt.Chart(inline([{axis: round(middle[name], 4)}]))
        .mark_rule(color=QUIET, strokeDash=[4, 4])
        .encode((alt.X if axis == "x" else alt.Y)(f"{axis}:Q"))
        for axis, name in (("x", alignment), ("y", quality))
    ]
    description = f"{len(known)} segments by {alignment} and {quality}; corners: {', '.join(CORNERS.values())}"
    return picture([*lines, points, *_corners()], (380, 300), title, description, framed=False)


def distribution(values: Sequence[float | None], name: str) -> alt.LayerChart:
    """How often a score has which values: a histogram with its median."""
    known = np.array([value for value in values if value is not None and math.isfinite(value)], dtype=float)
    title = heading(name, [f"{len(known)} segments"], 380)
    if not len(known):
        return nothing_to_show(f"no segment has {name}", title)
    counts, edges = np.histogram(known, bins=BINS)
    data: list[dict[str, object]] = [
        {"a": round(float(low), 5), "b": round(float(high), 5), "n": int(count)}
        for low, high, count in zip(edges[:-1], edges[1:], counts, strict=True)
    ]
    middle = float(np.median(known))
    bars = (
        alt.Chart(inline(data))
        .mark_bar(color=_BLUE, binSpacing=1)
        .encode(
            alt.X(
                "a:Q",
                bin="binned",
                axis=_axis(f"{name} ({SCORES[name].unit})" if name in SCORES else name),
                scale=_tight(),
            ),
            alt.X2("b:Q"),
            alt.Y("n:Q", axis=_axis("segments")),
            tooltip=[
                alt.Tooltip("a:Q", title="from"),
                alt.Tooltip("b:Q", title="to"),
                alt.Tooltip("n:Q", title="segments"),
            ],
        )
    )
    rule = alt.Chart(inline([{"a": round(middle, 5)}])).mark_rule(color=_ORANGE, strokeWidth=2).encode(alt.X("a:Q"))
    title.subtitle = [f"{len(known)} segments, median {middle:.3f}"]
    return picture([bars, rule], (380, 300), title, f"Histogram of {name}, median {middle:.3f}", framed=False)


def _tight() -> alt.Scale:
    return alt.Scale(zero=False, nice=False)


def _scale(name: str, rows: Sequence[Mapping[str, Any]]) -> alt.Scale:
    """Turned round where higher is worse; without the outermost percent, whose points stand at the edge."""
    values = np.array([row[name] for row in rows], dtype=float)
    low, high = (float(limit) for limit in np.quantile(values, [0.01, 0.99]))
    if low == high:
        low, high = low - 0.5, high + 0.5
    worse = name in SCORES and SCORES[name].higher_is == "worse"
    return alt.Scale(domain=[low, high], reverse=worse, clamp=True, nice=True, zero=False)


def _axis(title: str) -> alt.Axis:
    return alt.Axis.from_dict({"title": title, "tickCount": 5, "labelColor": INK} | _QUIET_AXIS)


def _corners() -> list[alt.Chart]:
    drawn = []
    for (alignment, quality), name in CORNERS.items():
        across = {"align": "right", "x": 372} if alignment == "better" else {"align": "left", "x": 8}
        mark: dict[str, Any] = {"type": "text", "fontSize": 12, "fontWeight": "bold", "color": QUIET, **across}
        mark |= {"y": 12 if quality == "better" else 288, "baseline": "middle"}
        drawn.append(alt.Chart(inline([{"c": name}]), mark=alt.MarkDef.from_dict(mark)).encode(text="c:N"))
    return drawn
