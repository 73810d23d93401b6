"""Numbers that are not the same on both sides."""

from __future__ import annotations

import regex

from workbench.language.numbers import IN_WORDS
from workbench.language.quantities import Quantity
from workbench.language.segmentation import Span
from workbench.symptoms.evidence import quoted, together, words_of
from workbench.symptoms.number_matching import Pair, Side, even_out, explains_another, other_unit, roughly, times_as_much
from workbench.symptoms.symptom import Found, Observed, Symptom

CHANGED, CHANGED_IN_WORDS, CHANGED_ORDINAL, CONVERTED = 0.95, 0.92, 0.75, 0.25
OTHER_UNIT, LOST_SIGN, LOST_SIGN_MAYBE = 0.95, 0.95, 0.5
ALONE, ALONE_SMALL, ALONE_VAGUE = 0.5, 0.35, 0.15
NEARLY_CONVERTED = 0.75
NEARLY, FAR = 1.15, 1.4
"""How many times an amount may be another that was converted badly, and from when on it cannot be."""
MOST_OF_UNSURE = 0.75
"""What signs that are not sure add up to at most."""
# A minus may be said by these as well: a loss of five per cent.
_LESS = regex.compile(
    r"below|under|unter|minus|negativ|loss|lost|los[et]|verl(?:u|o|ier)|decreas|drop|f[ae]ll|declin|down|reduc|sank|sink|fiel|gefallen"
    r"|rückgang|abnahme|abnehm|weniger|less|fewer|baisse|perte|recul|moins|diminu|caída|cay|baj[aoó]|pérdid|menos|reducc|сниз|упал|паден|минус|ниже|мороз"
    r"|убыт|انخف|تراجع|خسار|تحت|ناقص|سالب|गिर|घट|कम|नीचे|शून्य|माइनस|ऋण|下|负|負|跌|降|减|減|マイナス|[-−–‐‑—﹣－]",
    regex.I,
)
# Of which some count the one on the ground and some do not.
_FLOOR = regex.compile(
    r"floors?\b|stor(?:e?y|ies)\b|\bstock|geschoss|étages?\b|pisos?\b|plantas?\b|этаж|طابق|الدور|मंज़?िल|[层層楼樓階]", regex.I
)


def _alone(one: Quantity, side: Side, other: Side) -> float:
    value = one.readings[0] if one.readings else 0
    if one.ordinal or one.vague or value in (0, 1):
        return 0.0
    if value == 2 or explains_another(one, side):
        # Both, a pair, twice, again.
        return ALONE_VAGUE
    if one.words or value <= 12 or other.language not in IN_WORDS:
        return ALONE_SMALL
    return ALONE


def _changed(one: Quantity, other: Quantity, sides: tuple[Side, Side]) -> float:
    if _is_part(one) and _is_part(other):
        return CHANGED_ORDINAL if one.vague or other.vague else CHANGED_IN_WORDS
    if one.vague or other.vague or one.code != other.code:
        return ALONE_SMALL
    if other_unit(one, other) and one.units[0].dimension == "money":
        return ALONE
    if other_unit(one, other) and (times := times_as_much(one, other)):
        return ALONE if times < NEARLY else CHANGED_ORDINAL if times < FAR else CHANGED_IN_WORDS
    if one.readings and other.readings and abs(one.readings[0] - other.readings[0]) == 1:
        if all(_FLOOR.search(side.text) for side in sides):
            return ALONE_VAGUE
    if (one.ordinal or other.ordinal) and not (one.roman and other.roman):
        return CHANGED_ORDINAL
    return CHANGED_IN_WORDS if one.words or other.words else CHANGED


def _pairs(source: Side, target: Side) -> list[Pair]:
    """Of what is left those that most likely stand for one another: of the same kind first, then in order."""
    found: list[Pair] = []
    left = [*source.left], [*target.left]
    for kind in (_kind, lambda one: (one.words, one.ordinal, one.vague), lambda _: ()):
        for one in [*left[0]]:
            other = next((other for other in left[1] if kind(one) == kind(other)), None)
            if other is not None:
                left[0].remove(one)
                left[1].remove(other)
                found.append((one, other))
    # Three quarters, and a third.
    found += [(one, word) for one in left[0] if _is_part(one) for word in filter(_is_part, target.explaining[:1])]
    found += [(word, one) for one in left[1] if _is_part(one) for word in filter(_is_part, source.explaining[:1])]
    return found


