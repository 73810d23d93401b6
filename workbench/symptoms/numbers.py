"""Quantities that are not the same on both sides: numbers, dates, times of day, units, currencies, signs."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

import regex

from workbench.language.conversions import ROUGHLY, converted, other_unit, times_as_much
from workbench.language.digits import ascii_digits, grouping_mark
from workbench.language.numbers import IN_WORDS
from workbench.language.quantities import Quantity
from workbench.language.segmentation import Span
from workbench.symptoms.evidence import quoted, together, words_of
from workbench.symptoms.number_matching import LOOKED_AT, Pair, Side, even_out, explains_another
from workbench.symptoms.symptom import Found, Observed, Symptom

CHANGED, CHANGED_IN_WORDS, CHANGED_ORDINAL, CHANGED_VAGUE = 0.95, 0.92, 0.75, 0.35
OTHER_UNIT, OTHER_UNIT_NEARLY, CONVERTED = 0.95, 0.75, 0.25
OTHER_MONEY = 0.5
"""Another amount of another currency, which may be an exchange."""
LOST_SIGN, LOST_SIGN_MAYBE = 0.95, 0.5
ALONE, ALONE_SMALL, ALONE_VAGUE = 0.5, 0.35, 0.15
MOST_OF_UNSURE = 0.75
"""What signs that are not sure add up to at most."""
NEARLY, FAR = 1.15, 1.4
"""How many times an amount may be another that was converted badly, and from when on it cannot be."""
# A minus may be said by these as well: a loss of five per cent.
_LESS = regex.compile(
    r"below|under|unter|minus|negativ|loss|lost|los[et]|verl(?:u|o|ier)|decreas|drop|f[ae]ll|declin|down|reduc|sank|sink|fiel|gefallen"
    r"|rückgang|abnahme|abnehm|weniger|less|fewer|baisse|perte|recul|moins|diminu|caída|cay|baj[aoó]|pérdid|menos|reducc|сниз|упал|паден|минус|ниже|мороз"
    r"|убыт|انخف|تراجع|خسار|تحت|ناقص|سالب|गिर|घट|कम|नीचे|शून्य|माइनस|ऋण|下|负|負|跌|降|减|減|マイナス|[-−–‐‑—﹣－]",
    regex.I,
)
# A temperature that falls is not yet below zero.
_FREEZING = regex.compile(
    r"below|unter|minus|negativ|frost|fr(?:ier|or)|fr(?:ee|o)z|moins|menos|zéro|cero|минус|ниже|мороз|تحت|ناقص|سالب"
    r"|नीचे|शून्य|माइनस|ऋण|下|负|負|零|マイナス|氷点",
    regex.I,
)
# Of which some count the one on the ground and some do not.
_FLOOR = regex.compile(
    r"floors?\b|stor(?:e?y|ies)\b|\bstock|geschoss|étages?\b|pisos?\b|plantas?\b|этаж|طابق|الدور|मंज़?िल|[层層楼樓階]",
    regex.I,
)


@dataclass
class _Evidence:
    """What was found, sentence by sentence, and where."""

    signs: list[float] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    source: list[Span] = field(default_factory=list)
    target: list[Span] = field(default_factory=list)

    def add(self, severity: float, message: str, one: Quantity, other: Quantity) -> None:
        self.signs.append(severity)
        self.messages.append(message)
        self.source.append(one.span)
        self.target.append(other.span)


def _find(observed: Observed) -> Found | None:
    source = Side.of(observed.source.text, observed.languages[0])
    target = Side.of(observed.target.text, observed.languages[1])
    if not source.all and not target.all:
        return None
    evened = even_out(source, target)
    found = _Evidence()
    for one, other in evened.same:
        shown = quoted(source.shown([one]))
        if other_unit(one, other) and set(one.readings) & set(other.readings):
            names = [" or ".join(unit.label for unit in each.units) for each in (one, other)]
            message = f"{shown} is measured by {names[0]} in the source, by {names[1]} in the target"
            found.add(_other_unit(one, other), message, one, other)
        elif _thousandfold(one, other, source, target):
            message = f"{_message(source.shown([one]), target.shown([other]))}: a mark of thousands was read as decimal"
            found.add(CHANGED, message, one, other)
        elif weight := _sign(one, other, source, target):
            where = "source" if one.negative else "target"
            found.add(weight, f"{shown} is below zero in the {where} alone", one, other)
    for one, other in evened.rough[:1]:
        # Once for all: who converts one amount in passing does so with others.
        message = f"{_message(source.shown([one]), target.shown([other]))}, which is about as much"
        found.add(CONVERTED, message, one, other)
    alone = _left(found, source, target)
    if not found.signs:
        return None
    return Found(
        severity=max(*found.signs, min(together(found.signs), MOST_OF_UNSURE)),
        message="; ".join(found.messages),
        source_words=words_of(observed.source, found.source),
        target_words=words_of(observed.target, found.target),
        figures={
            "source": len(source.all),
            "target": len(target.all),
            "source_alone": alone[0],
            "target_alone": alone[1],
        },
    )


def _left(found: _Evidence, source: Side, target: Side) -> tuple[int, int]:
    """Weigh what has no counterpart; answers how much of it there is on either side."""
    pairs = [(pair, weight) for pair in _pairs(source, target) if (weight := _changed(*pair, source, target))]
    paired = {id(one) for pair, _ in pairs for one in pair}
    shown: tuple[list[Quantity], list[Quantity]] = [one for (one, _), _ in pairs], [other for (_, other), _ in pairs]
    found.signs += [weight for _, weight in pairs]
    for own, side, other in ((shown[0], source, target), (shown[1], target, source)):
        for one in side.left[:LOOKED_AT]:
            if id(one) not in paired and (weight := _alone(one, side, other)):
                own.append(one)
                found.signs.append(weight)
    if any(shown):
        found.messages.append(_message(source.shown(shown[0]), target.shown(shown[1])))
        found.source += [one.span for one in shown[0]]
        found.target += [one.span for one in shown[1]]
    return len(shown[0]), len(shown[1])


def _pairs(source: Side, target: Side) -> list[Pair]:
    """Of what is left those that most likely stand for one another: of the same kind first, then in order."""
    found: list[Pair] = []
    left = source.left[:LOOKED_AT], target.left[:LOOKED_AT]
    kinds: tuple[Callable[[Quantity], Hashable], ...] = (_kind, lambda one: (one.words, one.ordinal), lambda _: None)
    for kind in kinds:
        for one in [*left[0]]:
            at = next((at for at, other in enumerate(left[1]) if kind(one) == kind(other)), None)
            if at is not None:
                left[0].remove(one)
                found.append((one, left[1].pop(at)))
    # Three quarters, and a third.
    found += [(one, word) for one in left[0] if _is_part(one) for word in filter(_is_part, target.explaining[:1])]
    found += [(word, one) for one in left[1] if _is_part(one) for word in filter(_is_part, source.explaining[:1])]
    return found


def _kind(one: Quantity) -> Hashable:
    if one.dates or one.minutes:
        return bool(one.dates), bool(one.minutes)
    # Without either nothing else is of its kind.
    return one.units or one


def _is_part(one: Quantity) -> bool:
    return bool(one.readings) and 0 < one.readings[0] < 1 and not one.units


def _changed(one: Quantity, other: Quantity, source: Side, target: Side) -> float:
    """What it weighs that one stands where the other should."""
    sure = not one.vague and not other.vague
    if _is_part(one) and _is_part(other):
        return CHANGED_IN_WORDS if sure else CHANGED_ORDINAL
    if not sure or one.code != other.code:
        return CHANGED_VAGUE
    if other_unit(one, other) and any(unit.dimension == "money" for unit in one.units):
        return OTHER_MONEY
    if other_unit(one, other) and (times := times_as_much(one, other)):
        return OTHER_MONEY if times < NEARLY else CHANGED_ORDINAL if times < FAR else CHANGED_IN_WORDS
    if _next_floor(one, other) and _FLOOR.search(source.text) and _FLOOR.search(target.text):
        return ALONE_VAGUE
    if (one.ordinal or other.ordinal) and not (one.roman and other.roman):
        return CHANGED_ORDINAL
    return CHANGED_IN_WORDS if one.words or other.words else CHANGED


def _next_floor(one: Quantity, other: Quantity) -> bool:
    return bool(one.readings and other.readings) and abs(one.readings[0] - other.readings[0]) == 1


def _alone(one: Quantity, side: Side, other: Side) -> float:
    """What it weighs that one has no counterpart."""
    value = one.readings[0] if one.readings else None
    if one.ordinal or one.vague or value in (0, 1):
        return 0.0
    if value == 2 or explains_another(one, side):
        # Both, a pair, twice, again.
        return ALONE_VAGUE
    if one.words or (value is not None and value <= 12) or other.language not in IN_WORDS:
        return ALONE_SMALL
    return ALONE


def _other_unit(one: Quantity, other: Quantity) -> float:
    """What it weighs that one number is of different units; six yards are about six metres, 280 are not."""
    times = times_as_much(one, other)
    if times is None or times > NEARLY:
        return OTHER_UNIT
    return CONVERTED if converted(one, other, ROUGHLY) else OTHER_UNIT_NEARLY


def _sign(one: Quantity, other: Quantity, source: Side, target: Side) -> float:
    """What it weighs that one is below zero and the other is not."""
    if one.negative == other.negative or not one.readings or not other.readings:
        return 0.0
    side, lesser, without = (source, one, target) if one.negative else (target, other, source)
    is_temperature = any(unit.dimension == "temperature" for unit in (*one.units, *other.units))
    if not (one.positive or other.positive) and (_FREEZING if is_temperature else _LESS).search(without.text):
        return 0.0
    # A dash at the beginning may open speech or an item of a list.
    before = side.text[: lesser.span[0]].strip("-−–‐﹣－ ")
    return LOST_SIGN if before or lesser.units else LOST_SIGN_MAYBE


def _thousandfold(one: Quantity, other: Quantity, source: Side, target: Side) -> bool:
    """Whether they are the same only if a mark between groups of three is no mark of thousands, which it is in that
    language: 2.500 in German and 2.5 in English."""
    for side, grouped, rest in ((source, one, other), (target, other, one)):
        if len(grouped.readings) == 2 and rest.readings == grouped.readings[1:]:
            mark = regex.sub(r"\d", "", ascii_digits(side.text[slice(*grouped.span)]))
            if side.language and mark == grouping_mark(side.language):
                return True
    return False


def _message(source: list[str], target: list[str]) -> str:
    has, stands = ("has", "stands") if len(source or target) == 1 else ("have", "stand")
    if not source:
        return f"{quoted(target)} {stands} in the target alone"
    if not target:
        return f"{quoted(source)} {has} no counterpart in the target"
    return f"{quoted(source)} {has} no counterpart; the target has {quoted(target)} instead"


SYMPTOM = Symptom(
    name="numbers",
    meaning=(
        "A quantity of the source (a number, date, time of day, amount with its unit, currency and sign) does not "
        "stand in the target, or the other way round."
    ),
    formula=(
        "what of either side is left when all that is the same by value is taken out (digits and words, dates and "
        "times in any form, amounts converted into another unit); the largest weight, or 1 − Π(1 − weight) up to "
        f"{MOST_OF_UNSURE}; weights: changed {CHANGED}, in words {CHANGED_IN_WORDS}, ordinals {CHANGED_ORDINAL}; the "
        f"same number of another unit or currency {OTHER_UNIT}, of nearly as much {OTHER_UNIT_NEARLY}; a lost minus "
        f"{LOST_SIGN}; on one side alone {ALONE}, in words or up to twelve {ALONE_SMALL}, two, and an amount given in "
        f"a second unit {ALONE_VAGUE}; roughly converted {CONVERTED}. Number words are read in "
        f"{', '.join(sorted(IN_WORDS))}"
    ),
    source="this project",
    hypothesis="The model changed or lost a number.",
    reference="The translation has another number: an error, a conversion, or another version of the text.",
    find=_find,
    its="numbers",
    of_texts=True,
)
