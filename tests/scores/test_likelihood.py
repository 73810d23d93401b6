from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scores import reference
from workbench.scores.length import length_figures
from workbench.scores.likelihood import gain_figures, likelihood_figures

finite = st.floats(-50, 50, width=32)


@given(st.lists(st.lists(st.tuples(finite, finite), max_size=12), max_size=4))
def test_figures_are_those_of_the_slow_reference(segments):
    logprobs, gains = ([np.array([row[i] for row in one], dtype=np.float32) for one in segments] for i in (0, 1))
    found = likelihood_figures(logprobs) | gain_figures(gains)
    for number, one in enumerate(segments):
        expected = reference.likelihood_figures([row[0] for row in one], [row[1] for row in one])
        assert {*found} == {*expected}
        for name, value in expected.items():
            assert found[name][number] == pytest.approx(value, abs=1e-6, nan_ok=True), name


@pytest.mark.parametrize(
    ("pieces", "weakest"),
    [
        ([-8.0], -8.0),
        ([-8.0, 0.0], -4.0),
        ([0.0, -8.0, 0.0, 0.0], -2.0),
        ([0.0, 0.0, 0.0, 0.0, -8.0], -2.0),
        ([-8.0, 0.0, 0.0, 0.0, -8.0, -8.0], -4.0),
    ],
)
def test_the_weakest_phrase_is_the_lowest_mean_of_four_pieces_or_of_all(pieces, weakest):
    with_end = [np.array([*pieces, -90.0])]
    assert likelihood_figures(with_end)["weakest_phrase"][0] == weakest
    assert gain_figures(with_end)["least_gain"][0] == weakest


def test_the_end_token_counts_in_the_mean_gain_and_has_a_figure_of_its_own():
    assert gain_figures([np.array([4.0, 4.0, -2.0])])["source_gain"][0] == 2
    assert likelihood_figures([np.array([-1.0, -2.0, -6.0])])["end_logprob"][0] == -6


def test_the_end_token_counts_in_the_mean_and_sum_but_is_never_the_worst():
    found = likelihood_figures([np.array([-1.0, -2.0, -6.0], dtype=np.float32)])
    assert found["logprob"][0] == pytest.approx(-3)
    assert found["sequence_logprob"][0] == pytest.approx(-9)
    assert found["worst_token_logprob"][0] == -2


def test_nothing_and_an_end_token_alone():
    found = likelihood_figures([np.zeros(0, dtype=np.float32), np.array([-0.5], dtype=np.float32)])
    assert np.isnan([values[0] for values in found.values()]).all()
    assert found["logprob"][1] == found["sequence_logprob"][1] == found["end_logprob"][1] == -0.5
    assert np.isnan([found["worst_token_logprob"][1], found["weakest_phrase"][1]]).all()
    found = gain_figures([np.zeros(0, dtype=np.float32), np.array([-0.5], dtype=np.float32)])
    assert np.isnan(found["source_gain"][0]) and found["source_gain"][1] == -0.5
    assert np.isnan(found["least_gain"]).all()


def test_long_targets_are_summed_in_double_precision():
    logprobs = np.full(100_000, -0.1, dtype=np.float32)
    assert likelihood_figures([logprobs])["sequence_logprob"][0] == pytest.approx(np.float64(logprobs[0]) * 100_000)


def test_no_segments():
    assert {len(values) for values in (likelihood_figures([]) | gain_figures([])).values()} == {0}


def test_length_ratio():
    found = length_figures([4, 2, 0, 3], [2, 3, 5, 0])["length_ratio"]
    assert found.tolist()[:2] == [0.5, 1.5]
    assert np.isnan(found[2])
    assert found[3] == 0
    assert length_figures([], [])["length_ratio"].shape == (0,)
