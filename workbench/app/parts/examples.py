"""Sentences to begin with.

Value: `chips`, buttons with ``data-example``; the one that is open is pressed. Event ``select``: ``{example}``, the id
of one of `examples`, or ``tour``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from workbench import bundled
from workbench.app.parts.markup import safe

LANGUAGES = ("en", "de")


@dataclass(frozen=True)
class Example:
    """``word``: of the bundled model's translation, to look at; ``see``: what there is to see."""

    id: str
    title: str
    source: str
    word: str
    see: str


@cache
def examples() -> dict[str, Example]:
    """By id; the page opens with the first. For the bundled model, from English to German."""
    _, *rows = bundled.table("examples.en-de.tsv")
    return {row[0]: Example(*row) for row in rows}


def opening() -> Example:
    return next(iter(examples().values()))


def chips(source: str = "") -> str:
    """``source``: the sentence that is open."""
    buttons = "".join(
        f'<button type="button" class="wb-example" data-example="{safe(one.id)}" '
        f'title="{safe(one.source)}: {safe(one.see)}" '
        f'aria-pressed="{"true" if one.source == source.strip() else "false"}">{safe(one.title)}</button>'
        for one in examples().values()
    )
    tour = '<button type="button" class="wb-example wb-example-tour" data-example="tour">Tour in five steps</button>'
    return f'<div class="wb-examples" role="group" aria-label="examples"><span>Examples</span>{buttons}{tour}</div>'
