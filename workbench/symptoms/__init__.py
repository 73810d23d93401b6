"""Named faults, each with evidence and severity: one small file per symptom, all of them in `SYMPTOMS`.

Other packages add theirs as entry points: see `workbench.plugins`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from workbench import plugins
from workbench.errors import PluginError
from workbench.language.vocabulary import Vocabulary
from workbench.plugins import Registry
from workbench.symptoms.addition import SYMPTOM as ADDITION
from workbench.symptoms.antonym import SYMPTOM as ANTONYM
from workbench.symptoms.detached import SYMPTOM as DETACHED
from workbench.symptoms.end_sink import SYMPTOM as END_SINK
from workbench.symptoms.glossary import SYMPTOM as GLOSSARY
from workbench.symptoms.length import SYMPTOM as LENGTH
from workbench.symptoms.markup import SYMPTOM as MARKUP
from workbench.symptoms.names import SYMPTOM as NAMES
from workbench.symptoms.negation import SYMPTOM as NEGATION
from workbench.symptoms.non_word import SYMPTOM as NON_WORD
from workbench.symptoms.numbers import SYMPTOM as NUMBERS
from workbench.symptoms.omission import SYMPTOM as OMISSION
from workbench.symptoms.repetition import SYMPTOM as REPETITION
from workbench.symptoms.scattered import SYMPTOM as SCATTERED
from workbench.symptoms.stray import SYMPTOM as STRAY
from workbench.symptoms.symptom import Found, Observed, Symptom
from workbench.symptoms.truncation import SYMPTOM as TRUNCATION
from workbench.symptoms.unsure import SYMPTOM as UNSURE
from workbench.symptoms.untranslated_copy import SYMPTOM as UNTRANSLATED_COPY
from workbench.symptoms.wrong_language import SYMPTOM as WRONG_LANGUAGE

_OURS: tuple[Symptom, ...] = (
    OMISSION,
    ADDITION,
    DETACHED,
    REPETITION,
    UNTRANSLATED_COPY,
    WRONG_LANGUAGE,
    NUMBERS,
    NAMES,
    MARKUP,
    NEGATION,
    NON_WORD,
    ANTONYM,
    TRUNCATION,
    LENGTH,
    SCATTERED,
    STRAY,
    END_SINK,
    UNSURE,
    GLOSSARY,
)

SYMPTOMS: Registry[Symptom] = Registry(plugins.SYMPTOMS, Symptom, _OURS, beside=plugins.SCORES)


def known(languages: tuple[str | None, str | None], vocabulary: Vocabulary | None = None) -> tuple[str, ...]:
    """Names of those that can say anything about these languages, with what words the model has seen. Ask once for
    many pairs."""
    return tuple(name for name, symptom in SYMPTOMS.items() if symptom.knows(languages, vocabulary))


def look(seen: Observed, names: Iterable[str]) -> dict[str, Found]:
    """What is found of these symptoms, by name, severities to four digits."""
    found: dict[str, Found] = {}
    for name in names:
        with SYMPTOMS.spared(name):
            if (one := SYMPTOMS[name].find(seen)) is not None:
                if not 0 <= one.severity <= 1:
                    raise PluginError(f"severity {one.severity} received; expected 0 to 1")
                found[name] = replace(one, severity=round(one.severity, 4))
    return found


TAGS = 3
LEAST_TAG = 0.1


def tags_of(symptoms: Sequence[Mapping[str, Any]], most: int | None = TAGS) -> list[Mapping[str, Any]]:
    """Of a record's symptoms, the gravest first, those that a line of a list names."""
    return [one for one in symptoms if one["severity"] >= LEAST_TAG][:most]


__all__ = ["SYMPTOMS", "TAGS", "Found", "Observed", "Symptom", "known", "look", "tags_of"]
