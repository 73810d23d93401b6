"""Numbers by value: what is the same in another form is quiet, what is another number is beyond doubt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.symptoms.number_cases import LESS_PLAIN, RIGHT, WRONG, rows
from tests.symptoms.observed import observed
from workbench.symptoms import SYMPTOMS, Found

FAINT, LOUD, SURE = 0.3, 0.5, 0.9


def found(source: str, target: str, languages: str = "en-de") -> Found | None:
    return SYMPTOMS["numbers"].find(observed(source, target, languages))


def severity(source: str, target: str, languages: str = "en-de") -> float:
    one = found(source, target, languages)
    return one.severity if one else 0.0


@pytest.mark.parametrize(("languages", "source", "target"), rows(RIGHT))
def test_what_is_the_same_by_value_is_quiet(languages, source, target):
    assert severity(source, target, languages) < FAINT
    backwards = "-".join(reversed(languages.split("-")))
    assert severity(target, source, backwards) < FAINT


@pytest.mark.parametrize(("languages", "source", "target"), rows(WRONG))
def test_what_is_another_number_is_beyond_doubt(languages, source, target):
    one = found(source, target, languages)
    assert one is not None and one.severity >= SURE, one
    assert one.source_words and one.target_words and one.message


@pytest.mark.parametrize(("languages", "source", "target"), rows(LESS_PLAIN))
def test_ordinals_and_parts_in_words_are_found_with_some_doubt(languages, source, target):
    assert LOUD <= severity(source, target, languages) < SURE


def test_the_table_has_all_eight_pairs_on_both_sides():
    pairs = {f"en-{code}" for code in ("de", "fr", "es", "ru", "ar", "hi", "zh", "ja")}
    assert pairs <= {row[0] for row in rows(RIGHT)} & {row[0] for row in rows(WRONG)}
    assert len(rows(RIGHT) + rows(WRONG) + rows(LESS_PLAIN)) >= 190


@pytest.mark.parametrize(
    ("source", "target", "low", "high"),
    [
        ("We met in 1999.", "Wir haben uns getroffen.", 0.5, 0.5),
        ("We have seven dogs.", "Wir haben Hunde.", 0.35, 0.35),
        ("It is 10 miles.", "Es sind 17 km.", 0.2, 0.3),
        ("It is 550 pounds.", "Es sind 258 Kilo.", 0.5, 0.8),
        ("He ran 280 yards.", "Er lief 280 Meter.", 0.5, 0.8),
        ("It is 50 miles.", "Es sind 200 Kilometer.", 0.9, 1.0),
        ("It costs 20 dollars.", "Es kostet 18 Euro.", 0.3, 0.6),
        ("-5 euros!", "5 Euro!", 0.9, 1.0),
        ("- 12 men came.", "12 Männer kamen.", 0.0, 0.0),
        ("It fell by -5 %.", "Es sank um 5 %.", 0.0, 0.0),
        ("It is 72 km (45 miles) away.", "Es ist 72 km entfernt.", 0.1, 0.2),
        ("Hundreds came.", "Drei kamen.", 0.3, 0.5),
        ("On the fourth floor.", "Im dritten Stock.", 0.0, 0.2),
        ("In 1, 2, 3, 4, 5 and 60 of 70.", "Nie.", 0.5, 0.75),
    ],
)
def test_what_is_less_sure_weighs_less(source, target, low, high):
    assert low <= severity(source, target) <= high


@pytest.mark.parametrize(
    ("source", "target", "message"),
    [
        ("It was -5 degrees.", "Es waren 5 Grad.", "'5' is below zero in the source alone"),
        ("It is 80 feet long.", "Es ist 80 m lang.", "'80' is measured by foot in the source, by meter in the target"),
        (
            "On 22 November.",
            "Am 2. November.",
            "'22 November' has no counterpart; the target has '2. November' instead",
        ),
        ("At 2:30 p.m.", "Um 15 Uhr.", "'2:30 p.m.' has no counterpart; the target has '15 Uhr' instead"),
    ],
)
def test_the_message_says_what_stands_where(source, target, message):
    one = found(source, target)
    assert one is not None and one.message == message


@given(
    st.text(alphabet="0123456789.,:-/ %€$hkmWMio", max_size=40), st.sampled_from(["en-de", "de-en", "en-zh", "xx-en"])
)
def test_a_text_has_the_same_quantities_as_itself(text, languages):
    first, _ = languages.split("-")
    assert severity(text, text, f"{first}-{first}") == 0.0


@given(st.integers(13, 10**7), st.integers(13, 10**7))
def test_another_number_in_digits_is_always_told(one, other):
    assert (severity(f"They sold {one} of them.", f"Sie verkauften {other} davon.") >= SURE) == (one != other)
