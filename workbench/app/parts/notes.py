"""What stands in words above and beside pictures: how they were read, and how far to trust them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from workbench.app.parts.markup import foreign_notice, note
from workbench.app.subject import Asked, Subject


def above(subject: Subject, asked: Asked) -> str:
    """Over all pictures of a subject: which attention they are read from, and what must not be made of that."""
    # The Try page says what language its texts are in above pictures of its own.
    of_run = subject.preset is not None
    notice = foreign_notice(subject.source, subject.target, subject.languages) if of_run else ""
    lines = [*_attention(subject.preset or {}, asked)]
    return notice + (note(*lines) if lines else "")


def _attention(preset: Mapping[str, Any], asked: Asked) -> Iterator[str]:
    layer = preset.get("layer") if asked.layer is None else asked.layer
    # As `Network.choose` does: heads belong to a layer.
    heads = asked.heads or ((preset.get("heads"),) if layer == preset.get("layer") else ())
    if layer == "all":
        yield "<b>Mean over all layers:</b> the model as a whole. A single layer may look elsewhere."
    if "max" in heads:
        yield (
            "<b>Largest over heads:</b> every word that some head looks at. No distribution: rows are divided by their "
            "sum."
        )
    if len(asked.heads) == 1 and isinstance(asked.heads[0], int) and layer != "all":
        yield "<b>One head alone.</b> It shows what this head does; the model has others that may do otherwise."
    if asked.row == "input":
        yield "Input row: read at the step after a word was chosen. It aligns, it cannot explain."
