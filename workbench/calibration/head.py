"""One attention head: figures of what it looks at, and a label that says it in a word, the first of an ordered table
whose test it passes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.models.choice import Row
    from workbench.models.sublayer import Block

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
class HeadProfile:
    """Figures of one head, means over the words of all pairs; None is a figure that it has not.

    ``row``: the decoder step that a target word is read at; of cross-attention the one that aligns better, by ``aer``
    where there is gold, else by ``agreement``. None in the encoder, which has no steps.

    ``entropy``: of a row between words, special tokens dropped, divided by ln of the words it can look at (in the
    decoder, those up to itself): 0 one word, 1 all alike. ``start_mass``, ``end_mass``, ``punctuation_mass``,
    ``same_word_mass``, ``previous_word_mass``, ``next_word_mass``: shares of all its attention, in [0, 1]. Before the
    text stand language tags or the decoder's start token; the decoder reads no end token and no later word.
    ``monotonicity``: Kendall's τ-b of a word's index and the position it expects to look at, mean over pairs.
    ``agreement``: how far links by target and by source word are the same, 0 chance and 1 all of them (cross-attention
    only). It cannot tell words from fixed positions: gold can.
    ``aer``: of links by target word. ``importance``: see `head_importance`, in nats.
    """

    block: Block
    layer: int
    head: int
    row: Row | None
    entropy: float | None = None
    start_mass: float | None = None
    end_mass: float | None = None
    punctuation_mass: float | None = None
    same_word_mass: float | None = None
    previous_word_mass: float | None = None
    next_word_mass: float | None = None
    monotonicity: float | None = None
    agreement: float | None = None
    aer: float | None = None
    importance: float | None = None

    @property
    def word_mass(self) -> float:
        """What is left for words, in [0, 1]."""
        return 1.0 - (self.start_mass or 0.0) - (self.end_mass or 0.0)

    @property
    def label(self) -> str:
        return label_of(self)

    def record(self) -> dict[str, Any]:
        """As JSON has it."""
        figures = {name: round(value, 4) if isinstance(value, float) else value for name, value in asdict(self).items()}
        return figures | {"label": self.label}


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
