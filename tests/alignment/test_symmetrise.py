from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.alignment.symmetrise import SYMMETRISERS, intersection, union

# Worked by hand: a diagonal that both have, its neighbours, and a link far from it.
FORWARD = {(0, 0), (1, 1), (2, 1), (4, 4)}
BACKWARD = {(0, 0), (1, 1), (1, 2), (5, 3)}


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("intersection", {(0, 0), (1, 1)}),
        ("union", {(0, 0), (1, 1), (2, 1), (1, 2), (4, 4), (5, 3)}),
        ("grow-diag", {(0, 0), (1, 1), (2, 1), (1, 2)}),
        ("grow-diag-final", {(0, 0), (1, 1), (2, 1), (1, 2), (4, 4), (5, 3)}),
        ("grow-diag-final-and", {(0, 0), (1, 1), (2, 1), (1, 2), (4, 4), (5, 3)}),
    ],
)
def test_links_of_two_directions_become_one(how, expected):
    assert SYMMETRISERS[how](FORWARD, BACKWARD) == expected


def test_final_takes_links_with_one_free_word_and_final_and_only_with_two():
    forward, backward = {(0, 0), (3, 0)}, {(0, 0), (4, 4)}
    assert SYMMETRISERS["grow-diag-final"](forward, backward) == {(0, 0), (3, 0), (4, 4)}
    assert SYMMETRISERS["grow-diag-final-and"](forward, backward) == {(0, 0), (4, 4)}


def test_growing_goes_on_from_what_was_added():
    chain = {(n, n) for n in range(5)}
    assert SYMMETRISERS["grow-diag"](chain, {(0, 0)}) == chain


LINKS = st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)))


@given(LINKS, LINKS)
def test_each_way_lies_between_intersection_and_union(forward, backward):
    grown, final, final_and = (
        SYMMETRISERS[how](forward, backward) for how in ("grow-diag", "grow-diag-final", "grow-diag-final-and")
    )
    assert intersection(forward, backward) <= grown <= final_and
    assert grown <= final <= union(forward, backward)
    assert final_and <= union(forward, backward)


@given(LINKS)
def test_links_that_agree_stay_as_they_are(links):
    assert {how: make(links, links) for how, make in SYMMETRISERS.items()} == dict.fromkeys(SYMMETRISERS, links)


@given(LINKS, LINKS)
def test_final_leaves_no_linked_word_of_either_direction_without(forward, backward):
    found = SYMMETRISERS["grow-diag-final"](forward, backward)
    for side in (0, 1):
        assert {link[side] for link in found} == {link[side] for link in forward | backward}
