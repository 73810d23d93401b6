"""A target far shorter or longer than its source can make it."""

from __future__ import annotations

from math import sqrt

import regex

from workbench.language.display import times
from workbench.symptoms.evidence import share_between
from workbench.symptoms.symptom import BROUGHT_ALONG, Found, Observed, Symptom

VARIANCE = 6.8
# In standard deviations: one in a thousand sound pairs of short sentences deviates by two, of long ones by three.
PLAUSIBLE, IMPOSSIBLE = 2.5, 4.5
# About how many letters of an alphabet one of these is worth.
_DENSE = {2.0: regex.compile(r"\p{Han}"), 1.0: regex.compile(r"[\p{Hiragana}\p{Katakana}\p{Hangul}]")}


def _length(text: str) -> float:
    text = " ".join(text.split())
    if text.isascii():
        return float(len(text))
    return len(text) + sum(more * len(pattern.findall(text)) for more, pattern in _DENSE.items())


def _find(observed: Observed) -> Found | None:
    source, target = _length(observed.source.text), _length(observed.target.text)
    if not source + target:
        return None
    deviation = (target - source) / sqrt(VARIANCE * (source + target) / 2)
    severity = share_between(abs(deviation), PLAUSIBLE, IMPOSSIBLE)
    if not source or not target:
        severity = 1.0
    if not severity:
        return None
    figures = {"source": source, "target": target, "deviation": deviation}
    if not target:
        message = "the target is empty"
    elif not source:
        message = "the source is empty, the target is not"
    else:
        longer, shorter = ("target", "source") if target > source else ("source", "target")
        ratio = times(max(source, target) / min(source, target))
        message = f"the {longer} is {ratio} as long as the {shorter}, which is hardly a translation's length"
    return Found(severity, message, figures=figures)


SYMPTOM = Symptom(
    name="length",
    meaning="The target is far too short or too long for a translation of this source, or one of them is empty.",
    formula=(
        "(|δ| − 2.5)/2 with δ = (t − s)/√(6.8 · (s + t)/2) standard deviations, s and t in characters, a Han "
        "character for three, kana and hangul for two; 1 if one side is empty"
    ),
    source="Gale and Church 1993, their variance, with as many characters expected as the source has",
    hypothesis="The model left out most of the source, or did not stop.",
    reference="The translation is of another sentence, of a part, or of more than this one.",
    find=_find,
    its="length",
    weight=BROUGHT_ALONG,
    of_texts=True,
)
