"""One sentence on one page: its views side by side, how likely each word was, and how far each view holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt

from workbench.alignment.map import AlignmentMap
from workbench.charts.faithfulness import faithfulness_curves
from workbench.charts.heatmap import side_by_side
from workbench.charts.likelihood import logprob_strip

Alternatives = Sequence[Sequence[tuple[str, float]]]


def sentence_page(
    maps: Mapping[str, AlignmentMap],
    words: Sequence[str],
    logprobs: Sequence[float],
    alternatives: Alternatives | None = None,
    fractions: Sequence[float] = (),
    by_view: Mapping[str, Sequence[float]] | None = None,
    by_chance: Mapping[str, Sequence[float]] | None = None,
    *,
    transposed: bool = False,
) -> alt.VConcatChart:
    """``maps``: title → map; maps of the same words stand side by side. ``words`` and ``logprobs``: the target's, the
    end token last. ``by_view``, ``by_chance``: see `faithfulness_curves`; left out when there is none."""
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], dict[str, AlignmentMap]] = {}
    for title, found in maps.items():
        groups.setdefault((found.source.pieces, found.target.pieces), {})[title] = found
    parts = [side_by_side(group, transposed=transposed) for group in groups.values()]
    parts.append(logprob_strip(words, logprobs, alternatives))  # type: ignore[arg-type]
    if by_view and by_chance:
        parts.append(faithfulness_curves(fractions, by_view, by_chance))  # type: ignore[arg-type]
    apart = {"color": "independent", "shape": "independent", "strokeDash": "independent", "fill": "independent"}
    return alt.vconcat(*parts, spacing=32).resolve_scale(**apart).resolve_legend(**apart)  # type: ignore[arg-type]
