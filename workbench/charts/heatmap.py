"""An alignment map as a heatmap, alone or beside other views of the same words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import numpy as np

from workbench.alignment.map import LEAST_KEPT_MASS, AlignmentMap
from workbench.charts.cells import Cells, Colours, compact, heading, largest, nothing_to_show, picture, unrolled
from workbench.charts.words import WordAxis, step_for
from workbench.errors import ChartError
from workbench.provenance import method_line, titled

# Block → what stands along the map's source axis and along its target axis.
AXES = {
    "cross": ("source word", "target word"),
    "encoder": ("source looked at", "source word"),
    "decoder": ("earlier target word", "target word"),
}
NOT_SHOWN = "not shown"
BESIDE = {
    "d": f"{NOT_SHOWN} (end token, tags)",
    "h": "share of the source, not the prefix",
    "e": "completeness error",
}
LEAST_NUMBER = 0.05
ROOM_FOR_NUMBERS = 36
# As many views stand side by side as a screen holds; titles need some width even over few words.
_WIDEST = 1500
_LEAST_WIDTH = 320


def heatmap(found: AlignmentMap, *, transposed: bool = False, title: str | None = None) -> alt.LayerChart:
    """Target words on x, source words on y; ``transposed`` swaps them. The subtitle says how the map was made.

    Unsigned maps share one scale from 0 to 1, so that two pictures can be compared; signed ones are centred at 0.
    Words are told apart by position, so a repeated word has a column for each time it stands in the text.
    """
    axes = word_axes(found)
    return _picture(found, axes, transposed, title).add_params(*_params(axes))


def side_by_side(maps: Mapping[str, AlignmentMap], *, transposed: bool = False) -> alt.HConcatChart | alt.VConcatChart:
    """Several views of the same words, each under its name, with its own colours and its own method line.

    Raises `ChartError` when there is none, or when their words differ.
    """
    if not maps:
        raise ChartError("no map to show side by side; give at least one, as name → map")
    (first_name, first), *others = maps.items()
    for name, found in others:
        if (found.source.pieces, found.target.pieces) != (first.source.pieces, first.target.pieces):
            raise ChartError(
                f"the maps {first_name!r} ({_size(first)}) and {name!r} ({_size(found)}) are of different words; "
                "side by side they need the same source and target"
            )
    axes = word_axes(first)
    source, target = axes
    across = source if transposed else target
    per_row = max(1, round(_WIDEST // max(_LEAST_WIDTH, len(across) * step_for(len(source), len(target)))))
    pictures = [
        _picture(found, word_axes(found), transposed, name, labels=place % per_row == 0)
        for place, (name, found) in enumerate(maps.items())
    ]
    # Equal numbers of lines, so that titles stand at one height.
    most = max(len(one.title.subtitle) for one in pictures)
    for one in pictures:
        one.title.subtitle += [" "] * (most - len(one.title.subtitle))
    rows: list[Any] = [
        alt.hconcat(*pictures[at : at + per_row], spacing=24).resolve_scale(color="independent", shape="independent")
        for at in range(0, len(pictures), per_row)
    ]
    if len(rows) > 1:
        joined = alt.vconcat(*(pictures if per_row == 1 else rows), spacing=28).resolve_scale(
            color="independent", shape="independent"
        )
    else:
        joined = rows[0]
    return joined.add_params(*_params(axes))


def word_axes(found: AlignmentMap) -> tuple[WordAxis, WordAxis]:
    """The axes ``(source, target)`` of a map, named by its block: a decoder's self-attention has targets on both."""
    within = "decoder" if found.provenance.get("shown") == "target prefix" else found.provenance.get("block", "cross")
    source, target = AXES.get(str(within), AXES["cross"])
    return WordAxis.of(found.source.pieces, source), WordAxis.of(found.target.pieces, target)


def _params(axes: tuple[WordAxis, WordAxis]) -> list[alt.Parameter]:
    source, target = (axis.param for axis in axes)
    return [source] if source.name == target.name else [source, target]


def _size(found: AlignmentMap) -> str:
    return f"{len(found.source)} source and {len(found.target)} target words"


def map_rows(found: AlignmentMap) -> list[dict[str, object]]:
    """One row per target word: index ``t``, weights ``w`` over source words, and beside them what is known of the row:
    dropped mass ``d``, and of several kinds ``d_end``, ``d_tag`` …, the source's share of the whole ``h``, error ``e``.
    """
    top = largest(found.weights)
    # Four digits of the largest attribution: these can be in any unit.
    digits = 4 if not found.signed or top >= 1 or not top else 3 - int(np.floor(np.log10(top)))
    rows: list[dict[str, object]] = [
        {"t": word, "w": compact(weights, digits)} for word, weights in enumerate(found.weights)
    ]
    for name, (_, values) in _beside(found).items():
        for row, value in zip(rows, compact(values, digits), strict=True):
            row[name] = value
    return rows


def _beside(found: AlignmentMap) -> dict[str, tuple[str, np.ndarray]]:
    """The figures that a map has for whole rows: short name → title and values."""
    kinds = {kind: values for kind, values in (found.dropped_by or {}).items() if np.nan_to_num(values).any()}
    figures = {"d": (f"{NOT_SHOWN} ({', '.join(kinds)})" if kinds else BESIDE["d"], found.dropped)}
    if len(kinds) > 1:
        figures |= {f"d_{kind}": (f"{NOT_SHOWN}: {kind}", values) for kind, values in kinds.items()}
    for name, values in (("h", found.source_share), ("e", found.error)):
        if values is not None:
            figures[name] = BESIDE[name], values
    return {name: one for name, one in figures.items() if np.isfinite(one[1]).any()}


def _picture(
    found: AlignmentMap, axes: tuple[WordAxis, WordAxis], transposed: bool, title: str | None, labels: bool = True
) -> alt.LayerChart:
    source, target = axes
    step = step_for(len(source), len(target))
    columns, rows = (source, target) if transposed else (target, source)
    width, height = len(columns) * step, len(rows) * step
    nulls = bool(np.isnan(found.weights).any())
    lines = [method_line(found.provenance) or "how this map was made is not recorded"]
    if nulls:
        lines.append(f"hatched: no value (word not computed, or under {LEAST_KEPT_MASS:.1%} of its mass kept)")
    name = titled(str(found.provenance.get("view", "alignment map")), found.provenance)
    title_ = heading(title or name, lines, width)
    if not found.weights.size:
        return nothing_to_show("no words to show", title_)
    after = [alt.Tooltip(f"{name}:Q", title=beside, format=".4~g") for name, (beside, _) in _beside(found).items()]
    top = largest(found.weights) if found.signed else 1.0
    column, row = ("s", "t") if transposed else ("t", "s")
    cells = Cells(
        colours=Colours("attribution" if found.signed else "weight", found.signed, top),
        x=columns.x(column, step),
        y=rows.y(row, step, labels),
        step=(step, step),
        before=(alt.Tooltip("a:N", title=source.title), alt.Tooltip("b:N", title=target.title)),
        after=tuple(after),
        numbers=("+.2f" if found.signed else ".2f") if step >= ROOM_FOR_NUMBERS else None,
        least_number=LEAST_NUMBER * (top or 1.0),
        reason="no value: not computed, or nothing kept",
    )
    base = unrolled(map_rows(found), "s", ["t"]).transform_calculate("a", source.at("s"))
    base = base.transform_calculate("b", target.at("t"))
    description = f"Heatmap of {len(target)} × {len(source)} words ({target.title} × {source.title}): {lines[0]}"
    return picture(cells.layers(base, width, nulls), (width, height), title_, description)
