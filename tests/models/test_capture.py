from __future__ import annotations

import copy
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
import torch

from tests.conftest import ENGLISH, GERMAN
from workbench.alignment.map import LEAST_KEPT_MASS
from workbench.errors import ModelError
from workbench.models import AttentionChoice, Pair, Translator
from workbench.models.capture import Recorder, attention_weights, each_head, recording
from workbench.models.forced import run_batches

SOURCES = (*ENGLISH, "a", "the dog knows my brother")
TARGETS = (*GERMAN, "sie gekauft hat auf der Matte", "a")


@pytest.fixture(scope="module")
def pairs(translator: Translator) -> list[Pair]:
    """Of different lengths, with a short source beside a long target and the other way round."""
    return translator.encode_pairs(SOURCES, TARGETS)


@pytest.fixture(scope="module")
def eager(translator: Translator) -> torch.nn.Module:
    model = copy.deepcopy(translator.model)
    model.set_attn_implementation("eager")
    return model


def inputs_of(translator: Translator, pair: Pair) -> dict[str, torch.Tensor]:
    source = [*translator.template.before_source, *pair.source.ids, translator.template.end]
    target = [translator.model.config.decoder_start_token_id, *pair.target.ids]
    return {
        "input_ids": torch.tensor([source]),
        "attention_mask": torch.ones(1, len(source), dtype=torch.long),
        "decoder_input_ids": torch.tensor([target]),
    }


@pytest.fixture(scope="module")
def expected(translator, eager, pairs) -> list[torch.Tensor]:
    """Per pair ``[layer head tgt+1 src+specials]`` as transformers tells it, one pair at a time without padding."""
    with torch.inference_mode():
        found = [eager(**inputs_of(translator, pair), output_attentions=True).cross_attentions for pair in pairs]
    return [torch.stack(layers)[:, 0] for layers in found]


def test_the_fixture_tells_layers_heads_and_rows_apart(expected):
    layers, heads = expected[0].shape[:2]
    for first in range(layers * heads):
        for second in range(first):
            apart = (expected[0].flatten(0, 1)[first] - expected[0].flatten(0, 1)[second]).abs().max()
            assert apart > 0.05
    assert (expected[0][..., 1:, :] - expected[0][..., :-1, :]).abs().amax((-1, -2)).min() > 0.05


@pytest.mark.parametrize("batch_size", [1, 32])
@pytest.mark.parametrize("row", ["output", "input"])
@pytest.mark.parametrize("heads", [None, (0,), (3, 1)])
@pytest.mark.parametrize("layer", [0, 1, 2])
def test_captured_maps_equal_output_attentions_of_eager_attention(
    translator, pairs, expected, layer, heads, row, batch_size
):
    choice = AttentionChoice(layer, heads, row)
    found = list(translator.forced_pass(pairs, choice=choice, logprobs=False, batch_size=batch_size))
    for pair, forced, attention in zip(pairs, found, expected, strict=True):
        of_heads = attention[layer].mean(0) if heads is None else attention[layer][list(heads)].mean(0)
        # The input row of a token is one step later; the tag stands before the source, the end token after it.
        rows = of_heads[1:] if row == "input" else of_heads[:-1]
        kept = rows[:, 1:-1].numpy()
        assert forced.attention.weights.shape == (len(pair.target.ids), len(pair.source.ids)) == kept.shape
        # Rows that keep next to nothing are null; the others come back renormalised.
        null = kept.sum(1) < LEAST_KEPT_MASS
        assert np.array_equal(np.isnan(forced.attention.weights).all(1), null)
        mass = forced.attention.weights * (1 - forced.attention.dropped[:, None])
        assert np.abs(mass - kept)[~null].max() < 1e-5
        assert np.abs(forced.attention.weights.sum(1) - 1)[~null].max() < 1e-5


def test_every_head_of_every_layer_is_captured_and_padding_gets_nothing(translator, pairs, expected):
    def each() -> Recorder:
        return Recorder(translator.attention_modules(), reduce=each_head)

    (batch,) = run_batches(translator, pairs, each, logprobs=False)
    assert sorted(batch.recorder.weights) == [0, 1, 2]
    for row, place in enumerate(batch.indices):
        _, _, target, source = expected[place].shape
        for layer, weights in batch.recorder.weights.items():
            assert (weights[row, :, :target, :source] - expected[place][layer]).abs().max() < 1e-5
            assert not weights[row, :, :, source:].any()


def test_a_mask_added_to_the_scores_counts_like_one_of_truth_values(translator):
    generator = torch.Generator().manual_seed(3)
    query, key = (torch.randn(2, 4, n, 8, generator=generator) for n in (3, 5))
    seen = torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]], dtype=torch.bool)[:, None, None, :]
    module = translator.attention_modules()[1]
    boolean = attention_weights(module, query, key, seen, {"scaling": 0.5})
    mask = torch.zeros(2, 1, 1, 5).masked_fill(~seen, float("-inf"))
    added = attention_weights(module, query, key, mask, {"scaling": 0.5})
    scores = torch.einsum("bhtd,bhsd->bhts", query, key) * 0.5
    assert torch.allclose(boolean[1, :, :, :3], scores[1, :, :, :3].softmax(-1), atol=1e-6)
    assert torch.equal(boolean, added)


