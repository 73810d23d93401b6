from __future__ import annotations

import pytest

from workbench.language.conversions import ROUGHLY, converted, other_unit, times_as_much
from workbench.language.digits import digits
from workbench.language.quantities import quantities
from workbench.language.units import UNITS, units_at


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("en", "5 km", {"length-kilometer"}),
        ("de", "20 Meilen", {"length-mile"}),
        ("en", "a 40-foot wall", {"length-foot"}),
        ("de", "€ 30", {"euro"}),
        ("en", "US$30", {"dollar"}),
        ("it", "30 dollari", {"dollar"}),
        ("nl", "30 kilometer", {"length-kilometer"}),
        ("de", "12 %", {"concentr-percent"}),
        ("fr", "12 pour cent", {"concentr-percent"}),
        ("de", "30 °F", {"temperature-fahrenheit"}),
        ("en", "30 pounds", {"mass-pound", "pound"}),
        ("de", "60 Kilometern pro Stunde", {"speed-kilometer-per-hour"}),
        ("ru", "5 километрах", {"length-kilometer"}),
        ("ar", "5 كيلومترات", {"length-kilometer"}),
        ("hi", "90 मिनट", {"duration-minute"}),
        ("zh", "5公里的路", {"length-kilometer"}),
        ("ja", "90分かかる", {"duration-minute"}),
        (None, "30 km", {"length-kilometer"}),
        ("xx", "30 euros", {"euro"}),
        ("en", "7 pieces", set()),
        ("it", "3 miliardi", set()),
        ("en", "12", set()),
    ],
)
def test_the_unit_beside_a_number_is_known_by_all_its_names(language, text, names):
    found, end = units_at(text, digits(text)[0].span, language)
    assert {unit.name for unit in found} == names
    assert end <= len(text)


@pytest.mark.parametrize(
    ("one", "other", "same", "nearly"),
    [
        ("5 miles", "8 kilometres", True, True),
        ("10 miles", "17 kilometres", False, True),
        ("550 pounds", "258 kilograms", False, False),
        ("90 minutes", "1.5 hours", True, True),
        ("212 °F", "100 °C", True, True),
        ("50 %", "½", True, True),
        ("20 dollars", "18 euros", False, False),
        ("56 years", "55 years", False, False),
        ("80 feet", "80 metres", False, False),
    ],
)
def test_an_amount_is_the_same_in_another_unit(one, other, same, nearly):
    (first,), (second,) = quantities(one, "en"), quantities(other, "en")
    assert converted(first, second) == converted(second, first) == same
    assert converted(first, second, ROUGHLY) == nearly


def test_units_of_one_dimension_are_told_apart_and_compared():
    (feet,), (metres,), (euros,) = (quantities(text, "en") for text in ("80 feet", "80 metres", "80 euros"))
    assert other_unit(feet, metres) and not other_unit(feet, feet) and not other_unit(feet, euros)
    assert times_as_much(feet, metres) == pytest.approx(1 / 0.3048)
    assert times_as_much(feet, euros) is None
    assert UNITS["length-mile"].label == "mile"
