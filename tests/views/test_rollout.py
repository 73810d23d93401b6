from __future__ import annotations

import numpy as np
import pytest
import torch

from tests.views.reference import Plain, averaged, normalised, summed
from workbench.errors import ModelError, UnknownNameError
from workbench.models import Pair
from workbench.models.capture import Recorder
from workbench.models.forced import run_batches
from workbench.views.rollout import rolled_out, rollout


def half_residual(attention: np.ndarray) -> np.ndarray:
    """½A + ½I, each row brought to 1."""
    found = np.zeros_like(attention)
    for i, row in enumerate(attention):
        for j, weight in enumerate(row):
            found[i, j] = 0.5 * weight + (0.5 if i == j else 0.0)
        found[i] /= found[i].sum()
    return found


def encoder_by_hand(layers: np.ndarray) -> np.ndarray:
    """``[src src]`` of ``[layer head src src]``."""
    rolled = np.eye(layers.shape[-1])
    for heads in layers:
        rolled = half_residual(heads.mean(0)) @ rolled
    return rolled


def by_hand(plain: Plain, pair: Pair, layers: int) -> tuple[np.ndarray, np.ndarray]:
    """``C [tgt src]`` and ``D [tgt tgt]`` over all positions, decoder layers from the lowest up."""
    attention = plain.attention(pair)
    encoder = encoder_by_hand(attention["encoder"])
    steps = len(pair.target.ids) + 1
    source, prefix = np.zeros((steps, len(encoder))), np.eye(steps)
    for layer in range(layers):
        within = half_residual(attention["decoder"][layer].mean(0))
        source, prefix = within @ source, within @ prefix
        source = 0.5 * source + 0.5 * attention["cross"][layer].mean(0) @ encoder
        prefix = 0.5 * prefix
    return source, prefix


@pytest.mark.parametrize("row", ["output", "input"])
@pytest.mark.parametrize("layer", [None, 0, 1, 2])
def test_rollout_is_the_product_of_all_layers_sentence_by_sentence(translator, plain, pairs, layer, row):
    depth = 3 if layer is None else layer + 1
    maps = rollout(translator, pairs, layer=layer, row=row, by_word=False)
    for pair, found in zip(pairs, maps, strict=True):
        source, prefix = by_hand(plain, pair, depth)
        kept = plain.cut(pair, "cross", row, source)
        np.testing.assert_allclose(found.weights, normalised(kept), atol=1e-5)
        np.testing.assert_allclose(found.prefix, normalised(plain.cut(pair, "decoder", row, prefix)), atol=1e-5)
        np.testing.assert_allclose(found.source_share, 1 - 2.0**-depth, atol=1e-6)
        np.testing.assert_allclose(found.dropped, 1 - kept.sum(1) / (1 - 2.0**-depth), atol=1e-5)


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_source_rows_hold_the_same_share_for_every_word_and_prefix_rows_the_rest(translator, pairs, layers):
    modules = {key: found.attention for key, found in translator.sublayers.items() if key[0] == "encoder"}
    modules |= {
        key: found.attention for key, found in translator.sublayers.items() if key[0] != "encoder" and key[1] < layers
    }
    (batch,) = run_batches(translator, pairs, lambda: Recorder(modules), logprobs=False)
    source, prefix = rolled_out(batch.recorder.weights)
    assert source.sum(-1).numpy() == pytest.approx(np.full(source.shape[:2], 1 - 2.0**-layers), abs=1e-6)
    assert (source.sum(-1) + prefix.sum(-1)).numpy() == pytest.approx(np.ones(source.shape[:2]), abs=1e-6)
    assert torch.equal(prefix, prefix.tril())


@pytest.mark.parametrize("layer", [None, 0, 1])
def test_the_encoder_alone(translator, plain, pairs, layer):
    maps = rollout(translator, pairs, block="encoder", layer=layer, by_word=False)
    for pair, found in zip(pairs, maps, strict=True):
        rolled = encoder_by_hand(plain.attention(pair)["encoder"][: None if layer is None else layer + 1])
        kept = plain.cut(pair, "encoder", "output", rolled)
        assert found.source == found.target == pair.source.tokens
        np.testing.assert_allclose(found.weights, normalised(kept), atol=1e-5)
        np.testing.assert_allclose(found.dropped, 1 - kept.sum(1), atol=1e-5)
        assert found.prefix is None and found.source_share is None


@pytest.mark.parametrize("options", [{}, {"layer": 1, "row": "input"}, {"block": "encoder"}], ids=str)
def test_company_and_padding_change_nothing(translator, pairs, options):
    together = list(rollout(translator, pairs, **options))
    for pair, found in zip(pairs, together, strict=True):
        (alone,) = rollout(translator, [pair], **options)
        np.testing.assert_allclose(found.weights, alone.weights, atol=1e-5)
        np.testing.assert_allclose(found.dropped, alone.dropped, atol=1e-5)
        if alone.prefix is not None:
            np.testing.assert_allclose(found.prefix, alone.prefix, atol=1e-5)


def test_between_words_columns_are_summed_and_rows_averaged(translator, pairs):
    for found, pieces in zip(rollout(translator, pairs), rollout(translator, pairs, by_word=False), strict=True):
        weights = averaged(summed(pieces.weights, pieces.source), pieces.target)
        prefix = averaged(summed(pieces.prefix, pieces.target), pieces.target)
        np.testing.assert_allclose(found.weights, weights, atol=1e-5)
        np.testing.assert_allclose(found.prefix, prefix, atol=1e-5)
        assert found.weights.sum(1) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    ("options", "provenance"),
    [
        ({}, {"block": "cross", "layers": "0 to 2", "row": "output"}),
        ({"layer": 0, "row": "input"}, {"block": "cross", "layers": "0 to 0", "row": "input"}),
        ({"block": "encoder"}, {"block": "encoder", "layers": "0 to 1"}),
    ],
    ids=str,
)
def test_provenance(translator, pairs, options, provenance):
    found = next(rollout(translator, pairs, **options))
    assert found.provenance == {"view": "rollout", "heads": "all", **provenance}
    assert not found.signed


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        ({"layer": 3}, ModelError, "layer 3 asked for; this model has decoder layers 0 to 2"),
        ({"layer": -1}, ModelError, "layer -1 asked for"),
        ({"block": "encoder", "layer": 2}, ModelError, "layer 2 asked for; this model has encoder layers 0 to 1"),
        ({"row": "middle"}, ModelError, "row 'middle' asked for; choose output or input"),
        ({"block": "decoder"}, UnknownNameError, "block to roll out"),
    ],
    ids=str,
)
def test_what_cannot_be_rolled_out_is_refused(translator, pairs, options, error, says):
    with pytest.raises(error, match=says):
        list(rollout(translator, pairs, **options))
