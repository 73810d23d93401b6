from __future__ import annotations

import numpy as np
import pytest
import torch
from captum.attr import IntegratedGradients

from tests.views.reference import Plain, asked, places
from workbench.errors import ModelError, UnknownNameError
from workbench.models import Pair
from workbench.views.integrated_gradients import EXACT, integrated_gradients
from workbench.views.path import BASELINES, Path
from workbench.views.quadrature import PANELS
from workbench.views.question import ask


@pytest.fixture(scope="module")
def pairs(pairs: list[Pair]) -> list[Pair]:
    return [pairs[i] for i in (0, 1, 5, 6)]


def baseline_of(plain: Plain, name: str) -> torch.Tensor:
    """``[width]``"""
    encoder = plain.model.model.encoder
    table = encoder.embed_tokens.weight.detach() * encoder.embed_scale
    return {
        "pad": table[plain.model.config.pad_token_id],
        "unknown": table[plain.translator.tokenizer.unk_token_id],
        "zero": torch.zeros_like(table[0]),
        "mean": table.mean(0),
    }[name]


def ends(plain: Plain, pair: Pair, baseline: str) -> tuple[torch.Tensor, torch.Tensor]:
    """``[1 src+specials width]`` each: the tag and the end token stay."""
    end = plain.embedded(plain.source_ids(pair))
    start = end.clone()
    for place in range(1, len(end) - 1):
        start[place] = baseline_of(plain, baseline)
    return start[None], end[None]


def gains(plain: Plain, pair: Pair, baseline: str = "pad", by_word: bool = True) -> np.ndarray:
    """log p(word | source) - log p(word | baseline) of each target row."""
    start, end = ends(plain, pair, baseline)
    values = [plain.of_embeddings(before, labels) for before, labels in asked(plain, pair, by_word)]
    with torch.no_grad():
        return np.array([float(value(end) - value(start)) for value in values])


@pytest.mark.parametrize("by_word", [True, False])
@pytest.mark.parametrize("baseline", BASELINES)
def test_with_fixed_steps_it_is_captums_integrated_gradients(translator, plain, pairs, baseline, by_word):
    chosen = pairs[1:3]
    maps = integrated_gradients(translator, chosen, baseline=baseline, steps=7, by_word=by_word)
    for pair, found in zip(chosen, maps, strict=True):
        start, end = ends(plain, pair, baseline)
        for t, (before, labels) in enumerate(asked(plain, pair, by_word)):
            method = IntegratedGradients(plain.of_embeddings(before, labels))
            shares = method.attribute(end, start, n_steps=7, method="gausslegendre").sum(-1)[0].detach().numpy()
            assert shares[0] == shares[-1] == 0
            expected = [shares[1:-1][group].sum() for group in places(pair.source.tokens, by_word)]
            np.testing.assert_allclose(found.weights[t], expected, atol=1e-4)
        assert found.provenance["points"] == 7 and found.provenance["baseline"] == baseline


@pytest.mark.parametrize("pays", [True, False])
def test_products_are_rounded_where_it_pays_and_maps_say_so(translator, pairs, pays, monkeypatch):
    monkeypatch.setattr("workbench.views.path.rounding_pays", lambda: pays)
    (exact,) = integrated_gradients(translator, pairs[:1], rounded=False)
    (found,) = integrated_gradients(translator, pairs[:1])
    others = [*integrated_gradients(translator, pairs[:1], steps=9)]
    others += integrated_gradients(translator, pairs[:1], tolerance=EXACT / 2)
    assert {one.provenance["products"] for one in (exact, *others)} == {"float32"}
    assert found.provenance["products"] == ("bfloat16" if pays else "float32")
    assert np.array_equal(found.weights, exact.weights) != pays
    assert (np.abs(found.weights - exact.weights) / np.abs(exact.weights).sum(1, keepdims=True)).max() < 0.1


def test_the_baselines_are_not_all_one(plain):
    known = [baseline_of(plain, name) for name in BASELINES]
    assert all((a - b).abs().max() > 0.1 for i, a in enumerate(known) for b in known[:i])


@pytest.mark.parametrize("options", [{}, {"steps": 5}, {"prefix": False, "tolerance": 0.01}], ids=str)
@pytest.mark.parametrize("baseline", BASELINES)
@pytest.mark.parametrize("by_word", [True, False])
def test_shares_add_up_to_the_gain_within_the_error_that_is_told(translator, plain, pairs, baseline, by_word, options):
    maps = integrated_gradients(translator, pairs, baseline=baseline, by_word=by_word, **options)
    for pair, found in zip(pairs, maps, strict=True):
        gain = gains(plain, pair, baseline, by_word)
        missing = np.abs(found.weights.sum(1) + found.dropped - gain)
        np.testing.assert_allclose(found.error, missing / np.maximum(np.abs(gain), 0.1), atol=1e-3)
        np.testing.assert_allclose(found.dropped, 0, atol=1e-5)


