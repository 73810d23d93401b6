"""Symptoms that rest on the model's figures: what each sees, and what it lets pass."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.symptoms.evidence import evidence
from workbench.alignment.tokens import Tokens
from workbench.symptoms import SYMPTOMS, Found, Observed
from workbench.symptoms.evidence import explained, named, runs, word_weights

MODEL = ("omission", "addition", "detached", "scattered_attention", "stray_attention", "end_sink", "unsure")

RAIN = "the match was cancelled because of heavy rain ."
HOLE = "0-0 1-1 2-2 3-3 4-8"
"""Five target words linked to all of RAIN but words 4 to 7."""

FOUND = {
    "omission: a clause that nothing is linked to": (
        "omission",
        evidence(RAIN, "das Spiel wurde abgesagt .", links=HOLE, logprobs=[-0.1] * 4 + [-7.0]),
        {"source": {4, 5, 6, 7}},
        "source words 4–7 'because of heavy rain': probably omitted",
    ),
    "omission: the model wanted to go on": (
        "omission",
        evidence(RAIN, "das Spiel wurde abgesagt", links="0-0 1-1 2-2 3-3", end=(-9.0, -5.0)),
        {"source": {4, 5, 6, 7}},
        "'because of heavy rain'",
    ),
    "omission: German to English": (
        "omission",
        evidence("Er kaufte Brot , Käse und Oliven .", "He bought bread .", ("de", "en"), links="0-0 1-1 2-2 3-7",
                 logprobs=[-0.1, -0.1, -0.1, -6.0]),
        {"source": {4, 5, 6}},
        "'Käse und Oliven'",
    ),
    "omission: French to English": (
        "omission",
        evidence("le chat noir dort sous la vieille table", "the cat sleeps", ("fr", "en"), links="0-0 1-1 2-3",
                 end=(-8.0, -4.0)),
        {"source": {6, 7}},
        "vieille table",
    ),
    "omission: a language without a list of stop-words": (
        "omission",
        evidence("a b c d e f g h", "p q r s", ("tlh", "en"), links="0-0 1-1 2-2 3-3", end=(-8.0, -4.0)),
        {"source": {4, 5, 6, 7}},
        "'e f g h'",
    ),
    "addition: a clause behind the sentence": (
        "addition",
        evidence("he sleeps .", "er schläft und trinkt gern kalten Kaffee .", links="0-0 1-1 2-1 3-1 4-1 5-1 6-1 7-2",
                 weights=None, logprobs=[-0.1, -0.1, -6, -9, -8, -9, -7, -0.1], gains=[6, 8, 0, 0, -1, 0, 0, 3]),
        {"target": {3, 4, 5, 6}},
        "probably added",
    ),
    "addition: Russian to English": (
        "addition",
        evidence("он спит", "he sleeps near yellow elephants beside green monkeys", ("ru", "en"),
                 links="0-0 1-1 2-1 3-1 4-1 5-1 6-1 7-1",
                 logprobs=[-0.1, -0.1, -6, -9, -8, -6, -9, -8], gains=[6, 8, 0, 0, -1, 0, 0, 0]),
        {"target": {3, 4, 6, 7}},
        "yellow elephants beside green monkeys'",
    ),
    "detached: the source is no help": (
        "detached",
        evidence("the cat sleeps .", "gestern regnete es stark", logprobs=-7, gains=-0.5),
        {"target": {0, 1, 3}},
        "the source explains 0 % of what the target says",
    ),
    "detached: a likely target that comes without the source": (
        "detached",
        evidence("the cat sleeps .", "vielen Dank und Tschüss bis zum nächsten Mal", logprobs=-1.5, gains=0.1),
        {"target": {1, 3, 7}},
        "the source explains 6 %",
    ),
    "scattered: no row but one settles": (
        "scattered_attention",
        evidence("a red fox jumps here", "ein roter Fuchs springt hier", links="4-4"),
        {"target": {0, 1, 2, 3}},
        "scatters over the source",
    ),
    "stray: content on function words": (
        "stray_attention",
        evidence("the doctor of the village is very old", "Elefanten fressen gelbe Bananen der sehr kalten Insel",
                 links="0-0 1-0 2-2 3-2 4-0 5-6 6-7 7-7", weights=None),
        {"target": {1, 3}},
        "stop-words and punctuation",
    ),
    "end_sink: most words rest on the end token": (
        "end_sink",
        evidence("a b c d e f g", "p q r s t u v", dropped=[0.1, 0.9, 0.95, 0.8, 0.9, 0.9, 0.9]),
        {"target": {1, 2, 3, 4, 5, 6}},
        "89 % of the attention of target words 1–6 'q r s t u v' goes to the end token",
    ),
    "unsure: one word of a likely sentence": (
        "unsure",
        evidence("he gets up at six", "er steht um vier auf", logprobs=[-0.1, -0.1, -0.1, -12, -0.1],
                 gains=[5, 5, 5, -0.5, 5]),
        {"target": {3}},
        "target word 3 'vier'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FOUND)
def test_a_fault_is_found_with_its_words(case):
    name, seen, words, message = FOUND[case]
    found = SYMPTOMS[name].find(seen)
    assert found is not None
    assert found.severity > 0.3
    assert message in found.message
    assert words.get("source", set()) <= set(found.source_words)
    assert words.get("target", set()) <= set(found.target_words)


GOOD = evidence(
    RAIN,
    "das Spiel wurde wegen starken Regens abgesagt .",
    links="0-0 1-1 2-2 3-4 4-6 5-7 6-3 7-8",
)
LET_PASS = {
    **{f"{name}: a good pair": (name, GOOD) for name in MODEL},
    "omission: one function word": (
        "omission",
        evidence("he went to school .", "er ging zur Schule .", links="0-0 1-1 2-3 3-3 4-4"),
    ),
    "omission: punctuation alone, though the model wanted to go on": (
        "omission",
        evidence("he sleeps , — .", "er schläft", links="0-0 1-1", end=(-9.0, -9.0)),
    ),
    "omission: little attention each from several words": (
        "omission",
        evidence("a red fox jumps here", "ein roter Fuchs springt hier"),
    ),
    "addition: words that share a source word and that it explains": (
        "addition",
        evidence("Haustür", "the front door key hole", ("de", "en"), links="0-0 1-0 2-0 3-0 4-0", logprobs=-5, gains=9),
    ),
    "addition: words that are likely anyhow": (
        "addition",
        evidence("he sleeps .", "er schläft heute Nacht .", links="0-0 1-1 2-1 3-1 4-2", logprobs=-0.1, gains=0.0),
    ),
    "addition: words with a source word of their own": (
        "addition",
        evidence("he sleeps late", "er schläft lange", links="0-0 1-1 2-2", logprobs=-9, gains=0.0),
    ),
    "detached: unlikely words that the source explains": (
        "detached",
        evidence("Käse und Oliven", "feta and olives", ("de", "en"), logprobs=-7, gains=9),
    ),
    "scattered: a map that is never sharp": (
        "scattered_attention",
        evidence("a red fox jumps", "ein roter Fuchs springt"),
    ),
    "scattered: one source word": ("scattered_attention", evidence("fox", "ein roter Fuchs")),
    "stray: source language without a list": (
        "stray_attention",
        evidence("the of the", "Elefanten fressen gelbe Bananen", ("tlh", "de"), links="0-0 1-0 2-1 3-1"),
    ),
    "stray: target language unknown": (
        "stray_attention",
        evidence("the doctor of the village", "Elefanten fressen gelbe", ("en", None), links="0-0 1-0 2-2"),
    ),
    "end_sink: all words rest there alike": ("end_sink", evidence("a b c", "p q r s", dropped=0.9)),
    "end_sink: dropped mass is not known": ("end_sink", evidence("a b c", "p q r s", dropped=np.nan)),
    "unsure: the whole sentence is unlikely": (
        "unsure",
        evidence("he gets up at six", "er steht um vier auf", logprobs=[-4, -5, -4, -19, -5], gains=0.0),
    ),
    "unsure: a rare word that the source explains": (
        "unsure",
        evidence("in San Jacinto it rained", "in San Jacinto regnete es", logprobs=[-0.1, -0.1, -14, -0.1, -0.1]),
    ),
}


@pytest.mark.parametrize("case", LET_PASS)
def test_what_is_no_fault_passes(case):
    name, seen = LET_PASS[case]
    found = SYMPTOMS[name].find(seen)
    assert found is None or found.severity < 0.3


@pytest.mark.parametrize("name", MODEL)
@pytest.mark.parametrize(
    "seen",
    [
        evidence("", ""),
        evidence("a b", ""),
        evidence("", "a b"),
        evidence("Hund", "dog", ("de", "en"), links="0-0"),
        evidence("a b", "c d", weights=np.full((2, 2), np.nan), logprobs=np.nan, gains=np.nan, dropped=np.nan),
    ],
    ids=["nothing", "no target", "no source", "single words", "nothing known"],
)
def test_nothing_to_go_by_is_no_fault(name, seen):
    assert SYMPTOMS[name].find(seen) is None


@st.composite
def anything(draw) -> Observed:
    some_words = st.lists(st.sampled_from(["the", "rain", "heavy", ",", "7", "und", "Regen", "fiel"]), max_size=7)
    source, target = draw(some_words), draw(some_words)
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    weights = rng.dirichlet(np.full(max(len(source), 1), draw(st.sampled_from([0.05, 1, 50]))), len(target))
    weights = weights[:, : len(source)]
    weights[rng.random(len(target)) < draw(st.sampled_from([0, 0.5, 1]))] = np.nan
    figure = st.sampled_from([-30.0, -8.0, -1.0, -0.0, np.nan])
    logprobs = draw(st.lists(figure, min_size=len(target), max_size=len(target)))
    gains = [draw(st.floats(-9, 9, width=32)) for _ in target]
    languages = draw(st.sampled_from([("en", "de"), ("de", "en"), (None, None), ("tlh", "de")]))
    return evidence(
        " ".join(source), " ".join(target), languages, weights, "", logprobs, gains, rng.random(len(target)),
        (draw(figure), draw(st.floats(-9, 9))),
    )  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(seen=anything())
def test_severity_and_words_are_always_in_range(seen):
    for name in MODEL:
        found = SYMPTOMS[name].find(seen)
        if found is None:
            continue
        assert isinstance(found, Found)
        assert 0 < found.severity <= 1, name
        assert set(found.source_words) <= set(range(len(seen.source)))
        assert set(found.target_words) <= set(range(len(seen.target)))
        assert found.source_words or found.target_words or name == "detached"
        assert all(isinstance(value, float) and np.isfinite(value) for value in found.figures.values()), name


def test_words_left_out_without_trace_grow_with_their_share():
    def severity(words: int) -> float:
        kept = 8 - words
        source = "apples pears plums grapes cherries lemons oranges melons"
        seen = evidence(source, "Obst " * kept, links=" ".join(f"{i}-{i}" for i in range(kept)), end=(-3.0, 0.0))
        found = SYMPTOMS["omission"].find(seen)
        return found.severity if found else 0.0

    severities = [severity(words) for words in range(1, 8)]
    assert severities == sorted(severities)
    assert severities[0] < 0.3 < severities[-1]


@pytest.mark.parametrize(
    ("logprob", "gain", "share"),
    [(-2, 6, 0.75), (-5, 0, 0), (-6, -3, -1), (0, 5, 1), (0, 0, np.nan), (np.nan, 1, np.nan)],
)
def test_explained_is_the_share_of_a_words_information(logprob, gain, share):
    assert explained(np.array([logprob]), np.array([gain]))[0] == pytest.approx(share, nan_ok=True)


def test_words_are_named_by_number_and_as_they_stand():
    tokens = Tokens.of_words(["eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"])
    assert named("source", tokens, [4]) == "source word 4 'fünf'"
    assert named("source", tokens, [1, 2, 7]) == "source words 1–2 'zwei drei', 7 'acht'"
    assert named("target", tokens, [0, 2, 4, 6, 8]) == "target words 0 'eins', 2 'drei', 4 'fünf' and 2 more"


@pytest.mark.parametrize(
    ("words", "language", "weights"),
    [
        (("the", "rain", "."), "en", [0.5, 1, 0]),
        (("der", "Regen", "3"), "de", [0.5, 1, 1]),
        (("雨", "的", "。"), "zh", [1, 0.5, 0]),
        (("le", "chat", "!"), "fr", [0.5, 1, 0]),
        (("a", "b", "."), "tlh", [0.5, 0.5, 0]),
        ((), "en", []),
    ],
)
def test_function_words_weigh_half_and_punctuation_nothing(words, language, weights):
    np.testing.assert_array_equal(word_weights(tuple(words), language), weights)


@given(st.lists(st.booleans(), max_size=12))
def test_runs_are_the_chosen_places_in_unbroken_stretches(chosen):
    found = runs(np.array(chosen, dtype=bool))
    assert [place for run in found for place in run] == [place for place, yes in enumerate(chosen) if yes]
    assert all(left.stop < right.start for left, right in pairwise(found))
