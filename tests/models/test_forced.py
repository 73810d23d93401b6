from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
import torch

from tests.conftest import ENGLISH, GERMAN
from workbench.alignment.tokens import Tokens
from workbench.models import AttentionChoice, BeamSettings, Encoded, Pair, Translator, forced_pass
from workbench.models.forced import PROJECTED_AT_ONCE, WINDOW

CHOICE = AttentionChoice(1, None, "input")
SOURCES = (*ENGLISH, ENGLISH[0], "a", " ".join(ENGLISH), "the dog knows", "cat")
TARGETS = (*GERMAN, GERMAN[3], "der alte Markt macht Kaffee", "Hund", "", " ".join(GERMAN))


@pytest.fixture(scope="module")
def pairs(translator: Translator) -> list[Pair]:
    """Likely and unlikely targets, short beside long, an empty one."""
    return translator.encode_pairs(SOURCES, TARGETS)


def all_logprobs(translator: Translator, pair: Pair) -> torch.Tensor:
    """``[tgt+1 vocabulary]``, slowly: one pair through the whole model, log_softmax over all of its logits."""
    model = translator.model
    with torch.inference_mode():
        logits = model(
            input_ids=torch.tensor([[*translator.template.before_source, *pair.source.ids, translator.template.end]]),
            decoder_input_ids=torch.tensor([[model.config.decoder_start_token_id, *pair.target.ids]]),
        ).logits[0]
    return logits.double().log_softmax(-1)


def of_tokens(table: torch.Tensor, ids: list[int]) -> np.ndarray:
    return table[range(len(ids)), ids].numpy()


def test_token_logprobs_equal_a_log_softmax_over_the_vocabulary(translator, pairs):
    for pair, forced in zip(pairs, forced_pass(translator, pairs), strict=True):
        expected = of_tokens(all_logprobs(translator, pair), [*pair.target.ids, translator.template.end])
        assert forced.logprobs.dtype == np.float32
        assert forced.logprobs == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("batch_size", [3, 32])
def test_batch_and_padding_change_nothing(translator, pairs, batch_size):
    alone = list(forced_pass(translator, pairs, choice=CHOICE, batch_size=1))
    together = list(forced_pass(translator, pairs, choice=CHOICE, batch_size=batch_size))
    for one, other in zip(alone, together, strict=True):
        assert other.logprobs == pytest.approx(one.logprobs, abs=1e-5)
        assert other.attention.weights == pytest.approx(one.attention.weights, abs=1e-5)
        assert other.attention.dropped == pytest.approx(one.attention.dropped, abs=1e-5)


def generated(translator: Translator, source: Encoded, beams: int) -> tuple[list[int], list[float]]:
    """Ids that generate wrote (the end token last) and the log-probability it saw at each step."""
    model = translator.model
    with torch.inference_mode():
        output = model.generate(
            input_ids=torch.tensor([[*translator.template.before_source, *source.ids, translator.template.end]]),
            num_beams=beams,
            max_length=60,
            output_logits=True,
            output_scores=True,
            return_dict_in_generate=True,
        )
    ids = output.sequences[0, 1:].tolist()
    ids = ids[: ids.index(translator.template.end) + 1]
    # The logits of a step hold one row per beam; beam_indices tells which beam the winner was then.
    rows = output.beam_indices[0].tolist() if beams > 1 else [0] * len(ids)
    steps = enumerate(zip(ids, rows, strict=False))
    return ids, [output.logits[step][row].double().log_softmax(-1)[token].item() for step, (token, row) in steps]


@pytest.mark.parametrize("beams", [1, 4])
@pytest.mark.parametrize("text", [*ENGLISH[:3], "my dog sits in the market", "twelve"])
def test_the_forced_pass_sees_what_generation_saw(translator, text, beams):
    source = translator.encode_sources([text])[0]
    ids, seen = generated(translator, source, beams)
    names = tuple(translator.piece_names(ids[:-1]))
    nowhere = Tokens("", names, ((0, 0),) * len(names), ((0, 0),), (0,) * len(names))
    forced = next(forced_pass(translator, [Pair(source, Encoded(ids[:-1], nowhere))]))
    assert forced.logprobs == pytest.approx(seen, abs=1e-4)


