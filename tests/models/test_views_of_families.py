"""Views whose slow reference is a plain model of every family, one pair and one position at a time."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from tests.models.documented import KIN, ONE_WAY, Case
from tests.models.one_hot import read_by_hand
from tests.models.tiny_families import BUILDERS
from tests.views.reference import SOURCES, TARGETS, averaged, normalised, summed
from workbench.explanation.steering import steer
from workbench.models import Pair, exchanged
from workbench.models.capture import Look, made_to_look
from workbench.models.forced import padded, real_positions
from workbench.views import VIEWS

by_hand = pytest.mark.parametrize("case", [name for name in BUILDERS if name not in KIN], indirect=True)


@pytest.fixture(scope="module", params=BUILDERS)
def case(request, tiny_folder) -> Case:
    return Case.of(request.param, tiny_folder(request.param))


@pytest.fixture
def short(case) -> list[Pair]:
    return case.translator.encode_pairs(["a dog runs", "the cat"], ["ein Hund", "die Katze sitzt"])


@pytest.fixture
def pairs(case) -> list[Pair]:
    return case.translator.encode_pairs(SOURCES[:3], TARGETS[:3])


def turned(case: Case, pair: Pair, block: str, layer: int) -> np.ndarray:
    """``[tgt src]``, rows adding up to 1: cosine distances of a layer's output after one pass for each position whose
    values are zeros in that layer; nothing is put back behind it."""
    sublayer = case.translator.anatomy.sublayers(case.model)[block, layer]
    value = sublayer.attention.v if hasattr(sublayer.attention, "v") else sublayer.attention.v_proj
    seen: list[torch.Tensor] = []

    def zeroed(_module, _given, output, gone):
        return output if gone is None else output * (torch.arange(output.shape[1]) != gone)[None, :, None]

    def output_of(gone: int | None) -> torch.Tensor:
        hooks = [value.register_forward_hook(lambda *given: zeroed(*given, gone))]
        hooks.append(sublayer.layer.register_forward_hook(lambda _m, _i, out: seen.append(out)))
        case.read(pair)
        for hook in hooks:
            hook.remove()
        found = seen.pop()
        return (found if isinstance(found, torch.Tensor) else found[0])[0].double()

    whole = output_of(None)
    count = len(case.target(pair) if block == "decoder" else case.source(pair))
    distances = [1 - torch.cosine_similarity(whole, output_of(place), dim=-1) for place in range(count)]
    found = torch.stack(distances, dim=1).numpy()
    return found / found.sum(1, keepdims=True)


@by_hand
@pytest.mark.parametrize(("block", "layer"), [("cross", 0), ("cross", None), ("encoder", 1), ("decoder", 0)])
def test_value_zeroing_is_what_a_pass_for_each_position_that_falls_silent_turns(case, short, block, layer):
    pair = short[0]
    depth = case.translator.depth(block)
    mass = np.mean([turned(case, pair, block, n) for n in (range(depth) if layer is None else [layer])], axis=0)
    (found,) = VIEWS["value_zeroing"](case.translator, [pair], block=block, layer=layer, by_word=False)
    kept = case.cut(pair, block, "output", mass)
    np.testing.assert_allclose(found.weights, normalised(kept), atol=1e-5)
    np.testing.assert_allclose(found.dropped, 1 - kept.sum(1), atol=1e-5)


@pytest.mark.parametrize("case", [name for name in BUILDERS if name not in ONE_WAY], indirect=True)
def test_encoder_similarity_is_that_of_the_plain_encoder_reading_each_text_alone(case, pairs):
    reverse = exchanged(case.translator)
    encoder = case.translator.anatomy.encoder(case.model)

    def states(ids: list[int], own: slice) -> np.ndarray:
        with torch.no_grad():
            return encoder(input_ids=torch.tensor([ids])).last_hidden_state[0, own].double().numpy()

    for pair, found in zip(pairs, VIEWS["encoder_similarity"](case.translator, pairs), strict=True):
        (other,) = reverse.encode_sources([pair.target.tokens.text])
        source = states(case.source(pair), case.own(pair))
        target = states(reverse.template.source(other.ids), reverse.template.own(other.ids))
        products = np.exp(target @ source.T)
        both = np.sqrt(products / products.sum(1, keepdims=True) * products / products.sum(0, keepdims=True))
        by_piece = both / both.sum(1, keepdims=True)
        expected = averaged(summed(by_piece, pair.source.tokens), other.tokens)
        np.testing.assert_allclose(found.weights, expected, atol=1e-5)
        np.testing.assert_allclose(found.weights.sum(1), 1, atol=1e-5)


@by_hand
@pytest.mark.parametrize("layer", [None, 0])
def test_layer_gradient_x_activation_is_that_of_the_plain_model(case, short, layer):
    view = VIEWS["layer_gradient_x_activation"]
    for pair, found in zip(short, view(case.translator, short, layer=layer, by_word=False), strict=True):
        read = case.model(
            inputs_embeds=case.embedded(case.source(pair)).requires_grad_()[None],
            decoder_input_ids=torch.tensor([case.target(pair)]),
            output_hidden_states=True,
        )
        states = read.encoder_last_hidden_state if layer is None else read.encoder_hidden_states[layer + 1]
        steps = read.logits[0].log_softmax(-1)[len(case.first) - 1 :]
        for t, label in enumerate(pair.target.ids):
            (grad,) = torch.autograd.grad(steps[t, label], states, retain_graph=True)
            along = (grad * states).sum(-1)[0].detach().numpy()
            np.testing.assert_allclose(found.weights[t], along[case.own(pair)], atol=1e-4)
            assert found.dropped[t] == pytest.approx(along.sum() - along[case.own(pair)].sum(), abs=1e-4)


def logits(case: Case, pairs: list[Pair], looks: dict) -> torch.Tensor:
    """``[batch tgt vocabulary]`` of one padded batch."""
    network = case.translator
    sources, targets = [case.source(pair) for pair in pairs], [case.target(pair) for pair in pairs]
    mask = real_positions(sources).long()
    with torch.inference_mode():
        encoded = network.encoder_states(mask, input_ids=padded(sources, network.template.pad))
        with made_to_look(looks):
            states = network.decoder_states(encoded, mask, input_ids=padded(targets, network.template.pad))
        return torch.stack([network.anatomy.project(network.model, one) for one in states])


def test_heads_made_to_look_at_a_piece_have_a_one_hot_row_there_and_nothing_else_is_changed(case, pairs):
    network, cross = case.translator, case.translator.attention_modules()
    width = max(len(case.source(pair)) for pair in pairs)
    weights = torch.zeros(len(pairs), max(len(case.target(pair)) for pair in pairs), width)
    plain = logits(case, pairs, {})
    assert torch.equal(logits(case, pairs, {cross[1]: Look(weights), cross[0]: Look(weights, (2,))}), plain)
    step, columns = len(case.first), (case.own(pairs[0]).start, case.own(pairs[0]).start + 1)
    weights[:, step, list(columns)] = 1 / len(columns)
    heads = {0: (3, 1), 1: (0, 1, 2, 3)}
    found = logits(case, pairs, {cross[0]: Look(weights, heads[0]), cross[1]: Look(weights)})
    sublayers = {n: one for (name, n), one in network.anatomy.sublayers(case.model).items() if name == "cross"}
    for row, pair in enumerate(pairs):
        expected = read_by_hand(lambda pair=pair: case.read(pair), sublayers, heads, [step], columns)
        length = len(case.target(pair))
        scale = max(1.0, float(expected.abs().max()))
        assert (found[row, :length] - expected).abs().max() < 1e-5 * scale
        assert torch.equal(found[row, :step], plain[row, :step])


def test_a_family_goes_on_from_a_word_that_it_was_made_to_look_at(case):
    found = steer(case.translator, "a small dog runs", "ein kleiner Hund", 1, 2)
    (pair,) = case.translator.encode_pairs(["a small dog runs"], ["ein kleiner Hund"])
    (forced,) = case.translator.forced_pass([pair], top_k=5)
    own = [place for place, word in enumerate(pair.target.tokens.word_index) if word == 1]
    assert found.plain.probability == pytest.approx(np.exp(forced.logprobs[own].sum()), rel=1e-4)
    assert [piece for piece, _ in found.plain.likeliest] == [piece for piece, _ in forced.alternatives[own[0]]]
    assert found.plain.probability != found.looked.probability
    assert all(one.text.startswith("ein") for one in (found.plain, found.looked, found.drawn))
    assert [one.source_word for one in found.others] == [0, 1, 3]
