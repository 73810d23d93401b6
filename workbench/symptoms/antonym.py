"""A word that is translated by its opposite."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.language.clauses import clauses
from workbench.language.negations import negations, soft_negations
from workbench.language.opposites import LANGUAGES, Half, Meaning, Stands, may_oppose, meanings
from workbench.symptoms.evidence import quoted, words_of
from workbench.symptoms.symptom import Found, Observed, Symptom

SURE, PLAIN, DOUBTFUL = 0.95, 0.75, 0.5
LONG = 0.75
LONG_WORDS = 25


def find(observed: Observed, withheld: Half | None = None) -> Found | None:
    """``withheld``: a half of the word list to do without, where faults planted from it are to be found."""
    codes = observed.languages
    if {*codes} != LANGUAGES:
        return None
    source, target = observed.source.text, observed.target.text
    if not may_oppose(source, target, (codes[0] or "", codes[1] or "")):
        return None
    here, there = (meanings(text, code) for text, code in zip((source, target), codes, strict=True) if code)
    turned = [
        meaning
        for meaning, stands in here.items()
        if meaning.half not in (None, withheld)
        and stands.plain
        and (other := there.get(meaning.turned)) is not None
        and other.plain
        and _exchanged(meaning, here, there)
    ]
    if not turned:
        return None
    # "Never" and "nobody" are opposites and negations at once.
    own = (
        {span for one in turned for span in here[one].spans},
        {span for one in turned for span in there[one.turned].spans},
    )
    negated = [
        sum(span not in of for span in negations(text, code))
        for text, code, of in zip((source, target), codes, own, strict=True)
        if code
    ]
    if bool(negated[0]) != bool(negated[1]):
        # "Not bad" is "gut".
        return None
    soft = [len(soft_negations(text, code)) for text, code in zip((source, target), codes, strict=True) if code]
    if negated[0] or soft[0] != soft[1]:
        severity = DOUBTFUL
    elif any(clauses(text, code) > 1 for text, code in zip((source, target), codes, strict=True) if code):
        severity = PLAIN
    else:
        severity = SURE
    if len(observed.source) > LONG_WORDS:
        severity *= LONG
    first = turned[0]
    spans, others = here[first].spans, there[first.turned].spans
    return Found(
        severity=severity,
        message=f"{quoted([source[slice(*spans[0])]])} has become {quoted([target[slice(*others[0])]])}, its opposite",
        source_words=words_of(observed.source, [span for one in turned for span in here[one].spans]),
        target_words=words_of(observed.target, [span for one in turned for span in there[one.turned].spans]),
        figures={"opposites": len(turned)},
    )


def _exchanged(meaning: Meaning, here: Mapping[Meaning, Stands], there: Mapping[Meaning, Stands]) -> bool:
    """Whether words of a meaning have become their opposites: all of them, or some of just as many."""
    own, turned, own_there, turned_there = (
        len(side[one].spans) if one in side else 0 for side in (here, there) for one in (meaning, meaning.turned)
    )
    return (not turned and not own_there) or (turned_there > turned and own + turned == own_there + turned_there)


SYMPTOM = Symptom(
    name="antonym",
    meaning="A word stands on the other side as its opposite: strongly as schwach, allow as verbieten.",
    formula=(
        "a word of a list of opposites (English and German) stands on one side and its opposite on the other, each "
        "without a word for the other: 0.95 where both sides are one clause, else 0.75; 0.5 where both are negated or "
        "one has more words that may stand for a negation; nothing where one side is negated and the other is not; "
        "three quarters from 26 source words on"
    ),
    source="this project; the fault is among those of Amrhein et al. 2022 (ACES)",
    hypothesis="The model took a word for its opposite, which stands close to it in what it learned.",
    reference="The translation says the opposite, or says it from the other end.",
    find=find,
    its="mistranslation",
    languages=LANGUAGES,
    of_texts=True,
)
