"""Placeholders, addresses, tags, code, Markdown and emoji that are not the same on both sides."""

from __future__ import annotations

from workbench.language.markup import may_have_any
from workbench.symptoms.evidence import together, words_of
from workbench.symptoms.markup_matching import differences
from workbench.symptoms.symptom import Found, Observed, Symptom

SURE = 0.9
UNSURE = 0.85
"""The most that differences come to together of which none is beyond doubt."""
TOLD = 4
"""Differences that a message tells."""


def _find(observed: Observed) -> Found | None:
    if not may_have_any(observed.source.text) and not may_have_any(observed.target.text):
        return None
    found = differences(observed.source.text, observed.target.text, observed.languages)
    if not found:
        return None
    sure = [one.severity for one in found if one.severity >= SURE]
    severity = together(sure) if sure else max(found[0].severity, min(UNSURE, together(one.severity for one in found)))
    more = f"; and {len(found) - TOLD} more" if len(found) > TOLD else ""
    return Found(
        severity=severity,
        message="; ".join(one.message for one in found[:TOLD]) + more,
        source_words=words_of(observed.source, [span for one in found for span in one.source]),
        target_words=words_of(observed.target, [span for one in found for span in one.target]),
        figures={"differences": len(found), "sure": len(sure)},
    )


SYMPTOM = Symptom(
    name="markup",
    meaning="A placeholder, web or e-mail address, tag, code, Markdown or emoji is not the same on both sides.",
    formula=(
        "1 − Π(1 − weight) over the differences beyond doubt, else over all, at most 0.85; weights: what is lost, "
        "changed, not closed or in the wrong order 0.95, not as often 0.75, an address of another language than "
        "the target's or at another place of the page 0.75, of the target's language 0.35, emoji, italics, looks and "
        "keys of menus 0.5"
    ),
    source="this project",
    hypothesis="The model lost, changed or invented what a program or a reader needs unchanged.",
    reference="The translation was made from another version of the text, or was cleaned differently.",
    find=_find,
    its="markup",
    of_texts=True,
)
