"""From each source word to its targets: what became of it, and whether it was covered at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import altair as alt
import numpy as np

from workbench.alignment.map import AlignmentMap
from workbench.charts.cells import CATEGORIES, compact, heading, inline, nothing_to_show, picture
from workbench.charts.heatmap import word_axes
from workbench.charts.words import INK, LABEL_LIMIT, QUIET, text_width
from workbench.language.display import printable as label
from workbench.provenance import method_line

LEAST_WEIGHT = 0.1
MOST_TARGETS = 5
_ROW = 22


class WeightedTarget(NamedTuple):
    """A target word by its position (words repeat), and what the source word weighs in it."""

    position: int
    word: str
    weight: float


@dataclass(frozen=True)
class SourceRow:
    """``targets``: those the source word weighs over `LEAST_WEIGHT` in, heaviest first, at most `MOST_TARGETS`.

    ``coverage``: c = Σ over target words of the row-normalised weights; None for signed maps, which are not
    normalised, and where no target word has a value.
    """

    word: str
    targets: tuple[WeightedTarget, ...]
    coverage: float | None


def source_rows(found: AlignmentMap) -> list[SourceRow]:
    """One row per source word, in order; target words without value take no part. Signed weights count by magnitude."""
    targets = found.target.pieces
    valid = ~np.isnan(found.weights).any(axis=1)
    magnitude = np.nan_to_num(np.abs(found.weights))
    rows = []
    for place, word in enumerate(found.source.pieces):
        # Stable, so that of equal weights the earlier word comes first.
        order = np.argsort(-magnitude[:, place], kind="stable")[:MOST_TARGETS]
        kept = [int(t) for t in order if magnitude[t, place] > LEAST_WEIGHT]
        coverage = None if found.signed or not valid.any() else float(found.weights[valid, place].sum(dtype=np.float64))
        weighted = tuple(WeightedTarget(t, targets[t], float(found.weights[t, place])) for t in kept)
        rows.append(SourceRow(word, weighted, coverage))
    return rows


def source_table(found: AlignmentMap, *, title: str | None = None) -> alt.HConcatChart | alt.LayerChart:
    """`source_rows` as a picture: the source word, its targets with weights, its coverage as figure and bar."""
    source, target = word_axes(found)
    lines = [method_line(found.provenance) or "how this map was made is not recorded"]
    title_ = heading(title or f"from {source.title} to {target.title}", lines, 560)
    rows = source_rows(found)
    if not rows:
        return nothing_to_show("no words to show", title_)
    number = "{:+.2f}" if found.signed else "{:.2f}"
    listed = [
        # Each word isolated, so that a right-to-left one does not carry off the figure beside it.
        " · ".join(f"\u2068{label(one.word)}\u2069 {number.format(one.weight)}" for one in row.targets) or "–"
        for row in rows
    ]
    coverage = compact([np.nan if row.coverage is None else row.coverage for row in rows])
    data: list[dict[str, object]] = [
        {"s": place, "a": label(row.word), "k": text, "c": covered}
        for place, (row, text, covered) in enumerate(zip(rows, listed, coverage, strict=True))
    ]
    tooltip = [
        alt.Tooltip("a:N", title=source.title),
        alt.Tooltip("k:N", title=f"{target.title}s"),
        alt.Tooltip("f:N", title="coverage"),
    ]
    y = alt.Y("s:O", scale=alt.Scale(type="band", domain=list(range(len(rows))), padding=0), axis=None)
    base = alt.Chart(inline(data)).transform_calculate("f", "isValid(datum.c) ? format(datum.c, '.2f') : '–'")
    base = base.encode(y, tooltip=tooltip)

    def column(name: str, width: float, *layers: alt.Chart) -> alt.LayerChart:
        head = alt.Title(name, anchor="start", fontSize=11, fontWeight="normal", color=QUIET, offset=6)
        return picture(layers, (width, _ROW * len(rows)), head, f"column {name}", framed=False)

    def texts(field: str, width: float, at: float = 0) -> alt.Chart:
        mark = base.mark_text(align="left", fontSize=12, color=INK, limit=width)
        return mark.encode(x=alt.value(at), text=f"{field}:N")

    words = min(LABEL_LIMIT, max(60, *(text_width(str(row["a"]), 12) for row in data)))
    targets = min(620, max(140, *(text_width(text, 11) for text in listed)))
    # A bar as long as a coverage of 2: what is longer is over-translated either way, and the figure stands beside it.
    bar = base.transform_filter("isValid(datum.c)").mark_bar(color=CATEGORIES[5], height=10, clip=True)
    scale = alt.Scale(domain=[0, 2], clamp=True, nice=False, range=[40, 140])
    bars = bar.encode(x=alt.X("c:Q", scale=scale, axis=None), x2=alt.value(40))
    once = alt.Chart(inline([{"c": 1}])).mark_rule(color=QUIET, strokeDash=[2, 2]).encode(alt.X("c:Q", scale=scale))
    covered = (texts("f", 40), bars, once) if not found.signed else (texts("f", 40),)
    return alt.hconcat(
        column(source.title, words, texts("a", words)),
        column(f"{target.title}s, weight over {LEAST_WEIGHT}", targets, texts("k", targets)),
        column("coverage" if found.signed else "coverage (dashed: once)", 140, *covered),
        spacing=20,
    ).properties(title=title_, description=f"Table of {len(rows)} rows: {lines[0]}")
