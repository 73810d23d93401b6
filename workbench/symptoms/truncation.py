"""A target that stops in mid-sentence."""

from __future__ import annotations

from math import isnan

import regex

from workbench.language.segmentation import is_punctuation
from workbench.language.stopwords import stop_words
from workbench.symptoms.evidence import enough, share_between, spoken, together
from workbench.symptoms.symptom import Found, Observed, Symptom

# Log-probabilities of the end token: an end that was expected, and one that was not at all.
EXPECTED, UNEXPECTED = -1.0, -4.0
NOT_EXPECTED, NO_MARK, DANGLING, OPEN, FUNCTION_WORD, SHORT = 0.6, 0.25, 0.4, 0.2, 0.2, 0.3
HEADING = 0.2
SHORT_SHARE = 0.5

_CLOSED = regex.compile(r"[.!?…。！？｡؟۔।:;][\s\p{Pe}\p{Pf}\p{Pi}\"'“”’»«*_]*$")
_DANGLING = regex.compile(r"(?:[,，、;(\[{„‚¿¡&+=/]|\s[-–—]|\p{L}-)\s*$")
_PAIRS = {"(": ")", "[": "]", "{": "}", "„": "“”", "«": "»", "“": "”", "‹": "›", "「": "」", "（": "）"}


def _open(text: str) -> int:
    """How many brackets and quotes are opened more often than closed."""
    if text.isascii() and not any(mark in text for mark in "([{"):
        return 0
    counted = [left for left in _PAIRS if left in text and not (left == "“" and "„" in text)]
    return sum(text.count(left) > sum(map(text.count, _PAIRS[left])) for left in counted)


def _is_function_word(word: str, language: str | None) -> bool:
    return not is_punctuation(word) and word.casefold() in (stop_words(language) or ())


def _ends_so(observed: Observed) -> bool:
    """Whether the source ends with such a word too, a verb more often than not ("as it was")."""
    spoken = (word for word in reversed(observed.source.words) if not is_punctuation(word))
    return _is_function_word(next(spoken, ""), observed.languages[0])


def _find(observed: Observed) -> Found | None:
    source, target = observed.source.text.rstrip(), observed.target.text.rstrip()
    end = observed.end_logprob
    known = not isnan(end)
    if not target or not source:
        return None
    signs: dict[str, float] = {}
    if known and end < EXPECTED:
        expected = f"the model did not expect the end (log-probability {end:.1f})"
        # A model that learnt from sentences expects their mark; a heading has none on either side.
        of_headings = not _CLOSED.search(source) and not _CLOSED.search(target)
        most = HEADING * enough(spoken(observed.target)) if of_headings else NOT_EXPECTED
        if most:
            signs[expected] = most * share_between(-end, -EXPECTED, -UNEXPECTED)
    unmarked = bool(_CLOSED.search(source)) and not _CLOSED.search(target)
    if unmarked:
        signs["the target has no closing mark"] = NO_MARK
    if _DANGLING.search(target) and not _DANGLING.search(source):
        signs[f"it ends in '{target[-1]}'"] = DANGLING
    if _open(target) > _open(source):
        signs["a bracket or quote stays open"] = OPEN
    last = observed.target.words[-1] if len(observed.target) else ""
    if unmarked and _is_function_word(last, observed.languages[1]) and not _ends_so(observed):
        signs[f"its last word '{last}' leads on"] = FUNCTION_WORD
    if signs and len(target) < SHORT_SHARE * len(source):
        signs["it is less than half as long as the source"] = SHORT
    if not signs:
        return None
    severity = together(signs.values())
    if known and end >= EXPECTED:
        # The model takes it for whole: what is left is mostly style.
        severity /= 2
    figures = {"ratio": len(target) / len(source)} | ({"end_logprob": end} if known else {})
    return Found(
        severity=severity,
        message="; ".join(signs),
        source_words=(),
        target_words=(len(observed.target) - 1,) if len(observed.target) else (),
        figures=figures,
    )


SYMPTOM = Symptom(
    name="truncation",
    meaning="The target ends before the sentence does.",
    formula=(
        "1 − Π(1 − sign) with the signs: end token unexpected, 0.6 (where neither side has a closing mark 0.2, less "
        "under seven words) from log-probability −4 on, falling to 0 at −1; the source's closing mark missing 0.25; "
        "comma, hyphen or opening mark at the end 0.4; bracket or quote left open 0.2; a stop-word at the end without "
        "a mark, and none at the source's, 0.2; less than half as long as the source, beside another sign, 0.3; all "
        "of it half where the end token was expected (above −1)"
    ),
    source="this project",
    hypothesis="The model stopped too soon, or the limit of length was reached.",
    reference="The corpus's translation was cut off.",
    find=_find,
    its="omission",
    of_texts=True,
)
