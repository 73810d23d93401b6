from __future__ import annotations

import pytest

from workbench.language.display import counted, number, printable, probability, things, times


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


@pytest.mark.parametrize(
    ("count", "words", "shown"),
    [
        (1, ("pair",), "1 pair"),
        (0, ("pair",), "0 pairs"),
        (2, ("row was", "rows were"), "2 rows were"),
        (1, ("row was", "rows were"), "1 row was"),
        (12_345, ("segment",), "12,345 segments"),
    ],
)
def test_one_is_singular(count, words, shown):
    assert things(count, *words) == shown


@pytest.mark.parametrize(
    ("ratio", "shown"),
    [
        (1.014, "1.01 times"),
        (1.25, "1.2 times"),
        (2.61, "2.6 times"),
        (9.96, "10 times"),
        (99.6, "100 times"),
        (1408.4, "1,408 times"),
        (2e6, "2,000,000 times"),
    ],
)
def test_how_many_times_is_told_without_powers_of_ten(ratio, shown):
    assert times(ratio) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1.0, "100%"),
        (0.994, "99%"),
        (0.0999, "10%"),
        (0.0123, "1.2%"),
        (0.001, "0.1%"),
        (0.0009, "under 0.1%"),
        (0.0, "under 0.1%"),
    ],
)
def test_a_small_probability_is_never_told_as_none(value, shown):
    assert probability(value) == shown
