from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from workbench.alignment.links import LINKERS, links, links_of
from workbench.alignment.map import AlignmentMap
from workbench.alignment.tokens import Tokens
from workbench.errors import UnknownNameError

NAN = float("nan")
# Target words in rows; the last row keeps nothing.
WEIGHTS = np.array([[0.7, 0.2, 0.1], [0.6, 0.3, 0.1], [0.1, 0.1, 0.8], [NAN, NAN, NAN]])


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("target", [(0, 0), (0, 1), (2, 2)]),
        ("source", [(0, 0), (1, 1), (2, 2)]),
        ("mutual", [(0, 0), (2, 2)]),
        ("threshold", [(0, 0), (0, 1), (2, 2)]),
        ("optimal", [(0, 0), (1, 1), (2, 2)]),
    ],
)
def test_links_are_chosen_as_asked_for(how, expected):
    assert links_of(WEIGHTS, how) == expected


def test_words_may_stay_without_a_link():
    assert links_of(WEIGHTS, "target", least=0.65) == [(0, 0), (2, 2)]
    assert links_of(np.array([[-0.2, -0.1]]), "target") == []
    assert links_of(np.zeros((0, 3)), "optimal") == links_of(np.zeros((3, 0)), "mutual") == []


def test_links_of_a_map_are_those_of_its_weights():
    tokens = Tokens.of_words(["a", "b", "c"]), Tokens.of_words(["w", "x", "y", "z"])
    found = AlignmentMap(*tokens, WEIGHTS, np.zeros(4))
    for how in LINKERS:
        assert links(found, how) == frozenset(links_of(WEIGHTS, how))


def test_an_unknown_way_is_answered_with_those_there_are():
    with pytest.raises(UnknownNameError, match=r"unknown way to link 'best'; choose one of: mutual, optimal, source"):
        links_of(WEIGHTS, "best")


WEIGHTED = st.tuples(st.integers(1, 6), st.integers(1, 6)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.floats(0.01, 1), unique=True)
)


@given(WEIGHTED)
def test_every_way_has_as_many_links_as_it_says(weights):
    targets, sources = weights.shape
    found = {how: set(links_of(weights, how)) for how in LINKERS}
    assert sorted(t for _, t in found["target"]) == list(range(targets))
    assert sorted(s for s, _ in found["source"]) == list(range(sources))
    assert found["mutual"] == found["target"] & found["source"]
    assert len(found["optimal"]) == min(targets, sources)
    assert all(len({link[side] for link in found["optimal"]}) == len(found["optimal"]) for side in (0, 1))
    assert found["threshold"] == {
        (s, t) for s, t in product(range(sources), range(targets)) if weights[t, s] > 1 / sources
    }


SIGNED = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.floats(-5, 5, width=32) | st.just(NAN))
)


@given(SIGNED, st.sampled_from([0.0, 0.5]))
def test_no_other_assignment_weighs_more(weights, least):
    def assignments(targets, free):
        """Every set of links with each word in one at most."""
        if not targets:
            return [[]]
        rest = assignments(targets[1:], free)
        return rest + [
            [(s, targets[0]), *others] for s in free for others in assignments(targets[1:], [o for o in free if o != s])
        ]

    def weight(chosen):
        """What links weigh beyond the least."""
        return sum(weights[t, s] - least for s, t in chosen)

    found = links_of(weights, "optimal", least)
    assert all(weights[t, s] > least for s, t in found)
    known = (
        [(s, t) for s, t in one if weights[t, s] > least]
        for one in assignments(range(len(weights)), range(weights.shape[1]))
    )
    assert weight(found) == pytest.approx(max(map(weight, known)), abs=1e-6)
