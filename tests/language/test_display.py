from __future__ import annotations

import pytest

from workbench.language.display import counted, number, printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31m", "\\x1b[31m"),
        ("\x00\x7f\x9b", "\\x00\\x7f\\x9b"),
        ("a\nb\tc\r", "a\\nb\\tc\\r"),
        *((chr(code), f"\\u{code:04x}") for code in (*range(0x2028, 0x202F), *range(0x2066, 0x206A), 0xD800, 0xDCFF)),
        ("नमस्ते e\u0301 👩\u200d👧 שלום\u200f", "नमस्ते e\u0301 👩\u200d👧 שלום\u200f"),
        ("a\u00a0b\u2065\u206a\u2027\u202f", "a\u00a0b\u2065\u206a\u2027\u202f"),
        (3, "3"),
    ],
)
def test_what_commands_a_terminal_or_turns_its_text_is_escaped_and_nothing_else(text, shown):
    assert printable(text) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(None, "–"), (float("nan"), "–"), (0.12345, "0.123"), (-2.0, "-2.000"), (7, "7"), ("x", "x")]
)
def test_figures_have_three_digits_and_null_is_a_dash(value, shown):
    assert number(value) == shown


@pytest.mark.parametrize(
    ("count", "of", "shown"),
    [
        (137, 140, "137 of 140 (98%)"),
        (1485, 1487, "1,485 of 1,487 (99.9%)"),
        (99_999, 100_000, "99,999 of 100,000 (99.9%)"),
        (3, 1000, "3 of 1,000 (0.3%)"),
        (1, 100_000, "1 of 100,000 (0.1%)"),
        (5, 5, "5 of 5 (100%)"),
        (0, 7, "0 of 7 (0%)"),
    ],
)
def test_not_quite_all_is_never_told_as_all(count, of, shown):
    assert counted(count, of) == shown
