"""A phrase that the target says again and again, more often than the source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import regex

from workbench.alignment.tokens import Tokens
from workbench.language.loops import WINDOW, loops
from workbench.language.scripts import script_of
from workbench.language.segmentation import is_punctuation
from workbench.language.stopwords import is_content
from workbench.symptoms.evidence import quoted, share_between, words_of
from workbench.symptoms.symptom import Found, Observed, Symptom

LONGEST = 6
RATE = 0.35
# Function words, figures and interjections are doubled in sound sentences ("die, die", "ha ha"), and so is most that
# has a comma in between.
LIGHT = 0.5
# Chinese says a sign twice or three times for a nuance, and laughs.
DOUBLED = 3
AT_A_DISTANCE = 3
# Characters that say what stood just before: people draw a line of a hundred dashes, and hardly a longer one. Where the
# source has such a row, that of the target may be twice as long, or of dashes half as far apart.
ROW, LOOP = 150, 300
FARTHER = 2
# Shorter than three letters is laughter, and three times is "blablabla"; a single letter is drawn out ("sooo").
GLUED = 9
_GLUED = regex.compile(r"((?!(.{1,2})\2)(?:\p{L}\p{M}*+){3,16}?)\1{2,}")


def _said(words: Sequence[str]) -> list[int]:
    return [i for i, word in enumerate(words) if not is_punctuation(word)]


def _runs(words: Sequence[str]) -> list[tuple[int, int, int]]:
    """Phrases that stand twice in a row or more often: (first word, words of the phrase, how often)."""
    if len(set(words)) == len(words):
        return []
    found = []
    for size in range(1, min(LONGEST, len(words) // 2) + 1):
        same = 0
        for i in range(len(words) - size + 1):
            if i + size < len(words) and words[i] == words[i + size]:
                same += 1
                continue
            if same >= size:
                found.append((i - same, size, same // size + 1))
            same = 0
    return found


def _groups(words: Sequence[str]) -> list[tuple[int, int, int]]:
    """The runs of a text in their order; of those that share words the one of most repeats."""
    found: list[tuple[int, int, int]] = []
    for first, size, times in sorted(_runs(words), key=lambda run: (-run[2], run[1], run[0])):
        if all(first + size * times <= start or start + width * count <= first for start, width, count in found):
            found.append((first, size, times))
    return sorted(found)


def _usual(of_source: Sequence[int], place: int, groups: int) -> int:
    """How often the source repeats what a group of the target may stand for: where both have as many groups the one in
    its place, otherwise the longest."""
    if len(of_source) == groups:
        return of_source[place]
    return max(of_source, default=1)


def _again(words: Sequence[str]) -> float:
    """The share of n-grams that stood before."""
    grams = Counter(zip(*(words[i:] for i in range(AT_A_DISTANCE)), strict=False))
    total = grams.total()
    return (total - len(grams)) / total if total > AT_A_DISTANCE else 0.0


def _find(observed: Observed) -> Found | None:
    at = _said(observed.target.words)
    words = [observed.target.words[i].casefold() for i in at]
    of_source = [word.casefold() for word in observed.source.words if not is_punctuation(word)]
    signs = [_letter_by_letter(observed), _within_words(observed)]
    if len({*words}) < len(words):
        signs = [_in_a_row(observed, at, words, of_source), _at_a_distance(at, words, of_source), *signs]
    return max(filter(None, signs), key=lambda found: found.severity, default=None)


def _in_a_row(observed: Observed, at: Sequence[int], words: Sequence[str], of_source: Sequence[str]) -> Found | None:
    groups, groups_of_source = _groups(words), [times for _, _, times in _groups(of_source)]
    best = 0.0, 0, 0, 1, 1
    for place, (first, size, times) in enumerate(groups):
        usual = _usual(groups_of_source, place, len(groups))
        if size == 1 and _is_sign(words[first]):
            usual = max(usual, DOUBLED)
        marks = sum(at[first + size * k] - at[first + size * k - 1] > 1 for k in range(1, times))
        # "Die, die die": with a mark between some of them, they are not all of a kind.
        more = times - usual - (0 < marks < times - 1)
        if more < 1:
            continue
        phrase = [observed.target.words[at[i]] for i in range(first, first + size)]
        weights = [1.0 if len(word) > 2 and _is_heavy(word, observed) else LIGHT for word in phrase]
        apart = more == 1 and marks == times - 1
        severity = 1 - np.exp(-RATE * more**2 * sum(weights) * (LIGHT if apart else 1.0))
        best = max(best, (float(severity), first, size, times, usual))
    severity, first, size, times, usual = best
    if not severity:
        return None
    start, end = observed.target.spans[at[first]][0], observed.target.spans[at[first + size - 1]][1]
    message = f"{quoted([observed.target.text[start:end]])} stands {times} times in a row" + (
        f"; the source says one {usual} times" if usual > 1 else ""
    )
    places = [at[i] for i in range(first, first + size * times)]
    return Found(
        severity=severity,
        message=message,
        source_words=(),
        target_words=tuple(places),
        figures={"times": times, "words": size, "source": usual},
    )


def _at_a_distance(at: Sequence[int], words: Sequence[str], of_source: Sequence[str]) -> Found | None:
    again, of_source_again = _again(words), _again(of_source)
    severity = share_between(again - of_source_again, 0.2, 0.6)
    if not severity:
        return None
    grams = list(zip(*(words[i:] for i in range(AT_A_DISTANCE)), strict=False))
    common, count = Counter(grams).most_common(1)[0]
    places = sorted({at[i + k] for i, gram in enumerate(grams) if gram == common for k in range(AT_A_DISTANCE)})
    message = f"{quoted([' '.join(common)])} stands {count} times, and {again:.0%} of the target was said before"
    return Found(
        severity=severity,
        message=message,
        source_words=(),
        target_words=tuple(places),
        figures={"times": count, "again": again, "source": of_source_again},
    )


def _letter_by_letter(observed: Observed) -> Found | None:
    """A loop that has no words, or none of which is the same twice: "hahaha", rows of dots, "1. so 2. so"."""
    found = loops(observed.target.text)
    if found.within(WINDOW) <= ROW:
        return None
    source = loops(observed.source.text)
    # A source that repeats a paragraph is no reason for dots.
    own, of_source = max(
        ((found.within(apart), source.within(FARTHER * apart)) for apart in found.distances),
        key=lambda counts: counts[0] - FARTHER * counts[1],
    )
    severity = share_between(own - FARTHER * of_source, ROW, LOOP)
    if not severity:
        return None
    message = f"{quoted([found.unit])} comes again and again, for {own:,} characters" + (
        f"; in the source something does for {of_source:,}" if of_source else ""
    )
    return Found(
        severity=severity,
        message=message,
        source_words=(),
        target_words=words_of(observed.target, found.spans),
        figures={"characters": own, "source": of_source},
    )


def _within_words(observed: Observed) -> Found | None:
    """A word that is said again and again without a blank, as in Japanese, or glued: "schönschönschön"."""
    best = max(_glued(observed.target), key=lambda found: found[2], default=None)
    if best is None:
        return None
    place, unit, times = best
    usual = max((found[2] for found in _glued(observed.source)), default=2)
    if times <= usual:
        return None
    return Found(
        severity=float(1 - np.exp(-RATE * (times - usual) ** 2)),
        message=f"{quoted([unit])} stands {times} times without a blank",
        source_words=(),
        target_words=(place,),
        figures={"times": times, "source": usual},
    )


def _glued(tokens: Tokens) -> list[tuple[int, str, int]]:
    """Words that say one thing again and again: (number of the word, what, how often)."""
    long = ((i, word) for i, word in enumerate(tokens.words) if len(word) >= GLUED)
    found = ((i, match) for i, word in long if (match := _GLUED.search(word)))
    return [(i, match[1], len(match[0]) // len(match[1])) for i, match in found]


def _is_sign(word: str) -> bool:
    """Whether a word is a single character of Chinese."""
    return len(word) == 1 and script_of(word) == "CJK"


def _is_heavy(word: str, observed: Observed) -> bool:
    return not any(map(str.isdecimal, word)) and is_content(word, observed.languages[1])


SYMPTOM = Symptom(
    name="repetition",
    meaning="The target says a phrase several times in a row, or much of itself again, where the source does not.",
    formula=(
        "phrase of 1–6 words, k times in a row, k' the times in a row of what stands for it in the source (where both "
        "sides have as many groups, the one in its place, otherwise the longest; at least 3 for a single Chinese "
        "character): 1 − exp(−0.35 · (k − k')² · words of the phrase), where function words, figures and words of one "
        "or two letters count half, and all of it half where there is one copy more and a mark before it; or (r − "
        "0.2)/0.4, r the share of trigrams that stood before less that of the source; or (c − 2c' − 150)/150, c the "
        "characters of the target that begin eight which stood at most d before, in any 500 of which they are a "
        "quarter, c' those of the source with 2d, at the d where that is most; or, of three letters or more said k "
        "times without a blank, 1 − exp(−0.35 · (k − k')²), k' at least 2; whichever is most"
    ),
    source="this project; the fault is the oscillation of Raunak, Menezes and Junczys-Dowmunt 2021",
    hypothesis="The model fell into a loop.",
    reference="The corpus's translation repeats itself: a copying error, or the output of another model.",
    find=_find,
    its="duplication",
    of_texts=True,
)
