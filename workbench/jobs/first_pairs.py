"""What the first pairs of a corpus say against the model that is to read it: before any work is done, and aloud."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from workbench.corpus import Segment
from workbench.errors import ModelError

if TYPE_CHECKING:
    from workbench.models import Translator

FIRST = 50
FEWEST = 8
"""Pairs from which on they say something."""
BETTER = 1.0
"""Nats a token by which a pair is clearly likelier with source and target exchanged."""
SHARE = 0.8
"""Of the pairs, how many must be."""


def check_first_pairs(corpus: Iterable[Segment], translator: Translator) -> list[str]:
    """Notes on what looks wrong: a model that is worse at these pairs than guessing.

    Raises `ModelError` where it likes them clearly better with source and target exchanged. Only pairs that come with a
    target can say it: what the model translates itself, it likes.
    """
    pairs = [pair for segment in islice(corpus, FIRST) if (pair := _given(segment))]
    own, turned = (_mean_logprobs(translator, *side) for side in (_columns(pairs), _columns(pairs)[::-1]))
    read = np.isfinite(own) & np.isfinite(turned)
    if read.sum() < FEWEST:
        return []
    better = turned[read] - own[read] > BETTER
    if better.mean() >= SHARE:
        languages = f"{translator.source_language or '?'} to {translator.target_language or '?'}"
        raise ModelError(
            f"{translator.name} ({languages}) finds {better.sum()} of the first {len(better)} pairs much likelier "
            f"with source and target exchanged (by {np.median(turned[read] - own[read]):.1f} nats a token): the corpus "
            "is of the other direction. Exchange --source and --target, or --source-lang and --target-lang, or give "
            "the model of the other direction"
        )
    rows = len(translator.anatomy.embed_target.table(translator.model).weight)
    if np.median(own[read]) < -math.log(rows):
        return [
            f"the model gives the first {read.sum()} pairs {np.median(own[read]):.1f} nats a token, less than guessing "
            f"would ({-math.log(rows):.1f}): see that model, tokenizer and languages are those meant"
        ]
    return []


def _given(segment: Segment) -> tuple[str, str] | None:
    """The source with the text that the corpus has for it; None where a side is empty."""
    target = segment.references[0] if segment.references else segment.hypothesis
    return (segment.source, target) if target and target.strip() and segment.source.strip() else None


def _columns(pairs: Sequence[tuple[str, str]]) -> tuple[list[str], list[str]]:
    return [source for source, _ in pairs], [target for _, target in pairs]


def _mean_logprobs(translator: Translator, sources: Sequence[str], targets: Sequence[str]) -> np.ndarray:
    """``float64[n]`` per token, NaN for a pair that the model cannot read."""
    pairs = translator.encode_pairs(sources, targets)
    fitting = [place for place, pair in enumerate(pairs) if pair.source.ids and translator.fits(pair)]
    found = np.full(len(pairs), np.nan)
    passes = translator.forced_pass([pairs[place] for place in fitting])
    for place, forced in zip(fitting, passes, strict=True):
        found[place] = forced.logprobs.mean()
    return found
