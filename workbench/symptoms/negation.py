"""A sentence that is negated on one side only."""

from __future__ import annotations

from workbench.language.negations import LANGUAGES, negations, soft_negations
from workbench.symptoms.evidence import quoted, words_of
from workbench.symptoms.symptom import Found, Observed, Symptom

PLAIN, SOFTENED = 0.6, 0.2
# Questions are negated out of politeness, and long sentences put things in other ways.
QUESTION, LONG = 0.5, 0.75
LONG_WORDS = 25


def _find(observed: Observed) -> Found | None:
    sides = observed.source, observed.target
    codes = observed.languages
    if codes[0] not in LANGUAGES or codes[1] not in LANGUAGES:
        return None
    found = [negations(side.text, code) for side, code in zip(sides, codes, strict=True) if code]
    if bool(found[0]) == bool(found[1]):
        return None
    here = 0 if found[0] else 1
    other = sides[1 - here]
    code = codes[1 - here]
    if not other.text.strip() or code is None:
        return None
    soft = soft_negations(other.text, code)
    severity = SOFTENED if soft else PLAIN
    if "?" in sides[0].text or "?" in sides[1].text:
        severity *= QUESTION
    if len(sides[0]) > LONG_WORDS:
        severity *= LONG
    words = quoted([sides[here].text[slice(*span)] for span in found[here]])
    message = (
        f"the {'source' if here == 0 else 'target'} is negated by {words}, the {'target' if here == 0 else 'source'}"
    )
    message += f" at most by {quoted([other.text[slice(*span)] for span in soft])}" if soft else " is not"
    return Found(
        severity=severity,
        message=message,
        source_words=words_of(observed.source, found[0] if here == 0 else soft),
        target_words=words_of(observed.target, found[1] if here == 1 else soft),
        figures={"source": len(found[0]), "target": len(found[1]), "soft": len(soft)},
    )


SYMPTOM = Symptom(
    name="negation",
    meaning="One side says no, not, never or the like, and the other side nowhere does.",
    formula=(
        "negation words on one side, none on the other: 0.6, or 0.2 if the other has a word that may stand for one "
        "(un-, hardly, only, stop); half in questions, three quarters from 26 source words on; tags and set phrases "
        "(not only, nicht wahr) do not count"
    ),
    source="this project; the fault is among those of Sennrich 2017 (contrastive pairs)",
    hypothesis="The model turned the meaning around.",
    reference="The translation says the opposite, or says it in another way.",
    find=_find,
    its="mistranslation",
    languages=LANGUAGES,
    of_texts=True,
)
