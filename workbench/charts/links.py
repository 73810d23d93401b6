"""Hard links as lines between two lines of words, the way word alignments are drawn in papers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import altair as alt
import numpy as np

from workbench.alignment.links import Link
from workbench.charts.cells import CATEGORIES, compact, heading, inline, largest, nothing_to_show, picture
from workbench.charts.words import INK, QUIET, WordAxis, reads_from_right, text_width
from workbench.errors import ChartError

_GAP, _WIDEST_GAP = 16, 70
_HEIGHT, _TEXT = 130, 13
_FAINTEST = 0.15


def link_lines(
    source: Sequence[str], target: Sequence[str], links: Iterable[Link], weights: np.ndarray | None = None
) -> alt.LayerChart:
    """Source words above, target words below, a line for each link ``(source word, target word)``, both from 0.

    ``weights``: the map that the links were read from, ``float[tgt src]``; a line is the fainter the less its link
    weighs. A text of a right-to-left script runs from the right, as it is read.

    Raises `ChartError` for a link outside the words, or weights of another shape.
    """
    pairs = sorted({(int(s), int(t)) for s, t in links})
    for s, t in pairs:
        if not (0 <= s < len(source) and 0 <= t < len(target)):
            raise ChartError(
                f"link ({s}, {t}) is outside the {len(source)} source and {len(target)} target words; "
                "links are (source word, target word), counted from 0"
            )
    if weights is not None and np.shape(weights) != (len(target), len(source)):
        raise ChartError(
            f"weights [tgt src] of shape {np.shape(weights)} for {len(target)} target and {len(source)} source words; "
            f"expected {(len(target), len(source))}"
        )
    title = heading("links", [f"{len(pairs)} links, source above, target below"], 0)
    if not source and not target:
        return nothing_to_show("no words to show", title)
    above, below = WordAxis.of(source, "source word"), WordAxis.of(target, "target word")
    width = max(_natural_width(axis.words) for axis in (above, below))
    places = {0: _centres(above.words, width), 1: _centres(below.words, width)}
    rows: list[dict[str, object]] = [{"s": s, "t": t, "x": places[0][s], "u": places[1][t]} for s, t in pairs]
    if weights is not None:
        for row, weight in zip(rows, compact([weights[t, s] for s, t in pairs]), strict=True):
            row["w"] = weight
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, width], nice=False, zero=False), axis=None)
    lines = alt.Chart(inline(rows)).transform_calculate("a", above.at("s")).transform_calculate("b", below.at("t"))
    tooltip = [alt.Tooltip("a:N", title=above.title), alt.Tooltip("b:N", title=below.title)]
    drawn = lines.mark_rule(color=CATEGORIES[0], strokeWidth=2, strokeCap="round").encode(
        x, x2="u", y=alt.value(20), y2=alt.value(_HEIGHT - 20)
    )
    if weights is not None:
        tooltip.append(alt.Tooltip("w:Q", title="weight", format=".4~g"))
        top = largest(np.asarray(weights)) or 1.0
        drawn = drawn.transform_calculate("o", f"{_FAINTEST} + {1 - _FAINTEST} * abs(datum.w) / {top:.6g}").encode(
            opacity=alt.Opacity("o:Q", scale=None, legend=None)
        )
    linked = ({s for s, _ in pairs}, {t for _, t in pairs})
    texts = [
        _text(axis, places[line], linked[line], height, x)
        for line, (axis, height) in enumerate(((above, 8), (below, _HEIGHT - 8)))
    ]
    params = {axis.param.name: axis.param for axis in (above, below)}
    description = f"Lines between {len(source)} source and {len(target)} target words: {len(pairs)} links"
    drawing = picture([drawn.encode(tooltip=tooltip), *texts], (width, _HEIGHT), title, description, framed=False)
    return drawing.add_params(*params.values())


def _text(axis: WordAxis, places: Sequence[float], linked: set[int], height: int, x: alt.X) -> alt.Chart:
    """One line of words at ``height``; words without a link are quiet."""
    rows: list[dict[str, object]] = [
        {"i": word, "x": place, "l": int(word in linked)} for word, place in enumerate(places)
    ]
    color = alt.condition("datum.l === 1", alt.value(INK), alt.value(QUIET))
    style = alt.Chart(inline(rows)).transform_calculate("a", axis.at("i")).mark_text(fontSize=_TEXT)
    return style.encode(x, y=alt.value(height), text="a:N", color=color, tooltip=alt.Tooltip("a:N", title=axis.title))


def _natural_width(words: Sequence[str]) -> int:
    return round(sum(text_width(word, _TEXT) for word in words) + _GAP * (len(words) + 1))


def _centres(words: Sequence[str], width: float) -> list[float]:
    """Where each word is centred: in the order it is read, spread over ``width`` as far as that looks like a line."""
    widths = [text_width(word, _TEXT) for word in words]
    gap = min(_WIDEST_GAP, (width - sum(widths)) / (len(words) + 1))
    at = (width - sum(widths) - gap * (len(words) - 1)) / 2
    centres = []
    for taken in widths:
        centres.append(round(at + taken / 2, 1))
        at += taken + gap
    return [round(width - centre, 1) for centre in centres] if reads_from_right(words) else centres
