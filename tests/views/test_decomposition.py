from __future__ import annotations

from importlib import import_module

import numpy as np
import pytest
import torch

from tests.views.reference import averaged, normalised, summed
from workbench.errors import ModelError
from workbench.models import Pair, Translator
from workbench.models.forced import run_batches
from workbench.models.sublayer import BLOCKS
from workbench.views.decomposition import TermRecorder, Terms, contributions, decomposed, decomposition, terms


def recorded(translator: Translator, pairs: list[Pair]) -> TermRecorder:
    (batch,) = run_batches(translator, pairs, lambda: TermRecorder(translator.sublayers), logprobs=False)
    return batch.recorder


def of_block(translator: Translator, recorder: TermRecorder, key: tuple) -> Terms:
    return terms(translator.sublayers[key], recorder.weights[key], recorder.values[key], recorder.inputs[key])


def by_hand(found: Terms, residual_to_self: bool) -> tuple[np.ndarray, np.ndarray]:
    """`contributions` of the first of a batch, position by position."""
    output, residual = found.output[0].double(), found.residual[0].double()
    added = found.of_positions()[0].double()
    steps, positions, _ = added.shape
    shares, own = np.zeros((steps, positions)), np.zeros(steps)
    for t in range(steps):
        whole = output[t].abs().sum()
        for s in range(positions):
            term = added[t, s] + (residual[t] if residual_to_self and s == t else 0)
            shares[t, s] = max(0.0, float(whole - (output[t] - term).abs().sum()))
        if not residual_to_self:
            own[t] = max(0.0, float(whole - (output[t] - residual[t]).abs().sum()))
    total = shares.sum(1) + own
    return shares / total[:, None], own / total


@pytest.mark.parametrize("block", BLOCKS)
def test_terms_add_up_to_what_the_sublayer_gave(translator, plain, pairs, block):
    """Post-norm with layer norm: the output is that of the norm, whose bias belongs to no position."""
    pair = pairs[0]
    recorder = recorded(translator, [pair])
    half = plain.model.model.encoder if block == "encoder" else plain.model.model.decoder
    for number, layer in enumerate(half.layers):
        attention, norm = (
            (layer.encoder_attn, layer.encoder_attn_layer_norm)
            if block == "cross"
            else (layer.self_attn, layer.self_attn_layer_norm)
        )
        given: list[torch.Tensor] = []
        hook = norm.register_forward_hook(lambda _m, inputs, output, to=given: to.extend((inputs[0], output)))
        plain.attention(pair)
        hook.remove()
        entered, output = given
        found = of_block(translator, recorder, (block, number))
        deviation = entered.var(-1, unbiased=False, keepdim=True).add(norm.eps).sqrt()
        bias = attention.out_proj.bias
        # Biases belong to no position: that of the projection goes through the norm, that of the norm comes on top.
        rest = (bias - bias.mean()) * norm.weight / deviation + norm.bias
        assert output.abs().max() > 0.1
        assert (found.of_positions().sum(2) + found.residual + rest - output).abs().max() < 1e-4
        assert (found.output - output).abs().max() < 1e-4
        assert (found.scale - deviation).abs().max() < 1e-5
        assert bias.abs().max() > 1e-3 and norm.bias.abs().max() > 1e-3


@pytest.mark.parametrize("block", BLOCKS)
def test_contributions_are_how_much_nearer_each_term_brings_the_sum_to_the_output(translator, pairs, block):
    for pair in pairs[:2] + pairs[5:]:
        recorder = recorded(translator, [pair])
        for number in range(translator.depth(block)):
            found = of_block(translator, recorder, (block, number))
            shares, own = contributions(found, block != "cross")
            expected, expected_own = by_hand(found, block != "cross")
            np.testing.assert_allclose(shares[0].numpy(), expected, atol=1e-5)
            np.testing.assert_allclose(own[0].numpy(), expected_own, atol=1e-5)
            assert (shares.sum(-1) + own).numpy() == pytest.approx(1, abs=1e-5)
            assert (shares >= 0).all() and (own >= 0).all()


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("cells", [1, 30_000])
def test_contributions_in_chunks_are_the_same(translator, pairs, block, cells, monkeypatch):
    recorder = recorded(translator, pairs)
    whole = contributions(of_block(translator, recorder, (block, 1)), block != "cross")
    monkeypatch.setattr(import_module("workbench.views.decomposition"), "CELLS_AT_ONCE", cells)
    parts = contributions(of_block(translator, recorder, (block, 1)), block != "cross")
    for one, other in zip(whole, parts, strict=True):
        assert (one - other).abs().max() < 1e-6


