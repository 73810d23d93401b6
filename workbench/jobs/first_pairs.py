"""What the first pairs of a corpus say against the model that is to read it: before any work is done, and aloud."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from workbench.corpus import Segment
from workbench.errors import ModelError
from workbench.models import exchanged

if TYPE_CHECKING:
    from workbench.models import Translator

FIRST = 50
MOST, FEWEST = 32, 8
"""Different pairs of the first ones that are read, and from how many on they say something."""
SHARE = 0.7
"""Of the pairs, how many must be likelier the other way round."""
SURE = 3.0
"""Standard errors by which the mean gain is above nothing."""
FURTHER = 1.0
"""Nats a token by which a pair must be likelier as its own opposite, and by which its source must help then."""

Pairs = Sequence[tuple[str, str]]


def check_first_pairs(corpus: Iterable[Segment], translator: Translator) -> list[str]:
    """Notes on what looks wrong: a model that is worse at these pairs than guessing.

    Raises `ModelError` where it likes them clearly better the other way round. Only pairs that come with a target can
    say it: what the model translates itself, it likes. A copy of its source is in neither direction.
    """
    given = (pair for segment in islice(corpus, FIRST) if (pair := _given(segment)))
    pairs = [*dict.fromkeys(given)][:MOST]
    own = _logprobs(translator, pairs)
    if np.isfinite(own).sum() < FEWEST:
        return []
    names = f"{translator.name} ({translator.source_language or '?'} to {translator.target_language or '?'})"
    if found := _of_the_other_direction(translator, pairs, own):
        raise ModelError(
            f"{names} finds {found} likelier with their languages exchanged: the corpus is of the other direction. "
            "Exchange --source and --target, or --source-lang and --target-lang, or give the model of that direction"
        )
    guess = -math.log(len(translator.anatomy.embed_target.table(translator.model).weight))
    if np.nanmedian(own) < guess:
        return [
            f"{names} gives the first {np.isfinite(own).sum()} pairs {np.nanmedian(own):.1f} nats a token, less than "
            f"guessing would ({guess:.1f}): see that model, tokenizer and languages are those meant"
        ]
    return []


def _of_the_other_direction(translator: Translator, pairs: Pairs, own: np.ndarray) -> str | None:
    """How many of how many pairs the model likes better the other way round; None unless it is sure."""
    turned = [(target, source) for source, target in pairs]
    gain = _logprobs(translator, turned) - own
    if _is_sure(gain - FURTHER):
        # Any text of a language that is well known is likely: its source must have helped.
        unhelped = _logprobs(translator, [("", target) for _, target in turned])
        if _is_sure(gain + own - unhelped - FURTHER):
            return _count(gain)
    try:
        other = exchanged(translator)
    except ModelError:
        return None
    # A model of both directions reads either, whatever it is told, but not quite as well. How much it likes to be told
    # the one or the other, whatever it reads, shows in the pairs turned round.
    told = _logprobs(other, pairs) - own
    if not np.nanmean(told) > 0:
        return None
    likes = told - (_logprobs(other, turned) - _logprobs(translator, turned))
    return _count(told) if _is_sure(likes) else None


def _is_sure(gain: np.ndarray) -> bool:
    known = gain[np.isfinite(gain)]
    if len(known) < FEWEST or (known > 0).mean() < SHARE:
        return False
    return bool(known.mean() > SURE * known.std(ddof=1) / math.sqrt(len(known)))


def _count(gain: np.ndarray) -> str:
    return f"{(gain > 0).sum()} of the first {np.isfinite(gain).sum()} pairs"


def _given(segment: Segment) -> tuple[str, str] | None:
    """The source with the text that the corpus has for it; None where a side is empty, or both are one."""
    target = segment.reference if segment.references else segment.hypothesis
    if not target or not target.strip() or not segment.source.strip() or target == segment.source:
        return None
    return segment.source, target


def _logprobs(translator: Translator, pairs: Pairs) -> np.ndarray:
    """``float64[n]`` per token, NaN for a pair that the model cannot read."""
    sources, targets = [source for source, _ in pairs], [target for _, target in pairs]
    read = translator.encode_pairs(sources, targets)
    fitting = [place for place, pair in enumerate(read) if pair.target.ids and translator.fits(pair)]
    found = np.full(len(pairs), np.nan)
    passes = translator.forced_pass([read[place] for place in fitting])
    for place, forced in zip(fitting, passes, strict=True):
        found[place] = forced.logprobs.mean()
    return found
