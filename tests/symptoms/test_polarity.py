"""What says the opposite is told by negation or antonym, and what says the same in another way is not accused."""

from __future__ import annotations

import pytest

from tests.symptoms.observed import observed
from tests.symptoms.polarity_pairs import PAIRS
from workbench.symptoms import SYMPTOMS


def gravest(languages: str, source: str, target: str) -> float:
    seen = observed(source, target, languages)
    found = (SYMPTOMS[name].find(seen) for name in ("negation", "antonym"))
    return max((one.severity for one in found if one), default=0.0)


@pytest.mark.parametrize(("languages", "opposite", "source", "target"), PAIRS)
def test_the_opposite_is_accused_and_the_same_is_not(languages, opposite, source, target):
    assert (gravest(languages, source, target) >= 0.5) == opposite
