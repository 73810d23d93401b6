from __future__ import annotations

import numpy as np
import pytest

from workbench.scores.length import length_figures
from workbench.scores.likelihood import likelihood_figures


def test_the_end_token_counts_in_the_mean_and_sum_but_is_never_the_worst():
    found = likelihood_figures([np.array([-1.0, -2.0, -6.0], dtype=np.float32)])
    assert found["logprob"][0] == pytest.approx(-3)
    assert found["sequence_logprob"][0] == pytest.approx(-9)
    assert found["worst_token_logprob"][0] == -2


def test_nothing_and_an_end_token_alone():
    found = likelihood_figures([np.zeros(0, dtype=np.float32), np.array([-0.5], dtype=np.float32)])
    assert np.isnan([values[0] for values in found.values()]).all()
    assert found["logprob"][1] == found["sequence_logprob"][1] == -0.5
    assert np.isnan(found["worst_token_logprob"][1])


def test_long_targets_are_summed_in_double_precision():
    logprobs = np.full(100_000, -0.1, dtype=np.float32)
    assert likelihood_figures([logprobs])["sequence_logprob"][0] == pytest.approx(np.float64(logprobs[0]) * 100_000)


def test_no_segments():
    assert {len(values) for values in likelihood_figures([]).values()} == {0}


def test_length_ratio():
    found = length_figures([4, 2, 0, 3], [2, 3, 5, 0])["length_ratio"]
    assert found.tolist()[:2] == [0.5, 1.5]
    assert np.isnan(found[2])
    assert found[3] == 0
    assert length_figures([], [])["length_ratio"].shape == (0,)