def chained_by_hand(translator: Translator, pair: Pair) -> tuple[np.ndarray, np.ndarray]:
    """``C`` and ``D`` from the contributions of each sub-layer, the lowest first."""
    recorder = recorded(translator, [pair])
    mixing = {key: by_hand(of_block(translator, recorder, key), key[0] != "cross") for key in recorder.weights}
    encoder = np.eye(len(pair.source.ids) + 2)
    for layer in range(translator.depth("encoder")):
        encoder = mixing["encoder", layer][0] @ encoder
    steps = len(pair.target.ids) + 1
    source, prefix = np.zeros((steps, len(encoder))), np.eye(steps)
    for layer in range(translator.depth("decoder")):
        within, (cross, own) = mixing["decoder", layer][0], mixing["cross", layer]
        source, prefix = within @ source, within @ prefix
        source, prefix = own[:, None] * source + cross @ encoder, own[:, None] * prefix
    return source, prefix


@pytest.mark.parametrize("row", ["output", "input"])
def test_decomposition_chains_the_contributions_of_all_layers(translator, plain, pairs, row):
    maps = decomposition(translator, pairs, row=row, by_word=False)
    for pair, found in zip(pairs, maps, strict=True):
        source, prefix = chained_by_hand(translator, pair)
        kept = plain.cut(pair, "cross", row, source)
        share = source.sum(1)[1:] if row == "input" else source.sum(1)[:-1]
        np.testing.assert_allclose(found.weights, normalised(kept / share[:, None]), atol=1e-4)
        np.testing.assert_allclose(found.prefix, normalised(plain.cut(pair, "decoder", row, prefix)), atol=1e-4)
        np.testing.assert_allclose(found.source_share, share, atol=1e-4)
        np.testing.assert_allclose(found.dropped, 1 - kept.sum(1) / share, atol=1e-4)


def test_rows_of_source_and_prefix_together_add_up_to_one(translator, pairs):
    source, prefix = decomposed(translator.sublayers, recorded(translator, pairs))
    assert (source.sum(-1) + prefix.sum(-1)).numpy() == pytest.approx(1, abs=1e-5)
    assert (source >= 0).all() and (prefix >= 0).all()
    assert prefix.triu(1).max() < 1e-6


@pytest.mark.parametrize("by_word", [True, False])
def test_the_share_of_the_source_is_a_share_and_differs_from_word_to_word(translator, pairs, by_word):
    for found in decomposition(translator, pairs, by_word=by_word):
        assert found.source_share.shape == (len(found.target),)
        assert ((found.source_share >= 0) & (found.source_share <= 1)).all()
        if len(found.target) > 1:
            assert np.ptp(found.source_share) > 1e-3


def test_company_and_padding_change_nothing(translator, pairs):
    for pair, found in zip(pairs, list(decomposition(translator, pairs)), strict=True):
        (alone,) = decomposition(translator, [pair])
        for name in ("weights", "prefix", "dropped", "source_share"):
            np.testing.assert_allclose(getattr(found, name), getattr(alone, name), atol=1e-4)


def test_between_words_columns_are_summed_and_rows_averaged(translator, pairs):
    whole = decomposition(translator, pairs)
    for found, pieces in zip(whole, decomposition(translator, pairs, by_word=False), strict=True):
        weights = averaged(summed(pieces.weights, pieces.source), pieces.target)
        prefix = averaged(summed(pieces.prefix, pieces.target), pieces.target)
        np.testing.assert_allclose(found.weights, weights, atol=1e-5)
        np.testing.assert_allclose(found.prefix, prefix, atol=1e-5)
        np.testing.assert_allclose(found.source_share, averaged(pieces.source_share, pieces.target), atol=1e-5)
        assert found.provenance == {"view": "decomposition", "block": "cross", "layers": "all", "row": "output"}


def test_a_row_that_does_not_exist_is_refused(translator, pairs):
    with pytest.raises(ModelError, match="row 'middle' asked for; choose output or input"):
        next(decomposition(translator, pairs, row="middle"))
