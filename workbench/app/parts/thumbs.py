"""Many maps of the same words as thumbnails without labels, in named rows, to choose one from.

In: the value that `thumbs` makes. Out: ``select`` with ``{"place": n}``, the pressed one, counted from 0 over all rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from workbench.alignment.map import AlignmentMap
from workbench.app.assets import script
from workbench.app.parts.cells import cells
from workbench.language.display import printable

Value = dict[str, Any]


@dataclass(frozen=True)
class Thumb:
    """``name`` is what is read out; ``short`` stands below the picture, ``told`` are short lines below that. ``mark``:
    what sets it apart from the others, empty for most."""

    map: AlignmentMap
    name: str
    short: str
    told: tuple[str, ...] = ()
    mark: str = ""


def thumbs_box(elem_id: str, value: Value | None = None) -> gr.HTML:
    """The component."""
    return gr.HTML(
        value,
        html_template='<div class="wb-thumbs"></div>',
        js_on_load=script("thumbs"),
        apply_default_css=False,
        elem_id=elem_id,
    )


def thumbs(rows: Sequence[tuple[str, Sequence[Thumb]]], chosen: int | None = None) -> Value:
    """The value: rows under their names. ``chosen``: the place of the one that is open."""
    return {
        "chosen": chosen,
        "rows": [
            {
                "name": printable(name),
                "thumbs": [
                    {
                        "name": printable(one.name),
                        "short": printable(one.short),
                        "told": [printable(line) for line in one.told],
                        "mark": printable(one.mark),
                        "source": len(one.map.source),
                        "target": len(one.map.target),
                        **cells(one.map),
                    }
                    for one in row
                ],
            }
            for name, row in rows
        ],
    }
