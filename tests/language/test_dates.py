from __future__ import annotations

import pytest

from workbench.language.dates import Date, dates, months
from workbench.language.numbers import numbers


def dates_of(text: str, language: str | None) -> list[set[tuple]]:
    whole = [(one.whole, one.span) for one in numbers(text, language, ordinals=True) if one.whole is not None]
    return [{(date.year, date.month, date.day) for date in one.readings} for one in dates(text, language, whole)]


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "on March 3, 2020", [{(2020, 3, 3)}]),
        ("en", "the 22nd of November", [{(None, 11, 22)}]),
        ("en", "3/4/2020", [{(2020, 4, 3), (2020, 3, 4)}]),
        ("en", "12/31/2020", [{(2020, 12, 31)}]),
        ("de", "3/4/2020", [{(2020, 4, 3)}]),
        ("de", "am 03.04.98", [{(98, 4, 3)}]),
        ("de", "am 3. März", [{(None, 3, 3)}]),
        ("de", "der 24.12. ist frei", [{(None, 12, 24)}]),
        ("de", "im Jänner 1999", [{(1999, 1, None)}]),
        (None, "2026-11-25", [{(2026, 11, 25)}]),
        ("fr", "le 1er août 1990", [{(1990, 8, 1)}]),
        ("es", "el cinco de mayo de 2001", [{(2001, 5, 5)}]),
        ("ru", "третьего мая", [{(None, 5, 3)}]),
        ("ar", "٥ يونيو ١٩٨٠", [{(1980, 6, 5)}]),
        ("ar", "5 كانون الثاني 2020", [{(2020, 1, 5)}]),
        ("hi", "15 अगस्त 1947", [{(1947, 8, 15)}]),
        ("zh", "1990年5月3日", [{(1990, 5, 3)}]),
        ("ja", "五月十二日", [{(None, 5, 12)}]),
        ("en", "at least 20 may come", []),
        ("en", "next March", []),
        ("en", "we march at dawn", []),
        ("en", "version 3.2.1", []),
        ("de", "45.13.2020", []),
    ],
)
def test_dates_are_read_in_all_orders(language, text, found):
    assert dates_of(text, language) == found


@pytest.mark.parametrize(
    ("one", "other", "fits"),
    [
        ((2020, 3, 4), (2020, 3, 4), True),
        ((2020, 3, 4), (None, 3, 4), True),
        ((1998, 3, 4), (98, 3, 4), True),
        ((2020, 3, 4), (2020, 4, 3), False),
        ((2020, 3, 4), (2021, 3, 4), False),
    ],
)
def test_dates_fit_where_nothing_that_both_say_differs(one, other, fits):
    assert Date(*one).fits(Date(*other)) == Date(*other).fits(Date(*one)) == fits


def test_months_are_known_by_their_names_and_doubted_where_those_are_other_words():
    assert [month.number for month in months("im August und Dezember", "de")] == [8, 12]
    assert [(month.number, month.doubtful) for month in months("decide to march in June", "en")] == [
        (3, True),
        (6, False),
    ]
    assert months("im August", "xx") == []
