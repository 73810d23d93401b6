"""Which numbers of two texts even out, and which are left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from math import prod

import regex

from workbench.language.markup import without_markup
from workbench.language.numbers import IN_WORDS, Number, numbers
from workbench.language.units import Month, Parts, Unit, months, parts, unit_at

_INNER = regex.compile(r"\p{Nd}+")
# Two texts with more numbers left than this do not belong together, whatever the rest.
_LOOKED_AT = 40
# More numbers than these never are one amount.
_FACTORS = 4


@dataclass
class Reckoned:
    """One text. ``left``: its numbers that have no counterpart; ``all``: every number that needs one; ``ordinals``: in
    words, which explain numbers of the other text but need no counterpart."""

    text: str
    language: str | None
    all: list[Number]
    ordinals: list[Number]
    left: list[Number] = field(default_factory=list)

    @classmethod
    def of(cls, text: str, language: str | None) -> Reckoned:
        """With nothing evened out yet."""
        found = numbers(without_markup(text), language, ordinals=True)
        cardinals = [number for number in found if not number.ordinal]
        return cls(text, language, cardinals, [number for number in found if number.ordinal], [*cardinals])

    def unit(self, number: Number) -> Unit | None:
        """The unit beside a number."""
        return unit_at(self.text, number.span)

    def shown(self) -> list[str]:
        """What is left, as it stands in the text."""
        return [self.text[slice(*number.span)] for number in self.left]


def even_out(a: Reckoned, b: Reckoned) -> list[tuple[Number, Number]]:
    """Take out of what is left on either side all that the other side says too, and give the pairs of equal value.

    Beside equal values these even out: parts of dates and times, months and ordinals in words, years of two digits,
    hours by twelve and by twenty-four, halves and quarters, full hours, "one", which is not read as a word, amounts
    written out in part (3.5 million), and number words where those of the other language are not known.
    """
    equal = _cancel_equal(a, b)
    if not a.left and not b.left:
        return equal
    a.left, b.left = _parted(a, b), _parted(b, a)
    _cancel_equal(a, b)
    _cancel(a, b, _short_year)
    said = parts(a.text), parts(b.text)
    if any(one.hours for one in said):
        _cancel(a, b, lambda one, other: abs(one.value - other.value) == 12 and max(one.value, other.value) <= 24)
        if any(one.half_hours or one.quarters for one in said):
            _cancel(a, b, lambda one, other: abs(one.value - other.value) == 1 and max(one.value, other.value) <= 24)
    for side, other, told in ((a, b, said[1]), (b, a, said[0])):
        explained = _explained(other, told)
        side.left = [number for number in side.left if number.value not in explained]
        if other.language not in IN_WORDS:
            side.left = [number for number in side.left if not number.words]
    if min(len(a.left), len(b.left)) == 1 and _product(a) == _product(b):
        a.left, b.left = [], []
    return equal


def converted(a: Reckoned, b: Reckoned) -> bool:
    """Whether the two measure the same thing in different units."""
    units = [{unit for number in side.all[:_LOOKED_AT] if (unit := side.unit(number))} for side in (a, b)]
    alone = [{unit.dimension for unit in one - other} for one, other in (units, units[::-1])]
    return bool(alone[0] & alone[1])


def other_months(a: Reckoned, b: Reckoned) -> tuple[list[Month], list[Month]]:
    """The months of each text that the other does not name, if dates are among them on both sides: "may" and "mars"
    are other words too. Two dates that have exchanged their months are not noticed."""
    named = [months(without_markup(side.text)) for side in (a, b)]
    in_a, in_b = (
        [month for month in own if month.number not in {one.number for one in other}]
        for own, other in (named, reversed(named))
    )
    dates = (any(month.dated for month in alone) for alone in (in_a, in_b))
    return (in_a, in_b) if all(dates) else ([], [])


def explains_another(number: Number, side: Reckoned) -> bool:
    """Whether it gives an amount in a second unit: 72 kilometres (45 miles)."""
    own = side.unit(number)
    units = filter(None, map(side.unit, side.all[:_LOOKED_AT])) if own else ()
    return own is not None and any(unit.dimension == own.dimension and unit != own for unit in units)


def _cancel_equal(a: Reckoned, b: Reckoned) -> list[tuple[Number, Number]]:
    waiting: dict[Decimal, list[Number]] = {}
    for number in reversed(b.left):
        waiting.setdefault(number.value, []).append(number)
    pairs = [(number, waiting[number.value].pop()) for number in a.left if waiting.get(number.value)]
    _leave(a, b, pairs)
    return pairs


def _cancel(a: Reckoned, b: Reckoned, same: Callable[[Number, Number], bool]) -> None:
    pairs: list[tuple[Number, Number]] = []
    free = b.left[:_LOOKED_AT]
    for one in a.left[:_LOOKED_AT]:
        other = next((other for other in free if same(one, other)), None)
        if other is not None:
            free.remove(other)
            pairs.append((one, other))
    _leave(a, b, pairs)


def _leave(a: Reckoned, b: Reckoned, pairs: list[tuple[Number, Number]]) -> None:
    gone = {one.span for one, _ in pairs}, {other.span for _, other in pairs}
    a.left = [number for number in a.left if number.span not in gone[0]]
    b.left = [number for number in b.left if number.span not in gone[1]]


def _parted(side: Reckoned, other: Reckoned) -> list[Number]:
    """2.30 and 7.12.1941 part by part, where the other side has one of the parts."""
    wanted = {number.value for number in (*other.left, *other.ordinals)}
    found: list[Number] = []
    for number in side.left:
        matches = [] if number.words else [*_INNER.finditer(side.text, *number.span)]
        pieces = [replace(number, value=Decimal(int(piece[0])), span=piece.span()) for piece in matches]
        found += pieces if any(piece.value in wanted for piece in pieces) else [number]
    return found


def _short_year(one: Number, other: Number) -> bool:
    few, many = sorted((one.value, other.value))
    return few < 100 and 1900 <= many < 2100 and many % 100 == few


def _explained(by: Reckoned, told: Parts) -> set[Decimal]:
    """What the other text may say without a number that is read as one."""
    found = (
        {one.value for one in by.ordinals}
        | {Decimal(month.number) for month in months(by.text)}
        | {Decimal(0), Decimal(1)}
    )
    if told.halves:
        found |= {Decimal(30), Decimal("0.5")}
    if told.quarters:
        found |= {Decimal(15), Decimal(45), Decimal("0.25")}
    return found


def _product(side: Reckoned) -> Decimal | None:
    return prod((number.value for number in side.left), start=Decimal(1)) if len(side.left) <= _FACTORS else None
