from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.language.numbers import numbers


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("I have twenty-three dogs and two cats.", "en", ["23", "2"]),
        ("Ich habe dreiundzwanzig Hunde und 1.000 Katzen.", "de", ["23", "1000"]),
        ("1,000 or 1 000.50? 3.5 litres, 3,5 Liter.", None, ["1000", "1", "0.50", "3.5", "3.5"]),
        ("1.234,56 and 1,234.56", None, ["1234.56", "1234.56"]),
        ("at 9:30 on 2026-11-25, page 7.", "en", ["9", "30", "2026", "11", "25", "7"]),
        ("vingt et un chats", "fr", ["21"]),
        ("vingt et un chats", "xx", []),
        ("one of the first", "en", []),
        ("٣ and 3", None, ["3", "3"]),
        ("", "en", []),
    ],
)
def test_numbers_are_read_in_digits_and_in_words(text, language, values):
    found = numbers(text, language)
    assert [str(one.value) for one in found] == values
    assert [one.span for one in found] == sorted(one.span for one in found)
    for one in found:
        assert any(char.isdecimal() for char in text[slice(*one.span)]) != one.words


@given(st.text(alphabet="0123456789.,' :-x", max_size=30))
def test_any_text_has_numbers_within_it_or_none(text):
    assert all(text[slice(*one.span)].strip() for one in numbers(text))


@given(st.integers(0, 10**9))
def test_an_amount_is_the_same_with_and_without_marks(value):
    for form in (f"{value}", f"{value:,}", f"{value:,}".replace(",", "."), f"{value:,}".replace(",", "\u202f")):
        assert [int(one.value) for one in numbers(form)] == [value]
