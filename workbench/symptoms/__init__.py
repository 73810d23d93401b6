"""Named faults, each with evidence and severity: one small file per symptom, all of them in `SYMPTOMS`."""

from __future__ import annotations

from workbench.symptoms.glossary import SYMPTOM as GLOSSARY
from workbench.symptoms.length import SYMPTOM as LENGTH
from workbench.symptoms.markup import SYMPTOM as MARKUP
from workbench.symptoms.names import SYMPTOM as NAMES
from workbench.symptoms.negation import SYMPTOM as NEGATION
from workbench.symptoms.numbers import SYMPTOM as NUMBERS
from workbench.symptoms.repetition import SYMPTOM as REPETITION
from workbench.symptoms.symptom import Found, Observed, Symptom
from workbench.symptoms.truncation import SYMPTOM as TRUNCATION
from workbench.symptoms.untranslated_copy import SYMPTOM as UNTRANSLATED_COPY
from workbench.symptoms.wrong_language import SYMPTOM as WRONG_LANGUAGE

_ALL: tuple[Symptom, ...] = (
    GLOSSARY,
    LENGTH,
    MARKUP,
    NAMES,
    NEGATION,
    NUMBERS,
    REPETITION,
    TRUNCATION,
    UNTRANSLATED_COPY,
    WRONG_LANGUAGE,
)

SYMPTOMS: dict[str, Symptom] = {symptom.name: symptom for symptom in _ALL}

__all__ = ["SYMPTOMS", "Found", "Observed", "Symptom"]
