"""What a model wrote: which characters each of the ids stands for that it generated a text by.

A text that is cut into pieces anew may be other ids than those that made it: a beam can spell a word in its own way,
and what bytes or unknown pieces make (U+FFFD, ``⁇``) may be a space to the tokenizer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from workbench.language.segmentation import Span
from workbench.models.families.pieces import shared


def spans_of(text: str, ids: Sequence[int], pieces: Sequence[str], decode: Callable[[list[int]], str]) -> list[Span]:
    """Of ids that make ``text``, called ``pieces``: how far it goes with each id more.

    Those that make nothing by themselves have no width; bytes of one character share it.
    """
    spans, until = list[Span](), 0
    for count in range(1, len(ids) + 1):
        # What does not end with a whole character ends with another one.
        made = decode([*ids[:count]])
        reached = len(text) if count == len(ids) else max(until, _shared_start(made, text))
        spans.append((until, reached))
        until = reached
    return shared(text, pieces, spans)


def _shared_start(one: str, other: str) -> int:
    """How many characters two texts begin with that are the same."""
    unlike = (at for at, (its, others) in enumerate(zip(one, other, strict=False)) if its != others)
    return next(unlike, min(len(one), len(other)))
