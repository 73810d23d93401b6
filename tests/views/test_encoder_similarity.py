from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from tests.conftest import of_one_direction
from workbench.alignment.tokens import Tokens
from workbench.errors import ModelError
from workbench.views import VIEWS
from workbench.views.encoder_similarity import _overlaps, encoder_similarity, shares

FINITE = st.floats(-40, 40, width=32)


@given(
    arrays.arrays(np.float32, st.tuples(st.integers(1, 5), st.just(3)), elements=FINITE),
    arrays.arrays(np.float32, st.tuples(st.integers(1, 5), st.just(3)), elements=FINITE),
)
def test_rows_are_shares_however_far_states_lie_apart(target, source):
    found = shares(target, source)
    assert found.shape == (len(target), len(source)) and (found >= 0).all()
    assert found.sum(1) == pytest.approx(np.ones(len(target)))


def test_a_word_is_nearest_to_the_one_that_no_other_word_is_as_near_to():
    # Both targets are nearest to the first source; the second target is all that the second source has.
    found = shares(np.array([[4.0, 0.0], [2.0, 1.9]]), np.array([[1.0, 0.0], [0.0, 1.0]]))
    assert found.argmax(1).tolist() == [0, 1]


def test_pretokenized_words_stay_the_words_of_the_map(translator):
    pairs = translator.encode_pairs(["a small dog runs home"], ["ein kleiner Hund , läuft nach-Hause"], True)
    (found,) = encoder_similarity(translator, pairs)
    assert found.target.words == ("ein", "kleiner", "Hund", ",", "läuft", "nach-Hause")
    assert np.isfinite(found.weights).all()


def test_characters_in_common():
    assert _overlaps([(0, 3), (3, 3), (3, 8)], [(0, 1), (1, 5)]).tolist() == [[1, 2], [0, 0], [0, 2]]


def test_a_model_of_one_direction_is_refused_with_the_reason(translator, pairs):
    other = of_one_direction(translator)
    assert "has not learnt to read it" in VIEWS["encoder_similarity"].refused(other)
    with pytest.raises(ModelError, match=r"does not translate from .* too, so its encoder has not learnt to read it"):
        next(encoder_similarity(other, pairs))
    assert VIEWS["encoder_similarity"].refused(translator) is None
    assert VIEWS["attention"].refused(other) is None


def test_a_target_too_long_to_be_a_source_is_refused(translator):
    text = "die Katze " * translator.positions
    pair = translator.encode_pairs(["the cat"], [text])[0]
    assert isinstance(pair.target.tokens, Tokens)
    with pytest.raises(ModelError, match=r"as the encoder reads them; .* has positions for"):
        next(encoder_similarity(translator, [pair]))
