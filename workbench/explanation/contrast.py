"""Coverage by contrast: does a sentence fit the other one better without some of its words?

Shows, by forced passes, which phrases of the source nothing in the target needs (the target is likelier when they are
left out: probably omitted), and with a model of the other direction which of the target nothing in the source needs
(probably added). Does not show what a phrase lost beside others that say the same; a source with a hole is unlike what
the model was trained on, so small figures say nothing. Slow: some dozens of passes a pair, on demand.
Vamvas & Sennrich 2022, https://aclanthology.org/2022.acl-short.53; their constituents come from a parser, these from
stop-words and punctuation.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from workbench.alignment.tokens import Tokens
from workbench.errors import AlignmentError
from workbench.language.segmentation import is_punctuation
from workbench.language.stopwords import is_content
from workbench.models.pair import Encoded, Pair
from workbench.symptoms import Found
from workbench.symptoms.evidence import named

if TYPE_CHECKING:
    from workbench.models import Translator

MOST_PHRASES = 96
"""Left out at most, the shortest first: three batches."""
CERTAIN = 12.0
"""Nats at which severity is 1. Of 60 clean pairs (Tatoeba, the bundled model) 97 % stay under 3.6: 0.3."""


@dataclass(frozen=True, eq=False)
class LeftOut:
    """``tokens``: the text by words. ``phrases``: ranges of its words. ``rise[phrase]``: ln p(other text | this one
    without the phrase) - ln p(other text | this one), in nats; ``per_token[phrase]``: the same for each token of the
    other text, its end token included."""

    tokens: Tokens
    phrases: tuple[range, ...]
    rise: np.ndarray
    per_token: np.ndarray


@dataclass(frozen=True)
class Contrast:
    """``source``: phrases left out of the source; ``target``: of the target, read by a model of the other direction
    (None without one)."""

    source: LeftOut
    target: LeftOut | None = None

    def omission(self) -> Found | None:
        """The source phrase without which the target is likeliest, if it is likelier so."""
        return _found(self.source, "source", "translation", "omitted")

    def addition(self) -> Found | None:
        """The target phrase without which the source is likeliest, if it is likelier so. None without a reverse."""
        return None if self.target is None else _found(self.target, "target", "source", "added")


def coverage_by_contrast(
    translator: Translator, pair: Pair, reverse: Translator | None = None, most: int = MOST_PHRASES
) -> Contrast:
    """What leaving phrases out of either side does. ``reverse``: a model from the target's language into the source's,
    for many models `workbench.models.exchanged` makes it. ``most``: phrases of a side.

    Raises `AlignmentError` for a pair beyond the positions of a model.
    """
    target = None
    if reverse is not None:
        (turned,) = reverse.encode_pairs([pair.target.tokens.text], [pair.source.tokens.text])
        target = _left_out(reverse, turned, translator.target_language, most)
    return Contrast(_left_out(translator, pair, translator.source_language, most), target)


def phrases(words: Sequence[str], language: str | None, most: int = MOST_PHRASES) -> tuple[range, ...]:
    """What may be left out: stretches without punctuation that end with a content word, in order; never all words.

    The ``most`` shortest. Where no list of stop-words is known all words count as content.
    """
    found = []
    start = 0
    for place, word in enumerate(words):
        if is_punctuation(word):
            start = place + 1
        elif is_content(word, language):
            found += [range(first, place + 1) for first in range(start, place + 1)]
    whole = sum(not is_punctuation(word) for word in words)
    shortest = sorted((phrase for phrase in found if len(phrase) < whole), key=len)[:most]
    return tuple(sorted(shortest, key=lambda phrase: (phrase.start, phrase.stop)))


def _left_out(translator: Translator, pair: Pair, language: str | None, most: int) -> LeftOut:
    if not translator.fits(pair):
        raise AlignmentError(f"the pair is longer than the {translator.positions} positions of {translator.name}")
    tokens = pair.source.tokens
    chosen = phrases(tokens.words, language, most)
    variants = [replace(pair, states=None), *(Pair(without(pair.source, phrase), pair.target) for phrase in chosen)]
    values = np.array([forced.logprobs.sum(dtype=float) for forced in translator.forced_pass(variants)])
    rise = values[1:] - values[0]
    return LeftOut(tokens.by_word(), chosen, rise, rise / len(translator.template.labels(pair.target.ids)))


def without(text: Encoded, words: Container[int]) -> Encoded:
    """The text without the pieces of some words; the pieces that stay are the same ones."""
    kept = [place for place, word in enumerate(text.tokens.word_index) if word not in words]
    tokens = Tokens(
        text=text.tokens.text,
        pieces=tuple(text.tokens.pieces[place] for place in kept),
        offsets=tuple(text.tokens.offsets[place] for place in kept),
        spans=text.tokens.spans,
        word_index=tuple(text.tokens.word_index[place] for place in kept),
    )
    return Encoded([text.ids[place] for place in kept], tokens, text.prefix)


def _found(left_out: LeftOut, side: Literal["source", "target"], likelier: str, fault: str) -> Found | None:
    if not len(left_out.rise) or left_out.rise.max() <= 0:
        return None
    best = int(left_out.rise.argmax())
    rise, phrase = float(left_out.rise[best]), tuple(left_out.phrases[best])
    severity = min(rise / CERTAIN, 1.0)
    return Found(
        severity=severity,
        message=f"leaving out {named(side, left_out.tokens, phrase)} makes the {likelier} {rise:.1f} nats more "
        f"probable: {'probably' if severity >= 0.3 else 'perhaps'} {fault}",
        source_words=phrase if side == "source" else (),
        target_words=phrase if side == "target" else (),
        figures={"rise": rise, "per_token": float(left_out.per_token[best])},
    )