def test_alternatives_are_the_likeliest_pieces_of_each_step_best_first(translator, pairs):
    for pair, forced in zip(pairs, forced_pass(translator, pairs, top_k=4), strict=True):
        table = all_logprobs(translator, pair)
        assert len(forced.alternatives) == len(pair.target.ids) + 1
        for step, found in zip(table, forced.alternatives, strict=True):
            best = step.topk(4)
            assert [piece for piece, _ in found] == translator.piece_names(best.indices.tolist())
            assert [value for _, value in found] == pytest.approx(best.values.tolist(), abs=1e-5)


def test_starting_from_the_states_of_the_search_changes_nothing(translator, pairs):
    translations = translator.translate([pair.source.tokens.text for pair in pairs], settings=BeamSettings(states=True))
    known = [replace(pair, states=t.states) for pair, t in zip(pairs, translations, strict=True)]
    assert [len(pair.states) for pair in known] == [
        len(p.source.ids) + len(translator.template.before_source) + 1 for p in pairs
    ]
    half_known = known[::2] + pairs[1::2]
    expected = list(forced_pass(translator, pairs, choice=CHOICE))
    for made, same in ((known, expected), (half_known, expected[::2] + expected[1::2])):
        for found, forced in zip(forced_pass(translator, made, choice=CHOICE), same, strict=True):
            assert found.logprobs == pytest.approx(forced.logprobs, abs=1e-5)
            assert found.attention.weights == pytest.approx(forced.attention.weights, abs=1e-5)


def test_no_alternatives_unless_asked_for(translator, pairs):
    assert next(forced_pass(translator, pairs)).alternatives == ()


def test_results_come_in_the_order_of_the_pairs(translator, pairs):
    order = list(range(len(pairs)))
    random.Random(5).shuffle(order)
    expected = list(forced_pass(translator, pairs, choice=CHOICE))
    found = list(forced_pass(translator, [pairs[i] for i in order], choice=CHOICE, batch_size=3))
    for place, forced in zip(order, found, strict=True):
        assert forced.logprobs == pytest.approx(expected[place].logprobs, abs=1e-5)
        assert forced.attention.source == pairs[place].source.tokens
        assert forced.attention.target == pairs[place].target.tokens


def test_more_pairs_than_fit_one_window_stream_through(translator, pairs):
    short = [pair for pair in pairs if len(pair.target.ids) < 20]
    expected = [forced.logprobs for forced in forced_pass(translator, short)]
    many = [short[i % len(short)] for i in range(WINDOW + 5)]
    assert sum(len(pair.target.ids) + 1 for pair in many[:32]) > PROJECTED_AT_ONCE / 2
    found = list(forced_pass(translator, many))
    assert len(found) == len(many)
    for place, forced in enumerate(found):
        assert forced.logprobs == pytest.approx(expected[place % len(short)], abs=1e-5)


@pytest.mark.parametrize("at_once", [1, 7, 10_000])
def test_projecting_in_parts_changes_nothing(translator, pairs, monkeypatch, at_once):
    expected = list(forced_pass(translator, pairs, top_k=2))
    monkeypatch.setattr("workbench.models.forced.PROJECTED_AT_ONCE", at_once)
    for one, other in zip(expected, forced_pass(translator, pairs, top_k=2), strict=True):
        assert other.logprobs == pytest.approx(one.logprobs, abs=1e-5)
        assert [[p for p, _ in step] for step in other.alternatives] == [[p for p, _ in s] for s in one.alternatives]


def test_no_pairs_no_results(translator):
    assert list(forced_pass(translator, [], choice=CHOICE, top_k=3)) == []


def test_an_empty_target_has_the_log_probability_of_its_end_alone(translator):
    pair = translator.encode_pairs([ENGLISH[0]], [""])[0]
    forced = next(forced_pass(translator, [pair], choice=CHOICE))
    assert forced.logprobs == pytest.approx(
        [all_logprobs(translator, pair)[0, translator.template.end].item()], abs=1e-5
    )
    assert forced.attention.weights.shape == (0, len(pair.source.ids))


def test_maps_without_log_probabilities(translator, pairs):
    expected = list(forced_pass(translator, pairs, choice=CHOICE))

    def refuse(*_: object) -> None:
        raise AssertionError("the vocabulary projection was run")

    anatomy = replace(translator.anatomy, project=refuse)
    unprojected = replace(translator, family=replace(translator.family, anatomy=anatomy))
    for one, other in zip(expected, forced_pass(unprojected, pairs, choice=CHOICE, logprobs=False), strict=True):
        assert other.logprobs.shape == (0,)
        assert np.array_equal(other.attention.weights, one.attention.weights)


def test_log_probabilities_without_maps(translator, pairs):
    assert all(forced.attention is None for forced in forced_pass(translator, pairs))
