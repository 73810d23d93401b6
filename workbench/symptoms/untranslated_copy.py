"""Source words that stand in the target as they are, where a translation is expected."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from workbench.language.markup import without_markup
from workbench.language.segmentation import is_punctuation
from workbench.language.stopwords import stop_words
from workbench.symptoms.evidence import quoted, share_between
from workbench.symptoms.symptom import Found, Observed, Symptom

USUAL, WHOLE = 0.4, 0.8
# One word left as it was proves little, four prove all.
DOUBT = 3.0
# Related languages share nouns and verbs ("the water is warm"), but not "the".
COGNATES = 0.3
# "Oh!", "OK", "Hi Tom!": a single word beside names may be the same in both languages.
FEWEST = 2


def _plain(observed: Observed) -> list[int]:
    """Words of the source without names, numbers, marks and markup."""
    text = without_markup(observed.source.text)
    of_source = stop_words(observed.languages[0]) or frozenset()
    found = []
    for i, (start, end) in enumerate(observed.source.spans):
        word = text[start:end]
        plain = word.casefold()
        if not word.strip() or is_punctuation(word) or any(map(str.isdecimal, word)):
            continue
        # A capital is a name's, but for words as common as "I", "The" and "Wenn".
        if word[:1] == word[:1].lower() or plain in of_source:
            found.append(i)
    return found


def _in_sequence(source: Sequence[str], target: Sequence[str]) -> set[int]:
    """Words of the source that stand in the target beside the same word as here."""
    if source == target:
        return {*range(len(source))}
    there = {*pairwise(target)}
    return {k for i, pair in enumerate(pairwise(source)) if pair in there for k in (i, i + 1)}


def _spoken(words: Sequence[str]) -> list[int]:
    return [i for i, word in enumerate(words) if not is_punctuation(word)]


def _find(observed: Observed) -> Found | None:
    if observed.languages[0] is not None and observed.languages[0] == observed.languages[1]:
        return None
    source = [word.casefold() for word in observed.source.words]
    target = [word.casefold() for word in observed.target.words]
    if all(map(is_punctuation, {*source} & {*target})):
        return None
    at, there = _spoken(source), _spoken(target)
    kept = {at[k] for k in _in_sequence([source[i] for i in at], [target[i] for i in there])}
    plain = _plain(observed) if kept else []
    if len(plain) < FEWEST:
        return None
    of_target = stop_words(observed.languages[1]) or frozenset()
    telling = [i for i in plain if source[i] not in of_target]
    copied = sorted(kept.intersection(telling))
    share = len(copied) / len(telling) if telling else 0.0
    severity = share_between(share, USUAL, WHOLE) * (1 - DOUBT ** -len(copied))
    if not severity:
        return None
    common = {i for i in telling if source[i] in (stop_words(observed.languages[0]) or ())}
    if common and not common & {*copied}:
        severity *= COGNATES
    words = {source[i] for i in copied}
    named = quoted([observed.source.words[i] for i in copied])
    return Found(
        severity=severity,
        message=f"{named} {'stand' if len(copied) > 1 else 'stands'} in the target untranslated, {share:.0%} of the "
        "words that should change",
        source_words=tuple(copied),
        target_words=tuple(i for i, word in enumerate(target) if word in words),
        figures={"copied": len(copied), "telling": len(telling), "share": share},
    )


SYMPTOM = Symptom(
    name="untranslated_copy",
    meaning="Much of the source stands in the target untranslated.",
    formula=(
        "(share − 0.4)/0.4 · (1 − 3^−n), n source words that stand in the target next to the same neighbour as in the "
        "source, and their share; 0.3 of it where none of them is a stop-word and the source has some; counted are "
        "words without names (capitals), numbers, markup and stop-words of the target language; 0 where the "
        "source has a single word beside names, numbers and markup"
    ),
    source="this project; the fault is that of Ott, Auli, Grangier and Ranzato 2018 (copies of the source)",
    hypothesis="The model copied instead of translating.",
    reference="The corpus's line was never translated.",
    find=_find,
    its="untranslated",
    of_texts=True,
)
