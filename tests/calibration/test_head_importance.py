from __future__ import annotations

import copy
from dataclasses import replace

import numpy as np
import pytest
import torch

from workbench.calibration import head_importance as module
from workbench.calibration.head_importance import head_importance
from workbench.errors import AlignmentError
from workbench.models.forced import with_states


@pytest.fixture(scope="module")
def found(translator, pairs):
    return head_importance(translator, pairs)


def mean_logprob(translator, pairs) -> float:
    """Of a target token, one pair at a time."""
    return float(np.concatenate([next(translator.forced_pass([pair])).logprobs for pair in pairs]).mean())


def test_importance_is_the_fall_without_the_heads_slice_of_the_output_projection(translator, pairs, found):
    model = copy.deepcopy(translator.model)
    mutilated = replace(translator, model=model)
    whole = mean_logprob(translator, pairs)
    for (block, layer), sublayer in mutilated.anatomy.sublayers(model).items():
        weight, kept = sublayer.output.weight, sublayer.output.weight.clone()
        width = weight.shape[1] // 4
        for head, fall in enumerate(found[block, layer]):
            weight[:, head * width : (head + 1) * width] = 0
            assert fall == pytest.approx(whole - mean_logprob(mutilated, pairs), abs=1e-5), (block, layer, head)
            weight.copy_(kept)


def test_every_head_of_the_blocks_asked_for_has_a_figure_and_they_differ(translator, pairs, found):
    assert {key: len(falls) for key, falls in found.items()} == dict.fromkeys(translator.sublayers, 4)
    assert len({round(float(fall), 6) for falls in found.values() for fall in falls}) == 4 * len(found)
    alone = head_importance(translator, pairs, ("cross",))
    assert list(alone) == [("cross", layer) for layer in range(3)]
    assert all(alone[key] == pytest.approx(found[key], abs=1e-6) for key in alone)


def test_windows_change_nothing_and_progress_counts_every_pass(translator, pairs, found, monkeypatch):
    monkeypatch.setattr(module, "WINDOW", 3)
    told = []
    again = head_importance(translator, pairs, progress=lambda done, of: told.append((done, of)))
    assert all(again[key] == pytest.approx(found[key], abs=1e-6) for key in found)
    passes = 3 * 4 * len(found)
    assert told == [(done, passes) for done in range(1, passes + 1)]


def test_the_encoder_runs_again_for_heads_of_its_own_alone(translator, pairs):
    runs = []
    hook = translator.model.model.encoder.register_forward_hook(lambda *_: runs.append(1))
    try:
        head_importance(translator, pairs, ("cross", "decoder"))
        assert len(runs) == 1
        head_importance(translator, pairs, ("encoder",))
        assert len(runs) == 1 + 1 + 2 * 4
    finally:
        hook.remove()


def test_pairs_with_states_are_read_as_those_without(translator, pairs):
    known = with_states(translator, pairs, batch_size=4)
    assert [pair.states.shape[0] for pair in known] == [
        len(translator.template.source(pair.source.ids)) for pair in pairs
    ]
    assert not any(isinstance(pair.states, torch.nn.Parameter) or pair.states.requires_grad for pair in known)
    for one, other in zip(translator.forced_pass(known), translator.forced_pass(pairs), strict=True):
        assert np.abs(one.logprobs - other.logprobs).max() < 1e-5


def test_without_pairs_there_is_nothing_to_measure(translator):
    with pytest.raises(AlignmentError, match="no pairs to measure the importance of heads on"):
        head_importance(translator, [])
