"""Heads that put out zeros, against models whose output projection has nothing where these heads come in."""

from __future__ import annotations

import copy
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

import pytest
import torch

from tests.views.test_decomposition_families import INPUTS, Case, mbart, t5
from workbench.models.capture import Recorder, differentiable, each_head, prepare, recording, switched_off
from workbench.models.sublayer import BLOCKS, Sublayer


@pytest.fixture(scope="module", params=["marian", "mbart", "t5"])
def case(request, translator) -> Case:
    """Without position bias (Marian, mBART) and with it (T5)."""
    if request.param == "marian":
        model = copy.deepcopy(translator.model)
        return Case(model, dict(translator.anatomy.sublayers(model)), {}, given=False)
    built = mbart() if request.param == "mbart" else t5()
    prepare(built.model)
    return built


def logits(case: Case) -> torch.Tensor:
    with torch.no_grad():
        return case.model(**INPUTS, use_cache=False).logits


def without_columns(case: Case, sublayer: Sublayer, heads: tuple[int, ...]) -> torch.Tensor:
    """The logits with the slice of the output projection that ``heads`` come in by set to zero."""
    weight, kept = sublayer.output.weight, sublayer.output.weight.clone()
    # All of them have four heads.
    width = weight.shape[1] // 4
    for head in heads:
        weight[:, head * width : (head + 1) * width] = 0
    found = logits(case)
    weight.copy_(kept)
    return found


@pytest.mark.parametrize("plain", [True, False], ids=["SDPA", "plain operations"])
@pytest.mark.parametrize("heads", [(0,), (3, 1)])
@pytest.mark.parametrize("block", BLOCKS)
def test_a_head_that_is_off_adds_nothing_and_comes_back(case, block, heads, plain):
    sublayer = case.sublayers[block, 1]
    before = logits(case)
    expected = without_columns(case, sublayer, heads)
    with switched_off({sublayer.attention: heads}), nullcontext() if plain else differentiable():
        found = logits(case)
    assert (found - expected).abs().max() < 1e-5
    assert (found - before).abs().max() > 1e-3
    assert torch.equal(logits(case), before)


def test_blocks_inside_each_other_add_up_and_end_one_by_one(case):
    first, second = case.sublayers["cross", 0], case.sublayers["encoder", 1]
    both = {first.attention: (0, 2), second.attention: (1,)}
    with switched_off(both):
        expected = logits(case)
    with switched_off({first.attention: (0,)}):
        outer = logits(case)
        with switched_off({second.attention: (1,), first.attention: (2,)}):
            assert torch.equal(logits(case), expected)
        assert torch.equal(logits(case), outer)


def test_gradients_pass_by_a_head_that_is_off(case):
    sublayer = case.sublayers["cross", 1]
    embeddings = case.model.get_input_embeddings()(INPUTS["input_ids"]).detach()
    rest = {name: value for name, value in INPUTS.items() if name != "input_ids"}

    def gradient() -> torch.Tensor:
        leaf = embeddings.clone().requires_grad_()
        with switched_off({sublayer.attention: (2,)}):
            case.model(**rest, inputs_embeds=leaf, use_cache=False).logits.sum().backward()
        return leaf.grad

    by_sdpa = gradient()
    with differentiable():
        assert (gradient() - by_sdpa).abs().max() < 1e-4 * max(1.0, float(by_sdpa.abs().max()))


def test_a_recorder_sees_what_a_head_that_is_off_looked_at(case):
    module = case.sublayers["encoder", 0].attention
    weights = []
    for off in ({}, {module: (0, 1, 2, 3)}):
        with recording(Recorder({0: module}, reduce=each_head)) as recorder, switched_off(off):
            logits(case)
        weights.append(recorder.weights[0])
    assert torch.equal(*weights)


def test_heads_are_off_for_the_thread_that_said_so_alone(case):
    whole = logits(case)
    off = [{case.sublayers["cross", 0].attention: (0,)}, {case.sublayers["decoder", 0].attention: (3,)}, {}]
    expected = []
    for heads in off:
        with switched_off(heads):
            expected.append(logits(case))
    # Every thread has switched its heads off before any runs, and keeps them off till all have run.
    together = threading.Barrier(len(off))

    def run(place: int) -> tuple[torch.Tensor, torch.Tensor]:
        with switched_off(off[place]):
            together.wait(timeout=30)
            found = logits(case)
            together.wait(timeout=30)
        return found, logits(case)

    with ThreadPoolExecutor(len(off)) as pool:
        for (found, after), wanted in zip(pool.map(run, range(len(off))), expected, strict=True):
            assert (found - wanted).abs().max() < 1e-5
            assert (after - whole).abs().max() < 1e-5


def test_a_pass_that_fails_brings_the_heads_back(case):
    before = logits(case)
    module = case.sublayers["cross", 0].attention
    with pytest.raises(IndexError), switched_off({module: (4,)}):
        logits(case)
    assert torch.equal(logits(case), before)
