from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from tests.views.reference import Plain, averaged, normalised, summed
from workbench.errors import ModelError
from workbench.models import AttentionChoice, Pair
from workbench.models.sublayer import BLOCKS
from workbench.views.attention import attention
from workbench.views.value_attention import value_attention


@pytest.fixture(scope="module")
def eager(plain, pairs):
    return [plain.attention(pair) for pair in pairs]


# The encoder has two layers, the decoder three; layers of the encoder know no rows.
CASES = [
    AttentionChoice(layer, heads, row, block=block)
    for block, layer, heads, row in product(BLOCKS, (0, 1, 2), (None, (3, 1)), ("output", "input"))
    if block != "encoder" or (layer < 2 and row == "output")
]


def name(choice: AttentionChoice) -> str:
    return f"{choice.block} {choice}"


def side(pair: Pair, block: str) -> tuple:
    source, target = pair.source.tokens, pair.target.tokens
    return {"cross": (target, source), "encoder": (source, source), "decoder": (target, target)}[block]


@pytest.mark.parametrize("choice", CASES, ids=name)
def test_attention_of_every_block_is_what_the_model_tells_of_itself(translator, plain, pairs, eager, choice):
    for pair, known, found in zip(
        pairs, eager, attention(translator, pairs, choice=choice, by_word=False), strict=True
    ):
        heads = known[choice.block][choice.layer]
        mean = (heads if choice.heads is None else heads[list(choice.heads)]).mean(0)
        kept = plain.cut(pair, choice.block, choice.row, mean)
        assert (found.target, found.source) == side(pair, choice.block)
        np.testing.assert_allclose(found.weights, normalised(kept), atol=1e-5)
        np.testing.assert_allclose(found.dropped, 1 - kept.sum(1), atol=1e-5)


@pytest.mark.parametrize("choice", CASES[::3], ids=name)
def test_between_words_columns_are_summed_and_rows_averaged(translator, pairs, choice):
    words = attention(translator, pairs, choice=choice)
    for found, pieces in zip(words, attention(translator, pairs, choice=choice, by_word=False), strict=True):
        assert found.weights.shape == (len(pieces.target.spans), len(pieces.source.spans))
        expected = averaged(summed(pieces.weights, pieces.source), pieces.target)
        np.testing.assert_allclose(found.weights, expected, atol=1e-5)


@pytest.mark.parametrize("view", [attention, value_attention])
def test_the_first_step_of_the_decoder_sees_no_word_and_its_row_is_null(translator, pairs, view):
    for found in view(translator, pairs, choice=AttentionChoice(1, block="decoder"), by_word=False):
        assert np.isnan(found.weights[0]).all()
        assert found.dropped[0] == pytest.approx(1)
        assert not np.isnan(found.weights[1:]).any()
        # Nothing later, and not the word that the step predicts.
        assert not np.triu(found.weights[1:], 1).any()
        assert not np.diagonal(found.weights)[1:].any()


@pytest.mark.parametrize("view", [attention, value_attention])
def test_read_where_it_is_consumed_the_first_target_word_looks_at_itself_alone(translator, pairs, view):
    for found in view(translator, pairs, choice=AttentionChoice(1, None, "input", block="decoder"), by_word=False):
        assert found.weights[0] == pytest.approx([1, *[0] * (len(found.source) - 1)])
        assert not np.triu(found.weights, 1).any()


@pytest.mark.parametrize("view", [attention, value_attention], ids=["attention", "value_attention"])
@pytest.mark.parametrize("choice", CASES[1::3], ids=name)
def test_provenance_makes_the_same_map_again(translator, pairs, view, choice):
    found = next(view(translator, pairs[1:], choice=choice))
    assert found.provenance["view"] == view.__name__
    assert found.provenance["block"] == choice.block
    assert ("row" in found.provenance) == (choice.block != "encoder")
    again = next(view(translator, pairs[1:], choice=AttentionChoice.from_record(found.provenance)))
    assert np.array_equal(again.weights, found.weights, equal_nan=True)


def values_of(plain: Plain, pair: Pair, choice: AttentionChoice) -> np.ndarray:
    """``[head src width]``: each head's value vectors through its part of the output projection, one by one."""
    half = plain.model.model.encoder if choice.block == "encoder" else plain.model.model.decoder
    layer = half.layers[choice.layer]
    module = layer.encoder_attn if choice.block == "cross" else layer.self_attn
    seen = []
    which = module.v_proj.register_forward_hook(lambda _m, _i, output: seen.append(output[0].detach().double().numpy()))
    plain.attention(pair)
    which.remove()
    (values,) = seen
    width = module.head_dim
    matrix = module.out_proj.weight.detach().double().numpy()
    heads = [range(h * width, (h + 1) * width) for h in range(values.shape[1] // width)]
    return np.array([[matrix[:, head] @ value[head] for value in values] for head in heads])


@pytest.mark.parametrize("choice", CASES, ids=name)
def test_value_attention_is_the_length_of_what_each_position_adds(translator, plain, pairs, eager, choice):
    maps = value_attention(translator, pairs[:3] + pairs[5:], choice=choice, by_word=False)
    for pair, known, found in zip(pairs[:3] + pairs[5:], eager[:3] + eager[5:], maps, strict=True):
        weights, carried = known[choice.block][choice.layer], values_of(plain, pair, choice)
        lengths = np.zeros(weights.shape[1:])
        for t, s in np.ndindex(*lengths.shape):
            added = np.zeros(carried.shape[-1])
            for head in choice.heads or range(translator.heads):
                added += weights[head, t, s] * carried[head, s]
            lengths[t, s] = np.sqrt((added**2).sum())
        whole = lengths / lengths.sum(1, keepdims=True)
        kept = plain.cut(pair, choice.block, choice.row, whole)
        np.testing.assert_allclose(found.weights, normalised(kept), atol=1e-5)
        np.testing.assert_allclose(found.dropped, 1 - kept.sum(1), atol=1e-5)


def test_value_attention_is_not_attention(translator, pairs):
    choice = AttentionChoice(1)
    for one, other in zip(
        attention(translator, pairs, choice=choice), value_attention(translator, pairs, choice=choice), strict=True
    ):
        assert one.weights.shape == other.weights.shape
        if len(one.source) > 1:
            assert np.abs(one.weights - other.weights).max() > 0.01


@pytest.mark.parametrize(
    ("choice", "says"),
    [
        (AttentionChoice(2, block="encoder"), "layer 2 asked for; this model has encoder layers 0 to 1"),
        (AttentionChoice(3, block="decoder"), "layer 3 asked for; this model has decoder layers 0 to 2"),
        (AttentionChoice(0, (4,), block="encoder"), "head 4 asked for; this model has heads 0 to 3"),
    ],
)
@pytest.mark.parametrize("view", [attention, value_attention])
def test_attention_that_the_block_has_not_is_refused(translator, pairs, view, choice, says):
    with pytest.raises(ModelError, match=says):
        list(view(translator, pairs, choice=choice))


def test_without_a_choice_both_views_read_the_preset(translator, pairs):
    for view in (attention, value_attention):
        found, expected = (next(view(translator, pairs, choice=choice)) for choice in (None, translator.preset))
        assert np.array_equal(found.weights, expected.weights, equal_nan=True)