def test_with_or_without_a_recorder_the_model_computes_what_plain_sdpa_does(translator, pairs):
    plain = copy.deepcopy(translator.model)
    plain.set_attn_implementation("sdpa")
    inputs = inputs_of(translator, pairs[2])
    with torch.inference_mode():
        expected = plain(**inputs).logits
        assert torch.equal(translator.model(**inputs).logits, expected)
        with recording(Recorder(translator.attention_modules())) as recorder:
            assert torch.equal(translator.model(**inputs).logits, expected)
    assert sorted(recorder.weights) == [0, 1, 2]


ASKED = (
    (AttentionChoice(0, (2,), "output"), slice(0, 4)),
    (AttentionChoice(2, None, "input"), slice(3, 7)),
    (AttentionChoice(1, (0, 3), "input"), slice(1, 3)),
)


def test_people_who_ask_one_model_at_once_each_get_their_own_map(translator, pairs):
    def ask(choice: AttentionChoice, part: slice) -> list[np.ndarray]:
        found = translator.forced_pass(pairs[part], choice=choice, batch_size=1)
        return [array for forced in found for array in (forced.attention.weights, forced.logprobs)]

    alone = [ask(*asked) for asked in ASKED]
    start = threading.Barrier(len(ASKED))

    def ask_often(place: int) -> list[list[np.ndarray]]:
        start.wait(timeout=30)
        return [ask(*ASKED[place]) for _ in range(6)]

    with ThreadPoolExecutor(len(ASKED)) as pool:
        for expected, rounds in zip(alone, pool.map(ask_often, range(len(ASKED))), strict=True):
            for found in rounds:
                for one, other in zip(found, expected, strict=True):
                    np.testing.assert_allclose(one, other, atol=1e-6)


def test_a_recorder_belongs_to_the_thread_that_set_it(translator, pairs):
    # Without the lock: both threads have set their recorder before either runs, and keep it till both have run.
    together = threading.Barrier(2)

    def run(place: int) -> tuple[torch.Size, list[int]]:
        with torch.inference_mode(), recording(Recorder({place: translator.attention_modules()[place]})) as recorder:
            together.wait(timeout=30)
            translator.model(**inputs_of(translator, pairs[place]))
            together.wait(timeout=30)
        return recorder.weights[place].shape, list(recorder.weights)

    with ThreadPoolExecutor(2) as pool:
        for place, (shape, layers) in enumerate(pool.map(run, range(2))):
            assert layers == [place]
            assert shape == (1, len(pairs[place].target.ids) + 1, len(pairs[place].source.ids) + 2)


def with_target(pair: Pair, ids: Sequence[int]) -> Pair:
    return Pair(pair.source, replace(pair.target, ids=list(ids)))


def test_a_pass_that_fails_leaves_no_recorder_and_no_lock_behind(translator, pairs):
    recorders: list[Recorder] = []

    def remembered() -> Recorder:
        recorders.append(Recorder(translator.attention_modules()))
        return recorders[-1]

    outside_the_vocabulary = with_target(pairs[0], [10**6])
    with pytest.raises(IndexError):
        list(run_batches(translator, [outside_the_vocabulary], remembered))
    assert len(recorders) == 1
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(translator.lock.acquire, timeout=5).result()
        pool.submit(translator.lock.release).result()
    with torch.inference_mode():
        translator.model(**inputs_of(translator, pairs[0]))
    assert not recorders[0].weights


def test_a_pass_that_is_not_read_to_its_end_leaves_no_recorder_and_no_lock_behind(translator, pairs):
    recorder = Recorder(translator.attention_modules())
    unfinished = run_batches(translator, pairs, lambda: recorder, batch_size=1)
    next(unfinished)
    captured = dict(recorder.weights)
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(translator.lock.acquire, timeout=5).result()
        pool.submit(translator.lock.release).result()
    with torch.inference_mode():
        translator.model(**inputs_of(translator, pairs[0]))
    assert all(recorder.weights[layer] is captured[layer] for layer in captured)


@pytest.mark.parametrize(
    ("choice", "says"),
    [
        (AttentionChoice(3), "layer 3 asked for; this model has decoder layers 0 to 2"),
        (AttentionChoice(-1), "layer -1 asked for"),
        (AttentionChoice(0, (0, 4)), "head 4 asked for; this model has heads 0 to 3"),
        (AttentionChoice(0, (-1,)), "head -1 asked for"),
        (AttentionChoice(0, ()), "no heads asked for"),
        (AttentionChoice(0, None, "middle"), "row 'middle' asked for; choose output or input"),
    ],
)
def test_attention_that_the_model_has_not_is_refused(translator, pairs, choice, says):
    with pytest.raises(ModelError, match=says):
        next(translator.forced_pass(pairs, choice=choice))


PRESET = AttentionChoice(1, (2, 3), "input", "AER 0.2")


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        ({}, PRESET),
        ({"layer": 1, "row": "output"}, AttentionChoice(1, (2, 3), "output")),
        ({"layer": 0}, AttentionChoice(0, None, "input")),
        ({"layer": 2, "heads": [1]}, AttentionChoice(2, (1,), "input")),
        ({"heads": [0]}, AttentionChoice(1, (0,), "input")),
        ({"row": "output"}, AttentionChoice(1, (2, 3), "output")),
        ({"heads": []}, PRESET),
    ],
)
def test_what_a_person_asks_for_takes_the_place_of_the_preset_but_heads_stay_with_their_layer(
    translator, asked, chosen
):
    assert replace(translator, preset=PRESET).choose(**asked) == chosen
