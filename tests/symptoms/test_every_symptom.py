"""What holds for every symptom, whatever it looks for."""

from __future__ import annotations

import math
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.symptoms.observed import observed
from workbench.language.display import printable
from workbench.symptoms import SYMPTOMS, Found, Observed
from workbench.symptoms.wrong_language import KNOWN

TEXT_SYMPTOMS = [
    "antonym",
    "glossary",
    "length",
    "markup",
    "names",
    "negation",
    "numbers",
    "repetition",
    "truncation",
    "untranslated_copy",
    "wrong_language",
]
PAIRS = [("en", "de"), ("de", "en"), ("en", "fr"), ("es", "en"), ("en", "it"), ("nl", "en"), ("ru", "zh"), (None, None)]
PIECES = [
    "the",
    "nicht",
    "Tom",
    "12",
    "3.5",
    "{0}",
    "https://x.y/z",
    "<b>",
    "%s",
    "🙂",
    "\x00",
    "\ud800",
    "„",
    ",",
    "x" * 99,
]
texts = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=20).map(" ".join))


def check(seen: Observed) -> dict[str, Found]:
    """What is found, each looked at."""
    all_found = {}
    for name, symptom in SYMPTOMS.items():
        found = symptom.find(seen)
        if found is None:
            continue
        assert 0 < found.severity <= 1, name
        assert all(word in range(len(seen.source)) for word in found.source_words), name
        assert all(word in range(len(seen.target)) for word in found.target_words), name
        assert printable(found.message) == found.message and len(found.message) < 1000, name
        assert all(map(math.isfinite, found.figures.values())), name
        all_found[name] = found
    return all_found


def test_the_names_are_a_contract():
    assert set(TEXT_SYMPTOMS) <= set(SYMPTOMS)


@pytest.mark.parametrize("name", sorted(SYMPTOMS))
def test_every_symptom_declares_itself(name):
    symptom = SYMPTOMS[name]
    assert symptom.name == name
    for text in (symptom.meaning, symptom.formula, symptom.source, symptom.hypothesis, symptom.reference):
        assert text.strip() and "  " not in text
    assert symptom.hypothesis != symptom.reference
    assert symptom.sides and {*symptom.sides} <= {"source", "target"}
    assert symptom.languages is None or symptom.languages


@settings(deadline=None)  # tables and the identifier are loaded on the first call
@given(texts, texts, st.sampled_from(PAIRS), st.sampled_from([math.nan, -0.1, -9.0]))
def test_any_two_texts_are_taken(source, target, languages, end):
    seen = observed(source, target, languages, end_logprob=end, glossary=[("the", "der"), (source, target)])
    assert check(seen) == check(seen), "the same texts give the same findings"


@pytest.mark.parametrize("languages", PAIRS)
@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "\x00", "🙂🙂", "\ud800", "x" * 10_000, "ab " * 3000, "7 " * 3000, "Ab! " * 2000, "<" * 5000),
        *("{{" * 5000, "1." * 5000, "不" * 3000, "n't " * 2000, "www." * 3000, "a@" * 3000, "%" * 5000, "n’" * 4000),
    ],
    ids=lambda text: f"{text[:4]!a} of {len(text)}",
)
def test_texts_of_any_kind_and_length_take_no_more_than_a_moment(text, languages):
    seen = [observed(text, text[::-1], languages), observed(text, "", languages), observed("a", text, languages)]
    for name in TEXT_SYMPTOMS:
        for one in seen:
            SYMPTOMS[name].find(observed("One small dog.", "Ein kleiner Hund.", languages))
            start = time.process_time()
            SYMPTOMS[name].find(one)
            assert time.process_time() - start < 2, name


def test_the_languages_that_are_told_apart_are_those_of_the_library():
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    assert {*LanguageIdentifier.from_model_file(MODEL_FILE).labels} - {"zxx"} == KNOWN
