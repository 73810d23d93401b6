"""Placeholders, addresses, tags and emoji that are not the same on both sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from workbench.language.markup import Markup, markup
from workbench.symptoms.evidence import quoted, together, words_of
from workbench.symptoms.symptom import Found, Observed, Symptom

MISSING = {"placeholder": 0.95, "tag": 0.8, "address": 0.8, "e-mail address": 0.8, "emoji": 0.5}


def _beyond(these: Sequence[Markup], those: Sequence[Markup]) -> list[Markup]:
    """What of ``these`` has no counterpart among ``those``."""
    left = Counter((one.kind, one.value) for one in those)
    found = []
    for one in these:
        if left[one.kind, one.value]:
            left[one.kind, one.value] -= 1
        else:
            found.append(one)
    return found


def _find(observed: Observed) -> Found | None:
    source, target = markup(observed.source.text), markup(observed.target.text)
    missing, more = _beyond(source, target), _beyond(target, source)
    if not missing and not more:
        return None
    # A changed one is on both lists and is one fault.
    worst = missing if len(missing) >= len(more) else more
    parts = []
    if missing:
        names = quoted([_shown(one, observed.source.text) for one in missing])
        parts.append(f"{names} {'has' if len(missing) == 1 else 'have'} no counterpart in the target")
    if more:
        names = quoted([_shown(one, observed.target.text) for one in more])
        parts.append(f"{names} {'stands' if len(more) == 1 else 'stand'} in the target alone")
    return Found(
        severity=together(MISSING[one.kind] for one in worst),
        message="; ".join(parts),
        source_words=words_of(observed.source, [one.span for one in missing]),
        target_words=words_of(observed.target, [one.span for one in more]),
        figures={"source": len(source), "target": len(target), "missing": len(missing), "added": len(more)},
    )


def _shown(one: Markup, text: str) -> str:
    return text[slice(*one.span)]


SYMPTOM = Symptom(
    name="markup",
    meaning="A placeholder, web or e-mail address, tag or emoji is on one side only, or not as often on both.",
    formula=(
        "difference of the multisets of either side, 1 − Π(1 − weight) over the longer half of it; weights: "
        "placeholder 0.95, tag and addresses 0.8, emoji 0.5"
    ),
    source="this project",
    hypothesis="The model lost, changed or invented what a program or a reader needs unchanged.",
    reference="The translation was made from another version of the text, or was cleaned differently.",
    find=_find,
    its="markup",
    of_texts=True,
)
