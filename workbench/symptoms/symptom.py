"""What a symptom is: a named fault with its evidence, and what it may look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from workbench.alignment.links import links_of
from workbench.alignment.tokens import Tokens
from workbench.language.scripts import reads_as
from workbench.language.vocabulary import Vocabulary

GlossaryEntry = tuple[str, str]
"""A term of a glossary: in the source language, and as it must be translated."""


@dataclass(frozen=True, eq=False)
class Observed:
    """One side of one segment, as far as it was read.

    ``source``, ``target``: words (`Tokens.by_word`). ``languages``: given as anybody writes them, kept as `reads_as`
    has them. ``weights``: ``float32[tgt src]`` between words, rows adding up to 1 or NaN; ``dropped``:
    ``float32[tgt]``. Natural logarithms, per target word, the sum over its pieces (NaN without any): ``logprobs``
    log p(word | source, earlier words); ``gains`` log p(word | source) - log p(word | no source). ``end_logprob``,
    ``end_gain``: the same of the end token. ``glossary``: the user's own terms. ``vocabulary``: words that the model
    has seen, where they were counted.
    """

    source: Tokens
    target: Tokens
    languages: tuple[str | None, str | None]
    weights: np.ndarray
    dropped: np.ndarray
    logprobs: np.ndarray
    gains: np.ndarray
    end_logprob: float
    end_gain: float
    glossary: Sequence[GlossaryEntry] = ()
    vocabulary: Vocabulary | None = None

    def __post_init__(self) -> None:
        # What is known of languages is kept by their shortest codes, whatever the model calls them.
        object.__setattr__(self, "languages", tuple(map(reads_as, self.languages)))

    @classmethod
    def of_texts(
        cls,
        source: Tokens,
        target: Tokens,
        languages: tuple[str | None, str | None],
        glossary: Sequence[GlossaryEntry] = (),
    ) -> Observed:
        """What texts show by themselves, without a model that has read them: all that is its own is NaN."""
        nothing = np.full(len(target.spans), np.nan)
        return cls(
            source=source,
            target=target,
            languages=languages,
            weights=np.broadcast_to(np.float32(np.nan), (len(target.spans), len(source.spans))),
            dropped=nothing,
            logprobs=nothing,
            gains=nothing,
            end_logprob=float("nan"),
            end_gain=float("nan"),
            glossary=glossary,
        )

    @cached_property
    def source_of(self) -> dict[int, int]:
        """Target word → the source word it weighs most."""
        return {target: source for source, target in links_of(self.weights, "target")}

    @cached_property
    def target_of(self) -> dict[int, int]:
        """Source word → the target word that weighs it most."""
        return dict(links_of(self.weights, "source"))

    @cached_property
    def coverage(self) -> np.ndarray:
        """``float64[src]``: how much of all target words' rows each source word receives; 1 is its even part."""
        return np.nansum(self.weights, axis=0, dtype=float)


@dataclass(frozen=True)
class Found:
    """``severity`` in [0, 1]; words by their numbers from 0; ``message``: one sentence for people; ``figures``: what it
    rests on, by name."""

    severity: float
    message: str
    source_words: tuple[int, ...] = ()
    target_words: tuple[int, ...] = ()
    figures: Mapping[str, float] = field(default_factory=dict)


BROUGHT_ALONG = 0.6
"""Weight of what other faults bring along: a target in another language is also detached from its source."""
LOOK = 0.4
"""Weight of how the model looked, where others say what is wrong with the words."""


@dataclass(frozen=True)
class Symptom:
    """``meaning``: what it says, in a sentence. ``formula``: how severity comes about. ``source``: paper, or this
    project. ``hypothesis`` and ``reference``: what it means on either side, the model's fault and the corpus's.

    ``languages``: codes it knows; on segments with another (or an unknown) language on a side it looks at it stays
    silent. None: any. ``sides``: which of the two languages that is.
    ``find``: None where there is nothing to report. ``its``: its type of quality issue in ITS 2.0
    (https://www.w3.org/TR/its20/#lqissue-typevalues). ``weight``: how much its severity counts where symptoms stand in
    order, 1 for a fault that is plain from the texts, `BROUGHT_ALONG` or `LOOK`. ``of_texts``: it looks at the texts
    alone, so that it needs no model. ``of_vocabulary``: it needs to know which words the model has seen. ``ratios``:
    how much more often it speaks of wrong targets than of right ones, where no data can measure that: see
    `workbench.suspicion.ratios`.
    """

    name: str
    meaning: str
    formula: str
    source: str
    hypothesis: str
    reference: str
    find: Callable[[Observed], Found | None]
    its: str = "uncategorized"
    weight: float = 1.0
    languages: frozenset[str] | None = None
    sides: tuple[str, ...] = ("source", "target")
    of_texts: bool = False
    of_vocabulary: bool = False
    ratios: tuple[float, ...] | None = None

    def knows(self, languages: tuple[str | None, str | None], vocabulary: Vocabulary | None = None) -> bool:
        """Whether it can say anything about these languages, with what words the model has seen."""
        if self.of_vocabulary and (vocabulary is None or vocabulary.formation(reads_as(languages[1])) is None):
            return False
        asked = [reads_as(one) for side, one in zip(("source", "target"), languages, strict=True) if side in self.sides]
        return self.languages is None or all(code in self.languages for code in asked)
