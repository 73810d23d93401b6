"""Families unlike Marian (other special tokens, another anatomy), in padded batches, against the plain model alone."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import ByT5Tokenizer

from tests.models.documented import KIN, ONE_WAY, Case
from tests.models.tiny import HEADS
from tests.models.tiny_families import BUILDERS
from tests.views.reference import SOURCES, TARGETS, normalised
from workbench.alignment.tokens import Tokens
from workbench.errors import ModelError
from workbench.models import AttentionChoice, BeamSettings, Encoded, Pair, exchanged, load
from workbench.models.capture import Recorder, each_head
from workbench.models.forced import run_batches
from workbench.models.sublayer import BLOCKS
from workbench.views import VIEWS
from workbench.views.path import BASELINES

# Of unlike lengths, and two that an unknown character and a special token's name stand in.
EXTRA = (("the cat 日 sits", "die Katze 日"), ("a </s> dog", "ein <pad> Hund"))
SHORT = (("a dog runs", "ein Hund"), ("the cat", "die Katze sitzt"))


@pytest.fixture(scope="module")
def folder(tiny_folder) -> Callable[[str], str]:
    return tiny_folder


@pytest.fixture(scope="module", params=BUILDERS)
def case(request, folder) -> Case:
    return Case.of(request.param, folder(request.param))


by_hand = pytest.mark.parametrize("case", [name for name in BUILDERS if name not in KIN], indirect=True)


@pytest.fixture(scope="module")
def short(case) -> list[Pair]:
    """For what takes many passes."""
    return case.translator.encode_pairs(*zip(*SHORT, strict=True))


@pytest.fixture(scope="module")
def pairs(case) -> list[Pair]:
    sources, targets = zip(*EXTRA, strict=True)
    return case.translator.encode_pairs((*SOURCES, *sources), (*TARGETS, *targets))


def test_a_text_is_read_as_its_tokenizer_and_model_have_it(case):
    tokenizer, template = case.tokenizer, case.translator.template
    tokenizer.src_lang, tokenizer.tgt_lang = case.translator.source_language, case.translator.target_language
    for source, target in zip(SOURCES, TARGETS, strict=True):
        (pair,) = case.translator.encode_pairs([source], [target])
        whole = tokenizer(source, text_target=target)
        # mBART's tag after the end token is what its decoder starts from.
        labels = whole["labels"][:-1] if case.name == "mbart" else whole["labels"]
        # What their decoders are fed in translating is the new order for old models of NLLB too.
        labels = labels[-1:] + labels[:-1] if case.name == "nllb of old" else labels
        assert template.source(pair.source.ids) == whole["input_ids"] == case.source(pair)
        assert template.fed(pair.target.ids) == [case.first[0], *labels[:-1]] == case.target(pair)
        assert template.labels(pair.target.ids) == labels[len(case.first) - 1 :]
        assert case.translator.decode([[*case.target(pair), case.end, template.pad]]) == [target]


def test_what_looks_like_a_special_token_is_text(case, pairs):
    for pair in pairs[-2:]:
        for encoded in (pair.source, pair.target):
            assert not {0, 1, *case.first, case.end} & set(encoded.ids) - {case.translator.template.unknown}
            covered = {place for start, end in encoded.tokens.offsets for place in range(start, end)}
            text = encoded.tokens.text
            assert all(place in covered or text[place].isspace() for place in range(len(text)))


@pytest.mark.parametrize("beams", [1, 2])
def test_translations_are_those_of_the_documented_path_in_batches_and_alone(case, beams):
    tokenizer, forced = case.tokenizer, case.forced
    tokenizer.src_lang = case.translator.source_language
    expected = []
    for text in SOURCES:
        with torch.inference_mode():
            ids = case.model.generate(**tokenizer(text, return_tensors="pt"), num_beams=beams, max_length=9, **forced)
        expected.append(tokenizer.decode(ids[0], skip_special_tokens=True).strip())
    assert len(set(expected)) > 1
    # Made to end what is cut, a model has its end token on top.
    ended = case.model.generation_config.forced_eos_token_id is not None
    settings = BeamSettings(beams, max_length=9 - len(case.first) - ended, states=True)
    found = case.translator.translate(SOURCES, settings=settings)
    assert [translation.text for translation in found] == expected
    for text, translation in zip(SOURCES[:2], found, strict=False):
        (alone,) = case.translator.translate([text], settings=settings)
        assert alone.text == translation.text
        assert (alone.states - translation.states).abs().max() < 1e-5


def test_a_forced_pass_is_log_softmax_of_plain_logits_sentence_by_sentence(case, pairs):
    found = case.translator.forced_pass(pairs, top_k=3)
    for pair, forced in zip(pairs, found, strict=True):
        steps = case.read(pair).logits[0].log_softmax(-1)[len(case.first) - 1 :]
        expected = [steps[t, label].item() for t, label in enumerate([*pair.target.ids, case.end])]
        np.testing.assert_allclose(forced.logprobs, expected, atol=5e-5)
        assert [best[0][1] for best in forced.alternatives] == pytest.approx(steps.amax(-1).tolist(), abs=5e-5)


@pytest.mark.parametrize("beams", [1, 3])
def test_a_forced_pass_sees_what_generation_saw(case, pairs, beams):
    pair, step = pairs[1], len(case.first) - 1
    with torch.inference_mode():
        output = case.model.generate(
            input_ids=torch.tensor([case.source(pair)]),
            num_beams=beams,
            max_length=9,
            output_logits=True,
            output_scores=True,
            return_dict_in_generate=True,
            **case.forced,
        )
    ids = output.sequences[0, len(case.first) :].tolist()
    ids = ids[: ids.index(case.end)] if case.end in ids else ids
    rows = output.beam_indices[0].tolist() if beams > 1 else [0] * (step + len(ids))
    seen = [output.logits[step + t][rows[step + t]].log_softmax(-1)[i].item() for t, i in enumerate(ids)]
    written = Encoded(ids, Tokens.of_words([str(i) for i in ids]))
    found = next(case.translator.forced_pass([Pair(pair.source, written)])).logprobs
    assert len(ids) > 2 and found[: len(ids)] == pytest.approx(seen, abs=1e-4)


@pytest.mark.parametrize("block", BLOCKS)
def test_captured_attention_is_that_of_the_eager_model(case, pairs, block):
    modules = case.translator.attention_modules(block)
    assert case.attention(pairs[0])[block].shape[:2] == (len(modules), case.translator.heads_of(block))
    (batch,) = run_batches(case.translator, pairs, lambda: Recorder(modules, reduce=each_head), logprobs=False)
    for row, place in enumerate(batch.indices):
        expected = case.attention(pairs[place])[block]
        _, _, height, width = expected.shape
        for layer, weights in batch.weights.items():
            assert np.abs(weights[row, :, :height, :width].numpy() - expected[layer]).max() < 1e-5


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("row", ["output", "input"])
def test_maps_of_attention_are_cut_to_the_texts_own_tokens(case, pairs, block, row):
    choice = AttentionChoice(1, (0, 2), row, block=block)
    maps = VIEWS["attention"](case.translator, pairs, choice=choice, by_word=False)
    for pair, found in zip(pairs, maps, strict=True):
        kept = case.cut(pair, block, row, case.attention(pair)[block][1, [0, 2]].mean(0))
        np.testing.assert_allclose(found.weights, normalised(kept), atol=1e-4)
        np.testing.assert_allclose(found.dropped, 1 - kept.sum(1), atol=1e-5)


def values_of(case: Case, pair: Pair) -> dict[tuple, tuple[np.ndarray, np.ndarray]]:
    """Block and layer → what each head's value vector adds, ``[head src width]``, and the residual ``[tgt width]``."""
    found: dict[tuple, tuple[np.ndarray, np.ndarray]] = {}
    given: dict[tuple, dict[str, torch.Tensor]] = {}
    places, hooks = case.translator.anatomy.sublayers(case.model), []
    for key, sublayer in places.items():
        value = sublayer.attention.v if hasattr(sublayer.attention, "v") else sublayer.attention.v_proj
        seen = given.setdefault(key, {})
        hooks.append(value.register_forward_hook(lambda _m, _i, output, to=seen: to.update(value=output[0])))
        hooks.append(sublayer.norm.register_forward_pre_hook(lambda _m, given, to=seen: to.update(normed=given[0][0])))
    case.read(pair)
    for hook in hooks:
        hook.remove()
    for key, seen in given.items():
        value, residual = seen["value"], seen["normed"]
        weight = places[key].output.weight.double()
        by_head = (tensor.double().split(value.shape[1] // HEADS, 1) for tensor in (value, weight))
        found[key] = np.stack([(v @ w.T).numpy() for v, w in zip(*by_head, strict=True)]), residual.double().numpy()
    return found


@by_hand
def test_value_attention_is_attention_weighed_by_the_length_of_what_it_carries(case, pairs):
    choice = AttentionChoice(0, None, "input")
    maps = VIEWS["value_attention"](case.translator, pairs, choice=choice, by_word=False)
    for pair, found in zip(pairs, maps, strict=True):
        carried = np.einsum("hts,hsd->tsd", case.attention(pair)["cross"][0], values_of(case, pair)["cross", 0][0])
        lengths = np.linalg.norm(carried, axis=-1)
        kept = case.cut(pair, "cross", "input", lengths / lengths.sum(1, keepdims=True))
        np.testing.assert_allclose(found.weights, normalised(kept), atol=1e-4)


def chained(case: Case, pair: Pair, mixing: dict) -> tuple[np.ndarray, np.ndarray]:
    """``C`` and ``D`` of ``mixing``: block and layer → shares of positions, and of the residual in cross-attention."""
    encoder = np.eye(len(case.source(pair)))
    for layer in range(case.translator.depth("encoder")):
        encoder = mixing["encoder", layer][0] @ encoder
    steps = len(case.target(pair))
    source, prefix = np.zeros((steps, len(encoder))), np.eye(steps)
    for layer in range(case.translator.depth("decoder")):
        within, (cross, own) = mixing["decoder", layer][0], mixing["cross", layer]
        source, prefix = within @ source, within @ prefix
        source, prefix = own[:, None] * source + cross @ encoder, own[:, None] * prefix
    return source, prefix


def halves(case: Case, pair: Pair) -> dict:
    """Attention, the mean of heads, and the residual, one half each."""
    mixing = {}
    for block, layers in case.attention(pair).items():
        for layer, weights in enumerate(layers.mean(1)):
            mixed = weights / 2 if block == "cross" else weights / 2 + np.eye(len(weights)) / 2
            mixing[block, layer] = mixed, np.full(len(weights), 0.5)
    return mixing


def contributed(case: Case, pair: Pair) -> dict:
    """How much nearer, in L1, each position brings the sum of all terms to what the sub-layer gives (norm first)."""
    mixing, attention = {}, case.attention(pair)
    for (block, layer), (values, residual) in values_of(case, pair).items():
        terms = np.einsum("hts,hsd->tsd", attention[block][layer], values)
        bias = case.translator.anatomy.sublayers(case.model)[block, layer].output.bias
        output = residual + terms.sum(1) + (0 if bias is None else bias.double().numpy())
        if block != "cross":
            terms[range(len(terms)), range(len(terms))] += residual
        whole = np.abs(output).sum(-1)
        shares = np.maximum(0, whole[:, None] - np.abs(output[:, None] - terms).sum(-1))
        own = np.maximum(0, whole - np.abs(output - residual).sum(-1)) if block == "cross" else np.zeros(len(terms))
        total = shares.sum(1) + own
        mixing[block, layer] = shares / total[:, None], own / total
    return mixing


@by_hand
@pytest.mark.parametrize("row", ["output", "input"])
@pytest.mark.parametrize(("view", "mixing"), [("rollout", halves), ("decomposition", contributed)])
def test_layers_are_chained_as_by_hand(case, pairs, view, mixing, row):
    if case.name == "bart" and view == "decomposition":
        pytest.skip("norms after the residual are done by hand in tests/views")
    for pair, found in zip(pairs, VIEWS[view](case.translator, pairs, row=row, by_word=False), strict=True):
        source, prefix = chained(case, pair, mixing(case, pair))
        first = len(case.first) - (row == "output")
        share = source.sum(1)[first : first + len(pair.target.ids)]
        kept = case.cut(pair, "cross", row, source)
        np.testing.assert_allclose(found.weights, normalised(kept / share[:, None]), atol=1e-4)
        np.testing.assert_allclose(found.prefix, normalised(case.cut(pair, "decoder", row, prefix)), atol=1e-4)
        np.testing.assert_allclose(found.source_share, share, atol=1e-5)


@by_hand
def test_gradient_x_input_is_that_of_the_plain_model(case, short):
    for pair, found in zip(short, VIEWS["gradient_x_input"](case.translator, short, by_word=False), strict=True):
        leaf = case.embedded(case.source(pair)).requires_grad_()
        for t, value in enumerate(case.logprobs(pair, leaf)):
            (grad,) = torch.autograd.grad(value, leaf, retain_graph=True)
            along = (grad * leaf).sum(-1).detach().numpy()
            np.testing.assert_allclose(found.weights[t], along[case.own(pair)], atol=1e-4)
            assert found.dropped[t] == pytest.approx(along.sum() - along[case.own(pair)].sum(), abs=1e-4)


@by_hand
@pytest.mark.parametrize("baseline", BASELINES)
def test_integrated_gradients_add_up_to_the_gain_of_the_plain_model(case, short, baseline):
    template = case.translator.template
    table = case.embedded([*range(len(case.model.get_input_embeddings().weight))])
    blank = {
        "pad": table[template.pad],
        "unknown": table[template.unknown],
        "zero": torch.zeros(table.shape[1]),
        "mean": table.mean(0),
    }[baseline]
    pair = short[0]
    (found,) = VIEWS["integrated_gradients"](case.translator, [pair], baseline=baseline, rounded=False, limit=256)
    start = case.embedded(case.source(pair))
    start[case.own(pair)] = blank
    gain = case.logprobs(pair, case.embedded(case.source(pair))) - case.logprobs(pair, start)
    index = np.array(pair.target.tokens.word_index)
    gain = [gain.detach().numpy()[index == word].sum() for word in range(len(pair.target.tokens.words))]
    off = np.abs(found.weights.sum(1) + found.dropped - gain) / np.maximum(np.abs(gain), 0.1)
    np.testing.assert_allclose(found.error, off, atol=1e-3)
    # RMSNorm makes the same of an embedding and a hundredth of it: a path from nothing begins with a leap, and says so.
    leaps = baseline == "zero" and not hasattr(case.translator.sublayers["encoder", 0].norm, "bias")
    assert found.provenance["above_tolerance"] == (found.error > 0.05).sum()
    assert (found.error.max() > 0.05) == leaps
    np.testing.assert_allclose(found.dropped, 0, atol=1e-6)


@by_hand
def test_what_the_decoder_is_fed_before_the_target_stays_where_a_path_moves_the_prefix(case, short):
    (found,) = VIEWS["integrated_gradients"](case.translator, short[:1], prefix=True, by_word=False)
    assert found.prefix[0] == pytest.approx(0, abs=1e-6)
    assert np.abs(np.tril(found.prefix, -1)).max() > 1e-3
    np.testing.assert_allclose(np.triu(found.prefix), 0, atol=1e-6)
    np.testing.assert_allclose(found.dropped, 0, atol=1e-5)


@by_hand
@pytest.mark.parametrize("erasing", ["pad", "leave_out"])
def test_erasure_is_the_fall_of_the_plain_model_with_positions_as_they_were(case, short, erasing):
    pair = short[0]
    (found,) = VIEWS["erasure"](case.translator, [pair], erasing=erasing, by_word=False)
    read = case.source(pair)
    whole = case.logprobs(pair, case.embedded(read))
    for piece in range(len(pair.source.ids)):
        place = len(case.before) + piece
        instead = [case.translator.template.pad] if erasing == "pad" else []
        fall = whole - case.logprobs(pair, case.embedded([*read[:place], *instead, *read[place + 1 :]]))
        np.testing.assert_allclose(found.weights[:, piece], fall.detach().numpy(), atol=1e-4)


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_of_a_batch_is_that_of_each_pair_alone(case, pairs, short, view):
    some = short if "gradient" in view or "zeroing" in view else pairs
    if why := VIEWS[view].refused(case.translator):
        assert case.name in ONE_WAY and "does not translate from de too" in why
        with pytest.raises(ModelError, match="does not translate from de too"):
            next(VIEWS[view](case.translator, some))
        return
    for pair, found in zip(some, list(VIEWS[view](case.translator, some)), strict=True):
        (alone,) = VIEWS[view](case.translator, [pair])
        assert found.source == pair.source.tokens.by_word() and found.target == pair.target.tokens.by_word()
        np.testing.assert_allclose(found.weights, alone.weights, atol=1e-4)
        np.testing.assert_allclose(found.dropped, alone.dropped, atol=1e-4)


@by_hand
def test_a_word_is_asked_for_against_another_after_the_same_beginning(case, pairs):
    pair = pairs[0]
    # No byte but the space begins a word.
    word, marks = (0, ()) if case.name == "byt5" else (1, ("▁",))
    place = pair.target.tokens.word_index.index(word)
    unlike = {pair.target.tokens.pieces[place], *marks}
    other = next(p for one in pairs for p in one.target.tokens.pieces if p.startswith("▁") and p not in unlike)
    other_id = case.translator.piece_id(other)
    read = case.source(pair)

    def margin(ids: list[int]) -> float:
        logits = case.model(
            input_ids=torch.tensor([ids]),
            decoder_input_ids=torch.tensor([case.target(pair)[: len(case.first) + place]]),
        ).logits[0, -1]
        return float(logits[pair.target.ids[place]] - logits[other_id])

    first = [len(case.before) + i for i, of in enumerate(pair.source.tokens.word_index) if of == 0]
    without = [i for spot, i in enumerate(read) if spot not in first]
    (found,) = VIEWS["erasure"](case.translator, [pair], words=[word], instead_of=other, erasing="leave_out")
    assert found.weights[word, 0] == pytest.approx(margin(read) - margin(without), abs=1e-4)


def test_embeddings_give_what_ids_give(case):
    assert case.translator.reads_embeddings


@pytest.mark.parametrize(
    ("languages", "says"),
    [
        (
            {"target_language": "de"},
            r"is told the source's language; name one with source_language .*: en \(English\), .* 89 others",
        ),
        (
            {"source_language": "xx", "target_language": "de"},
            "source language 'xx' is neither code nor name of a language; .*; name one with source_language",
        ),
        (
            {"source_language": "en", "target_language": "xx"},
            "target language 'xx' is neither code nor name of a language",
        ),
        ({"source_language": "en"}, "name one with target_language"),
    ],
)
def test_a_model_that_is_told_both_languages_asks_for_both(folder, languages, says):
    with pytest.raises(ModelError, match=says):
        load(folder("m2m100"), device="cpu", **languages)


def test_a_model_that_is_told_both_languages_reads_the_other_way_with_the_tags_exchanged(folder):
    translator = load(folder("m2m100"), source_language="en", target_language="de", device="cpu")
    turned = exchanged(translator)
    assert turned.template.before_source == translator.template.before_target[1:]
    assert turned.template.before_target[1:] == translator.template.before_source
    assert turned.template.end == translator.template.end
    # One model of random weights under both tags: what it says of a pair must tell the two apart.
    (pair,) = translator.encode_pairs(SOURCES[:1], TARGETS[:1])
    one, other = (next(side.forced_pass([pair])).logprobs for side in (translator, turned))
    assert np.abs(one - other).max() > 1e-3


def test_a_head_of_its_own_is_no_broken_tie_and_a_broken_tie_is(folder, tmp_path):
    load(folder("t5 with its own head"), device="cpu")
    shutil.copytree(folder("t5"), tmp_path / "broken")
    weights = load_file(tmp_path / "broken" / "model.safetensors")
    weights["lm_head.weight"] = weights["shared.weight"] + 1
    save_file(weights, tmp_path / "broken" / "model.safetensors", {"format": "pt"})
    with pytest.raises(ModelError, match=r"ties input and output embeddings, but lm_head.weight and .* differ"):
        load(str(tmp_path / "broken"), device="cpu")


@pytest.mark.parametrize("name", ["m2m100", "t5"])
def test_a_tokenizer_that_a_family_does_not_know_is_refused(folder, tmp_path, name):
    place = shutil.copytree(folder(name), tmp_path / "other")
    for path in place.iterdir():
        if path.name not in ("config.json", "model.safetensors"):
            path.unlink()
    ByT5Tokenizer().save_pretrained(place)
    with pytest.raises(ModelError, match=r"other: a tokenizer of class ByT5Tokenizer beside .* cannot be used; "):
        load(str(place), source_language="en", target_language="de", device="cpu")


@pytest.mark.parametrize("missing", ["start", "end"])
def test_a_model_without_a_token_that_its_template_needs_is_refused(case, missing):
    if case.name == "mbart" and missing == "start":
        pytest.skip("its decoder starts from a tag")
    translator = case.translator
    model, tokenizer = translator.model, copy.copy(translator.tokenizer)
    if missing == "end":
        tokenizer.eos_token = None
    else:
        model = copy.copy(model)
        model.config = copy.deepcopy(model.config)
        model.generation_config = copy.deepcopy(model.generation_config)
        model.config.decoder_start_token_id = model.generation_config.decoder_start_token_id = None
    with pytest.raises(ModelError, match=f"the model has no {missing} token"):
        translator.family.template_of(tokenizer, model, (5,), (6,))
