"""A phrase that the target says again and again, more often than the source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from workbench.language.segmentation import is_punctuation
from workbench.language.stopwords import is_content
from workbench.symptoms.evidence import quoted, share_between
from workbench.symptoms.symptom import Found, Observed, Symptom

LONGEST = 6
RATE = 0.35
# Function words, figures and interjections are doubled in sound sentences ("die, die", "ha ha"), and so is most that
# has a comma in between.
LIGHT = 0.5
AT_A_DISTANCE = 3


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


def _again(words: Sequence[str]) -> float:
    """The share of n-grams that stood before."""
    grams = Counter(zip(*(words[i:] for i in range(AT_A_DISTANCE)), strict=False))
    total = grams.total()
    return (total - len(grams)) / total if total > AT_A_DISTANCE else 0.0


def _find(observed: Observed) -> Found | None:
    at = _said(observed.target.words)
    words = [observed.target.words[i].casefold() for i in at]
    if len({*words}) == len(words):
        return None
    of_source = [word.casefold() for word in observed.source.words if not is_punctuation(word)]
    usual = max((times for _, _, times in _runs(of_source)), default=1)
    best = 0.0, 0, 0, 1
    for first, size, times in _runs(words):
        marks = sum(at[first + size * k] - at[first + size * k - 1] > 1 for k in range(1, times))
        # "Die, die die": with a mark between some of them, they are not all of a kind.
        more = times - usual - (0 < marks < times - 1)
        if more < 1:
            continue
        phrase = [observed.target.words[at[i]] for i in range(first, first + size)]
        weights = [1.0 if len(word) > 2 and _is_heavy(word, observed) else LIGHT for word in phrase]
        apart = more == 1 and marks == times - 1
        severity = 1 - np.exp(-RATE * more**2 * sum(weights) * (LIGHT if apart else 1.0))
        best = max(best, (float(severity), first, size, times))
    severity, first, size, times = best
    again, of_source_again = _again(words), _again(of_source)
    distant = share_between(again - of_source_again, 0.2, 0.6)
    if distant > severity:
        grams = list(zip(*(words[i:] for i in range(AT_A_DISTANCE)), strict=False))
        common, count = Counter(grams).most_common(1)[0]
        places = sorted({at[i + k] for i, gram in enumerate(grams) if gram == common for k in range(AT_A_DISTANCE)})
        message = f"{quoted([' '.join(common)])} stands {count} times, and {again:.0%} of the target was said before"
        return Found(distant, message, (), tuple(places), {"times": count, "again": again, "source": of_source_again})
    if not severity:
        return None
    start, end = observed.target.spans[at[first]][0], observed.target.spans[at[first + size - 1]][1]
    phrase_text = observed.target.text[start:end]
    message = f"{quoted([phrase_text])} stands {times} times in a row" + (
        f"; the source repeats {usual} times at most" if usual > 1 else ""
    )
    places = [at[i] for i in range(first, first + size * times)]
    return Found(severity, message, (), tuple(places), {"times": times, "words": size, "source": usual})


def _is_heavy(word: str, observed: Observed) -> bool:
    return not any(map(str.isdecimal, word)) and is_content(word, observed.languages[1])


SYMPTOM = Symptom(
    name="repetition",
    meaning="The target says a phrase several times in a row, or much of itself again, where the source does not.",
    formula=(
        "phrase of 1–6 words, k times in a row, k' the most times in a row of anything in the source: "
        "1 − exp(−0.35 · (k − k')² · words of the phrase), where function words, figures and words of one or two "
        "letters count half, and all of it half where there is one copy more and a mark before it; or (r − 0.2)/0.4, "
        "r the share of trigrams that stood before less that of the source, where this is more"
    ),
    source="this project; the fault is the oscillation of Raunak, Menezes and Junczys-Dowmunt 2021",
    hypothesis="The model fell into a loop.",
    reference="The corpus's translation repeats itself: a copying error, or the output of another model.",
    find=_find,
    of_texts=True,
)
