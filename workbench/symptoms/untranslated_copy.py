"""Source words that stand in the target as they are, where a translation is expected."""

from __future__ import annotations

from collections.abc import Container, Sequence
from itertools import pairwise

from workbench.language.identification import are_twins
from workbench.language.known_names import known_names
from workbench.language.markup import without_markup
from workbench.language.names import CAPITAL_NOUNS
from workbench.language.same_words import SENTENCE, common_words, in_title_case, is_code, own_words
from workbench.language.scripts import letters, letters_of
from workbench.language.segmentation import is_punctuation
from workbench.language.stopwords import stop_words
from workbench.symptoms.evidence import quoted, share_between
from workbench.symptoms.symptom import Found, Observed, Symptom

USUAL, WHOLE = 0.4, 0.8
# Each word more that stands as it was halves the doubt, and so does each that the other language surely has not.
DOUBT = 2.0
# Related languages share nouns and verbs ("the water is warm"), but not "the".
COGNATES = 0.3
# Brands and species are left in their letters.
OF_OTHER_LETTERS = 0.6
TITLE = 0.4
# Languages so near that a sentence may be the same in both.
TWINS = 0.7
# "Oh!", "OK", "Hi Tom!": a single word beside names may be the same in both languages.
FEWEST = 2
# Letters of words in letters that the other language has not: Chinese has no more in a sentence.
FEWEST_LETTERS = 4
_ENDS = frozenset(".!?…")


def _plain(observed: Observed, own: Container[str]) -> list[int]:
    """Words of the source without names, numbers, marks and markup."""
    text = without_markup(observed.source.text)
    found: list[int] = []
    for i, (start, end) in enumerate(observed.source.spans):
        word = text[start:end]
        if not word.strip() or is_punctuation(word) or any(map(str.isdecimal, word)):
            continue
        # A capital is a name's, but at a beginning, and of words as common as "I" and "PLEASE".
        begins = not found or observed.source.words[i - 1] in _ENDS
        common = word.casefold() in own and (begins or word.isupper() or observed.languages[0] in CAPITAL_NOUNS)
        if word[:1] == word[:1].lower() or common or (not found and not _is_known(word, observed)):
            found.append(i)
    return found


def _is_known(word: str, observed: Observed) -> bool:
    return bool(known_names(word, observed.languages[0]))


def _in_sequence(source: Sequence[str], target: Sequence[str]) -> set[int]:
    """Words of the source that stand in the target beside the same word as here."""
    if source == target:
        return {*range(len(source))}
    there = {*pairwise(target)}
    return {k for i, pair in enumerate(pairwise(source)) if pair in there for k in (i, i + 1)}


def _in_its_own_letters(observed: Observed, words: Sequence[int]) -> bool:
    """Whether words are written in letters that the other language has not."""
    text = "".join(observed.source.words[i] for i in words)
    return letters(text) >= FEWEST_LETTERS and letters_of(observed.languages[1], text) == 0


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
    if not kept:
        return None
    own = own_words(*observed.languages)
    plain = _plain(observed, own)
    telling = [i for i in plain if source[i] not in common_words(observed.languages[1])]
    copied = sorted(kept.intersection(telling))
    share = len(copied) / len(telling) if telling else 0.0
    common = sum(source[i] in own for i in copied)
    if share <= USUAL or len(plain) < FEWEST or is_code(observed.source.text, common):
        return None
    alone = _in_its_own_letters(observed, copied)
    severity = share_between(share, USUAL, WHOLE) * (1 - DOUBT ** (1 - len(copied) - common - alone))
    if not common and stop_words(observed.languages[0]):
        severity *= OF_OTHER_LETTERS if alone else COGNATES
    elif common < SENTENCE and observed.languages[0] not in CAPITAL_NOUNS and in_title_case(observed.source.words):
        severity *= TITLE
    if are_twins(*observed.languages):
        severity *= TWINS
    if not severity:
        return None
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
        "(share − 0.4)/0.4 · (1 − 2^(1 − n − f)), n source words that stand in the target next to the same neighbour "
        "as in the source, their share, and f those of them that are common words of the source language alone (one "
        "more where the target language has none of their letters); 0.3 of it where there are none of these (0.6 in "
        "other letters), 0.4 where longer words all have capitals and f is below 3, 0.7 between near twins as Danish "
        "and Norwegian; counted are words without names (capitals), numbers, markup and stop-words of the target "
        "language; 0 for commands and code, and where the source has a single word beside names, numbers and markup"
    ),
    source="this project; the fault is that of Ott, Auli, Grangier and Ranzato 2018 (copies of the source)",
    hypothesis="The model copied instead of translating.",
    reference="The corpus's line was never translated.",
    find=_find,
    its="untranslated",
    of_texts=True,
)