def _is_part(one: Quantity) -> bool:
    return bool(one.readings) and 0 < one.readings[0] < 1 and not one.units


def _kind(one: Quantity) -> tuple[object, ...]:
    if one.dates or one.minutes:
        return bool(one.dates), bool(one.minutes)
    return ("unit", one.units) if one.units else (one,)


def _message(source: list[str], target: list[str]) -> str:
    has, stands = ("has", "stands") if len(source or target) == 1 else ("have", "stand")
    if not source:
        return f"{quoted(target)} {stands} in the target alone"
    if not target:
        return f"{quoted(source)} {has} no counterpart in the target"
    return f"{quoted(source)} {has} no counterpart; the target has {quoted(target)} instead"


def _other_unit(one: Quantity, other: Quantity) -> float:
    """What it weighs that one number is of different units; six yards are about six metres, 280 are not."""
    times = times_as_much(one, other)
    return OTHER_UNIT if times is None or times > NEARLY else CONVERTED if roughly(one, other) else NEARLY_CONVERTED


def _sign(one: Quantity, other: Quantity, source: Side, target: Side) -> float:
    """What it weighs that one is below zero and the other is not."""
    if one.negative == other.negative or not (one.readings and other.readings):
        return 0.0
    (with_sign, text), without = ((one, source.text), target) if one.negative else ((other, target.text), source)
    if _LESS.search(without.text):
        return 0.0
    # A dash at the beginning may open speech or an item of a list.
    return LOST_SIGN if text[: with_sign.span[0]].strip("-−–‐﹣－ ") or with_sign.units else LOST_SIGN_MAYBE


def _find(observed: Observed) -> Found | None:
    source = Side.of(observed.source.text, observed.languages[0])
    target = Side.of(observed.target.text, observed.languages[1])
    if not source.all and not target.all:
        return None
    evened = even_out(source, target)
    signs: list[float] = []
    messages: list[str] = []
    spans: tuple[list[Span], list[Span]] = [], []

    def add(severity: float, message: str, one: Quantity, other: Quantity) -> None:
        signs.append(severity)
        messages.append(message)
        spans[0].append(one.span)
        spans[1].append(other.span)

    for one, other in evened.same:
        shown = quoted(source.shown([one]))
        if other_unit(one, other) and set(one.readings) & set(other.readings):
            names = [" or ".join(unit.name for unit in side.units) for side in (one, other)]
            add(
                _other_unit(one, other),
                f"{shown} is measured by {names[0]} in the source, by {names[1]} in the target",
                one,
                other,
            )
        elif weight := _sign(one, other, source, target):
            where = "source" if one.negative else "target"
            add(weight, f"{shown} is below zero in the {where} alone", one, other)
    for one, other in evened.rough[:1]:
        # Once for all: who converts one amount roughly does so with others.
        add(CONVERTED, f"{_message(source.shown([one]), target.shown([other]))}, which is about as much", one, other)
    changed = [(pair, weight) for pair in _pairs(source, target) if (weight := _changed(*pair, (source, target)))]
    paired = {id(one) for pair, _ in changed for one in pair}
    alone = [
        [one for one in side.left if id(one) not in paired and (weight := _alone(one, side, other)) and not signs.append(weight)]
        for side, other in ((source, target), (target, source))
    ]
    signs += [weight for _, weight in changed]
    left = [one for (one, _), _ in changed] + alone[0], [other for (_, other), _ in changed] + alone[1]
    if any(left):
        messages.append(_message(source.shown(left[0]), target.shown(left[1])))
        for own, quantities in zip(spans, left, strict=True):
            own.extend(one.span for one in quantities)
    if not signs:
        return None
    return Found(
        severity=max(max(signs), min(together(signs), MOST_OF_UNSURE)),
        message="; ".join(messages),
        source_words=words_of(observed.source, spans[0]),
        target_words=words_of(observed.target, spans[1]),
        figures={
            "source": len(source.all),
            "target": len(target.all),
            "source_alone": len(left[0]),
            "target_alone": len(left[1]),
        },
    )


SYMPTOM = Symptom(
    name="numbers",
    meaning="A quantity of the source does not stand in the target, in digits or in words, or the other way round.",
    formula="TO BE WRITTEN",
    source="this project",
    hypothesis="The model changed or lost a number.",
    reference="The translation has another number: an error, a conversion, or another version of the text.",
    find=_find,
    its="numbers",
    of_texts=True,
)
