"""Figures of all heads at once, against one head, one word and one sum at a time on the plain model."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.views.reference import Plain, places
from workbench.alignment.links import links
from workbench.alignment.map import AlignmentMap
from workbench.alignment.tokens import Tokens
from workbench.calibration.head_figures import LEAST_KNOWN, FigureSums, agreement, head_figures
from workbench.calibration.head_profile import READ_AT
from workbench.language.segmentation import is_punctuation
from workbench.models.forced import map_tokens, own_part
from workbench.models.sublayer import BLOCKS
from workbench.scores.scatter import scatter_figures

KINDS = [(block, row) for block in BLOCKS for row in READ_AT[block]]


def entropy(row: np.ndarray, seen: int) -> float:
    if seen < 2 or np.isnan(row).any():
        return math.nan
    return -sum(p * math.log(p) for p in row if p > 0) / math.log(seen)


def agreement_of(found: AlignmentMap) -> float:
    by_target, by_source = (links(found, how) for how in ("target", "source"))
    rows, columns = len(by_target), len(found.source)
    if not rows or rows + columns == 2:
        return math.nan
    by_source = {(s, t) for s, t in by_source if not np.isnan(found.weights[t]).any()}
    # Cells that win their row and their column, of random weights: the first does so with 1 / (T + S - 1).
    chance = 2 * (rows * columns / (rows + columns - 1)) / (rows + columns)
    dice = 2 * len(by_target & by_source) / (rows + columns)
    return (dice - chance) / (1 - chance)


def slowly(plain: Plain, pair, block: str, row: str, weights: np.ndarray) -> dict[str, list[float]]:
    """Of one head's ``[tgt src]`` over all positions."""
    rows, columns = map_tokens(pair, block)
    before = len(plain.translator.template.before_source) if block != "decoder" else 1
    own = plain.cut(pair, block, row, weights)
    first = {"encoder": before, "decoder": 1, "cross": 1 if row == "input" else 0}[block]
    found = AlignmentMap.from_mass(columns, rows, own.astype(np.float32)).by_word()
    expected: dict[str, list[float]] = {"entropy": [], "start_mass": [], "end_mass": [], "punctuation_mass": []}
    expected |= {"same_word_mass": [], "previous_word_mass": [], "next_word_mass": []}
    for word, pieces in enumerate(places(rows)):
        lines = [weights[first + piece] for piece in pieces]
        on_word = [
            np.mean([sum(line[before + column] for column in group) for line in lines]) for group in places(columns)
        ]
        seen = word + 1 if block == "decoder" else len(found.source)
        expected["entropy"].append(entropy(found.weights[word], seen))
        expected["start_mass"].append(np.mean([line[:before].sum() for line in lines]))
        if block != "decoder":
            expected["end_mass"].append(np.mean([line[-1] for line in lines]))
        marks = [mass for mass, text in zip(on_word, columns.words, strict=True) if is_punctuation(text)]
        if marks:
            expected["punctuation_mass"].append(sum(marks))
        if block != "cross":
            expected["same_word_mass"].append(on_word[word])
            expected["previous_word_mass"] += on_word[word - 1 : word] if word else []
        if block == "encoder":
            expected["next_word_mass"] += on_word[word + 1 : word + 2]
    expected["monotonicity"] = [float(scatter_figures([found], "en", "de")["monotonicity"][0])]
    if block == "cross":
        expected["agreement"] = [agreement_of(found)]
    return {name: values for name, values in expected.items() if values}


@pytest.fixture(scope="module")
def some(translator):
    """Words of several pieces, punctuation and none, one word alone, and lengths that differ."""
    sources = ["the cat sits on the mat .", "she knows, who called", "a", "we bought twelve apples", "a small dog!"]
    targets = ["die Katze sitzt auf der Matte .", "sie weiß, wer", "ein kleiner Hund", "gekauft", "ein Hund!"]
    return translator.encode_pairs(sources, targets)


@pytest.mark.parametrize(("block", "row"), KINDS)
def test_figures_of_all_heads_are_those_of_each_head_taken_slowly(translator, plain, some, block, row):
    for pair in some:
        weights = plain.attention(pair)[block]
        found = head_figures(weights, block, own_part(translator, pair, block, row), *map_tokens(pair, block))
        for layer, head in np.ndindex(weights.shape[:2]):
            expected = slowly(plain, pair, block, row, weights[layer, head])
            assert {name for name, values in found.items() if values.shape[-1]} == set(expected)
            for name, values in expected.items():
                np.testing.assert_allclose(
                    found[name][layer, head], values, atol=1e-5, err_msg=f"{name} of {block} {layer}.{head}"
                )


