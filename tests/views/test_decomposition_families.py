"""Sub-layers unlike Marian's: the norm before attention, with layer norm (mBART) and RMSNorm (T5)."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace

import pytest
import torch
from transformers import MBartConfig, MBartForConditionalGeneration, PreTrainedModel, T5Config
from transformers import T5ForConditionalGeneration as T5

from tests.views.test_decomposition import by_hand
from workbench.models.capture import prepare, recording
from workbench.models.families import FAMILIES
from workbench.models.sublayer import BLOCKS
from workbench.views.decomposition import TermRecorder, contributions, decomposed, terms

LAYERS = 2


@dataclass(frozen=True, eq=False)
class Case:
    """``after``: block and layer → the module that is given the sub-layer's output (mBART), or gives it (T5)."""

    model: PreTrainedModel
    sublayers: dict
    after: dict
    given: bool


def shaken(model: PreTrainedModel) -> PreTrainedModel:
    """Fresh norms and biases are all one or nothing, which would hide what is done with them."""
    generator = torch.Generator().manual_seed(5)
    for weights in model.parameters():
        weights.data += 0.2 * torch.randn(weights.shape, generator=generator)
    return model.eval().requires_grad_(False)


def mbart() -> Case:
    torch.manual_seed(0)
    config = MBartConfig(
        vocab_size=50,
        d_model=16,
        encoder_layers=LAYERS,
        decoder_layers=LAYERS,
        encoder_attention_heads=4,
        decoder_attention_heads=4,
        encoder_ffn_dim=32,
        decoder_ffn_dim=32,
        max_position_embeddings=32,
    )
    model = shaken(MBartForConditionalGeneration(config))
    after = {}
    for block, half in (("encoder", model.model.encoder), ("decoder", model.model.decoder)):
        for i, layer in enumerate(half.layers):
            after[block, i] = layer.final_layer_norm if block == "encoder" else layer.encoder_attn_layer_norm
            if block == "decoder":
                after["cross", i] = layer.final_layer_norm
    return Case(model, FAMILIES["mbart"].anatomy.sublayers(model), after, given=True)


def t5() -> Case:
    torch.manual_seed(0)
    config = T5Config(
        vocab_size=50, d_model=16, d_kv=8, d_ff=32, num_layers=LAYERS, num_decoder_layers=LAYERS, num_heads=4
    )
    config.decoder_start_token_id = 0
    model = shaken(T5(config))
    after = {}
    for block, half in (("encoder", model.encoder), ("decoder", model.decoder)):
        for i, stacked in enumerate(half.block):
            after[block, i] = stacked.layer[0]
            if block == "decoder":
                after["cross", i] = stacked.layer[1]
    return Case(model, FAMILIES["t5"].anatomy.sublayers(model), after, given=False)


INPUTS = {
    "input_ids": torch.tensor([[5, 9, 11, 7, 2], [4, 8, 2, 1, 1]]),
    "attention_mask": torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]]),
    "decoder_input_ids": torch.tensor([[2, 6, 12, 30], [2, 7, 3, 20]]),
}


@pytest.fixture(scope="module", params=[mbart, t5], ids=lambda build: build.__name__)
def case(request) -> Case:
    return request.param()


@pytest.fixture(scope="module")
def outputs(case) -> dict[tuple, torch.Tensor]:
    """What each sub-layer gave, in a pass of the plain model."""
    model = case.model
    model.set_attn_implementation("eager")
    found = {}

    def keep(key, place):
        def hook(_module, inputs, output):
            found[key] = inputs[0] if place else (output[0] if isinstance(output, tuple) else output)

        return hook

    hooks = [module.register_forward_hook(keep(key, case.given)) for key, module in case.after.items()]
    model(**INPUTS, use_cache=False)
    for hook in hooks:
        hook.remove()
    return found


@pytest.fixture(scope="module")
def recorder(case) -> TermRecorder:
    prepared = TermRecorder(case.sublayers)
    prepare(case.model)
    with torch.inference_mode(), recording(prepared):
        case.model(**INPUTS, use_cache=False)
    return prepared


@pytest.mark.parametrize("block", BLOCKS)
def test_captured_weights_are_those_of_eager_attention(case, recorder, block):
    eager = copy.deepcopy(case.model)
    eager.set_attn_implementation("eager")
    found = eager(**INPUTS, output_attentions=True, use_cache=False)
    expected = {
        "cross": found.cross_attentions,
        "encoder": found.encoder_attentions,
        "decoder": found.decoder_attentions,
    }
    for layer, weights in enumerate(expected[block]):
        assert (recorder.weights[block, layer] - weights).abs().max() < 1e-5


@pytest.mark.parametrize("layer", range(LAYERS))
@pytest.mark.parametrize("block", BLOCKS)
def test_terms_add_up_to_what_the_sublayer_gave(case, recorder, outputs, block, layer):
    key = block, layer
    found = terms(case.sublayers[key], recorder.weights[key], recorder.values[key], recorder.inputs[key])
    bias = case.sublayers[key].output.bias
    rebuilt = found.of_positions().sum(2) + found.residual + (0 if bias is None else bias)
    assert outputs[key].shape == rebuilt.shape
    # Encoder positions that are padding see what nothing reads.
    real = INPUTS["attention_mask"].bool() if block == "encoder" else torch.ones(rebuilt.shape[:2], dtype=torch.bool)
    assert (rebuilt - outputs[key])[real].abs().max() < 1e-4
    assert (found.output - outputs[key])[real].abs().max() < 1e-4


@pytest.mark.parametrize("layer", range(LAYERS))
@pytest.mark.parametrize("block", BLOCKS)
def test_contributions_are_how_much_nearer_each_term_brings_the_sum_to_the_output(case, recorder, block, layer):
    key = block, layer
    found = terms(case.sublayers[key], recorder.weights[key], recorder.values[key], recorder.inputs[key])
    shares, own = contributions(found, block != "cross")
    expected, expected_own = by_hand(found, block != "cross")
    assert shares[0].numpy() == pytest.approx(expected, abs=1e-5)
    assert own[0].numpy() == pytest.approx(expected_own, abs=1e-5)


def test_rows_of_source_and_prefix_together_add_up_to_one_and_padding_has_nothing(case, recorder):
    source, prefix = decomposed(case.sublayers, recorder)
    assert (source.sum(-1) + prefix.sum(-1)).numpy() == pytest.approx(1, abs=1e-5)
    assert source[1, :, 3:].max() < 1e-6


def test_after_the_norm_rms_is_taken_without_centring():
    """T5's norm where Marian has its own: no family does this, but the formula covers it."""
    case = t5()
    sublayer = case.sublayers["cross", 1]
    after = replace(sublayer, norm_first=False)
    generator = torch.Generator().manual_seed(1)
    weights = torch.rand(2, 4, 3, 5, generator=generator).softmax(-1)
    value, residual = torch.randn(2, 4, 5, 8, generator=generator), torch.randn(2, 3, 16, generator=generator)
    joined = (weights @ value).transpose(1, 2).flatten(2)
    entered = residual + sublayer.output(joined)
    found = terms(after, weights, value, entered)
    assert (found.output - sublayer.norm(entered)).abs().max() < 1e-5
    assert (found.of_positions().sum(2) + found.residual - sublayer.norm(entered)).abs().max() < 1e-5
