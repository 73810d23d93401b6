"""Names, copies, repeats and languages in eight pairs: what is right is quiet, what is wrong is found."""

from __future__ import annotations

import pytest

from tests.symptoms.observed import observed
from tests.symptoms.same_or_not import CASES, FURTHER
from workbench.symptoms import SYMPTOMS

QUIET, FOUND = 0.3, 0.5
LOOKED = ("names", "untranslated_copy", "repetition", "wrong_language")


def severities(languages, source, target, links):
    """Symptom → severity; ``links``: none, or along the diagonal."""
    seen = observed(source, target, languages, links=links)
    found = {name: SYMPTOMS[name].find(seen) if SYMPTOMS[name].knows(seen.languages) else None for name in LOOKED}
    return {name: one.severity if one else 0.0 for name, one in found.items()}


def cases(text):
    rows = [[cell.strip() for cell in line.split(" | ")] for line in text.replace("| |", "|  |").splitlines()]
    return [pytest.param(*row, id=f"{row[0]}: {row[3][:40]!r} {row[1]}") for row in rows]


@pytest.mark.parametrize("links", [[], None], ids=["unlinked", "diagonal"])
@pytest.mark.parametrize(("languages", "symptom", "source", "target"), cases(CASES + FURTHER))
def test_what_is_right_is_quiet_and_what_is_wrong_is_found(languages, symptom, source, target, links):
    found = severities(languages, source, target, links)
    if symptom:
        assert found[symptom] >= FOUND, found
    else:
        assert max(found.values()) < QUIET, found
