from __future__ import annotations

import pytest

from workbench.language.clock import moments, ones
from workbench.language.numbers import numbers


def times(text: str, language: str) -> list[set[str]]:
    whole = [(one.whole, one.span) for one in numbers(text, language) if one.whole is not None]
    found = moments(text, language, sorted([*whole, *ones(text, language)], key=lambda one: one[1]))
    return [{f"{minutes // 60}:{minutes % 60:02}" for minutes in one.minutes} for one in found]


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "at half past two", [{"2:30", "14:30"}]),
        ("en", "at 2:30 p.m.", [{"14:30"}]),
        ("en", "at 12 a.m.", [{"0:00"}]),
        ("en", "it is ten to five", [{"4:50", "16:50"}]),
        ("en", "at one o'clock", [{"1:00", "13:00"}]),
        ("en", "two to four inches", []),
        ("en", "5 to 10 miles", []),
        ("en", "seven men", []),
        ("de", "um halb drei", [{"2:30", "14:30"}]),
        ("de", "um Viertel vor eins", [{"12:45", "0:45"}]),
        ("de", "um 15.30 Uhr", [{"15:30"}]),
        ("de", "um zehn Uhr dreißig", [{"10:30", "22:30"}]),
        ("de", "um fünf am Flughafen", []),
        ("fr", "à 14h30", [{"14:30"}]),
        ("es", "a las dos y media", [{"2:30", "14:30"}]),
        ("ru", "в половине третьего", [{"2:30", "14:30"}]),
        ("ar", "الساعة 9 مساءً", [{"21:00"}]),
        ("hi", "शाम साढ़े पाँच बजे", [{"5:30", "17:30"}]),
        ("zh", "下午两点半", [{"14:30"}]),
        ("ja", "午前9時15分", [{"9:15"}]),
    ],
)
def test_times_of_day_are_read_by_both_clocks(language, text, found):
    assert times(text, language) == found
