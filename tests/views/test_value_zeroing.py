from __future__ import annotations

import numpy as np
import pytest
import torch

from workbench.errors import ModelError, UnknownNameError
from workbench.models.capture import hooked, silenced
from workbench.views import value_zeroing as module
from workbench.views.value_zeroing import distances, turns, value_zeroing

BLOCKS = ("cross", "encoder", "decoder")


@pytest.mark.parametrize("block", BLOCKS)
def test_one_position_at_a_time_gives_what_all_together_give(translator, pairs, block, monkeypatch):
    together = turns(translator, pairs[0], block, [0, 1])
    monkeypatch.setattr(module, "TOKENS_AT_ONCE", 1)
    np.testing.assert_allclose(turns(translator, pairs[0], block, [0, 1]), together, atol=1e-5)


@pytest.mark.parametrize("block", BLOCKS)
def test_a_layer_is_asked_by_itself_whichever_others_are(translator, pairs, block):
    depth = translator.depth(block)
    every = turns(translator, pairs[1], block, range(depth))
    assert every.sum(-1).numpy() == pytest.approx(np.ones(every.shape[:2]), abs=1e-5)
    for layer in range(depth):
        np.testing.assert_allclose(turns(translator, pairs[1], block, [layer])[0], every[layer], atol=1e-5)
    (mean,) = value_zeroing(translator, pairs[1:2], block=block, by_word=False)
    layers = [next(value_zeroing(translator, pairs[1:2], block=block, layer=n, by_word=False)) for n in range(depth)]
    kept = [found.weights * (1 - found.dropped)[:, None] for found in layers]
    expected = np.mean(kept, axis=0)
    np.testing.assert_allclose(mean.weights, expected / expected.sum(1, keepdims=True), atol=1e-4)


def test_no_step_is_turned_by_what_comes_after_it(translator, pairs):
    found = turns(translator, pairs[0], "decoder", range(translator.layers))
    np.testing.assert_allclose(found, found.tril(), atol=1e-6)
    assert found[:, 0, 0].tolist() == pytest.approx([1.0] * len(found))


def test_directions_that_are_at_right_angles_are_one_apart_and_lengths_do_not_count():
    one = torch.tensor([[[1.0, 0.0], [0.0, 2.0]]])
    others = torch.tensor([[[5.0, 0.0], [3.0, 0.0]], [[-1.0, 0.0], [0.0, 1.0]]])
    assert distances(one, others).tolist() == [[0.0, 1.0], [2.0, 0.0]]


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        ({"layer": 3}, ModelError, "decoder layers 0 to 2"),
        ({"block": "encoder", "layer": 9}, ModelError, "encoder layers 0 to"),
        ({"row": "late"}, ModelError, "choose output or input"),
        ({"block": "both"}, UnknownNameError, "cross"),
    ],
)
def test_what_a_model_has_not_is_refused(translator, pairs, options, error, says):
    with pytest.raises(error, match=says):
        next(value_zeroing(translator, pairs[:1], **options))


def test_what_was_hooked_and_silenced_is_as_before_when_a_pass_fails(translator, pairs):
    before = next(translator.forced_pass(pairs[:1])).logprobs
    sublayer = translator.sublayers["cross", 0]

    def fails(_output: torch.Tensor) -> torch.Tensor:
        raise ZeroDivisionError("on purpose")

    where = torch.ones(1, 1, dtype=torch.bool)
    with pytest.raises(ZeroDivisionError), hooked({sublayer.layer: fails}), silenced({sublayer.attention: where}):
        next(translator.forced_pass(pairs[:1]))
    np.testing.assert_array_equal(next(translator.forced_pass(pairs[:1])).logprobs, before)