@pytest.mark.parametrize("tolerance", [0.2, 0.05, 0.01])
@pytest.mark.parametrize("limit", [1, 16, 30, 400])
def test_the_tolerance_is_reached_or_it_is_said_how_many_stay_above(translator, pairs, tolerance, limit):
    for found in integrated_gradients(translator, pairs, tolerance=tolerance, limit=limit):
        above = int((found.error > tolerance).sum())
        assert found.provenance["above_tolerance"] == above
        assert found.provenance["tolerance"] == tolerance
        points = [int(number) for number in str(found.provenance["points"]).split(" to ")]
        assert points[0] >= min(limit, PANELS) and points[-1] <= limit
        if limit == 400:
            assert not above
        elif above:
            # Two points more would have been one panel more.
            assert points[-1] >= limit - 1


def test_without_enough_points_some_stay_above(translator, pairs):
    found = next(integrated_gradients(translator, pairs, tolerance=1e-6, limit=20))
    assert found.provenance["above_tolerance"] > 0
    np.testing.assert_array_less(1e-6, found.error.max())


def test_more_steps_and_refined_points_come_to_the_same_shares(translator, pairs):
    fine = list(integrated_gradients(translator, pairs, steps=300))
    for one, other in zip(fine, integrated_gradients(translator, pairs, tolerance=0.01, limit=600), strict=True):
        scale = np.maximum(np.abs(one.weights).sum(1, keepdims=True), 0.1)
        assert (np.abs(one.weights - other.weights) / scale).max() < 0.03


@pytest.mark.parametrize("by_word", [True, False])
def test_words_asked_for_have_the_rows_they_have_among_all(translator, pairs, by_word):
    words = np.arange(6) if by_word else np.array(pairs[0].target.tokens.word_index)
    chosen = np.isin(words, [1, 3])
    for options, close in (({"steps": 9}, 1e-4), ({"tolerance": 0.02, "limit": 400}, None)):
        (every,) = integrated_gradients(translator, pairs[:1], by_word=by_word, **options)
        (some,) = integrated_gradients(translator, pairs[:1], words=(3, 1), by_word=by_word, **options)
        # Where the points lie depends on who asks; sums differ by two completeness errors at most, shares likewise.
        scale = 1 if close else np.maximum(np.abs(every.weights).sum(1, keepdims=True), 0.1)[chosen]
        assert (np.abs(some.weights[chosen] - every.weights[chosen]) / scale).max() < (close or 0.05)
        assert np.isnan(some.weights[~chosen]).all() and np.isnan(some.error[~chosen]).all()


def test_a_words_row_is_the_sum_of_those_of_its_pieces(translator, pairs):
    for words, pieces in zip(
        integrated_gradients(translator, pairs, steps=9),
        integrated_gradients(translator, pairs, steps=9, by_word=False),
        strict=True,
    ):
        np.testing.assert_allclose(words.weights, pieces.by_word().weights, atol=1e-4)
        np.testing.assert_allclose(words.dropped, pieces.by_word().dropped, atol=1e-4)


@pytest.mark.parametrize("options", [{"steps": 3}, {"tolerance": 0.05, "limit": 60, "rounded": False}], ids=str)
def test_one_source_at_a_time_gives_what_many_together_give(translator, pairs, options, monkeypatch):
    together = list(integrated_gradients(translator, pairs[1:3], **options))
    monkeypatch.setattr("workbench.models.objective.TOKENS_AT_ONCE", 1)
    for found, expected in zip(integrated_gradients(translator, pairs[1:3], **options), together, strict=True):
        np.testing.assert_allclose(found.weights, expected.weights, atol=1e-3, rtol=1e-3)


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        ({"baseline": "black"}, UnknownNameError, "black"),
        ({"tolerance": 0}, ModelError, "must be positive"),
        ({"tolerance": -0.1}, ModelError, "must be positive"),
        ({"tolerance": float("nan")}, ModelError, "must be positive"),
        ({"limit": 0}, ModelError, "must be positive"),
        ({"steps": 0}, ModelError, "must be positive"),
        ({"words": [6]}, ModelError, "target word 6 asked for; there are 6"),
        ({"words": [-1]}, ModelError, "target word -1 asked for; there are 6"),
    ],
    ids=str,
)
def test_what_cannot_be_integrated_is_refused(translator, pairs, options, error, says):
    with pytest.raises(error, match=says):
        next(integrated_gradients(translator, pairs, **options))


@pytest.mark.parametrize("prefix", [False, True])
def test_the_values_that_come_with_slopes_are_those_of_a_pass_of_their_own(translator, pairs, prefix):
    points = [0.0, 0.3, 0.9]
    for pair in pairs:
        path = Path.of(translator, ask(translator, pair, None, None, by_word=True).objective, pair, prefix=prefix)
        _, values = path.slopes(points)
        assert values == pytest.approx(path.values(points).T, abs=1e-5)
