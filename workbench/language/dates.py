"""Dates: day, month and year in any order, the month by number or by its name in the language (CLDR)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import regex

from workbench.language.digits import ascii_digits
from workbench.language.segmentation import Span
from workbench.language.spans import Taken

_WIDTHS: tuple[Literal["wide", "abbreviated"], ...] = ("wide", "abbreviated")
_CONTEXTS: tuple[Literal["format", "stand-alone"], ...] = ("format", "stand-alone")
# The names that some write and CLDR has not: of Arabic in the Levant, of Austria, in full or short.
_ALSO = {
    "ar": "كانون الثاني=1 شباط=2 آذار=3 أذار=3 نيسان=4 أيار=5 حزيران=6 تموز=7 آب=8 "
    "أيلول=9 تشرين الأول=10 تشرين الثاني=11 كانون الأول=12",
    "de": "Jänner=1 Feber=2",
    "en": "Sept=9 Sep=9",
    "hi": "जन=1 सितम्बर=9 नवम्बर=11 दिसम्बर=12 अक्टूबर=10 अक्तूबर=10 सितंबर=9 नवंबर=11 दिसंबर=12 फरवरी=2",
    "es": "setiembre=9",
}
_ALSO_PARTS = regex.compile(r"([^=]+)=(\d+)\s*")
# Words of everyday use as well.
_NO_MONTHS = frozenset({"may", "mar", "mars", "mai", "mei", "march", "ene", "dec", "jan", "ago"})
_YMD = regex.compile(r"(?<![\p{Nd}.,/-])(\p{Nd}{4})([-./])(\p{Nd}{1,2})\2(\p{Nd}{1,2})(?!\p{Nd}|[-./]\p{Nd})")
_DMY = regex.compile(
    r"(?<![\p{Nd}.,/-])(\p{Nd}{1,2})\s?([-./])\s?(\p{Nd}{1,2})\s?\2\s?(\p{Nd}{4}|\p{Nd}{2})(?!\p{Nd}|[-./]\p{Nd})"
)
# Without a year: 24.12. and, in a language that writes it so, 12/24.
_DM = regex.compile(r"(?<![\p{Nd}.,/-])(\p{Nd}{1,2})\.\s?(\p{Nd}{1,2})\.(?!\p{Nd})")
_CJK = regex.compile(
    r"(?:(\p{Nd}{2,4})\s*[年년]\s*)?(\p{Nd}{1,2})\s*[月월]\s*(?:(\p{Nd}{1,2})\s*[日号號일])?|(\p{Nd}{4})\s*[年년]"
)
_NUMERALS = "〇一二三四五六七八九"
_CJK_WORDS = regex.compile(r"([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十]{1,3})[日号號])?")
_BEFORE_MONTH = regex.compile(
    r"(?:\.|st|nd|rd|th|er|ème|e|\.?[ºª°]|-?(?:го|ого|е|ое|ом))?[\s\u00a0\u202f-]*"
    r"(?:(?:day )?of |de |d['’]|del |af |van |di )?[\s\u00a0]*(?:the )?",
    regex.I,
)
_AFTER_MONTH = regex.compile(r"\.?[\s\u00a0\u202f,-]*(?:the |de |del |of |d['’])?[\s\u00a0]*", regex.I)
_AFTER_DAY = regex.compile(r"(?:st|nd|rd|th)?[\s\u00a0,]*(?:of |in |im )?[\s\u00a0]*", regex.I)


@dataclass(frozen=True)
class Date:
    """What is known of it; None where nothing is said."""

    year: int | None
    month: int | None
    day: int | None

    def fits(self, other: Date) -> bool:
        """Whether both may be the same: nothing that both say differs; 98 may be 1998."""
        return (
            _same(self.month, other.month)
            and _same(self.day, other.day)
            and (_same(self.year, other.year) or _short(self.year, other.year) or _short(other.year, self.year))
        )


@dataclass(frozen=True)
class Dated:
    """``readings``: what 3/4/2020 may be, the likeliest first; ``named``: its month by name."""

    readings: tuple[Date, ...]
    span: Span
    named: bool = False


@dataclass(frozen=True)
class Month:
    """``number``: from 1; ``doubtful``: its name is another word too."""

    number: int
    span: Span
    doubtful: bool


def months(text: str, language: str | None) -> list[Month]:
    """Months by name; what else the word means is not told ("may", "mars")."""
    pattern, numbers = _names(language)
    return [
        Month(numbers[match[0].casefold()], match.span(), match[0].casefold() in _NO_MONTHS)
        for match in pattern.finditer(text)
    ]


def dates(text: str, language: str | None, numbers: Sequence[tuple[int, Span]]) -> list[Dated]:
    """All dates; ``numbers``: the whole numbers of the text that may be days and years, in order."""
    found = _in_digits(text, language)
    taken = Taken(one.span for one in found)
    free = [one for one in numbers if not taken.meets(one[1])]
    for month in months(text, language) if free else []:
        if dated := _around(text, language, month, free):
            found.append(dated)
    return sorted(found, key=lambda one: one.span)


def _around(text: str, language: str | None, month: Month, numbers: Sequence[tuple[int, Span]]) -> Dated | None:
    (start, end), day, year = month.span, None, None
    at = bisect_left(numbers, start, key=lambda one: one[1][0])
    behind = bisect_left(numbers, end, key=lambda one: one[1][0])
    before, after = numbers[max(at - 1, 0) : at], numbers[behind : behind + 2]
    if before and 1 <= before[-1][0] <= 31 and _BEFORE_MONTH.fullmatch(text, before[-1][1][1], start):
        day, start = before[-1][0], before[-1][1][0]
    elif before and before[-1][0] >= 1000 and text[before[-1][1][1] : start].strip(" ,.") in ("", "года", "年"):
        year, start = before[-1][0], before[-1][1][0]
    if after and _AFTER_MONTH.fullmatch(text, end, after[0][1][0]):
        number, span = after[0]
        if day is None and 1 <= number <= 31:
            day, end = number, span[1]
            after = after[1:] if len(after) > 1 and _AFTER_DAY.fullmatch(text, end, after[1][1][0]) else ()
        if after and 1000 <= after[0][0] < 2200 and year is None:
            year, end = after[0][0], after[0][1][1]
    if day is None and year is None:
        return None
    # "20 may": English has months with a capital, unless a text has none at all.
    if month.doubtful and text[month.span[0]].islower() and (day is None or (year is None and language == "en")):
        return None
    return Dated((Date(year, month.number, day),), (start, end), named=True)


def _in_digits(text: str, language: str | None) -> list[Dated]:
    found = []
    for match in _YMD.finditer(text):
        year, first, second = (int(ascii_digits(match[at])) for at in (1, 3, 4))
        readings = [date for date in (_date(year, first, second), _date(year, second, first)) if date]
        if match[2] == "-" or (readings and readings[0].month == first):
            readings = readings[:1]
        if readings:
            found.append(Dated(tuple(readings), match.span()))
    for match in _DMY.finditer(text):
        first, second, year = (int(ascii_digits(match[at])) for at in (1, 3, 4))
        dmy, mdy = _date(year, second, first), _date(year, first, second)
        # English is written in both orders; who writes points does not write the month first.
        either = (dmy, mdy) if language in ("en", None) and match[2] != "." else (dmy, None if dmy else mdy)
        if len(match[4]) == 2 and match[2] == "." and not (match[0].count(" ") or len(match[1]) == 2):
            continue  # 3.2.10 is as often a version.
        readings = [date for date in either if date]
        if readings:
            found.append(Dated(tuple(readings), match.span()))
    if language not in ("en", None):
        taken = Taken(one.span for one in found)
        for match in _DM.finditer(text):
            if (date := _date(None, int(ascii_digits(match[2])), int(ascii_digits(match[1])))) and not taken.meets(
                match.span()
            ):
                found.append(Dated((date,), match.span()))
    if language in ("zh", "ja", "ko"):
        for match in _CJK.finditer(text):
            said, named, of_month, alone = (int(ascii_digits(part)) if part else None for part in match.groups())
            if (date := _date(said or alone, named, of_month)) and not (named and not of_month and not said):
                found.append(Dated((date,), match.span()))
        for match in _CJK_WORDS.finditer(text):
            named, of_month = (_small(part) if part else None for part in match.groups())
            if (date := _date(None, named, of_month)) and of_month:
                found.append(Dated((date,), match.span()))
    return found


def _small(text: str) -> int:
    tens, ten, ones = text.rpartition("十")
    return (_NUMERALS.find(tens) if tens else 1) * 10 * bool(ten) + (_NUMERALS.find(ones) if ones else 0)


def _date(year: int | None, month: int | None, day: int | None) -> Date | None:
    fits = (month is None or 1 <= month <= 12) and (day is None or 1 <= day <= 31)
    return Date(year, month, day) if fits else None


def _same(one: int | None, other: int | None) -> bool:
    return one is None or other is None or one == other


def _short(few: int | None, many: int | None) -> bool:
    return few is not None and many is not None and few < 100 <= many and many % 100 == few


@lru_cache
def _names(language: str | None) -> tuple[regex.Pattern[str], dict[str, int]]:
    from babel import Locale, UnknownLocaleError
    from babel.dates import get_month_names

    found: dict[str, int] = {}
    try:
        locale = Locale.parse(language or "en", sep="-")
    except (UnknownLocaleError, ValueError):
        return regex.compile("(?!)"), {}
    for width in _WIDTHS:
        for context in _CONTEXTS:
            for number, name in get_month_names(width, context, locale).items():
                if not any(char.isdigit() for char in name) and language not in ("zh", "ja", "ko"):
                    found.setdefault(name.casefold().rstrip("."), number)
    for name, number in _ALSO_PARTS.findall(_ALSO.get(language or "", "")):
        found.setdefault(name.casefold(), int(number))
    longest = "|".join(map(regex.escape, sorted(found, key=len, reverse=True)))
    if language == "ar":  # "And", "in" and "by" are one word with what follows.
        found |= {f"{word}{name}": number for word in "وبلف" for name, number in found.items()}
        longest = "|".join(map(regex.escape, sorted(found, key=len, reverse=True)))
    if not longest:
        return regex.compile("(?!)"), {}
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}])(?:{longest})(?![\p{{L}}\p{{M}}])", regex.I), found
