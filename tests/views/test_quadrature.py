"""Integrals along paths whose values and slopes are known by formula."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.views.quadrature import LEAST_DIFFERENCE, PANELS, Integral, equal_variation, fixed, refined

Function = Callable[[np.ndarray], np.ndarray]


@dataclass
class Formula:
    """Looks like a path: one goal per pair of (value, slopes by position), both functions of the place."""

    goals: Sequence[tuple[Function, Sequence[Function]]]
    taken: list[float] = field(default_factory=list)

    def values(self, points):
        points = np.asarray(points, dtype=float)
        return np.stack([value(points) for value, _ in self.goals], axis=1)

    def slopes(self, points):
        points = np.asarray(points, dtype=float)
        self.taken.extend(points)
        slopes = np.stack([np.stack([slope(points) for slope in slopes], axis=1) for _, slopes in self.goals])
        return slopes, self.values(points).T

    def only(self, places):
        return Formula([self.goals[place] for place in places], self.taken)


def polynomial(*parts: Sequence[float]) -> tuple[Function, list[Function]]:
    """The value of all parts together; each position's slope is that of one part."""
    values = [np.polynomial.Polynomial(part) for part in parts]
    return sum(values[1:], values[0]), [value.deriv() for value in values]


def kink(place: float, steep: float) -> tuple[Function, list[Function]]:
    """Nothing, then a rise; as a rectified unit makes it."""
    return (
        lambda x: steep * np.maximum(x - place, 0),
        [lambda x: np.where(x > place, 0.75 * steep, 0.0), lambda x: np.where(x > place, 0.25 * steep, 0.0)],
    )


def steep_start(rate: float) -> tuple[Function, list[Function]]:
    return lambda x: 1 - np.exp(-rate * x), [lambda x: rate * np.exp(-rate * x)]


@pytest.mark.parametrize("steps", [1, 2, 3, 5, 8])
def test_fixed_steps_are_exact_up_to_twice_as_many_degrees(steps):
    rng = np.random.default_rng(steps)
    parts = rng.normal(size=(3, 2 * steps + 1))
    (found,) = fixed(Formula([polynomial(*parts)]), steps)
    assert found.points == steps
    assert found.shares == pytest.approx(parts[:, 1:].sum(1), abs=1e-9)
    assert found.difference == pytest.approx(parts[:, 1:].sum(), abs=1e-9)
    assert found.error == pytest.approx(0, abs=1e-8)


def test_fixed_steps_are_not_exact_beyond_and_the_error_says_so():
    (found,) = fixed(Formula([polynomial([0, 0, 0, 0, 8.0])]), 1)
    assert found.shares == pytest.approx([4.0])
    assert found.error == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("shares", "difference", "error"),
    [
        ([1.0, 1.0], 2.0, 0.0),
        ([1.0, 0.5], 2.0, 0.25),
        ([-1.0, 0.5], -1.0, 0.5),
        ([0.03], 0.01, 0.2),
        ([0.02], 0.0, 0.2),
    ],
)
def test_errors_are_relative_to_the_difference_or_a_tenth_of_a_nat(shares, difference, error):
    assert Integral(np.array(shares), difference, 1).error == pytest.approx(error)
    assert LEAST_DIFFERENCE == 0.1


@settings(deadline=None)
@given(
    st.lists(st.lists(st.floats(-50, 50), min_size=2, max_size=2), min_size=2, max_size=30),
    st.integers(1, 20),
    st.data(),
)
def test_edges_rise_and_keep_both_ends(values, panels, data):
    gaps = data.draw(st.lists(st.floats(0.01, 1), min_size=len(values) - 1, max_size=len(values) - 1))
    places = np.concatenate([[0.0], np.cumsum(gaps)])
    edges = equal_variation(places, np.array(values), panels)
    assert edges.shape == (panels + 1,)
    assert edges[0] == places[0] and edges[-1] == places[-1]
    assert (np.diff(edges) > 0).all()


def test_edges_are_even_where_nothing_varies_and_dense_where_much_does():
    places = np.linspace(0, 1, 25)
    assert equal_variation(places, np.zeros((25, 1)), 8) == pytest.approx(np.linspace(0, 1, 9))
    steep = equal_variation(places, steep_start(40)[0](places)[:, None], 8)
    assert (steep < 0.1).sum() >= 5
    assert np.diff(steep)[-1] > 4 * np.diff(steep)[0]


GOALS = {
    "a kink": kink(0.31, 4.0),
    "a late kink": kink(0.97, 30.0),
    "a steep start": steep_start(200.0),
    "a wave": (lambda x: np.sin(20 * x), [lambda x: 20 * np.cos(20 * x)]),
    "a fall": polynomial([0, -2, 3], [1, 0, 0, -5]),
}


@pytest.mark.parametrize("tolerance", [0.05, 0.005])
@pytest.mark.parametrize("name", GOALS)
def test_points_are_added_until_the_error_is_under_the_tolerance(name, tolerance):
    path = Formula([GOALS[name]])
    (found,) = refined(path, tolerance, 2000)
    assert found.error <= tolerance
    assert found.points == len(path.taken) <= 2000
    assert len(set(path.taken)) == len(path.taken)
    value, slopes = GOALS[name]
    gain = value(np.array(1.0)) - value(np.array(0.0))
    assert found.difference == pytest.approx(gain)
    grid = (np.arange(100_000) + 0.5) / 100_000
    slow = np.array([slope(grid).mean() for slope in slopes])
    assert found.shares == pytest.approx(slow, abs=2 * tolerance * max(1, abs(gain)))


@pytest.mark.parametrize("name", GOALS)
def test_more_points_leave_less_error(name):
    errors = [refined(Formula([GOALS[name]]), 1e-9, limit)[0].error for limit in (16, 64, 256, 1024)]
    assert errors[-1] < 0.01
    assert errors[-1] <= errors[1] <= errors[0] + 1e-12


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 15, 16, 17, 18, 19, 40])
def test_no_more_points_than_the_limit_and_no_fewer_than_it_allows(limit):
    path = Formula([GOALS["a wave"]])
    (found,) = refined(path, 1e-12, limit)
    assert found.points == len(path.taken)
    # A panel becomes three: one more point cannot be spent alone.
    assert limit - 1 <= found.points <= limit or found.points == limit
    assert found.error > 1e-12


def test_an_easy_unit_takes_no_points_for_a_hard_one():
    path = Formula([polynomial([0, 3.0]), GOALS["a wave"]])
    easy, hard = refined(path, 0.001, 500)
    assert easy.points == PANELS < hard.points
    assert easy.shares == pytest.approx([3.0]) and easy.error == pytest.approx(0, abs=1e-12)
    assert hard.error <= 0.001


def test_units_that_are_rough_in_different_places_are_all_refined_and_told_in_their_order():
    names = ["a late kink", "a fall", "a kink"]
    together = refined(Formula([GOALS[name] for name in names]), 0.005, 2000)
    assert len({integral.points for integral in together}) > 1
    for name, found in zip(names, together, strict=True):
        (alone,) = refined(Formula([GOALS[name]]), 0.005, 2000)
        assert found.error <= 0.005
        assert found.difference == pytest.approx(alone.difference)
        assert found.shares == pytest.approx(alone.shares, abs=0.02 * max(1, abs(alone.difference)))


def test_nothing_asked_nothing_integrated():
    class Nothing(Formula):
        def values(self, points):
            return np.zeros((len(points), 0))

        def slopes(self, points):
            return np.zeros((0, len(points), 3)), np.zeros((0, len(points)))

    assert fixed(Nothing([]), 4) == []
    assert refined(Nothing([]), 0.05, 64) == []
