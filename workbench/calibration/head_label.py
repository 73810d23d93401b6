"""What a head does, in a word: the first label of an ordered table whose test it passes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.calibration.head_profile import HeadProfile

ALIGNER_AER = 0.4
"""With gold: at most this error rate, argmax per target word."""
ALIGNER_AGREEMENT = 0.25
"""Without gold: at least this agreement of links by target and by source word. On clean text the same heads of the
bundled model pass this test and that of gold, in both directions; faults in a corpus lower the agreement."""
MOST = 0.5
"""At least this share: for the tokens around a text of all attention, for a kind of word of what falls on words."""
BROAD_ENTROPY = 0.7
"""At least this entropy: in a sentence of ten words, as much as an even spread over five of them."""


@dataclass(frozen=True)
class Label:
    """``test``: whether a head with these figures is called so."""

    name: str
    meaning: str
    test: Callable[[HeadProfile], bool]


def _aligns(head: HeadProfile) -> bool:
    if head.aer is not None:
        return head.aer <= ALIGNER_AER
    return (head.agreement or 0.0) >= ALIGNER_AGREEMENT


def _mostly(mass: float | None, whole: float = 1.0) -> bool:
    return mass is not None and mass >= MOST * whole


LABELS: tuple[Label, ...] = (
    Label(
        "aligner",
        f"links words as gold does (AER at most {ALIGNER_AER}); without gold, links by target and by source word are "
        f"the same far more often than by chance (agreement at least {ALIGNER_AGREEMENT})",
        _aligns,
    ),
    Label(
        "end-of-sentence sink",
        f"at least {MOST:.0%} of its attention on the end token",
        lambda head: _mostly(head.end_mass),
    ),
    Label(
        "start-of-sentence sink",
        f"at least {MOST:.0%} of its attention before the text, on a language tag or the decoder's start token",
        lambda head: _mostly(head.start_mass),
    ),
    Label(
        "punctuation",
        f"at least {MOST:.0%} of what falls on words is on punctuation",
        lambda head: _mostly(head.punctuation_mass, head.word_mass),
    ),
    Label(
        "previous word",
        f"at least {MOST:.0%} of what falls on words is on the word before",
        lambda head: _mostly(head.previous_word_mass, head.word_mass),
    ),
    Label(
        "next word",
        f"at least {MOST:.0%} of what falls on words is on the word after",
        lambda head: _mostly(head.next_word_mass, head.word_mass),
    ),
    Label(
        "same word",
        f"at least {MOST:.0%} of what falls on words is on the word itself",
        lambda head: _mostly(head.same_word_mass, head.word_mass),
    ),
    Label(
        "broad",
        f"spread over most words (entropy at least {BROAD_ENTROPY})",
        lambda head: (head.entropy or 0.0) >= BROAD_ENTROPY,
    ),
    Label("mixed", "none of these", lambda _: True),
)
"""The first that holds is a head's label."""


def label_of(head: HeadProfile) -> str:
    return next(label.name for label in LABELS if label.test(head))
