"""Misses: the share of wrong ones that nothing was found in, for each text or kind in which they were counted."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from workbench.charts.cells import heading, inline, nothing_to_show, picture
from workbench.charts.words import INK, QUIET
from workbench.language.display import counted
from workbench.language.display import printable as label

_WIDTH, _BAND = 300, 26
_BLUE = "#4393c3"

Missed = tuple[str, int, int, tuple[float, float] | None]


def missed_shares(found: Sequence[Missed], told: str) -> alt.LayerChart:
    """A bar for each, which ends at its share; a line over its 95 % interval.

    ``found``: what it is, how many were missed, of how many, and the interval of the share where there is one.
    ``told``: what was counted and on what, for people.
    """
    title = heading("what nothing is found in", [told], _WIDTH)
    if not found:
        return nothing_to_show("not measured", title)
    rows: list[dict[str, object]] = []
    for text, count, of, interval in found:
        low, high = interval or (count / of, count / of)
        rows.append(
            {"t": label(text), "p": round(count / of, 4), "a": low, "b": high, "n": count, "m": of}
            | {"w": counted(count, of)}
        )
    quiet = {"titleColor": QUIET, "titleFontWeight": "normal", "gridColor": "#e6e8ec", "domainColor": "#c3c8d0"}
    across = alt.Axis.from_dict(
        {"title": "share of the wrong ones", "format": ".0%", "tickCount": 5, "labelColor": INK} | quiet
    )
    down = alt.Axis(title=None, labelColor=INK, labelLimit=160, ticks=False, domain=False)
    y = alt.Y("t:N", sort=None, axis=down)
    base = alt.Chart(inline(rows)).encode(y)
    tooltip = [
        alt.Tooltip("n:Q", title="missed"),
        alt.Tooltip("m:Q", title="of"),
        alt.Tooltip("a:Q", title="95 % from", format=".1%"),
        alt.Tooltip("b:Q", title="to", format=".1%"),
    ]
    bars = base.mark_bar(color=_BLUE, height=14).encode(
        alt.X("p:Q", scale=alt.Scale(domain=[0, 1]), axis=across), tooltip=tooltip
    )
    spans = base.mark_rule(color=INK, strokeWidth=2).encode(alt.X("a:Q"), alt.X2("b:Q"))
    words = base.mark_text(align="left", baseline="middle", dx=6, color=INK).encode(x=alt.datum(0), text="w:N")
    description = f"{told}: " + ", ".join(f"{row['t']} {row['w']}" for row in rows)
    return picture([bars, spans, words], (_WIDTH, _BAND * len(rows)), title, description, framed=False)
