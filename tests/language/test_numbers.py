from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.language.digits import digits
from workbench.language.numbers import IN_WORDS, numbers
from workbench.language.quantities import quantities
from workbench.language.roman import roman_numerals


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("I have twenty-three dogs and two cats.", "en", ["23", "2"]),
        ("Ich habe dreiundzwanzig Hunde und 1.000 Katzen.", "de", ["23", "1000"]),
        ("the dreißigjährige Krieg, 10-jährig", "de", ["30", "10"]),
        ("1,000 or 1 000.50? 3.5 litres, 3,5 Liter.", None, ["1000", "2001/2", "7/2", "7/2"]),
        ("1.234,50 and 1,234.50 and 12,34,567", None, ["2469/2", "2469/2", "1234567"]),
        ("at 9:30 on 2026-11-25, page 7, 3.2.1.", "en", ["9", "30", "2026", "11", "25", "7", "3", "2", "1"]),
        ("vingt et un chats, cinq pour cent", "fr", ["21", "5"]),
        ("двести двадцать пять тысяч", "ru", ["225000"]),
        ("خمسة وعشرون رجلا و١٢", "ar", ["25", "12"]),
        ("दो लाख पचास हज़ार", "hi", ["250000"]),
        ("二十三人，3万5千，1億2000万，一起", "zh", ["23", "35000", "120000000"]),
        ("三分之二", "zh", ["2/3"]),
        ("1½ and ¾", "en", ["3/2", "3/4"]),
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
        assert any(char.isnumeric() for char in text[slice(*one.span)]) or one.words


@given(st.text(alphabet="0123456789.,' :-x½", max_size=30))
def test_any_text_has_numbers_within_it_or_none(text):
    assert all(text[slice(*one.span)].strip() for one in numbers(text))


@given(
    st.text(alphabet="012 .:/-h%万年月日half pastfive -jährig", max_size=24), st.sampled_from([*sorted(IN_WORDS), None])
)
def test_any_text_has_quantities_within_it_or_none(text, language):
    for one in quantities(text, language):
        assert 0 <= one.span[0] < one.span[1] <= len(text)
        assert one.readings or one.dates or one.minutes


@given(st.integers(0, 10**9))
def test_an_amount_is_the_same_with_and_without_marks(value):
    plain = f"{value:,}"
    for form in (f"{value}", *(plain.replace(",", mark) for mark in ",. \u202f'")):
        assert [one.value for one in numbers(form)] == [value]


@given(st.integers(0, 99999), st.integers(1, 99))
def test_decimals_are_read_with_either_mark(whole, decimals):
    value = Fraction(f"{whole}.{decimals:02}")
    for form in (f"{whole}.{decimals:02}", f"{whole},{decimals:02}", f"{whole:,}.{decimals:02}"):
        assert value in digits(form)[0].readings


@given(st.integers(2, 3999))
def test_roman_numerals_are_what_they_are_written_from(value):
    tens = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC")
    ones = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    hundreds = ("", "C", "CC", "CCC", "CD", "D", "DC", "DCC", "DCCC", "CM")
    written = "M" * (value // 1000) + hundreds[value // 100 % 10] + tens[value // 10 % 10] + ones[value % 10]
    assert [found for found, _, _ in roman_numerals(f"Nr. {written}.")] in ([value], [])
    assert len(written) < 2 or roman_numerals(f"Nr. {written}.")


@pytest.mark.parametrize(
    ("text", "language", "value", "unit", "negative"),
    [
        ("12 lakh rupees", "en", "1200000", "rupee", False),
        ("two dozen men", "en", "24", None, False),
        ("$5m", "en", "5000000", "dollar", False),
        ("3 Mrd. €", "de", "3000000000", "euro", False),
        ("two and a half hours", "en", "5/2", "duration-hour", False),
        ("zwei Drittel", "de", "2/3", None, False),
        ("1 1/2 litres", "en", "3/2", "volume-liter", False),
        ("साढ़े तीन किलो", "hi", "7/2", "mass-kilogram", False),
        ("डेढ़ लाख", "hi", "150000", None, False),
        ("at -5 degrees", "en", "5", "temperature-generic", True),
        ("fünf Grad unter null", "de", "5", "temperature-generic", True),
        ("零下8度", "zh", "8", "temperature-generic", True),
        ("pages 12-15", "en", "12", None, False),
        ("COVID-19", "en", "19", None, False),
        ("三割", "ja", "30", "concentr-percent", False),
    ],
)
def test_a_quantity_has_its_scale_unit_and_sign(text, language, value, unit, negative):
    one = quantities(text, language)[0]
    assert str(one.readings[0]) == value
    assert (one.units[0].name if one.units else None) == unit
    assert one.negative == negative
