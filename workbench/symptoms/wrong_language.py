"""A target that is not in the target language."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.language.identification import (
    ENOUGH,
    KNOWN,
    LEAST_LETTERS,
    LISTED_AS,
    foreign,
    likelier,
    name_of,
)
from workbench.language.markup import without_markup
from workbench.language.same_words import is_code, own_words
from workbench.language.scripts import letters, letters_of
from workbench.language.segmentation import word_spans
from workbench.symptoms.evidence import share_between
from workbench.symptoms.symptom import Found, Observed, Symptom

UNSURE, SURE = 0.5, 5.0
BEYOND_DOUBT, LIKELY = 0.95, 0.85
"""What is said of a text that is surely in another language, and at most of one that may be."""
# What a margin must have more, divided by letters: of 330 right sentences of up to fifteen the worst has 2.7 with nine.
SHORT = 25.0
# With this many letters the language of a text is told half as surely as it ever is.
FEW = 5
# Letters of another script that halve the doubt.
HALVED = 2
ANOTHER_SCRIPT = 0.5
# Brands and species keep their letters, too.
OF_NO_LANGUAGE = 0.4
# Common words of the language alone, and their share, that a text in another one does not have.
AT_HOME, SHARE_AT_HOME = 3, 0.25


def _find(observed: Observed) -> Found | None:
    source, wanted = observed.languages
    if wanted is None or _at_home(observed.target.words, source, wanted):
        return None
    text = without_markup(observed.target.text[:ENOUGH])
    # "Ha ha ha!" says no more than "Ha!".
    said = dict.fromkeys(text[start:end].casefold() for start, end in word_spans(text))
    there = letters("".join(said))
    if not there or is_code(text, len(_common(observed.target.words, source, wanted))):
        return None
    own = letters_of(wanted, text)
    if own is not None and own < (1 - ANOTHER_SCRIPT) * letters(text):
        return _script(observed, wanted)
    other = likelier(text, wanted, source)
    unsure = UNSURE + SHORT / there
    if not unsure < min(other.margin, SURE):
        return None
    severity = share_between(other.margin, unsure, SURE) * there / (there + FEW)
    sure = there >= LEAST_LETTERS and foreign(text, wanted, source) is not None
    return Found(
        severity=BEYOND_DOUBT if sure else min(severity, LIKELY),
        message=f"the target reads like {name_of(other.language)}, not like {name_of(wanted)}",
        source_words=(),
        target_words=tuple(range(len(observed.target))),
        figures={"letters": there, "margin": other.margin},
    )


def _common(words: Sequence[str], language: str | None, other: str | None) -> frozenset[str]:
    """Words of a text that only the first of two languages has, and often."""
    return own_words(language, other).intersection(word.casefold() for word in words[:ENOUGH])


def _at_home(words: Sequence[str], source: str | None, wanted: str) -> bool:
    """Whether a text is plainly in the language asked for, so that no more need be looked at."""
    own = len(_common(words, wanted, source))
    return own >= max(AT_HOME, SHARE_AT_HOME * len(words)) and own > len(_common(words, source, wanted))


def _script(observed: Observed, wanted: str) -> Found | None:
    # Names and brands keep their script.
    kept = {word for word in observed.source.words if word != word.lower()}
    places = tuple(i for i, word in enumerate(observed.target.words) if word not in kept)
    text = " ".join(observed.target.words[i] for i in places)[:ENOUGH]
    there = letters(text)
    foreign_share = 1 - (letters_of(wanted, text) or 0) / max(there, 1)
    if not there or foreign_share <= ANOTHER_SCRIPT:
        return None
    severity = min(foreign_share, BEYOND_DOUBT) * (1 - 2 ** (-there / HALVED))
    source = observed.languages[0]
    left = {observed.target.words[i] for i in places} <= {*observed.source.words}
    if left and len(places) < FEW and not _common(observed.target.words, source, wanted):
        severity *= OF_NO_LANGUAGE
    return Found(
        severity=severity,
        message=f"{foreign_share:.0%} of the target's letters are of another script than {name_of(wanted)} is written "
        "in",
        source_words=(),
        target_words=places,
        figures={"letters": there, "another_script": foreign_share},
    )


SYMPTOM = Symptom(
    name="wrong_language",
    meaning="The target is in another language, or in another script, than the one asked for.",
    formula=(
        "0.95 where a text of 12 letters or more is surely in another language: likelier by 2.5, with two of its "
        "common words, or by 5, names and code left out, too; otherwise (m − u)/(5 − u) · n/(n + 5), at most 0.85, u ="
        " 0.5 + 25/n, m = (score of the likeliest other language − score of the target language)/√bytes by py3langid, "
        "n letters of different words, no markup; where most letters are of another script than the language's, names "
        "left out: their share (0.95 at most) · (1 − 2^(−n/2)), 0.4 of it for few words that the source has, too, none"
        " of them common. Code is in no language. Near twins (Danish and Norwegian, Croatian and Serbian) are no "
        "others"
    ),
    source="py3langid, after Lui and Baldwin 2012",
    hypothesis="The model translates into another language, or not at all.",
    reference="The corpus has lines in another language.",
    find=_find,
    its="mistranslation",
    languages=KNOWN | frozenset(LISTED_AS),
    sides=("target",),
    of_texts=True,
)
