"""Maps of a source and a prefix part, and signed maps with rows that nobody asked for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.alignment.strategies import tokens_of_whole_words
from workbench.alignment.map import AlignmentMap
from workbench.alignment.tokens import Tokens

CATS = Tokens.from_offsets("the cats", ["▁the", "▁cat", "s"], [(0, 3), (3, 7), (7, 8)])
KATZEN = Tokens.from_offsets("die Katzen", ["▁die", "▁Katz", "en"], [(0, 3), (3, 8), (8, 10)])
NAN = float("nan")

SOURCE = np.array([[0.2, 0.1, 0.1], [0.3, 0.0, 0.1], [0.0, 0.0, 0.4]])
PREFIX = np.array([[0, 0, 0], [0.25, 0, 0], [0.1, 0.3, 0]])
SHARE = np.array([0.5, 0.4, 0.8])


@pytest.fixture
def parts() -> AlignmentMap:
    return AlignmentMap.from_parts(KATZEN, CATS, SOURCE, PREFIX, SHARE, {"view": "rollout"})


def test_each_part_is_renormalised_by_itself(parts):
    assert parts.weights == pytest.approx(SOURCE / SOURCE.sum(1, keepdims=True))
    assert parts.prefix[1:] == pytest.approx(PREFIX[1:] / PREFIX[1:].sum(1, keepdims=True))
    assert not parts.signed and parts.provenance == {"view": "rollout"}


def test_a_prefix_without_mass_is_null_and_leaves_the_source_alone(parts):
    assert np.isnan(parts.prefix[0]).all()
    assert not np.isnan(parts.weights).any()


def test_kinds_are_shares_of_what_the_source_had(parts):
    specials = SHARE - SOURCE.sum(1)
    kinds = {"end": specials * 0.75, "tag": specials * 0.25}
    found = AlignmentMap.from_parts(KATZEN, CATS, SOURCE, PREFIX, SHARE, dropped_by=kinds)
    assert found.dropped == pytest.approx(parts.dropped, abs=1e-6)
    assert found.dropped_by["tag"] == pytest.approx(parts.dropped / 4, abs=1e-6)


def test_the_share_is_the_sources_and_dropped_what_its_specials_had_of_it(parts):
    assert parts.source_share == pytest.approx(SHARE)
    assert parts.dropped == pytest.approx([0.2, 0.0, 0.5], abs=1e-6)


def test_a_source_that_had_nothing_is_null():
    found = AlignmentMap.from_parts(KATZEN, CATS, np.zeros((3, 3)), PREFIX, np.zeros(3))
    assert np.isnan(found.weights).all()
    assert found.dropped == pytest.approx(1)
    assert found.source_share == pytest.approx(0)


def test_a_small_share_of_the_source_is_no_small_mass():
    # Its map is as sharp as any other: what is little is told by the share.
    found = AlignmentMap.from_parts(KATZEN, CATS, SOURCE * 1e-4, PREFIX, SHARE * 1e-4)
    assert found.weights == pytest.approx(SOURCE / SOURCE.sum(1, keepdims=True))
    assert found.dropped == pytest.approx([0.2, 0.0, 0.5], abs=1e-5)


def test_between_words_shares_are_averaged_and_prefix_columns_summed(parts):
    words = parts.by_word()
    assert words.source_share == pytest.approx([0.5, 0.6])
    assert words.prefix.shape == (2, 2)
    assert np.isnan(words.prefix[0]).all()
    rows = parts.prefix[1:]
    assert words.prefix[1] == pytest.approx([rows[:, 0].mean(), rows[:, 1:].sum(1).mean()])
    assert words.source_share.dtype == np.float32
    with pytest.raises(ValueError, match="read-only"):
        words.source_share[0] = 0


def test_arrays_of_parts_are_read_only(parts):
    for array in (parts.weights, parts.prefix, parts.dropped, parts.source_share):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def signed(rows: list[int], **more) -> AlignmentMap:
    """Target pieces of ``rows`` are known, the others NaN."""
    weights = np.full((3, 3), NAN)
    weights[rows] = np.arange(9.0).reshape(3, 3)[rows]
    dropped = np.full(3, NAN)
    dropped[rows] = 1.0
    return AlignmentMap(KATZEN, CATS, weights, dropped, True, prefix=weights, error=dropped, **more)


@pytest.mark.parametrize(
    ("rows", "known"), [([0], [0]), ([1, 2], [1]), ([1], []), ([2], []), ([0, 2], [0]), ([], []), ([0, 1, 2], [0, 1])]
)
def test_a_signed_word_is_known_when_all_its_pieces_are(rows, known):
    words = signed(rows).by_word()
    for array in (words.weights, words.dropped, words.prefix, words.error):
        unknown = np.isnan(array).reshape(2, -1)
        assert [word for word in range(2) if not unknown[word].any()] == known
        assert unknown.any(1).tolist() == unknown.all(1).tolist()


def test_known_signed_rows_are_summed():
    words = signed([1, 2]).by_word()
    assert words.weights[1] == pytest.approx([9, 4 + 5 + 7 + 8])
    assert words.dropped[1] == pytest.approx(2)
    assert words.prefix[1] == pytest.approx([9, 24])


@settings(deadline=None)
@given(tokens_of_whole_words(), tokens_of_whole_words(), st.integers(0, 2**32 - 1))
def test_signed_sums_are_kept_between_words(source, target, seed):
    rng = np.random.default_rng(seed)
    pieces = AlignmentMap(
        source,
        target,
        rng.normal(size=(len(target), len(source))),
        rng.normal(size=len(target)),
        signed=True,
        prefix=rng.normal(size=(len(target), len(target))),
        error=rng.random(len(target)),
    )
    words = pieces.by_word()
    index = np.array(target.word_index)
    for name in ("weights", "dropped", "prefix"):
        before, after = getattr(pieces, name), getattr(words, name)
        assert after.sum() == pytest.approx(before.sum(), abs=1e-4)
        for word in range(len(target.spans)):
            assert after[word].sum() == pytest.approx(before[index == word].sum(), abs=1e-4)
    for word in range(len(target.spans)):
        assert words.error[word] == pieces.error[index == word].max()
    for word in range(len(source.spans)):
        columns = np.array(source.word_index) == word
        assert words.weights[:, word].sum() == pytest.approx(pieces.weights[:, columns].sum(), abs=1e-4)


@settings(deadline=None)
@given(tokens_of_whole_words(), tokens_of_whole_words(), st.integers(0, 2**32 - 1))
def test_signed_rows_nobody_asked_for_leave_the_others_alone(source, target, seed):
    rng = np.random.default_rng(seed)
    weights, dropped = rng.normal(size=(len(target), len(source))), rng.normal(size=len(target))
    gone = rng.random(len(target)) < 0.4
    whole = AlignmentMap(source, target, weights, dropped, True).by_word()
    part = AlignmentMap(
        source, target, np.where(gone[:, None], NAN, weights), np.where(gone, NAN, dropped), True
    ).by_word()
    lost = target.membership() @ gone > 0
    assert np.isnan(part.weights[lost]).all() and np.isnan(part.dropped[lost]).all()
    np.testing.assert_allclose(part.weights[~lost], whole.weights[~lost], atol=1e-6)
    np.testing.assert_allclose(part.dropped[~lost], whole.dropped[~lost], atol=1e-6)
