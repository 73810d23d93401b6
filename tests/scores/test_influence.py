from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.stats import spearmanr

from workbench.alignment.map import AlignmentMap
from workbench.alignment.tokens import Tokens
from workbench.scores.influence import agreement, influence_figures, mean_rank_correlation, why_null

SOURCE = ("the", "dog", "barks", "loudly")
TARGET = ("der", "Hund", "bellt", "laut")


def a_map(weights, source=SOURCE, target=TARGET):
    weights = np.array(weights, dtype=float)
    return AlignmentMap(Tokens.of_words(source), Tokens.of_words(target), weights, np.zeros(len(target)), signed=True)


FORWARD = [[4, 3, 2, 1]] * 4
BACKWARD = [[1, 2, 3, 4]] * 4


@pytest.mark.parametrize(
    ("attention", "influence", "expected"),
    [
        (FORWARD, FORWARD, 1.0),
        (FORWARD, BACKWARD, -1.0),
        # Of "der", a stop-word, nothing is asked, and two words out of three agree.
        ([[1, 2, 3, 4], *FORWARD[1:]], [[4, 3, 2, 1], [4, 3, 2, 1], [4, 3, 2, 1], [1, 2, 3, 4]], 1 / 3),
        # A row without an order, or one that nobody asked for, has no say.
        (FORWARD, [[1, 1, 1, 1], [4, 3, 2, 1], [1, 1, 1, 1], [np.nan] * 4], 1.0),
        (FORWARD, [[np.nan] * 4] * 4, None),
    ],
)
def test_agreement_is_the_mean_of_the_content_words(attention, influence, expected):
    found = agreement(a_map(attention), a_map(influence), "de")
    assert found == (None if expected is None else pytest.approx(expected))


@given(arrays.arrays(np.float64, (3, 5), elements=st.integers(0, 4).map(float)), st.integers(0, 2**32 - 1))
def test_ranks_are_those_of_scipy_ties_and_all(rows, seed):
    others = np.random.default_rng(seed).permuted(rows, axis=1)
    found = mean_rank_correlation(rows, others)
    ordered = [place for place, row in enumerate(rows) if len({*row}) > 1]
    expected = [spearmanr(rows[place], others[place]).statistic for place in ordered]
    assert found == (pytest.approx(np.mean(expected)) if expected else None)


@pytest.mark.parametrize(
    ("source", "target", "language", "says"),
    [
        (("a", "dog"), ("ein", "Hund"), "de", "2 source words; an order of fewer than 3 says little"),
        (SOURCE, ("der", "die", "das", "und"), "de", "no content words in the target"),
        (SOURCE, TARGET, "xx", "no list of stop-words for xx"),
        (SOURCE, TARGET, "de", "no content word whose attention and influence have an order"),
    ],
)
def test_what_has_no_value_is_null_and_says_why(source, target, language, says):
    even = a_map(np.ones((len(target), len(source))), source, target)
    assert np.isnan(influence_figures([even], [even], language)["influence_agreement"]).all()
    assert says in why_null("influence_agreement", even, even, language)
