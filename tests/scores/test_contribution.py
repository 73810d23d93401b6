from __future__ import annotations

import warnings

import numpy as np
import pytest

from workbench.alignment.map import AlignmentMap
from workbench.alignment.tokens import Tokens
from workbench.scores.contribution import contribution_figures

NAN = float("nan")


@pytest.mark.parametrize(
    ("shares", "expected"), [([0.5, 0.7], 0.6), ([NAN, 0.4], 0.4), ([NAN, NAN], NAN), ([], NAN), (None, NAN)]
)
def test_the_mean_is_over_the_words_that_have_a_share(shares, expected):
    count = 0 if shares is None else len(shares)
    words = Tokens.of_words(["w"] * count)
    weights = np.ones((count, 1), np.float32)
    share = None if shares is None else np.array(shares, np.float32)
    found = AlignmentMap(Tokens.of_words(["s"]), words, weights, np.zeros(count, np.float32), source_share=share)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (mean,) = contribution_figures([found])["source_contribution"]
    assert mean == pytest.approx(expected, nan_ok=True)
