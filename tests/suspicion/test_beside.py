"""What the difference from a reference says: the figures, and the nats."""

from __future__ import annotations

import math

import pytest

from workbench.suspicion.beside import SAME, figures, nats, same, told
from workbench.suspicion.shipped import beside

REFERENCE = "Der kleine Hund schläft seit 3 Stunden."


def of(hypothesis, *references, language="de"):
    return nats(hypothesis, references, language, beside().learned)


@pytest.mark.parametrize("hypothesis", [REFERENCE, "der kleine Hund schläft, seit 3 Stunden", REFERENCE + " "])
def test_a_hypothesis_with_the_words_of_the_reference_is_the_same(hypothesis):
    assert same(hypothesis, REFERENCE)
    assert of(hypothesis, REFERENCE) == of(hypothesis, "Ganz anders.", REFERENCE) == SAME
    assert told(hypothesis, [REFERENCE], "de") == "the reference says the same"


@pytest.mark.parametrize("hypothesis", ["Der kleine Hund schläft seit 4 Stunden.", "Hund der kleine", "?!", ""])
def test_other_words_in_another_order_or_none_are_not_the_same(hypothesis):
    assert not same(hypothesis, REFERENCE)


def test_the_farther_from_the_reference_the_more_speaks_against_it():
    near, number, far = (
        of(text, REFERENCE)
        for text in (
            "Der kleine Hund schläft schon seit 3 Stunden.",
            "Der kleine Hund schläft schon seit 8 Stunden.",
            "Das Fenster bleibt geschlossen.",
        )
    )
    assert SAME < near < number < far and near < 0 < far


def test_the_nearest_of_several_references_counts():
    near = "Der Hund schlief."
    assert of("Der Hund schläft.", "Die Sonne scheint.", near) == of("Der Hund schläft.", near)


@pytest.mark.parametrize("references", [(), ("",), (" ",)])
def test_without_a_reference_nothing_is_said(references):
    assert of("Der Hund schläft.", *references) is None
    assert told("Der Hund schläft.", references, "de") == ""


@pytest.mark.parametrize(
    ("hypothesis", "reference", "words", "numbers"),
    [
        ("Der Hund schläft.", "Die Hunde bellen.", 0.5, 0),
        ("Zwei Katzen schlafen.", "Vier Katzen schlafen.", None, 1),
        ("Um 8 Uhr regnet es.", "Es regnet um 8 Uhr.", 0, 0),
    ],
)
def test_words_are_compared_by_their_beginning_and_numbers_by_value(hypothesis, reference, words, numbers):
    found = figures(hypothesis, reference, "de")
    assert found["other_numbers"] == numbers and 0 <= found["chrf"] <= 100
    assert words is None or found["other_words"] == pytest.approx(words)


def test_a_language_whose_stop_words_are_not_known_has_no_share_of_words():
    assert math.isfinite(of("un deux", "trois quatre", language=None))
    assert "content words" in told("Der Hund bellt.", ["Die Katze schläft."], "de")
