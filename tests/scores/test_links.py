from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scores import reference
from tests.scores.strategies import NAN, a_map, maps_of_any_shape
from workbench.alignment.links import links
from workbench.scores.links import SCORES, link_figures, reason

NAMES = [score.name for score in SCORES]


def figures_of(one) -> dict[str, float]:
    return {name: float(values[0]) for name, values in link_figures([one]).items()}


def sharp(sources, width):
    """Each target word looks at one source word alone; None looks at nothing."""
    return a_map([[NAN] * width if s is None else np.eye(width)[s] for s in sources])


@pytest.mark.parametrize(
    ("sources", "width", "expected"),
    [
        ([0, 1, 2, 3], 4, (0, 0, 0, 0, 1)),
        ([3, 2, 1, 0], 4, (1, 2, 0, 0, 1)),
        # Of six pairs (0, 3), (0, 1), (0, 2), (3, 1), (3, 2), (1, 2) two cross; jumps of 2, 3 and 0 words.
        ([0, 3, 1, 2], 4, (2 / 6, 5 / 3, 0, 0, 1)),
        # Two links to one source word do not cross, and the second is a step of 0 where 1 was due.
        ([1, 1], 2, (0, 1, 1 / 2, 1 / 2, 2 / 3)),
        ([2, 0, 0], 3, (2 / 3, (3 + 1) / 2, 1 / 3, 1 / 3, 2 * 2 / (3 + 2))),
        # A word that looks at nothing stands in nobody's way, but has no link.
        ([0, None, 1], 2, (0, 0, 0, 1 / 3, 1)),
        ([None, 1], 2, (NAN, NAN, 1 / 2, 1 / 2, 1)),
        ([None, None], 2, (NAN, NAN, NAN, NAN, NAN)),
    ],
)
def test_worked_by_hand(sources, width, expected):
    assert figures_of(sharp(sources, width)) == pytest.approx(dict(zip(NAMES, expected, strict=True)), nan_ok=True)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (a_map(np.zeros((0, 2))), dict.fromkeys(NAMES, "no target words")),
        (a_map(np.zeros((2, 0))), dict.fromkeys(NAMES, "no source words")),
        (sharp([None, None], 2), dict.fromkeys(NAMES, "nothing was kept in any row")),
        (sharp([1, None], 2), dict.fromkeys(("crossings", "jumps"), "one target word has a link")),
    ],
)
def test_null_with_a_reason(one, expected):
    found = figures_of(one)
    for name in NAMES:
        assert math.isnan(found[name]) == (name in expected)
        assert reason(name, one) == expected.get(name)


def test_reason_leaves_other_figures_alone():
    assert reason("scatter", sharp([0], 1)) is None


def test_no_maps_no_figures():
    assert {name: len(values) for name, values in link_figures([]).items()} == dict.fromkeys(NAMES, 0)


@settings(max_examples=200, deadline=None)
@given(st.lists(maps_of_any_shape(), min_size=1, max_size=5))
def test_equal_to_the_slow_reference_whatever_the_company(maps):
    found = link_figures(maps)
    assert list(found) == NAMES
    for i, one in enumerate(maps):
        got = {name: values[i] for name, values in found.items()}
        assert got == pytest.approx(reference.link_figures(one.weights.tolist()), abs=1e-5, nan_ok=True)
        for score in SCORES:
            null, value = reason(score.name, one), got[score.name]
            assert np.isnan(value) == (null is not None), (score.name, null)
            low, high = score.range
            assert null is not None or (value >= low and (high is None or value <= high))


@settings(max_examples=50, deadline=None)
@given(maps_of_any_shape())
def test_the_links_are_those_of_the_alignment(one):
    forward, backward, mutual = (links(one, how) for how in ("target", "source", "mutual"))
    found = figures_of(one)
    if not math.isnan(found["direction_agreement"]):
        assert found["direction_agreement"] == pytest.approx(
            2 * len(forward & backward) / (len(forward) + len(backward))
        )
        assert found["unlinked_source"] == pytest.approx(1 - len({s for s, _ in forward & backward}) / len(one.source))
        assert mutual >= forward & backward
