from __future__ import annotations

import random

import pytest

from workbench.language.negations import negations
from workbench.language.opposites import exchanges
from workbench.suspicion.reversal import reversed_polarity


@pytest.mark.parametrize(
    ("source", "target", "languages", "turned"),
    [
        ("He does not know me.", "Er kennt mich nicht.", "en-de", {"Er kennt mich."}),
        ("She has no money.", "Sie hat kein Geld.", "en-de", {"Sie hat Geld."}),
        ("That is not a fox.", "Das ist kein Fuchs.", "en-de", {"Das ist ein Fuchs."}),
        ("He never lies.", "Er lügt nie.", "en-de", {"Er lügt immer."}),
        ("Nobody saw it.", "Niemand hat es gesehen.", "en-de", {"Jeder hat es gesehen."}),
        ("It is not here yet.", "Es ist noch nicht hier.", "en-de", {"Es ist schon hier."}),
        ("That is a fox.", "Das ist ein Fuchs.", "en-de", {"Das ist kein Fuchs."}),
        ("He can whistle.", "Er kann pfeifen.", "en-de", {"Er kann nicht pfeifen."}),
        ("We went to Rome.", "Wir sind nach Rom gefahren.", "en-de", {"Wir sind nicht nach Rom gefahren."}),
        ("The roof is red.", "Das Dach ist rot.", "en-de", {"Das Dach ist nicht rot."}),
        ("Er geht nicht.", "He does not go.", "de-en", {"He goes."}),
        ("Er kam nicht.", "He didn't come.", "de-en", {"He came."}),
        ("Er kann nicht pfeifen.", "He can't whistle.", "de-en", {"He can whistle."}),
        ("Geh nicht!", "Don't go!", "de-en", {"Go!"}),
        ("Ich sehe nichts.", "I don't see anything.", "de-en", {"I see something."}),
        ("Das Dach ist rot.", "The roof is red.", "de-en", {"The roof is not red."}),
        ("Sie singt.", "She sings.", "de-en", {"She doesn't sing."}),
        ("Sie sangen.", "They sang.", "de-en", {"They didn't sing."}),
        ("Kommst du nicht?", "Aren't you coming?", "de-en", {None}),
        ("He isn't here, nor is she.", "Weder er noch sie sind nicht da.", "en-de", {None}),
        ("He does not know me.", "Il ne me connaît pas.", "en-fr", {None}),
    ],
)
def test_a_negation_is_taken_out_or_put_in_as_grammar_wants(source, target, languages, turned):
    codes = tuple(languages.split("-"))
    assert {reversed_polarity(source, target, codes, random.Random(seed)) for seed in range(9)} == turned


def test_a_word_is_exchanged_for_its_opposite_in_the_same_form():
    pair = "He wrote the polite letter.", "Er schrieb den höflichen Brief."
    assert reversed_polarity(*pair, ("en", "de"), random.Random(1)) == "Er schrieb den unhöflichen Brief."
    article = reversed_polarity("Das ist langweilig.", "It is a boring story.", ("de", "en"), random.Random(1))
    assert article in ("It is an interesting story.", "It is not a boring story.")


def test_no_word_of_the_other_half_is_planted():
    assert exchanges("Er kam mit dem Hund.", "de", "a") == []
    assert exchanges("Er kam mit dem Hund.", "de", "b") != []
    assert negations("He never slept without it.", "en", "a") == [(15, 22)]
    assert negations("He never slept without it.", "en", "b") == [(3, 8)]
    assert negations("He did not sleep.", "en", "a") == negations("He did not sleep.", "en", "b") == [(7, 10)]
