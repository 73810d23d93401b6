"""A term of the user's own list that was translated otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from workbench.language.folding import folded
from workbench.language.segmentation import is_punctuation, word_spans
from workbench.symptoms.evidence import quoted
from workbench.symptoms.symptom import Found, Observed, Symptom

ABSENT, TOO_FEW = 0.9, 0.4
# Letters at the end that inflection may change or add.
ENDING = 3


@lru_cache(maxsize=1 << 12)
def _term(text: str) -> tuple[str, ...]:
    return tuple(folded(text[start:end]) for start, end in word_spans(text) if not is_punctuation(text[start:end]))


def inflected(term: str, word: str) -> bool:
    """Whether ``word`` may be a form of ``term``: it begins with the term, or with three quarters and four letters of
    it at least, and the ends differ by no more than three letters, one in words of up to three."""
    if term == word:
        return True
    common = next((i for i, (a, b) in enumerate(zip(term, word, strict=False)) if a != b), min(len(term), len(word)))
    if common < len(term) and common < max(4, 0.75 * len(term)):
        return False
    return max(len(term), len(word)) - common <= (ENDING if len(term) > ENDING else 1)


def _places(term: Sequence[str], words: Sequence[str]) -> list[int]:
    """First words of where the term stands."""
    size = len(term)
    return (
        [i for i in range(len(words) - size + 1) if all(inflected(term[k], words[i + k]) for k in range(size))]
        if size
        else []
    )


def _find(observed: Observed) -> Found | None:
    if not observed.glossary:
        return None
    source, target = ([folded(word) for word in side.words] for side in (observed.source, observed.target))
    # A list may be long: most of its terms begin like no word here.
    beginnings = {word[:size] for word in source for size in (1, 2)}
    missed: dict[tuple[str, str], tuple[float, list[int]]] = {}
    for term, wanted in observed.glossary:
        words = _term(term)
        begins_here = bool(words) and words[0][:2] in beginnings
        at = _places(words, source) if begins_here and _term(wanted) else []
        have = len(_places(_term(wanted), target)) if at else 0
        if at and have < len(at):
            places = [i + k for i in at for k in range(len(words))]
            missed[term, wanted] = (TOO_FEW if have else ABSENT, places)
    # Of several translations that are allowed, one is enough.
    served = {term for term, wanted in observed.glossary if (term, wanted) not in missed}
    missed = {pair: found for pair, found in missed.items() if pair[0] not in served}
    if not missed:
        return None
    severity = max(severity for severity, _ in missed.values())
    terms, wishes = quoted(list(dict.fromkeys(t for t, _ in missed))), quoted([w for _, w in missed])
    message = f"the glossary wants {wishes} for {terms}, which the target does not have"
    if severity == TOO_FEW:
        message = f"the glossary wants {wishes} for {terms}, which the target does not have as often"
    covered = sorted({word for _, places in missed.values() for word in places})
    return Found(
        severity=severity, message=message, source_words=tuple(covered), target_words=(), figures={"terms": len(missed)}
    )


SYMPTOM = Symptom(
    name="glossary",
    meaning="A term of the user's list stands in the source, and its required translation does not in the target.",
    formula=(
        "0.9 where the required term is absent, 0.4 where it stands less often than the source's; whole words without "
        "case and accents, the last three letters of each free"
    ),
    source="this project",
    hypothesis="The model does not keep to the terminology.",
    reference="The corpus does not keep to the terminology, or the list is another project's.",
    find=_find,
    its="terminology",
    of_texts=True,
    # Users mean their lists; a term in a form that is not known here is rare, one asked for more often than needed not.
    ratios=(1.0, 3.0, 6.0, 20.0, 60.0),
)
