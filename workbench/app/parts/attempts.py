"""What somebody has tried, the newest first, as a column.

Value: `column`, HTML with a button and a tick for each. Events: ``select``: ``{attempt}``, the number of the one to go
back to; ``submit``: ``{attempts: [older, newer]}`` once two are ticked, ``{attempts: []}`` when they are no more; a
third tick takes the place of the first. Times are shown in the reader's zone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from workbench.app.parts.markup import safe
from workbench.app.serving.judgements import Tried
from workbench.suspicion.verdict import SUSPECTED

MOST = 30
LONGEST = 90
"""Characters of a text in the column."""


@dataclass(frozen=True)
class Attempt:
    """``number``: in the order of trying, from 1. ``target``: the translation that was looked at. ``logprob``: of it
    with its end, in nats, None where it was not read."""

    number: int
    tried: Tried
    target: str
    suspicion: float | None
    logprob: float | None
    when: datetime


def added(attempts: Sequence[Attempt], new: Attempt) -> tuple[Attempt, ...]:
    """With ``new`` as the newest; the oldest are forgotten, and what was tried before in just this way."""
    kept = [one for one in attempts if one.tried != new.tried]
    return (*kept, new)[-MOST:]


def column(attempts: Sequence[Attempt], here: int | None = None, ticked: Sequence[int] = ()) -> str:
    """``here``: the number of the one that is shown; ``ticked``: those that are compared."""
    if not attempts:
        return '<div class="wb-attempts"><p>What you try stands here, to go back to and to compare.</p></div>'
    rows = "".join(_row(one, one.number == here, one.number in ticked) for one in reversed(attempts))
    hint = "Tick two to compare them." if len(attempts) > 1 else "Edit the sentence: the next one comes beside it."
    return (
        f'<section class="wb-attempts" aria-label="What you tried"><h3>Tried</h3><ol>{rows}</ol><p>{hint}</p></section>'
    )


def dot(suspicion: float | None) -> str:
    """Filled where the translation is suspected."""
    if suspicion is None:
        return '<span class="wb-mark" role="img" aria-label="not read"></span>'
    told = f"suspicion {suspicion:.2f}" if suspicion >= SUSPECTED else f"nothing found ({suspicion:.2f})"
    kind = "wb-mark wb-mark-found" if suspicion >= SUSPECTED else "wb-mark"
    return f'<span class="{kind}" role="img" aria-label="{told}" title="{told}"></span>'


def _row(one: Attempt, here: bool, ticked: bool) -> str:
    when = one.when.isoformat(timespec="seconds")
    current = ' aria-current="true"' if here else ""
    return (
        f'<li><button type="button" class="wb-attempt" data-attempt="{one.number}"{current}>'
        f'<span class="wb-attempt-head">{dot(one.suspicion)}<time datetime="{when}">{one.when:%H:%M}</time></span>'
        f'<span dir="auto">{safe(one.tried.source, LONGEST)}</span>'
        f'<span dir="auto" class="wb-attempt-target">{safe(one.target, LONGEST)}</span></button>'
        f'<label title="compare"><input type="checkbox" data-attempt="{one.number}" '
        f'aria-label="compare attempt {one.number}"{" checked" if ticked else ""}></label></li>'
    )
