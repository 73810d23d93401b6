"""Which quantities of two texts even out, and which are left.

Two quantities are the same if any reading of the one is one of the other: what is ambiguous is read in the favour of
the translation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

import regex

from workbench.language.digits import ascii_digits
from workbench.language.markup import without_markup
from workbench.language.numbers import IN_WORDS
from workbench.language.quantities import Quantity, quantities, words_for_quantities
from workbench.language.units import PERCENT, Unit

# Two texts with more quantities left than this do not belong together, whatever the rest.
_LOOKED_AT = 40
_ROUNDED, _ROUGH = Fraction(2, 100), Fraction(15, 100)
"""How far apart two amounts may be of which one was converted, with and without notice."""
# Digits that are cut in other places are the same from so many on: telephone numbers, Matthew 5:12 and 5,12.
_DIGITS_JOINED = 3
_MARK = regex.compile(r"\s?[.,:]\s?")
_JOINED = 8
_ALIKE = (
    {"mass-ton", "mass-tonne"}, {"energy-calorie", "energy-kilocalorie"}, {"temperature-generic", "temperature-celsius"},
    {"temperature-generic", "temperature-fahrenheit"}, {"temperature-generic", "temperature-kelvin"},
)

Pair = tuple[Quantity, Quantity]


@dataclass
class Side:
    """One text. ``all``: its quantities; ``left``: those that have no counterpart (yet)."""

    text: str
    language: str | None
    all: list[Quantity]
    left: list[Quantity] = field(default_factory=list)

    @classmethod
    def of(cls, text: str, language: str | None) -> Side:
        """With nothing evened out yet."""
        bare = without_markup(text)
        found = quantities(bare, language)
        return cls(bare, language, found, [*found])

    @cached_property
    def explaining(self) -> list[Quantity]:
        """Words that may stand for a quantity, each of which explains one of the other text."""
        counted = {one.span[1] for one in self.all}
        return [
            one
            for one in words_for_quantities(self.text, self.language)
            # "Three pairs" is no two.
            if one.readings[0].denominator > 1 or len(self.text[: one.span[0]].rstrip()) not in counted
        ]

    def shown(self, chosen: Iterable[Quantity]) -> list[str]:
        """As they stand in the text."""
        return [self.text[slice(*one.span)] for one in chosen]


@dataclass
class Evened:
    """``same``: pairs of one value; ``rough``: pairs that are the same if one was converted roughly."""

    same: list[Pair] = field(default_factory=list)
    rough: list[Pair] = field(default_factory=list)


def even_out(a: Side, b: Side) -> Evened:
    """Take out of what is left on either side all that the other side says too."""
    found = Evened()
    found.same += _cancel(a, b, lambda one, other: _same(one, other) and not other_unit(one, other))
    if not a.left and not b.left:
        return found
    found.same += _cancel(a, b, _same)
    if a.left or b.left:
        _rest_of_dates(found.same, a, b)
        found.same += _cancel(a, b, _same)
    if (a.left or b.left) and (_split(a, b) | _split(b, a)):
        found.same += _cancel(a, b, lambda one, other: _same(one, other) or _short_year(one, other))
    if not a.left and not b.left:
        return found
    found.same += _cancel(a, b, lambda one, other: _converted(one, other, _ROUNDED))
    _cancel_sums(a, b)
    _cancel_sums(b, a)
    _cancel_joined(a, b)
    _cancel_joined(b, a)
    _cancel(a, b, _short_year)
    for side, other in ((a, b), (b, a)):
        _explain(side, other)
        if other.language not in IN_WORDS:
            side.left = [one for one in side.left if not one.words]
        if side.language not in IN_WORDS:
            continue
    found.rough += _cancel(a, b, lambda one, other: _converted(one, other, _ROUGH) and not _same_unit(one, other))
    for side in (a, b):
        _put_together(side)
    return found


def times_as_much(one: Quantity, other: Quantity) -> float | None:
    """How many times the greater of two amounts in different units is the lesser; None where that is not to be told."""
    for unit in one.units:
        for same in other.units:
            if unit.dimension == same.dimension and unit != same and one.readings and other.readings:
                worth = unit.in_base(one.readings[0]), same.in_base(other.readings[0])
                if worth[0] is not None and worth[1] is not None and min(worth) > 0:
                    return float(max(worth) / min(worth))
    return None


def other_unit(one: Quantity, other: Quantity) -> bool:
    """Whether two are measured by different units of one dimension: feet and metres, dollars and euros."""
    if not one.units or not other.units or _same_unit(one, other):
        return False
    return bool({unit.dimension for unit in one.units} & {unit.dimension for unit in other.units})


def explains_another(one: Quantity, side: Side) -> bool:
    """Whether it gives an amount in a second unit: 72 kilometres (45 miles)."""
    return any(
        other is not one and (_converted(one, other, _ROUGH) or (other_unit(one, other) and one.units[0].dimension == "money"))
        for other in side.all[:_LOOKED_AT]
    )


def roughly(one: Quantity, other: Quantity) -> bool:
    """Whether one may have been converted into the other, and rounded."""
    return _converted(one, other, _ROUGH)


def _same_unit(one: Quantity, other: Quantity) -> bool:
    names = {unit.name for unit in one.units}, {unit.name for unit in other.units}
    return bool(names[0] & names[1]) or any(names[0] & alike and names[1] & alike for alike in _ALIKE)


def _same(one: Quantity, other: Quantity) -> bool:
    if not set(one.readings).isdisjoint(other.readings):
        return True
    if not one.minutes.isdisjoint(other.minutes):
        return True
    return any(
        date.fits(same) and (date.month is not None or date.year == same.year) and None not in (date.month or 0, same.month or 0)
        and (date.month is None) == (same.month is None)
        for date in one.dates
        for same in other.dates
    )


def _rest_of_dates(pairs: list[Pair], a: Side, b: Side) -> None:
    """What only one of two dates says, the day or the year, has to stand elsewhere in the other text."""
    for pair in pairs:
        for side, one, other in ((a, *pair), (b, *pair[::-1])):
            if not one.dates or not other.dates:
                continue
            date, known = one.dates[0], other.dates[0]
            for number, same in ((date.year, known.year), (date.day, known.day)):
                if number is not None and same is None:
                    part = next((part for part in one.parts if Fraction(number) in part.readings), None)
                    if part:
                        side.left.append(part)


def _split(side: Side, other: Side) -> bool:
    """Dates, times and fractions part by part, where the other side has one of the parts, or none of the kind."""
    wanted = {value for one in (*other.left, *other.explaining) for value in one.readings}
    found: list[Quantity] = []
    changed = False
    for one in side.left:
        alike = any(
            bool(one.dates) == bool(left.dates) and bool(one.minutes) == bool(left.minutes) for left in other.left
        )
        values = {value for part in one.parts for value in part.readings}
        if one.parts and (values & wanted or not alike):
            months = {Fraction(date.month) for date in one.dates if date.month} if one.dates and not one.named else set()
            parts = [part for part in one.parts if not (months and set(part.readings) & months and not values & wanted)]
            found += parts
            side.explaining.extend(replace(one, readings=(Fraction(date.month),), dates=()) for date in one.dates if date.month)
            changed = True
        else:
            found.append(one)
    side.left = found
    return changed


def _put_together(side: Side) -> None:
    """Dates and times none of whose parts found a counterpart are wholes again."""
    for whole in side.all:
        parts = {id(part) for part in whole.parts}
        if parts and parts <= {id(one) for one in side.left}:
            at = next(at for at, one in enumerate(side.left) if id(one) in parts)
            side.left.insert(at, whole)
            side.left = [one for one in side.left if id(one) not in parts]


def _converted(one: Quantity, other: Quantity, tolerance: Fraction) -> bool:
    for unit in one.units:
        for same in other.units:
            if unit.dimension != same.dimension or _same_unit(one, other):
                continue
            if any(
                _near(unit.in_base(value), same.in_base(equal), tolerance)
                and _rounds_to(value, unit, equal, same)
                for value in one.readings
                for equal in other.readings
            ):
                return True
    return any(near(*pair) for near in (_near_share, _near_degrees) for pair in ((one, other), (other, one)))


def _near(value: Fraction | None, other: Fraction | None, tolerance: Fraction) -> bool:
    if value is None or other is None:
        return False
    return abs(value - other) <= tolerance * max(abs(value), abs(other), Fraction(1, 1000))


def _rounds_to(value: Fraction, unit: Unit, other: Fraction, same: Unit) -> bool:
    """Whether two amounts may be one, each to its last digit: 550 pounds are from 247 to 252 kilograms."""
    ranges = []
    for number, of in ((value, unit), (other, same)):
        step = _last_digit(number) / 2
        ranges.append((of.in_base(number - step), of.in_base(number + step)))
    (a, b), (c, d) = ranges
    return a is not None and b is not None and c is not None and d is not None and a <= d and c <= b


def _last_digit(value: Fraction) -> Fraction:
    """What one of the last digit that is no nought is worth: 10 in 550, a tenth in 7.5; of fractions a whole."""
    step = Fraction(1)
    if value and value.denominator == 1:
        while value % (step * 10) == 0:
            step *= 10
        return step
    while value % step and step > Fraction(1, 10**6):
        step /= 10
    return step if value % step == 0 else Fraction(1)


def _near_share(one: Quantity, other: Quantity) -> bool:
    """50 per cent is a half, 200 per cent double."""
    return PERCENT in one.units and any(value / 100 in other.readings for value in one.readings)


def _near_degrees(one: Quantity, other: Quantity) -> bool:
    """Degrees that nobody says the kind of may be those of Fahrenheit, or a difference between some."""
    if not any(unit.dimension == "temperature" for unit in one.units):
        return False
    if any(unit.dimension != "temperature" for unit in other.units):
        return False
    return any(
        abs((equal - 32) * 5 / 9 - value) <= 1 or abs(equal * 5 / 9 - value) <= 1
        for value in one.readings
        for equal in other.readings
    )


def _cancel_sums(a: Side, b: Side) -> None:
    """One hour and thirty minutes are ninety minutes; five feet seven are 170 centimetres."""
    for one in [*b.left]:
        for first in range(len(a.left) - 1):
            two = a.left[first : first + 2]
            for unit in one.units:
                in_base = [
                    same.in_base(part.readings[0]) for part in two for same in part.units if same.dimension == unit.dimension
                ]
                known = [value for value in in_base if value is not None]
                if len(known) == 2 and one.readings and _near(sum(known, Fraction(0)), unit.in_base(one.readings[0]), _ROUNDED):
                    _leave(a, two)
                    _leave(b, [one])
                    return


def _cancel_joined(a: Side, b: Side) -> None:
    """The same digits, cut in other places: telephone and card numbers, nineteen eighty-four."""
    digits = [_digits(a, one) for one in a.left[:_LOOKED_AT]]
    for one in b.left[:_LOOKED_AT]:
        wanted = _digits(b, one).lstrip("0")
        for first in range(len(digits)):
            joined = ""
            for last in range(first, min(first + _JOINED, len(digits))):
                joined += digits[last]
                if joined.lstrip("0") == wanted and _cut(a, first, last, len(wanted)) and not (first == last and _told_apart(a.left[first], one)):
                    _leave(a, a.left[first : last + 1])
                    _leave(b, [one])
                    return _cancel_joined(a, b)
    if a.left and b.left and len(whole := "".join(digits)) >= _DIGITS_JOINED:
        single = len(a.left) == len(b.left) == 1 and _told_apart(a.left[0], b.left[0])
        if not single and whole.lstrip("0") == "".join(_digits(b, one) for one in b.left).lstrip("0"):
            a.left, b.left = [], []
    return None


def _cut(side: Side, first: int, last: int, length: int) -> bool:
    """Whether these are the digits of one number: enough of them, or with nothing but a mark between."""
    if length >= _DIGITS_JOINED:
        return True
    chosen = side.left[first : last + 1]
    return all(_MARK.fullmatch(side.text, one.span[1], other.span[0]) for one, other in zip(chosen, chosen[1:], strict=False))


def _told_apart(one: Quantity, other: Quantity) -> bool:
    """Whether two are read as the same kind, so that they would have evened out: 0.5 and 0.05, but not 5:12 and 5.12."""
    return bool(one.readings) == bool(other.readings) and bool(one.minutes) == bool(other.minutes)


def _digits(side: Side, one: Quantity) -> str:
    if one.dates:
        return ""
    if one.words:
        return str(one.readings[0]) if one.readings else ""
    return regex.sub(r"\D", "", ascii_digits(side.text[slice(*one.span)]))


def _explain(side: Side, other: Side) -> None:
    """Take out of what is left what a word of the other text may stand for."""
    if not side.left:
        return
    for one in [*side.left]:
        found = next((word for word in other.explaining if _same(one, word) or _converted(one, word, _ROUNDED)), None)
        if found is not None:
            other.explaining.remove(found)
            side.left.remove(one)


def _short_year(one: Quantity, other: Quantity) -> bool:
    if not one.readings or not other.readings:
        return False
    few, many = sorted((one.readings[0], other.readings[0]))
    return few < 100 and 1900 <= many < 2100 and many % 100 == few


def _cancel(a: Side, b: Side, same: Callable[[Quantity, Quantity], bool]) -> list[Pair]:
    pairs: list[Pair] = []
    free = b.left[:_LOOKED_AT]
    for one in a.left[:_LOOKED_AT]:
        other = next((other for other in free if same(one, other)), None)
        if other is not None:
            free.remove(other)
            pairs.append((one, other))
    _leave(a, [one for one, _ in pairs])
    _leave(b, [other for _, other in pairs])
    return pairs


def _leave(side: Side, gone: Iterable[Quantity]) -> None:
    known = {id(one) for one in gone}
    side.left = [one for one in side.left if id(one) not in known]
