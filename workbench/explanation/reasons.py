"""Right for the wrong reason: a translation that looks good, and a model that was moved by something else.

Two signs, both on content words: attention at the row that predicts a word ranks the source words unlike what moved
the model (integrated gradients); and a word stays as likely when the source word that it is linked with is deleted, so
that it came from somewhere else: the words before it, another source word, or memory. Each such word is its own proof:
how far its log-probability fell. A sign is no fault: frequent phrases survive much, and right translations have them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.alignment.map import AlignmentMap
from workbench.models.choice import AttentionChoice
from workbench.scores.influence import LEAST_SOURCE, agreement, content_words
from workbench.views import VIEWS

if TYPE_CHECKING:
    from workbench.models import Pair, Translator

PREDICTING = AttentionChoice(layer="all", row="output", measured="mean over all layers and heads")
"""Where a model looks as it chooses a word. A measured choice is mostly read one step later, when the word is known."""
SURVIVES = 0.223
"""Nats that a word may fall by: it keeps four fifths of its probability. Of 115 linked content words in the 45 best
translations of the bundled corpus one falls by less; half of them by more than 6.8."""
POINTS = 16
"""Of integrated gradients for each word: ranks need no more."""
DISAGREE = 0.3
"""Rank agreement up to which attention says little of what moved the model; of good translations by the bundled model
most have 0.6 to 0.8."""


@dataclass(frozen=True)
class Survivor:
    """Target word number ``target``, linked with source word ``source``: log-probability ``before`` and, with that
    source word deleted, ``after``, in nats."""

    target: int
    source: int
    before: float
    after: float

    @property
    def fall(self) -> float:
        return self.before - self.after


@dataclass(frozen=True)
class Reasons:
    """``agreement``: see `workbench.scores.influence`, None where it has no value. ``asked``: target content words that
    are linked with a content word of the source; ``survivors``: those of them that its deletion leaves alone."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    agreement: float | None
    asked: int
    survivors: tuple[Survivor, ...]

    @property
    def surviving(self) -> float | None:
        """Share of the words asked for; None without any."""
        return len(self.survivors) / self.asked if self.asked else None

    @property
    def wrong(self) -> bool:
        """Whether either sign is there."""
        return bool(self.survivors) or (self.agreement is not None and self.agreement <= DISAGREE)

    @property
    def order(self) -> tuple[float, float]:
        """The clearest first: by words that survive, then by disagreement."""
        return -(self.surviving or 0.0), 1.0 if self.agreement is None else self.agreement

    def told(self) -> list[str]:
        """The signs in sentences, the proof of each word by itself."""
        lines = []
        if self.agreement is not None:
            lines.append(f"rank agreement of attention with influence {self.agreement:+.2f}")
        if self.asked:
            lines.append(f"{len(self.survivors)} of {self.asked} content words survive the deletion of their source")
        for one in self.survivors:
            lines.append(
                f"'{self.target[one.target]}' without '{self.source[one.source]}': log-probability {one.before:.2f} → "
                f"{one.after:.2f}"
            )
        return lines

    def record(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "influence_agreement": None if self.agreement is None else round(self.agreement, 4),
            "content_words": self.asked,
            "survivors": [
                {
                    "target_word": one.target,
                    "target": self.target[one.target],
                    "source_word": one.source,
                    "source": self.source[one.source],
                    "logprob": round(one.before, 4),
                    "logprob_without": round(one.after, 4),
                }
                for one in self.survivors
            ],
        }


def influence_of(translator: Translator, pair: Pair) -> AlignmentMap:
    """Integrated gradients of the target's content words, between words; rows of others are NaN."""
    words = content_words(pair.target.tokens.words, translator.target_language)
    return next(VIEWS["integrated_gradients"](translator, [pair], words=words, limit=POINTS))


def reasons(
    translator: Translator, pairs: Sequence[Pair], links: Sequence[AlignmentMap] | None = None
) -> list[Reasons]:
    """Of each pair. ``links``: maps between words by which each target word is linked with the source word that it
    weighs most; None reads them as the model's preset does."""
    aligned = [*links] if links is not None else [*VIEWS[translator.preset.view](translator, pairs)]
    looked = VIEWS["attention"](translator, pairs, choice=PREDICTING)
    return [_of_pair(translator, *one) for one in zip(pairs, looked, aligned, strict=True)]


def _of_pair(translator: Translator, pair: Pair, looked: AlignmentMap, aligned: AlignmentMap) -> Reasons:
    language = translator.target_language
    # Of one source word or two no gradients are needed to say nothing.
    short = len(looked.source) < LEAST_SOURCE
    agreed = None if short else agreement(looked, influence_of(translator, pair), language)
    linked = _linked(translator, pair, aligned)
    return Reasons(
        source=pair.source.tokens.words,
        target=pair.target.tokens.words,
        agreement=agreed,
        asked=len(linked),
        survivors=_survivors(translator, pair, linked),
    )


def _linked(translator: Translator, pair: Pair, aligned: AlignmentMap) -> dict[int, int]:
    """Target content word → the content word of the source that it is linked with."""
    if not aligned.weights.shape[1]:
        return {}
    known = ~np.isnan(aligned.weights).any(axis=1)
    target = content_words(pair.target.tokens.words, translator.target_language)
    source = content_words(pair.source.tokens.words, translator.source_language)
    best = {word: int(aligned.weights[word].argmax()) for word in target if known[word]}
    return {word: other for word, other in best.items() if other in source}


def _survivors(translator: Translator, pair: Pair, linked: dict[int, int]) -> tuple[Survivor, ...]:
    from workbench.views.erasure import erased_values
    from workbench.views.question import ask

    if not linked:
        return ()
    question = ask(translator, pair, [*linked], None, by_word=True)
    gone = sorted(set(linked.values()))
    values = erased_values(question.objective, pair, [(), *(question.source_pieces[word] for word in gone)])
    found = []
    for goal, word in enumerate(question.rows):
        before, after = float(values[0, goal]), float(values[1 + gone.index(linked[word]), goal])
        if before - after <= SURVIVES:
            found.append(Survivor(word, linked[word], before, after))
    return tuple(sorted(found, key=lambda one: (one.fall, one.target)))
