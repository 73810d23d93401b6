from __future__ import annotations

import pytest

from workbench.corpus.values import JSON, of_json, of_table


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        *((text, None) for text in ("", "  ", "nan", "NaN")),
        ("0", 0),
        ("-3", -3),
        (" 12 ", 12),
        ("0.5", 0.5),
        (".5", 0.5),
        ("-1.25e-3", -0.00125),
        ("1E3", 1000.0),
        *((text, text) for text in ("Nan", "NAN", "nAn", "nano", "N a N", "Nan Goldin", "none", "null")),
        *((text, text) for text in ("007", "-01", "00.5", "1e999", "inf", "1_000", "1,5", "٣", "0x1f", "1.2.3", " a ")),
        ("123456789012345", 123456789012345),
        ("1234567890123456", "1234567890123456"),
        (True, True),
        (7, 7),
        (float("inf"), None),
        (None, None),
        (["ä", 1], '["ä", 1]'),
        (2**63 - 1, 2**63 - 1),
        (-(2**63), -(2**63)),
        (2**63, "9223372036854775808"),
        (-(2**63) - 1, "-9223372036854775809"),
        (10**400, "1" + "0" * 400),
    ],
)
def test_a_cell_of_a_table_becomes_a_number_or_nothing_only_if_it_can_be_nothing_else(cell, expected):
    found = of_table(cell)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("9223372036854775807", 2**63 - 1),
        ("-9223372036854775808", -(2**63)),
        ("9223372036854775808", "9223372036854775808"),
        ("-9223372036854775809", "-9223372036854775809"),
        ("18446744073709551616", "18446744073709551616"),
        ("1" * 5000, "1" * 5000),
        ("-" + "1" * 5000, "-" + "1" * 5000),
        ("1e308", 1e308),
        ("1e400", "1e400"),
        ("-1.5E+999", "-1.5E+999"),
        ("1e-400", 0.0),
        ("NaN", None),
        ("Infinity", None),
        ("-Infinity", None),
        ("[1e400, NaN, 9223372036854775808]", '["1e400", null, "9223372036854775808"]'),
        ('{"a": -1e999}', '{"a": "-1e999"}'),
        ("true", True),
        ('"1e400"', "1e400"),
        *((f'"{text}"', text) for text in ("NaN", "nan", "Nan", "", " ", " 12 ", "3", "-0.5", "1e3", "inf", "null")),
        ('["NaN"]', '["NaN"]'),
    ],
)
def test_what_json_holds_keeps_its_type_and_a_number_that_64_bits_do_not_hold_its_digits(written, expected):
    found = of_json(JSON.decode(written))
    assert found == expected
    assert type(found) is type(expected)
    assert of_json(found) == found
