from __future__ import annotations

import pytest

from workbench.language.numbers import numbers
from workbench.language.units import months, parts, unit_at


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("5 km", "kilometre"),
        ("20 Meilen", "mile"),
        ("a 40-foot wall", "foot"),
        ("€ 30", "euro"),
        ("US$30", "dollar"),
        ("30 dollari", "dollar"),
        ("12 %", "percent"),
        ("12 pour cent", "percent"),
        ("30 °F", "Fahrenheit"),
        ("7 pieces", None),
        ("3 miliardi", None),
    ],
)
def test_the_unit_beside_a_number_is_known_by_all_its_names(text, unit):
    found = unit_at(text, numbers(text)[0].span)
    assert (found.name if found else None) == unit


def test_months_are_known_in_several_languages():
    assert [month.number for month in months("in May, août, Dezember and settembre")] == [5, 8, 12, 9]
    assert [month.number for month in months("decide to march")] == [3]


@pytest.mark.parametrize(
    ("text", "dated"),
    [
        ("on 3 March", True),
        ("the 3rd of March", True),
        ("March 3, 2020", True),
        ("März 1999", True),
        ("am 3. März", True),
        ("le 1er mars", True),
        ("el 5 de mayo de 2001", True),
        ("de 3e mei", True),
        ("1.º de maio", True),
        ("at least 20 may come", False),
        ("next March", False),
        ("we march at dawn", False),
    ],
)
def test_a_month_beside_a_day_or_a_year_is_a_dates(text, dated):
    (month,) = months(text)
    assert month.dated is dated
    assert text[slice(*month.span)].lower().startswith("m")


def test_halves_of_hours_are_no_other_halves():
    assert (
        parts("um halb drei").half_hours and parts("at half past two").half_hours and parts("om half drie").half_hours
    )
    assert not parts("er half mir").half_hours
    assert parts("um 14 Uhr").hours and parts("at 2:30").hours and not parts("two dogs").hours
