"""Whether two quantities are one, given in different units: 5 miles and 8 kilometres, half and 50 per cent."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from workbench.language.quantities import Quantity
from workbench.language.units import PERCENT, Unit

CLOSELY, ROUGHLY = Fraction(2, 100), Fraction(15, 100)
"""How far apart two amounts may be of which one was converted: as anybody would, and as it is done in passing."""
# Names that people use for one another.
_ALIKE = (
    {"mass-ton", "mass-tonne"},
    {"energy-calorie", "energy-kilocalorie"},
    {"temperature-generic", "temperature-celsius"},
    {"temperature-generic", "temperature-fahrenheit"},
    {"temperature-generic", "temperature-kelvin"},
)


def other_unit(one: Quantity, other: Quantity) -> bool:
    """Whether two are measured by different units of one dimension: feet and metres, dollars and euros."""
    if not one.units or not other.units or same_unit(one, other):
        return False
    return bool({unit.dimension for unit in one.units} & {unit.dimension for unit in other.units})


def same_unit(one: Quantity, other: Quantity) -> bool:
    """Whether both may be measured by one unit."""
    names = {unit.name for unit in one.units}, {unit.name for unit in other.units}
    return bool(names[0] & names[1]) or any(names[0] & alike and names[1] & alike for alike in _ALIKE)


def converted(one: Quantity, other: Quantity, tolerance: Fraction = CLOSELY) -> bool:
    """Whether one may be the other in another unit, each rounded to its last digit, and not farther off than this."""
    if not same_unit(one, other) and any(
        _near(unit.in_base(value), same.in_base(equal), tolerance) and _rounds_to(value, unit, equal, same)
        for unit in one.units
        for same in other.units
        if unit.dimension == same.dimension
        for value in one.readings
        for equal in other.readings
    ):
        return True
    return any(near(*pair) for near in (_share, _degrees) for pair in ((one, other), (other, one)))


def added_up(parts: Sequence[Quantity], whole: Quantity) -> bool:
    """Whether a whole is the sum of parts in units of its dimension: one hour and thirty minutes are ninety minutes."""
    for unit in whole.units:
        values = [
            same.in_base(part.readings[0])
            for part in parts
            for same in part.units
            if same.dimension == unit.dimension and part.readings
        ]
        known = [value for value in values if value is not None]
        if len(known) == len(parts) and whole.readings:
            return _near(sum(known, Fraction(0)), unit.in_base(whole.readings[0]), CLOSELY)
    return False


def times_as_much(one: Quantity, other: Quantity) -> float | None:
    """How many times the greater of two amounts in different units is the lesser; None where that is not to be told."""
    for unit in one.units:
        for same in other.units:
            if unit.dimension == same.dimension and unit != same and one.readings and other.readings:
                worth = unit.in_base(one.readings[0]), same.in_base(other.readings[0])
                if worth[0] and worth[1] and worth[0] > 0 and worth[1] > 0:
                    return float(max(worth[0] / worth[1], worth[1] / worth[0]))
    return None


def _near(value: Fraction | None, other: Fraction | None, tolerance: Fraction) -> bool:
    if value is None or other is None:
        return False
    return abs(value - other) <= tolerance * max(abs(value), abs(other))


def _rounds_to(value: Fraction, unit: Unit, other: Fraction, same: Unit) -> bool:
    """Whether two ranges overlap: 550 pounds are from 545 to 555, so 247 to 252 kilograms."""
    (low, high), (lowest, highest) = (
        [of.in_base(number + sign * _last_digit(number) / 2) for sign in (-1, 1)]
        for number, of in ((value, unit), (other, same))
    )
    if low is None or high is None or lowest is None or highest is None:
        return False
    return low <= highest and lowest <= high


def _last_digit(value: Fraction) -> Fraction:
    """What one of the last digit that is no nought is worth: 10 in 550, a tenth in 7.5; one in a third."""
    step = Fraction(1)
    if value.denominator == 1:
        while value and value % (step * 10) == 0:
            step *= 10
        return step
    while value % step and step > Fraction(1, 10**6):
        step /= 10
    return Fraction(1) if value % step else step


def _share(one: Quantity, other: Quantity) -> bool:
    """50 per cent is a half, 200 per cent double."""
    return PERCENT in one.units and any(value / 100 in other.readings for value in one.readings)


def _degrees(one: Quantity, other: Quantity) -> bool:
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
