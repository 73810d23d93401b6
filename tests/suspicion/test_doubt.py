"""Doubted words: figures against their definition, and the order they give."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.suspicion.corrections import Corrections, Learned
from workbench.suspicion.doubt import FIGURES, doubts, source_figures, target_figures
from workbench.suspicion.shipped import corrections

WORDS = ("The", "cat", "sat", ".")
EVEN = np.full((4, 3), 1 / 3, np.float32)


def test_figures_of_target_words_are_what_they_say():
    found = target_figures(WORDS, np.array([0.0, -1.0, np.nan, -3.0]), "the dog sat!")
    assert found["surprise"] == pytest.approx([0, np.log(2), 0, np.log(4)])
    assert found["not_own"].tolist() == [0, 1, 0, 1]
    assert found["punctuation"].tolist() == [0, 0, 0, 1]
    assert np.isnan(target_figures(WORDS, np.zeros(4), None)["not_own"]).all()


def test_a_source_word_has_the_means_of_the_words_that_look_at_it():
    weights = np.array([[1, 0, 0], [0.5, 0.5, 0], [0, 0.5, 0], [np.nan, np.nan, np.nan]], np.float32)
    of_target = {"surprise": np.array([1.0, 2.0, 4.0, 9.0]), "not_own": np.array([0.0, 1.0, 1.0, 1.0])}
    found = source_figures(("a", "b", "?"), weights, of_target)
    assert found["surprise"] == pytest.approx([(1 + 0.5 * 2) / 1.5, (2 + 4) / 2, np.nan], nan_ok=True)
    assert found["not_own"] == pytest.approx([0.5 / 1.5, 1, np.nan], nan_ok=True)
    assert found["punctuation"].tolist() == [0, 0, 1]


@pytest.mark.parametrize(
    ("logprobs", "own", "more", "less"),
    [
        ([-0.1, -5.0, -0.1, -0.1], None, 1, 0),
        ([-1.0, -1.0, -1.0, -0.1], "the dog sat .", 1, 2),
        ([-0.1, -2.0, -0.1, -2.0], None, 1, 3),
    ],
    ids=["an unlikely word", "a word that the model has not", "a word before a mark"],
)
def test_what_is_doubted_more(logprobs, own, more, less):
    target, source = doubts(
        ("Die", "Katze", "saß"), WORDS, np.eye(4, 3, dtype=np.float32), np.array(logprobs), own, corrections()
    )
    assert target[more] > target[less]
    if max(more, less) < 3:
        assert source[more] > source[less]


@given(
    st.lists(st.tuples(st.sampled_from(WORDS), st.floats(-50, 0)), min_size=1, max_size=6),
    st.none() | st.text(max_size=20),
)
def test_doubt_is_a_probability(words, own):
    target, logprobs = [word for word, _ in words], np.array([value for _, value in words])
    for found in doubts(
        ("a", "b", "c"), target, np.full((len(words), 3), 1 / 3, np.float32), logprobs, own, corrections()
    ):
        assert ((found > 0) & (found < 1)).all()


def test_no_words_are_no_doubt():
    target, source = doubts((), (), np.zeros((0, 0), np.float32), np.array([]), None, corrections())
    assert target.shape == source.shape == (0,)


def test_a_figure_without_value_stands_at_its_centre():
    learned = Learned({"a": 2.0, "b": -1.0}, {"a": 0.5, "b": 3.0}, -1.0)
    figures = {"a": np.array([0.5, 1.5, np.nan]), "b": np.array([3.0, np.nan, 2.0])}
    assert learned.log_odds(figures) == pytest.approx([-1.0, 1.0, 0.0])
    assert learned.probability(figures) == pytest.approx(1 / (1 + np.exp([1.0, -1.0, 0.0])))


def test_what_comes_along_speaks_in_the_directions_that_figures_have():
    found = corrections()
    for learned in (found.target_word, found.source_word):
        assert {name: np.sign(weight) for name, weight in learned.weights.items()} == dict(
            zip(FIGURES, (1, 1, -1), strict=True)
        )
    weights = found.sentence.weights
    assert all(weight <= 0 for weight in weights.values()), "all of them are better when higher"
    assert weights["logprob"] < 0 and weights["own_logprob"] < 0
    assert Corrections.from_record(found.record()) == found
    assert "MLQE-PE" in found.made_from
