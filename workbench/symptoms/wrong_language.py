"""A target that is not in the target language."""

from __future__ import annotations

from workbench.language.identification import ENOUGH, KNOWN, LISTED_AS, likelier, name_of
from workbench.language.markup import without_markup
from workbench.language.scripts import letters, letters_of
from workbench.symptoms.evidence import share_between
from workbench.symptoms.symptom import Found, Observed, Symptom

UNSURE, SURE = 0.5, 5.0
# What a margin must have more, divided by letters: of 330 right sentences of up to fifteen the worst has 2.7 with nine.
SHORT = 25.0
# With this many letters the language of a text is told half as surely as it ever is.
FEW = 5
ANOTHER_SCRIPT = 0.5


def _find(observed: Observed) -> Found | None:
    text = without_markup(observed.target.text[:ENOUGH])
    there = letters(text)
    wanted = observed.languages[1]
    if not there or wanted is None:
        return None
    if found := _script(observed, text, wanted):
        return found
    other = likelier(text, wanted, observed.languages[0])
    unsure = UNSURE + SHORT / there
    if not unsure < min(other.margin, SURE):
        return None
    severity = share_between(other.margin, unsure, SURE) * there / (there + FEW)
    message = f"the target reads like {name_of(other.language)}, not like {name_of(wanted)}"
    return Found(
        severity=severity,
        message=message,
        source_words=(),
        target_words=tuple(range(len(observed.target))),
        figures={"letters": there, "margin": other.margin},
    )


def _script(observed: Observed, text: str, wanted: str) -> Found | None:
    own = letters_of(wanted, text)
    if own is None or own >= (1 - ANOTHER_SCRIPT) * letters(text):
        return None
    # Names and brands keep their script.
    kept = {word for word in observed.source.words if word != word.lower()}
    places = tuple(i for i, word in enumerate(observed.target.words) if word not in kept)
    text = " ".join(observed.target.words[i] for i in places)[:ENOUGH]
    there = letters(text)
    foreign = 1 - (letters_of(wanted, text) or 0) / max(there, 1)
    if not there or foreign <= ANOTHER_SCRIPT:
        return None
    message = f"{foreign:.0%} of the target's letters are of another script than {name_of(wanted)} is written in"
    return Found(
        severity=foreign * there / (there + 1),
        message=message,
        source_words=(),
        target_words=places,
        figures={"letters": there, "another_script": foreign},
    )


SYMPTOM = Symptom(
    name="wrong_language",
    meaning="The target is in another language, or in another script, than the one asked for.",
    formula=(
        "(m − u)/(5 − u) · n/(n + 5), u = 0.5 + 25/n, m = (score of the likeliest other language − score of the target "
        "language)/√bytes by py3langid, n letters, no markup; where most letters are of another script than the "
        "language's, names left out: their share · n/(n + 1). Near twins (Danish and Norwegian, Croatian "
        "and Serbian) are no others"
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
