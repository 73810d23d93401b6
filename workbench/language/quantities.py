"""Quantities of a text by value: numbers with their units and signs, dates, times of day, ordinals, fractions."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import regex

from workbench.language.clock import HOURS, Moment, moments, ones
from workbench.language.dates import Date, dates
from workbench.language.numbers import Number, numbers
from workbench.language.roman import roman_numerals
from workbench.language.scales import SCALES, added_before, half_at, part_at, scale_at, times_before
from workbench.language.segmentation import Span
from workbench.language.spans import Taken
from workbench.language.standing_words import standing_words
from workbench.language.units import PERCENT, UNITS, Unit, units_at

_INCHES = 12
_FOOT = UNITS["length-foot"]
_FEET_AND = regex.compile(r"[\s\u00a0-]?(?:['’′]|ft\.?|feet|foot)[\s\u00a0-]?", regex.I)
_MINUTE = UNITS["duration-minute"]
_ANY = regex.compile(r"\p{Nd}+")
_LETTER = regex.compile(r"[\p{L}--[\p{Han}\p{Hiragana}\p{Katakana}]]", regex.V1)
_MINUS, _PLUS = "-−–‐﹣－", "+＋"
_MINUS_WORD = regex.compile(
    r"(?:minus|moins|menos|минус|سالب|ناقص|माइनस|ऋण|负|負|零下|マイナス|氷点下)[\s\u00a0]*$", regex.I
)
_BELOW_ZERO = regex.compile(
    r"[^.,;!?\p{Nd}]{0,24}?(?:below (?:zero|freezing)|unter (?:null|dem gefrierpunkt)|minus(?![\s\u00a0]*\p{N})"
    r"|au-dessous de zéro|sous zéro|en dessous de zéro"
    r"|bajo cero|ниже нуля|мороза|تحت الصفر|शून्य से नीचे)|[\s\u00a0]?[°º]?[CF]? below",
    regex.I,
)
_ABOVE_ZERO = regex.compile(
    r"[^.,;!?\p{Nd}]{0,24}?(?:above (?:zero|freezing)|über (?:null|dem gefrierpunkt)|au-dessus de zéro|sobre cero"
    r"|выше нуля|тепла|فوق الصفر|शून्य से ऊपर)",
    regex.I,
)
_BELOW_ZERO_BEFORE = regex.compile(r"शून्य से[\s\u00a0]+$")
_FRACTION = regex.compile(r"[\s\u00a0]?/[\s\u00a0]?")
_MONEY_MILLIONS = regex.compile(r"[\s\u00a0]?(?:(m)|(b))(?![\p{L}\p{Nd}])", regex.I)
_DECADE = regex.compile(r"['’]?s\b|er\b|ies\b|-?(?:е|х)\b|年代")
_RANGE = regex.compile(
    r"[\s\u00a0\u202f]*(?:[-–—‑~〜～/]|to|bis|and|und|or|oder|à|et|ou|a|y|o|до|и|или"
    r"|إلى|أو|से|या|至|到|から|x|×)[\s\u00a0\u202f]*",
    regex.I,
)
_ARTICLE = regex.compile(
    r"[\s\u00a0-]+(?:(?:of )?an?|eine[rnms]?|d['’]une?|d['’]|de|einer|of the|un[ae]?)(?=[\s\u00a0])|(?<=d['’])"
)


@dataclass(frozen=True)
class Quantity:
    """One quantity of a text.

    ``readings``, ``dates``, ``minutes``: what it may be, as a number, a date, a time of day (minutes after midnight).
    ``parts``: numbers that it is made of. ``words``: not in digits; ``ordinal``: in words, of the kind of "seventh", or
    ``roman``, which may be one; ``named``: a month by its name is in it; ``code``: digits of a name, as in A4.
    ``positive``: said to be above zero. ``vague``: a word that is as often something else.
    """

    span: Span
    readings: tuple[Fraction, ...] = ()
    dates: tuple[Date, ...] = ()
    minutes: frozenset[int] = frozenset()
    units: tuple[Unit, ...] = ()
    parts: tuple[Quantity, ...] = ()
    negative: bool = False
    positive: bool = False
    words: bool = False
    ordinal: bool = False
    roman: bool = False
    named: bool = False
    code: bool = False
    vague: bool = False


def quantities(text: str, language: str | None) -> list[Quantity]:
    """All that is sure to be one, ordinals in words and Roman numerals among them, in order."""
    romans = [
        Quantity(span, readings=(Fraction(value),), ordinal=True, roman=True)
        for value, span, sure in roman_numerals(text)
        if sure
    ]
    found = numbers(text, language, ordinals=True)
    if not found and not ones(text, language):
        return romans
    whole = [(number, one.span) for one in found if (number := one.whole) is not None]
    of_numbers = _assembled(text, language, found)
    of_numbers = _ranges(text, of_numbers)
    larger = [
        Quantity(one.span, dates=one.readings, parts=_parts(text, one.span, of_numbers), named=one.named)
        for one in dates(text, language, whole)
    ]
    taken = Taken(one.span for one in larger)
    for one in moments(text, language, sorted((*whole, *ones(text, language)), key=lambda one: one[1])):
        if not taken.meets(one.span) and (made := _moment(text, one, of_numbers)):
            larger.append(made)
            taken.add(one.span)
    free = (one for one in of_numbers if not taken.meets(one.span))
    return sorted((*larger, *romans, *free), key=lambda one: one.span)


def words_for_quantities(text: str, language: str | None) -> list[Quantity]:
    """Words that may stand for one, and doubtful Roman numerals: they explain what the other text has."""
    found = [
        Quantity(span, readings=(value,), units=_units_behind(text, span, language), words=True, vague=True)
        for value, span in standing_words(text, language)
    ]
    found += [
        Quantity(span, readings=(Fraction(value),), vague=True)
        for value, span, sure in roman_numerals(text)
        if not sure
    ]
    return found


def _assembled(text: str, language: str | None, found: Sequence[Number]) -> list[Quantity]:
    """Numbers with what multiplies and divides them, their units and signs."""
    made: list[Quantity] = []
    end = -1
    for at, one in enumerate(found):
        if one.span[0] < end:
            continue
        start, end, values = one.span[0], one.span[1], one.readings
        following = found[at + 1] if at + 1 < len(found) else None
        parts: tuple[Quantity, ...] = ()
        if not one.ordinal:
            if following and _is_fraction(text, one, following):
                values, parts = (one.value / following.value,), tuple(map(_plain, (one, following)))
                end = following.span[1]
                if made and made[-1].span[1] + 1 == start and _whole(made[-1]):
                    start, values = made[-1].span[0], (made.pop().readings[0] + values[0],)
            while scale := scale_at(text, end, language):
                values, end = tuple(value * scale[0] for value in values), scale[1]
            if (part := part_at(text, end, language)) and one.value < 100:
                values, end = (one.value / part[0],), part[1]
            if half := half_at(text, end):
                values, end = tuple(value + Fraction(1, 2) for value in values), half
                if scale := scale_at(text, end, language):
                    values, end = tuple(value * scale[0] for value in values), scale[1]
            if one.words and one.value in SCALES and (times := times_before(text, start)):
                values, start = tuple(value * times[0] for value in values), times[1]
            if added := added_before(text, start, language):
                values, start = tuple(value + added[0] for value in values), added[1]
        units, behind = units_at(text, (start, end), language)
        if language == "ja" and text[end : end + 1] == "割":  # Tenths, which others give in per cent.
            values, units, end = tuple(value * 10 for value in values), (PERCENT,), end + 1
        if any(unit.dimension == "money" for unit in units) and (match := _MONEY_MILLIONS.match(text, end)):
            values, end = tuple(value * (10**6 if match[1] else 10**9) for value in values), match.end()
        if _DECADE.match(text, end) and values[0].denominator == 1:
            values = _decade(values)
        made.append(
            Quantity(
                (start, end),
                readings=values,
                units=units,
                parts=parts,
                negative=_negative(text, start, max(end, behind)),
                positive=_positive(text, start, max(end, behind)),
                words=one.words,
                ordinal=one.ordinal,
                code=not one.words and _is_code(text, start),
                vague=not one.sure or (one.words and values[0] in SCALES),
            )
        )
    return made


def _ranges(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """Two to four inches: what stands in a range has its unit; what follows feet is inches."""
    made = [*found]
    for at, (one, other) in enumerate(pairwise(found), start=1):
        if (
            _FOOT in one.units
            and not other.units
            and other.readings[0] < _INCHES
            and _FEET_AND.fullmatch(text, one.span[1], other.span[0])
        ):
            made[at] = replace(other, units=(UNITS["length-inch"],))
    for at in range(len(made) - 2, -1, -1):
        one, other = made[at], made[at + 1]
        if other.units and not one.units and _RANGE.fullmatch(text, one.span[1], other.span[0]):
            made[at] = replace(one, units=other.units)
    return made


def _whole(one: Quantity) -> bool:
    return one.readings[0].denominator == 1 and not one.units and not one.words


def _plain(one: Number) -> Quantity:
    return Quantity(one.span, readings=one.readings)


def _is_fraction(text: str, one: Number, other: Number) -> bool:
    if one.words or other.words or not _FRACTION.fullmatch(text, one.span[1], other.span[0]):
        return False
    if text[other.span[1] : other.span[1] + 1] == "/" or text[one.span[0] - 1 : one.span[0]] == "/":
        return False
    return one.whole is not None and other.whole is not None and 0 < one.value < other.value <= 100


def _decade(values: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    """The 90s are the 1990s, and the 1800s the 19th century."""
    value = values[0]
    if value % 100 == 0 and 1000 <= value <= 2000:
        return (*values, value / 100 + 1)
    if value % 10 == 0 and 1900 <= value < 2000:
        return (*values, value - 1900)
    return values


def _is_code(text: str, start: int) -> bool:
    before = text[max(0, start - 2) : start]
    return bool(_LETTER.match(before[-1:])) or (before[-1:] in ("-", "‑", "_") and bool(_LETTER.match(before[:1])))


def _negative(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 12) : start]
    if _signed(before, _MINUS):
        return True
    return bool(_MINUS_WORD.search(before) or _BELOW_ZERO_BEFORE.search(before) or _BELOW_ZERO.match(text, end))


def _positive(text: str, start: int, end: int) -> bool:
    return _signed(text[max(0, start - 12) : start], _PLUS) or bool(_ABOVE_ZERO.match(text, end))


def _signed(before: str, signs: str) -> bool:
    """Whether what stands before a number ends with its sign, and not with a mark between two."""
    if not before or before[-1] not in signs:
        return False
    ahead = before[:-1]
    return (
        not ahead or ahead[-1] in "([{„“\"'«:=~<>/≈" or (ahead[-1].isspace() and not _ANY.search(ahead.rstrip()[-1:]))
    )


def _units_behind(text: str, span: Span, language: str | None) -> tuple[Unit, ...]:
    article = _ARTICLE.match(text, span[1])
    return units_at(text, (span[0], article.end() if article else span[1]), language)[0]


def _moment(text: str, one: Moment, found: Sequence[Quantity]) -> Quantity | None:
    within = [number for number in _near(found, one.span) if _overlap(number.span, one.span)]
    if not one.sure and not all(_inside(number.span, one.span) for number in within):
        return None  # 3.26 million.
    kept = within[0] if not one.sure and len(within) == 1 else None
    return Quantity(
        one.span,
        readings=(Fraction(one.lasting),) if one.lasting else kept.readings if kept else (),
        units=(_MINUTE,) if one.lasting else kept.units if kept else (),
        minutes=one.minutes,
        parts=_clock_parts(one.span, one.minutes),
        words=not _ANY.search(text, *one.span),
    )


def _parts(text: str, span: Span, found: Sequence[Quantity]) -> tuple[Quantity, ...]:
    words = [one for one in _near(found, span) if one.words and _inside(one.span, span)]
    in_digits = [Quantity(match.span(), readings=(Fraction(int(match[0])),)) for match in _ANY.finditer(text, *span)]
    return tuple(sorted((*words, *in_digits), key=lambda one: one.span))


def _near(found: Sequence[Quantity], span: Span) -> Sequence[Quantity]:
    """Those about a span, of many in order."""
    first = bisect_left(found, span[0], key=lambda one: one.span[0])
    last = bisect_left(found, span[1], key=lambda one: one.span[0])
    return found[max(first - 1, 0) : last]


def _clock_parts(span: Span, minutes: frozenset[int]) -> tuple[Quantity, ...]:
    hours = sorted({Fraction(hour) for one in minutes for hour in (one // HOURS % 24, one // HOURS % 12 or 12)})
    minute = Fraction(min(minutes) % HOURS)
    found = [Quantity(span, readings=tuple(hours))]
    if minute:
        found.append(Quantity(span, readings=(minute, 60 - minute)))
        found[0] = replace(found[0], readings=(*hours, *(hour + 1 for hour in hours)))
    return tuple(found)


def _inside(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
