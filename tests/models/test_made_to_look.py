"""Heads that are made to look somewhere: for one thread, until the block ends, beside what else may be done to them."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

import pytest
import torch

from workbench.models.capture import (
    Look,
    Recorder,
    differentiable,
    each_head,
    made_to_look,
    recording,
    silenced,
    switched_off,
)


@pytest.fixture(scope="module")
def inputs(translator):
    (pair,) = translator.encode_pairs(["the cat sits on the mat"], ["die Katze sitzt auf der Matte"])
    template = translator.template
    return {
        "input_ids": torch.tensor([template.source(pair.source.ids)]),
        "decoder_input_ids": torch.tensor([template.fed(pair.target.ids)]),
    }


@pytest.fixture
def read(translator, inputs):
    def logits() -> torch.Tensor:
        with torch.no_grad():
            return translator.model(**inputs, use_cache=False).logits

    return logits


@pytest.fixture(scope="module")
def look(inputs):
    """All mass on the second position, at the third step."""
    weights = torch.zeros(1, inputs["decoder_input_ids"].shape[1], inputs["input_ids"].shape[1])
    weights[0, 2, 1] = 1
    return weights


@pytest.mark.parametrize("way", [nullcontext, differentiable], ids=["SDPA", "plain operations"])
def test_the_block_ends_and_both_ways_of_attention_do_the_same(translator, read, look, way):
    modules, before = translator.attention_modules(), read()
    with made_to_look({modules[1]: Look(look)}):
        expected = read()
    with way(), made_to_look({modules[1]: Look(look)}):
        found = read()
    assert (found - expected).abs().max() < 1e-4 and (found - before)[0, 2:].abs().max() > 1e-2
    assert (found - before)[:, :2].abs().max() < 1e-4
    assert torch.equal(read(), before)


def test_a_head_that_is_off_adds_nothing_wherever_it_looks(translator, read, look):
    module = translator.attention_modules()[0]
    with switched_off({module: (0, 1, 2, 3)}):
        off = read()
        with made_to_look({module: Look(look, (2, 0))}):
            assert torch.equal(read(), off)


def test_what_is_looked_at_and_silent_hands_over_nothing(translator, read, look):
    module, silent = translator.attention_modules()[0], torch.zeros(1, look.shape[2], dtype=torch.bool)
    silent[0, 1] = True
    with silenced({module: silent}):
        with made_to_look({module: Look(look)}):
            found = read()
        with made_to_look({module: Look(look * 1e-9)}):  # next to nothing
            assert (read() - found).abs().max() < 1e-4


def test_a_recorder_sees_what_the_heads_would_have_looked_at(translator, read, look):
    module, seen = translator.attention_modules()[0], []
    for looks in ({}, {module: Look(look)}):
        with recording(Recorder({0: module}, reduce=each_head)) as recorder, made_to_look(looks):
            read()
        seen.append(recorder.weights[0])
    assert torch.equal(*seen)


def test_heads_are_made_to_look_for_the_thread_that_said_so_alone(translator, read, look):
    modules, whole = translator.attention_modules(), read()
    looks = [{modules[0]: Look(look)}, {modules[2]: Look(look, (3,))}, {}]
    expected = []
    for one in looks:
        with made_to_look(one):
            expected.append(read())
    together = threading.Barrier(len(looks))

    def run(place: int) -> tuple[torch.Tensor, torch.Tensor]:
        with made_to_look(looks[place]):
            together.wait(timeout=30)
            found = read()
            together.wait(timeout=30)
        return found, read()

    with ThreadPoolExecutor(len(looks)) as pool:
        for (found, after), wanted in zip(pool.map(run, range(len(looks))), expected, strict=True):
            assert (found - wanted).abs().max() < 1e-5 and (after - whole).abs().max() < 1e-5


def test_a_head_that_is_not_there_is_an_error_and_leaves_nothing_behind(translator, read, look):
    module, before = translator.attention_modules()[0], read()
    with pytest.raises((IndexError, RuntimeError)), made_to_look({module: Look(look, (4,))}):
        read()
    assert torch.equal(read(), before)
