from __future__ import annotations

import pytest

from workbench.corpus.values import value


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
        *((text, text) for text in ("007", "-01", "00.5", "1e999", "inf", "1_000", "1,5", "٣", "0x1f", "1.2.3", " a ")),
        ("123456789012345", 123456789012345),
        ("1234567890123456", "1234567890123456"),
        (True, True),
        (7, 7),
        (float("inf"), None),
        (None, None),
        (["ä", 1], '["ä", 1]'),
    ],
)
def test_only_what_can_be_nothing_else_becomes_a_number(cell, expected):
    found = value(cell)
    assert found == expected
    assert type(found) is type(expected)
