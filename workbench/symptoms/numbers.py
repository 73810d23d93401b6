"""Numbers that are not the same on both sides."""

from __future__ import annotations

from workbench.language.numbers import IN_WORDS, Number
from workbench.language.segmentation import Span
from workbench.symptoms.evidence import quoted, together, words_of
from workbench.symptoms.number_matching import Reckoned, converted, even_out, explains_another, other_months
from workbench.symptoms.symptom import Found, Observed, Symptom

CHANGED, CHANGED_IN_WORDS, OTHER_UNIT, CONVERTED = 0.95, 0.75, 0.6, 0.25
ALONE, ALONE_SMALL, ALONE_VAGUE = 0.5, 0.35, 0.15


def _alone(number: Number, side: Reckoned, other: Reckoned) -> float:
    if number.value == 2 or (number.words and number.value in (100, 1000)):
        # Both, a pair, twice, again; hundreds of them.
        return ALONE_VAGUE
    if explains_another(number, side):
        return ALONE_VAGUE
    if number.words or number.value <= 12 or other.language not in IN_WORDS:
        return ALONE_SMALL
    return ALONE


def _weights(source: Reckoned, target: Reckoned) -> list[float]:
    """One for each number that is left, or for two where one stands for the other."""
    both = min(len(source.left), len(target.left))
    if both and converted(source, target):
        return [CONVERTED]
    return [
        *(
            CHANGED_IN_WORDS if one.words or other.words else CHANGED
            for one, other in zip(source.left, target.left, strict=False)
        ),
        *(_alone(number, source, target) for number in source.left[both:]),
        *(_alone(number, target, source) for number in target.left[both:]),
    ]


def _message(source: Reckoned, target: Reckoned) -> str:
    has, stands = ("has", "stands") if len(source.left or target.left) == 1 else ("have", "stand")
    if not source.left:
        return f"{quoted(target.shown())} {stands} in the target alone"
    if not target.left:
        return f"{quoted(source.shown())} {has} no counterpart in the target"
    return f"{quoted(source.shown())} {has} no counterpart; the target has {quoted(target.shown())} instead"


def _find(observed: Observed) -> Found | None:
    source = Reckoned.of(observed.source.text, observed.languages[0])
    target = Reckoned.of(observed.target.text, observed.languages[1])
    if not source.left and not target.left:
        return None
    signs, messages = [], []
    spans: tuple[list[Span], list[Span]] = [], []
    for one, other in even_out(source, target):
        units = source.unit(one), target.unit(other)
        if units[0] and units[1] and units[0] != units[1] and units[0].dimension == units[1].dimension:
            signs.append(OTHER_UNIT)
            amount = quoted([source.text[slice(*one.span)]])
            messages.append(f"{amount} is measured by {units[0].name} in the source, by {units[1].name} in the target")
            spans[0].append(one.span)
            spans[1].append(other.span)
    apart = other_months(source, target)
    if any(apart):
        signs.append(CHANGED_IN_WORDS)
        shown = [
            quoted([*dict.fromkeys(side.text[slice(*month.span)] for month in alone)])
            for side, alone in zip((source, target), apart, strict=True)
        ]
        messages.append(f"the source dates by {shown[0]}, the target by {shown[1]}")
        for own, alone in zip(spans, apart, strict=True):
            own.extend(month.span for month in alone)
    if source.left or target.left:
        signs += _weights(source, target)
        messages.append(_message(source, target))
    if not signs:
        return None
    return Found(
        severity=together(signs),
        message="; ".join(messages),
        source_words=words_of(observed.source, [*spans[0], *(number.span for number in source.left)]),
        target_words=words_of(observed.target, [*spans[1], *(number.span for number in target.left)]),
        figures={
            "source": len(source.all),
            "target": len(target.all),
            "source_alone": len(source.left),
            "target_alone": len(target.left),
        },
    )


SYMPTOM = Symptom(
    name="numbers",
    meaning="A number of the source does not stand in the target, in digits or in words, or the other way round.",
    formula=(
        "difference of the multisets of either side, without what is only written in another way (dates, times, "
        "ordinals, one): 1 − Π(1 − weight); weights: missing on both sides, so changed, 0.95 in digits, 0.75 in words, "
        "with other units in all 0.25; on one side alone 0.5, in words or up to twelve 0.35, two, hundreds, and an "
        "amount given in a second unit 0.15; the same number "
        f"with another unit 0.6; another month in a date 0.75. Number words are read in {', '.join(sorted(IN_WORDS))}"
    ),
    source="this project",
    hypothesis="The model changed or lost a number.",
    reference="The translation has another number: an error, a conversion, or another version of the text.",
    find=_find,
    its="numbers",
    of_texts=True,
)