def test_padding_after_the_text_changes_nothing(translator, plain, some):
    for block, row in KINDS:
        weights = plain.attention(some[0])[block]
        rest = block, own_part(translator, some[0], block, row), *map_tokens(some[0], block)
        wide = np.pad(weights, ((0, 0), (0, 0), (0, 3), (0, 4)))
        alone, beside = head_figures(weights, *rest), head_figures(wide, *rest)
        assert all(np.array_equal(alone[name], beside[name], equal_nan=True) for name in alone)


WORDS = Tokens.of_words(["a", "b", "c", "d"])
ALL = slice(1, 5)


def of_matrix(matrix, block="encoder", end=0.0):
    """Figures of one head over four words between a tag, which gets nothing, and an end token."""
    own = np.asarray(matrix, dtype=float) * (1 - end)
    weights = np.zeros((1, 1, 6, 6))
    weights[0, 0, 1:5, 1:5] = own
    weights[0, 0, 1:5, 5] = end
    found = head_figures(weights, block, (ALL, ALL), WORDS, WORDS)
    return {name: values[0, 0] for name, values in found.items()}


@pytest.mark.parametrize(
    ("matrix", "block", "name", "value"),
    [
        (np.full((4, 4), 0.25), "encoder", "entropy", 1.0),
        (np.eye(4), "encoder", "entropy", 0.0),
        ([[0.5, 0.5, 0, 0]] * 4, "encoder", "entropy", 0.5),
        (np.tril(np.ones((4, 4))) / np.arange(1, 5)[:, None], "decoder", "entropy", 1.0),
        (np.eye(4), "encoder", "same_word_mass", 1.0),
        (np.eye(4, k=1), "encoder", "next_word_mass", 1.0),
        (np.eye(4, k=-1), "encoder", "previous_word_mass", 1.0),
        (np.eye(4), "cross", "agreement", 1.0),
        (np.eye(4)[::-1], "cross", "agreement", 1.0),
        (np.eye(4), "cross", "monotonicity", 1.0),
        (np.eye(4)[::-1], "cross", "monotonicity", -1.0),
    ],
)
def test_plain_patterns_have_the_figures_they_should(matrix, block, name, value):
    assert np.nanmean(of_matrix(matrix, block)[name]) == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize("end", [0.3, 0.99])
def test_what_the_end_token_takes_lowers_shares_but_not_what_is_read_between_words(end):
    found = of_matrix(np.eye(4), "cross", end)
    assert found["end_mass"] == pytest.approx([end] * 4)
    assert found["agreement"] == pytest.approx(1) and found["entropy"] == pytest.approx([0] * 4)
    assert of_matrix(np.eye(4), "encoder", end)["same_word_mass"] == pytest.approx([1 - end] * 4)


def test_a_head_that_leaves_nothing_for_words_has_no_figures_between_them():
    found = of_matrix(np.eye(4), "cross", 0.9999)
    assert np.isnan(found["entropy"]).all() and np.isnan(found["agreement"]).all()
    assert np.isnan(found["monotonicity"]).all() and found["end_mass"] == pytest.approx([0.9999] * 4)


@pytest.mark.parametrize(("height", "width"), [(7, 5), (10, 10), (3, 12)])
def test_weights_that_are_drawn_independently_agree_by_chance(height, width):
    found = agreement(np.random.default_rng(0).random((2000, height, width)))
    assert found.shape == (2000, 1)
    assert abs(found.mean()) < 4 * found.std() / math.sqrt(found.size)


def test_a_mean_takes_what_is_known_and_is_null_where_that_is_too_little():
    sums = FigureSums()
    few = int(LEAST_KNOWN * 100)
    for known in (0, few - 1, few, 100):
        values = np.full((1, 2, 100), np.nan)
        values[..., :known] = [[[3.0], [5.0]]]
        alone = FigureSums()
        alone.add({"x": values})
        expected = [[3.0, 5.0]] if known >= few else [[math.nan] * 2]
        np.testing.assert_array_equal(alone.means()["x"], expected)
    sums.add({"x": np.array([[[1.0, np.nan]]]), "y": np.array([[[2.0]]])})
    sums.add({"x": np.array([[[4.0, 7.0, np.nan]]])})
    assert sums.means() == {"x": np.array([[4.0]]), "y": np.array([[2.0]])}
