"""Which quantities of two texts even out, and which are left.

Two quantities are the same if any reading of the one is one of the other: what is ambiguous is read in the favour of
the translation.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

import regex

from workbench.language.conversions import ROUGHLY, added_up, converted, other_unit, same_unit
from workbench.language.dates import Date
from workbench.language.digits import ascii_digits
from workbench.language.markup import without_markup
from workbench.language.numbers import IN_WORDS
from workbench.language.quantities import Quantity, quantities, words_for_quantities

LOOKED_AT = 40
"""Two texts with more quantities left than this do not belong together, whatever the rest."""
# Digits that are cut in other places are the same from so many on: telephone numbers, Matthew 5:12 and 5,12.
_DIGITS_JOINED = 3
_JOINED = 8
_MARK = regex.compile(r"\s?[.,:]\s?")

Pair = tuple[Quantity, Quantity]
Same = Callable[[Quantity, Quantity], bool]


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
            if one.readings[0].denominator > 1 or _end_before(self.text, one.span[0]) not in counted
        ]

    def shown(self, chosen: Iterable[Quantity]) -> list[str]:
        """As they stand in the text."""
        return [self.text[slice(*span)] for span in dict.fromkeys(one.span for one in chosen)]

    def leave_out(self, gone: Iterable[Quantity]) -> None:
        """Take these very ones out of what is left."""
        known = {id(one) for one in gone}
        self.left = [one for one in self.left if id(one) not in known]


@dataclass
class Evened:
    """``same``: pairs of one value; ``rough``: pairs that are the same if one was converted in passing."""

    same: list[Pair] = field(default_factory=list)
    rough: list[Pair] = field(default_factory=list)


def even_out(a: Side, b: Side) -> Evened:
    """Take out of what is left on either side all that the other side says too.

    First what is plainly the same; then parts of dates and times, amounts in other units, digits cut in other places,
    years of two digits, and what a word like "half" or "pair" stands for. Number words go where those of the other
    language are not known.
    """
    found = Evened(same=_cancel_equal(a, b))
    found.same += _cancel(a, b, lambda one, other: _same(one, other) and not other_unit(one, other))
    if not a.left and not b.left and not any(one.dates for one, _ in found.same):
        return found
    found.same += _cancel(a, b, _same)
    _rest_of_dates(found.same, a, b)
    found.same += _cancel(a, b, _same)
    if (a.left or b.left) and (_split(a, b) | _split(b, a)):
        found.same += _cancel(a, b, lambda one, other: _same(one, other) or _short_year(one, other))
    if not a.left and not b.left:
        return found
    found.same += _cancel(a, b, converted)
    for side, other in ((a, b), (b, a)):
        _cancel_sums(side, other)
        _cancel_joined(side, other)
    _cancel(a, b, _short_year)
    for side, other in ((a, b), (b, a)):
        _explain(side, other)
        if other.language not in IN_WORDS:
            side.left = [one for one in side.left if not one.words]
    found.rough += _cancel(a, b, lambda one, other: converted(one, other, ROUGHLY) and not same_unit(one, other))
    for side in (a, b):
        _put_together(side)
    return found


def explains_another(one: Quantity, side: Side) -> bool:
    """Whether it gives an amount in a second unit: 72 kilometres (45 miles), 20 dollars (18 euros)."""
    others = [other for other in side.all[:LOOKED_AT] if other is not one]
    if any(unit.dimension == "money" for unit in one.units):
        return any(other_unit(one, other) for other in others)
    return any(converted(one, other, ROUGHLY) for other in others)


def _end_before(text: str, start: int) -> int:
    while start and text[start - 1].isspace():
        start -= 1
    return start


def _same(one: Quantity, other: Quantity) -> bool:
    if not set(one.readings).isdisjoint(other.readings) or not one.minutes.isdisjoint(other.minutes):
        return True
    return any(_same_date(date, same) for date in one.dates for same in other.dates)


def _same_date(date: Date, other: Date) -> bool:
    # A year alone is no date of that year.
    return date.fits(other) and (date.month is None) == (other.month is None)


def _rest_of_dates(pairs: Sequence[Pair], a: Side, b: Side) -> None:
    """What only one of two dates says, the day or the year, has to stand elsewhere in the other text."""
    for pair in pairs:
        for side, one, other in ((a, *pair), (b, *pair[::-1])):
            for date, known in zip(one.dates[:1], other.dates[:1], strict=False):
                for number, same in ((date.year, known.year), (date.day, known.day)):
                    if number is not None and same is None:
                        side.left += [part for part in one.parts if Fraction(number) in part.readings][:1]


def _split(side: Side, other: Side) -> bool:
    """Dates, times and fractions part by part, where the other side has one of the parts, or none of the kind."""
    wanted = {value for one in (*other.left, *other.explaining) for value in one.readings}
    kinds = {(bool(one.dates), bool(one.minutes)) for one in other.left}
    found: list[Quantity] = []
    changed = False
    for one in side.left:
        values = {value for part in one.parts for value in part.readings}
        if not one.parts or ((bool(one.dates), bool(one.minutes)) in kinds and not values & wanted):
            found.append(one)
            continue
        changed = True
        found += one.parts
        # Its month may be a number there, or none here.
        months = [Fraction(date.month) for date in one.dates if date.month]
        side.explaining += [replace(one, readings=(month,), dates=()) for month in months]
    side.left = found
    return changed


def _put_together(side: Side) -> None:
    """Dates and times none of whose parts found a counterpart are wholes again."""
    left = {id(one) for one in side.left}
    wholes = {
        id(whole.parts[0]): whole for whole in side.all if whole.parts and all(id(one) in left for one in whole.parts)
    }
    rest = {id(part) for whole in wholes.values() for part in whole.parts[1:]}
    side.left = [wholes.get(id(one), one) for one in side.left if id(one) not in rest]


def _cancel_sums(a: Side, b: Side) -> None:
    """Five feet seven inches are 170 centimetres."""
    for one in b.left[:LOOKED_AT]:
        for parts in pairwise(a.left[:LOOKED_AT]):
            if added_up(parts, one):
                a.leave_out(parts)
                b.leave_out([one])
                break


def _cancel_joined(a: Side, b: Side) -> None:
    """The same digits, cut in other places: telephone and card numbers, nineteen eighty-four."""
    for side, other in ((a, b), (b, a)):
        for one in other.left[:LOOKED_AT]:
            if run := _run(side, _digits(other, one), one):
                side.leave_out(run)
                other.leave_out([one])
    joined = ["".join(_digits(side, one) for one in side.left).lstrip("0") for side in (a, b)]
    if joined[0] == joined[1] and len(joined[0]) >= _DIGITS_JOINED and max(len(a.left), len(b.left)) > 1:
        a.left, b.left = [], []


def _run(side: Side, digits: str, like: Quantity) -> list[Quantity]:
    """Those that stand one after the other and have these digits together; noughts before them are no matter."""
    wanted = digits.lstrip("0")
    found: list[Quantity] = []
    for first in range(min(len(side.left), LOOKED_AT) if wanted else 0):
        joined = ""
        for one in side.left[first : first + _JOINED]:
            found.append(one)
            joined += _digits(side, one)
            if joined.lstrip("0") == wanted and _are_one(side, found, like, len(wanted)):
                return found
        found = []
    return []


def _are_one(side: Side, run: Sequence[Quantity], like: Quantity, length: int) -> bool:
    """Whether the digits of a run may be those of one number. What is read as the same kind would have evened out:
    0.5 and 0.05, but not 5:12 and 5.12."""
    if len(run) == 1:
        return bool(run[0].readings) != bool(like.readings) or bool(run[0].minutes) != bool(like.minutes)
    between = ((one.span[1], other.span[0]) for one, other in pairwise(run))
    return length >= _DIGITS_JOINED or all(_MARK.fullmatch(side.text, *gap) for gap in between)


def _digits(side: Side, one: Quantity) -> str:
    if one.dates:
        return ""
    if one.words:
        return str(one.readings[0]) if one.readings else ""
    return regex.sub(r"\D", "", ascii_digits(side.text[slice(*one.span)]))


def _explain(side: Side, other: Side) -> None:
    """Take out of what is left what a word of the other text may stand for."""
    for one in side.left[:LOOKED_AT]:
        found = next((word for word in other.explaining if _same(one, word) or converted(one, word)), None)
        if found is not None:
            other.explaining.remove(found)
            side.leave_out([one])


def _short_year(one: Quantity, other: Quantity) -> bool:
    """'98 and 1998."""
    if not one.readings or not other.readings:
        return False
    few, many = sorted((one.readings[0], other.readings[0]))
    return few < 100 and 1900 <= many < 2100 and many % 100 == few


def _cancel_equal(a: Side, b: Side) -> list[Pair]:
    """Those that are alike in all: in one go, since there may be thousands."""
    waiting: dict[Hashable, list[Quantity]] = {}
    for one in reversed(b.left):
        waiting.setdefault(_all_of(one), []).append(one)
    pairs = [(one, waiting[key].pop()) for one in a.left if waiting.get(key := _all_of(one))]
    a.leave_out(one for one, _ in pairs)
    b.leave_out(other for _, other in pairs)
    return pairs


def _all_of(one: Quantity) -> Hashable:
    return one.readings, one.dates, one.minutes, one.units, one.negative


def _cancel(a: Side, b: Side, same: Same) -> list[Pair]:
    pairs: list[Pair] = []
    free = b.left[:LOOKED_AT]
    for one in a.left[:LOOKED_AT]:
        at = next((at for at, other in enumerate(free) if same(one, other)), None)
        if at is not None:
            pairs.append((one, free.pop(at)))
    a.leave_out(one for one, _ in pairs)
    b.leave_out(other for _, other in pairs)
    return pairs
