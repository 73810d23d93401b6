"""Evidence in words: which ones a stretch of text covers, what they weigh, how they are named to people, how signs add
up."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby

import numpy as np

from workbench.alignment.tokens import Tokens
from workbench.language.display import printable
from workbench.language.segmentation import Span, is_punctuation
from workbench.language.stopwords import is_content, stop_words
from workbench.symptoms.symptom import Observed

NAMED = 3
LONGEST = 60

FEW, ENOUGH = 4, 7
"""Words up to which what a map shows says nothing, and from which on it counts in full: of right pairs of so few words,
greetings above all, as many look odd as of those of unrelated texts."""

FUNCTION_WORD = 0.5
"""What a stop-word counts beside a content word: half, because the lists hold frequent verbs and nouns as well."""

SHOWN = 3
"""Runs that a message quotes; all words stand in the evidence."""


def words_of(tokens: Tokens, spans: Iterable[Span]) -> tuple[int, ...]:
    """Numbers of the words that stand, in full or in part, in any of these character spans."""
    starts, ends = [start for start, _ in tokens.spans], [end for _, end in tokens.spans]
    found: set[int] = set()
    for start, end in spans:
        found.update(range(bisect_right(ends, start), bisect_left(starts, end)))
    return tuple(sorted(found))


def quoted(texts: Sequence[str]) -> str:
    """``'a'``, ``'a' and 'b'``, ``'a', 'b', 'c' and 4 more``: for messages; long ones are cut short."""
    # Cut before it is made printable: a text may be huge.
    shown = [text if len(text) <= LONGEST else text[: LONGEST - 1] + "…" for text in texts[:NAMED]]
    names = [f"'{printable(text)}'" for text in shown]
    if len(texts) > NAMED:
        names.append(f"{len(texts) - NAMED} more")
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def together(severities: Iterable[float]) -> float:
    """``1 − Π (1 − severity)``: independent signs of the same fault, none of which need be sure."""
    nothing = 1.0
    for severity in severities:
        nothing *= 1.0 - severity
    return 1.0 - nothing


def share_between(value: float, low: float, high: float) -> float:
    """0 up to ``low``, 1 from ``high`` on, straight in between."""
    return min(max((value - low) / (high - low), 0.0), 1.0)


def explained(logprobs: np.ndarray, gains: np.ndarray) -> np.ndarray:
    """gain / -log p(word | no source): 1 where the source says it all, 0 where it says nothing, below where it speaks
    against the word; NaN where the word is certain beforehand.

    A share of the word's own information, so that rare and frequent words, and models of any temper, compare.
    """
    beforehand = np.asarray(gains, dtype=float) - logprobs
    return np.divide(gains, beforehand, out=np.full(np.shape(beforehand), np.nan), where=beforehand > 0)


@lru_cache(maxsize=16)
def word_weights(words: tuple[str, ...], language: str | None) -> np.ndarray:
    """``float64[word]``: 1 for content words, `FUNCTION_WORD` for stop-words, 0 for punctuation.

    Where no list is known all words count the same.
    """
    unknown = stop_words(language) is None
    weights = (1.0 if not unknown and is_content(word, language) else FUNCTION_WORD for word in words)
    found = np.array([0.0 if is_punctuation(word) else w for word, w in zip(words, weights, strict=True)])
    found.flags.writeable = False
    return found


def spoken(tokens: Tokens) -> int:
    """How many words a text has, without punctuation."""
    return _spoken(tokens.words)


@lru_cache(maxsize=16)
def _spoken(words: tuple[str, ...]) -> int:
    """Symptoms ask for the same two texts one after the other."""
    return sum(not is_punctuation(word) for word in words)


def enough(words: int) -> float:
    """What evidence from so many words counts, in [0, 1]."""
    return share_between(words, FEW, ENOUGH)


def runs(chosen: np.ndarray) -> list[range]:
    """The unbroken stretches of ``chosen [word]``, first to last."""
    # Places and their numbers among the chosen rise together within a stretch.
    grouped = groupby(enumerate(np.flatnonzero(chosen).tolist()), key=lambda one: one[1] - one[0])
    found = ([place for _, place in group] for _, group in grouped)
    return [range(places[0], places[-1] + 1) for places in found]


def without_counterpart(seen: Observed) -> np.ndarray:
    """``bool[tgt]``: words whose source word weighs another target word more, or that weigh none."""
    source_of, target_of = seen.source_of, seen.target_of
    return np.array([target_of.get(source_of.get(t, -1)) != t for t in range(len(seen.target))], dtype=bool)


def percent(share: float) -> str:
    """``3 %``; never below nothing."""
    return f"{100 * max(share, 0):.0f} %"


def named(side: str, tokens: Tokens, places: Iterable[int]) -> str:
    """``source words 5–8 'because of the rain'``: words by their numbers from 0 and as they stand in the text."""
    chosen = np.zeros(len(tokens), dtype=bool)
    chosen[list(places)] = True
    found = runs(chosen)
    parts = []
    for run in found[:SHOWN]:
        numbers = f"{run[0]}" if len(run) == 1 else f"{run[0]}–{run[-1]}"
        parts.append(f"{numbers} '{printable(tokens.text[tokens.spans[run[0]][0] : tokens.spans[run[-1]][1]])}'")
    more = len(found) - SHOWN
    word = "word" if chosen.sum() == 1 else "words"
    return f"{side} {word} {', '.join(parts)}{f' and {more} more' if more > 0 else ''}"
