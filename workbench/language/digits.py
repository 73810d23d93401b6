"""What digits with marks between them may mean: 1.234 is a thousand and more, or one and a quarter nearly."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import regex

from workbench.language.segmentation import Span

LONGEST = 60
# What stands between groups of three digits: plain, no-break, narrow no-break, thin and figure space.
SPACES = " \u00a0\u202f\u2009\u2007"
_MARKS = ".,’'٫٬"
# A point or comma before the end of a sentence is none of the number's marks.
_DIGITS = regex.compile(
    rf"(?<!\p{{Nd}})\p{{Nd}}{{1,3}}(?:[{SPACES}]\p{{Nd}}{{3}})+(?:[.,٫]\p{{Nd}}+)?(?!\p{{Nd}}|[.,٫]\p{{Nd}})"
    rf"|\p{{Nd}}+(?:[{_MARKS}]\p{{Nd}}+)*"
    r"[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]?|[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]",
)
_FRACTIONS = dict(
    zip(
        "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞",
        map(
            Fraction,
            (["1/2", "1/3", "2/3", "1/4", "3/4", "1/5", "2/5", "3/5", "4/5", "1/6", "5/6", "1/8", "3/8", "5/8", "7/8"]),
        ),
        strict=True,
    )
)
_GROUPS_OF_THREE = regex.compile(r"\d{1,3}(?:\D\d{3})+")
_INDIAN = regex.compile(r"\d{1,2}(?:\D\d{2})+\D\d{3}")


@dataclass(frozen=True)
class Digits:
    """``readings``: what it may be worth, the likeliest first; several numbers in one, as in 3.2.1, have none.
    ``plain``: with digits of 0 to 9, whatever the script."""

    plain: str
    span: Span
    readings: tuple[Fraction, ...]


def digits(text: str) -> list[Digits]:
    """Numbers in digits of any script, in order; a fraction in one character is one."""
    found = []
    for match in _DIGITS.finditer(text):
        plain = ascii_digits(match[0])
        found.append(Digits(plain, match.span(), readings(plain)))
    return found


@cache
def grouping_mark(language: str) -> str | None:
    """What stands between thousands in a language, as CLDR has it; None for one that it has not."""
    from babel import UnknownLocaleError
    from babel.numbers import get_group_symbol

    try:
        return get_group_symbol(language)
    except (UnknownLocaleError, ValueError):
        return None


def ascii_digits(text: str) -> str:
    """With digits of 0 to 9 for those of other scripts."""
    if text.isascii():
        return text
    return "".join(str(int(char)) if char.isdecimal() else char for char in text)


def readings(plain: str) -> tuple[Fraction, ...]:
    """What digits and marks may be worth; nothing that people would read as a number if they are too many."""
    if len(plain) > LONGEST:
        return ()
    if plain[-1] in _FRACTIONS:
        before = readings(plain[:-1]) if len(plain) > 1 else (Fraction(0),)
        return tuple(value + _FRACTIONS[plain[-1]] for value in before)
    marks = regex.findall(r"\D", plain)
    if not marks:
        return (Fraction(int(plain)),)
    *whole, last = regex.split(r"\D", plain)
    together = Fraction(int("".join([*whole, last])))
    decimal = Fraction(f"{''.join(whole)}.{last}")
    if _GROUPS_OF_THREE.fullmatch(plain) and len({*marks}) == 1 and not plain.startswith("0"):
        # One point or comma before three digits may stand before decimals too.
        return (together, decimal) if marks in (["."], [","]) else (together,)
    if _INDIAN.fullmatch(plain) and {*marks} == {","}:
        return (together,)
    if len(marks) == 1:
        return (decimal,) if marks[0] in ".,٫" else ()
    grouped = "".join(plain[: -len(last) - 1])
    if marks[-1] in ".,٫" and marks[-1] not in marks[:-1] and len({*marks[:-1]}) == 1:
        return (decimal,) if _GROUPS_OF_THREE.fullmatch(grouped) or _INDIAN.fullmatch(grouped) else ()
    return ()
