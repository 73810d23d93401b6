"""What stands in words above and beside pictures: how they were read, and how far to trust them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.alignment.map import AlignmentMap
from workbench.app.parts.markup import foreign_notice, note, safe
from workbench.app.subject import Asked, ShownView, Subject
from workbench.explanation.trust import trust_parts
from workbench.provenance import layer_and_heads
from workbench.views import VIEWS

if TYPE_CHECKING:
    from workbench.explanation.trust import Faithfulness, NotMeasured


def beside(view: str, found: ShownView | None, ended: bool = False) -> str:
    """Under the picture of one view; ``ended``: what is not there yet will not come."""
    about = f"<i>{safe(VIEWS[view].note)}</i>"
    if found is None:
        return note('<span class="wb-busy">computing …</span>', about)
    lines = []
    if found.trust is None and ended:
        lines.append("how far to trust it here was not measured")
    elif found.trust is None:
        lines.append('<span class="wb-busy">measuring how far to trust it here …</span>')
    else:
        lines.append(_trust(found.trust))
    lines += [*_figures(found.map), about]
    return note(*lines)


def above(subject: Subject, asked: Asked) -> str:
    """Over all pictures of a subject: which attention they are read from, and what must not be made of that."""
    # The Sentence page says what language its texts are in above pictures of its own.
    of_run = subject.preset is not None
    notice = foreign_notice(subject.source, subject.target, subject.languages) if of_run else ""
    lines = [*_attention(subject.preset or {}, asked)]
    if asked.instead_of is not None:
        lines.append(
            f"Contrast: why word {asked.word} and not <b>{safe(asked.instead_of)}</b>? "
            "Gradient and erasure views answer; the others stay as they are."
        )
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
    elif not asked.attention and isinstance(preset.get("heads"), list):
        yield (
            f"Measured choice: {safe(layer_and_heads(preset))}. {safe(preset.get('measured', ''))}. "
            "It aligns best; it is not all the model looks at."
        )
    if (asked.row or preset.get("row")) == "input":
        yield "Input row: read at the step after a word was chosen. It aligns, it cannot explain."


def _trust(trust: Faithfulness | NotMeasured) -> str:
    verdict, figures = trust_parts(trust)
    kind = {"better": "good", "chance": "poor", "worse": "poor"}.get(trust.state, "unknown")
    return f'<span class="wb-{kind}">{safe(verdict)}</span>' + (f" ({safe(figures)})" if figures else "")


def _figures(found: AlignmentMap) -> list[str]:
    lines = []
    if not found.signed and found.dropped_by != {} and np.isfinite(found.dropped).any():
        kinds = found.dropped_in_words(".0%")
        where = f"special tokens ({kinds})" if kinds else "the end token and tags"
        lines.append(f"{np.nanmean(found.dropped):.0%} of the mass fell on {where}, and is not shown")
    if found.error is not None and np.isfinite(found.error).any():
        lines.append(f"completeness error: median {np.nanmedian(found.error):.1%}, worst {np.nanmax(found.error):.1%}")
    return lines
