"""What a list finds and what it misses: how many of each kind of fault were suspected, real ones beside planted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt

from workbench.charts.cells import heading, inline, nothing_to_show, picture
from workbench.charts.misses import Missed
from workbench.charts.words import INK, QUIET
from workbench.language.display import counted
from workbench.language.display import printable as label

FOUND, MISSED = "found", "missed"
_WIDTH, _BAND = 440, 22
_COLOURS = {FOUND: "#3a87b5", MISSED: "#a9b1bd"}


def found_and_missed(groups: Mapping[str, Sequence[Missed]], told: str) -> alt.LayerChart:
    """A bar for each kind of fault, split into what was found and what was missed; a line over the 95 % interval where
    there is one. Groups stand below each other under their names, in their order; one without faults is left out.

    ``groups``: name → `Missed`: the kind, how many were missed, of how many, and the interval of the share that was
    missed. ``told``: what was measured, for people.
    """
    title = heading("what the list finds, and what it misses", [told], _WIDTH)
    names: list[str] = []
    heads: list[dict[str, object]] = []
    bars: list[dict[str, object]] = []
    spans: list[dict[str, object]] = []
    said = []
    for group, faults in groups.items():
        if not faults:
            continue
        heads.append({"i": len(names), "n": label(group)})
        names.append("")
        for kind, missed, of, interval in faults:
            place, share = len(names), 1 - missed / of
            names.append(label(kind))
            words = counted(of - missed, of)
            said.append(f"{label(kind)} {words}")
            told_of = {"i": place, "t": label(kind), "n": of - missed, "m": missed, "w": words}
            bars += [
                told_of | {"k": FOUND, "a": 0.0, "b": round(share, 4)},
                told_of | {"k": MISSED, "a": round(share, 4), "b": 1.0},
            ]
            if interval is not None:
                low, high = interval
                spans.append({"i": place, "a": round(1 - high, 4), "b": round(1 - low, 4)})
    if not names:
        return nothing_to_show("not measured", title)
    param = alt.param("kinds", value=names)
    quiet = {"titleColor": QUIET, "titleFontWeight": "normal", "gridColor": "#e6e8ec", "domainColor": "#c3c8d0"}
    y = alt.Y(
        "i:O",
        scale=alt.Scale(type="band", domain=list(range(len(names))), padding=0.18),
        axis=alt.Axis(
            title=None,
            labelExpr="kinds[datum.value]",
            labelColor=INK,
            labelFontSize=12,
            labelLimit=200,
            ticks=False,
            domain=False,
        ),
    )
    across = alt.Axis.from_dict(
        {"title": "share of them", "format": ".0%", "tickCount": 5, "labelColor": INK, "labelFontSize": 12} | quiet
    )
    scale = alt.Scale(domain=[FOUND, MISSED], range=[_COLOURS[FOUND], _COLOURS[MISSED]])
    legend = alt.Legend(title=None, orient="top", labelColor=INK, labelFontSize=12)
    tooltip = [alt.Tooltip("t:N", title="fault"), alt.Tooltip("n:Q", title=FOUND), alt.Tooltip("m:Q", title=MISSED)]
    drawn = (
        alt.Chart(inline(bars))
        .mark_bar()
        .encode(
            alt.X("a:Q", scale=alt.Scale(domain=[0, 1]), axis=across),
            alt.X2("b:Q"),
            y,
            alt.Color("k:N", scale=scale, legend=legend),
            tooltip=tooltip,
        )
    )
    text = alt.Chart(inline([row for row in bars if row["k"] == FOUND]))
    words = text.mark_text(align="left", baseline="middle", dx=8, fontSize=12, color=INK).encode(
        alt.X(datum=1), y, alt.Text("w:N")
    )
    group = alt.Chart(inline(heads)).mark_text(
        align="left", baseline="middle", fontSize=12, fontWeight="bold", color=INK
    )
    layers = [drawn, words, group.encode(alt.X(datum=0), y, alt.Text("n:N"))]
    if spans:
        rule = alt.Chart(inline(spans)).mark_rule(color=INK, strokeWidth=2)
        layers.append(rule.encode(alt.X("a:Q"), alt.X2("b:Q"), y))
    description = f"Found by the list, {told}: " + "; ".join(said)
    return picture(layers, (_WIDTH, _BAND * len(names)), title, description, framed=False).add_params(param)
