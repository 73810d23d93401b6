"""Reliability: whether probabilities of a planted fault come true, on pairs that a fit was not shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt

from workbench.charts.cells import heading, inline, nothing_to_show, picture
from workbench.charts.words import INK, QUIET
from workbench.language.display import counted

_SIDE = 300
_BLUE = "#4393c3"
_WHOLE = alt.Scale(domain=[0, 1])


def reliability_curve(
    tenths: Sequence[tuple[float, float, int]], missed: Mapping[str, tuple[int, int]] | None, prior: float
) -> alt.LayerChart:
    """The share of faulty pairs against the mean probability, for each tenth of it; points on the grey line are right,
    and the larger a point, the more pairs it rests on.

    ``tenths``: mean probability, share of faulty pairs, and number of pairs, as `workbench.suspicion.suspicion.Report`
    has them. ``missed``: by kind of planted fault, how many were not suspected, of how many. ``prior``: share of faulty
    pairs that the shares are told for. Says nothing of faults that were not planted.
    """
    count, of = (sum(one[place] for one in (missed or {}).values()) for place in (0, 1))
    told = f"of planted faults {counted(count, of)} were not suspected" if of else "planted faults, not real ones"
    title = heading("reliability", [f"{told}; shares as if {prior:.0%} were faulty"], _SIDE)
    if not tenths:
        return nothing_to_show("this fit has no figures of its own", title)
    x = alt.X("p:Q", scale=_WHOLE, axis=_axis("probability of a planted fault"))
    y = alt.Y("s:Q", scale=_WHOLE, axis=_axis("share that has one"))
    ideal = alt.Chart(inline([{"p": 0, "s": 0}, {"p": 1, "s": 1}])).mark_line(color="#9aa1ac", strokeDash=[5, 4])
    rows: list[dict[str, object]] = [{"p": p, "s": share, "n": count} for p, share, count in tenths]
    base = alt.Chart(inline(rows)).encode(x, y)
    tooltip = [
        alt.Tooltip("p:Q", title="probability, mean", format=".1%"),
        alt.Tooltip("s:Q", title="faulty", format=".1%"),
        alt.Tooltip("n:Q", title="pairs"),
    ]
    size = alt.Size("n:Q", scale=alt.Scale(type="sqrt", range=[20, 400], domainMin=1), legend=None)
    points = base.mark_point(filled=True, opacity=0.9, color=_BLUE).encode(size=size, tooltip=tooltip)
    kinds = ", ".join(f"{kind.replace('_', ' ')} {counted(count, of)}" for kind, (count, of) in (missed or {}).items())
    description = "Probability of a planted fault against the share of pairs that have one"
    description += f"; not suspected: {kinds}" if kinds else ""
    return picture([ideal.encode(x, y), points], (_SIDE, _SIDE), title, description, framed=False)


def _axis(title: str) -> alt.Axis:
    quiet = {"titleColor": QUIET, "titleFontWeight": "normal", "gridColor": "#e6e8ec", "domainColor": "#c3c8d0"}
    return alt.Axis.from_dict({"title": title, "format": ".0%", "tickCount": 5, "labelColor": INK} | quiet)
