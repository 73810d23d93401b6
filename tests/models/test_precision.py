"""Forced passes in bfloat16 beside those in float32; on processors without its instructions the same, only slower."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from tests.conftest import ENGLISH, GERMAN
from workbench.errors import ModelError, UnknownNameError
from workbench.models import precision
from workbench.models.precision import Linear, linear, multiplying, own_outputs, prepare, settled

CPU = "cpu"


@pytest.fixture(scope="module")
def reduced(translator):
    """With a model of its own, whose layers are told how to multiply."""
    own = replace(translator, model=deepcopy(translator.model), precision="bfloat16")
    prepare(own.model)
    return own


def read(translator):
    return list(translator.forced_pass(translator.encode_pairs(ENGLISH, GERMAN), choice=translator.preset))


def test_passes_in_bfloat16_are_near_those_in_float32_and_not_the_same(translator, reduced):
    for exact, near in zip(read(translator), read(reduced), strict=True):
        assert near.logprobs.dtype == np.float32
        assert near.logprobs == pytest.approx(exact.logprobs, abs=0.1)
        assert not np.array_equal(near.logprobs, exact.logprobs)
        np.testing.assert_allclose(near.attention.weights, exact.attention.weights, atol=0.02)


def test_a_model_that_was_made_ready_for_bfloat16_reads_in_float32_to_the_byte(translator, reduced):
    for exact, again in zip(read(translator), read(replace(reduced, precision="float32")), strict=True):
        assert np.array_equal(again.logprobs, exact.logprobs)


def test_a_linear_layer_in_bfloat16_rounds_what_it_multiplies_and_its_sums():
    torch.manual_seed(1)
    layer, states = nn.Linear(64, 32).requires_grad_(False), torch.randn(5, 64)
    prepare(layer)
    assert isinstance(layer, Linear)
    expected = (states.bfloat16().double() @ layer.weight.bfloat16().double().T).bfloat16().double() + layer.bias
    with multiplying("bfloat16"):
        # Sums are rounded where they lie, which may be to either side.
        torch.testing.assert_close(layer(states).double(), expected, rtol=2**-7, atol=1e-4)
    assert torch.equal(layer(states), nn.functional.linear(states, layer.weight, layer.bias))


def test_a_weight_that_was_changed_is_rounded_anew():
    weight, states = torch.ones(3, 4), torch.ones(2, 4)
    with multiplying("bfloat16"):
        assert linear(states, weight).eq(4).all()
        weight.mul_(2)
        assert linear(states, weight).eq(8).all()


@pytest.mark.parametrize(
    ("asked", "device", "dtype", "has", "expected"),
    [
        (None, "cpu", torch.float32, "avx512_bf16", "float32"),
        ("float32", "cpu", torch.float32, "avx512_bf16", "float32"),
        ("bfloat16", "cpu", torch.float32, "avx512_bf16", "bfloat16"),
        ("auto", "cpu", torch.float32, "amx_bf16", "bfloat16"),
        ("auto", "cpu", torch.float32, None, "float32"),
        ("auto", "cuda", torch.bfloat16, None, "float32"),
        ("auto", "cpu", torch.bfloat16, "avx512_bf16", "float32"),
        ("bfloat16", "cpu", torch.float32, None, "no instructions for it"),
        ("bfloat16", "cuda", torch.float32, "avx512_bf16", "float32 on cuda"),
        ("bfloat16", "cpu", torch.float16, "avx512_bf16", "float16 on cpu"),
    ],
)
def test_a_precision_is_taken_where_it_is_possible_and_else_told_why_not(
    monkeypatch, asked, device, dtype, has, expected
):
    monkeypatch.setattr(precision, "instructions", lambda: has)
    if expected in precision.PRECISIONS:
        assert settled(asked, device, dtype) == expected
    else:
        with pytest.raises(ModelError, match=expected):
            settled(asked, device, dtype)


def test_what_is_no_precision_is_an_error():
    with pytest.raises(UnknownNameError, match="choose one of: auto, bfloat16, float32"):
        settled("float8", CPU, torch.float32)


def test_the_signature_names_bfloat16_with_its_processor_and_float32_not_at_all(translator, reduced):
    exact, own = translator.signature(), reduced.signature()
    assert own == exact | {"precision": "bfloat16", "processor": precision.processor()}


def test_what_is_all_but_certain_in_float32_is_so_in_bfloat16(translator, reduced):
    for exact, near in zip(read(translator), read(reduced), strict=True):
        assert (near.logprobs <= 0).all()
        certain = exact.logprobs > -0.05
        assert near.logprobs[certain] == pytest.approx(exact.logprobs[certain], rel=0.5, abs=1e-4)


def test_one_output_of_each_state_is_that_of_the_whole_layer():
    torch.manual_seed(1)
    layer, states, places = nn.Linear(8, 5).requires_grad_(False), torch.randn(3, 8), torch.tensor([4, 0, 4])
    expected = layer(states).gather(1, places[:, None])
    prepare(layer)
    with multiplying("bfloat16"), own_outputs(places):
        torch.testing.assert_close(layer(states), expected)
