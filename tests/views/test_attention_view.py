from __future__ import annotations

import copy
from dataclasses import replace

import numpy as np
import pytest
import torch

from tests.conftest import ENGLISH, GERMAN, of_one_direction
from workbench.errors import ModelError
from workbench.models import AttentionChoice, Pair, Translator
from workbench.views import VIEWS
from workbench.views.attention import attention

CHOICES = (
    AttentionChoice(0, None, "output", "for a test"),
    AttentionChoice(1, (0, 3), "output", "for a test"),
    AttentionChoice(1, None, "input", "for a test"),
    AttentionChoice(2, (2,), "input", "for a test"),
)


@pytest.fixture(scope="module")
def pairs(translator: Translator) -> list[Pair]:
    return translator.encode_pairs((*ENGLISH, "a dog, twelve apples"), (*GERMAN, "unglaublich, Hund!"))


def eager_attention(translator: Translator, pair: Pair, choice: AttentionChoice) -> np.ndarray:
    """``[tgt src+specials]``, the tags first and the end token last, from transformers' own ``output_attentions``."""
    model = copy.deepcopy(translator.model)
    model.set_attn_implementation("eager")
    with torch.inference_mode():
        layers = model(
            input_ids=torch.tensor([[*translator.template.before_source, *pair.source.ids, translator.template.end]]),
            decoder_input_ids=torch.tensor([[model.config.decoder_start_token_id, *pair.target.ids]]),
            output_attentions=True,
        ).cross_attentions
    heads = range(translator.heads) if choice.heads is None else choice.heads
    rows = layers[choice.layer][0, list(heads)].mean(0).numpy()
    return rows[1:] if choice.row == "input" else rows[:-1]


@pytest.mark.parametrize("by_word", [True, False])
@pytest.mark.parametrize("choice", CHOICES, ids=str)
def test_rows_are_distributions_and_nothing_is_lost(translator, pairs, choice, by_word):
    for found in attention(translator, pairs, choice=choice, by_word=by_word):
        null = np.isnan(found.weights).all(1)
        assert not np.isnan(found.weights[~null]).any()
        assert found.weights[~null].sum(1) == pytest.approx(1, abs=1e-5)
        assert (found.weights[~null] >= 0).all()
        assert ((found.dropped >= 0) & (found.dropped <= 1)).all()
        assert not found.signed and found.prefix is None and found.error is None


@pytest.mark.parametrize("choice", CHOICES, ids=str)
def test_end_token_and_tag_are_dropped_and_their_mass_is_told(translator, pairs, choice):
    for pair, found in zip(pairs, attention(translator, pairs, choice=choice, by_word=False), strict=True):
        expected = eager_attention(translator, pair, choice)
        assert found.source == pair.source.tokens and found.target == pair.target.tokens
        assert found.weights.shape == (len(pair.target.ids), len(pair.source.ids))
        assert found.dropped == pytest.approx(expected[:, 0] + expected[:, -1], abs=1e-5)
        kept = expected[:, 1:-1].sum(1)
        assert found.dropped + kept == pytest.approx(1, abs=1e-5)


def test_without_a_tag_only_the_end_token_is_dropped(translator, pairs):
    untagged = of_one_direction(translator)
    expected = eager_attention(untagged, pairs[0], CHOICES[0])
    (found,) = attention(untagged, pairs[:1], choice=CHOICES[0], by_word=False)
    assert expected.shape[1] == len(pairs[0].source.ids) + 1
    assert found.dropped == pytest.approx(expected[:, -1], abs=1e-5)


def test_maps_are_between_words_unless_asked_otherwise(translator, pairs):
    for pair, found in zip(pairs, attention(translator, pairs), strict=True):
        assert found.source.pieces == pair.source.tokens.words
        assert found.target.pieces == pair.target.tokens.words
        assert found.weights.shape == (len(found.target.words), len(found.source.words))
    first = next(attention(translator, pairs, by_word=False))
    assert first.target.pieces == pairs[0].target.tokens.pieces
    assert len(first.target) > len(first.by_word().target)
    assert np.array_equal(first.by_word().weights, next(attention(translator, pairs)).weights)


@pytest.mark.parametrize(
    ("choice", "heads"),
    [(AttentionChoice(2, (1, 3), "input", "by hand"), [1, 3]), (AttentionChoice(0, None, "output", "by hand"), "all")],
)
@pytest.mark.parametrize("by_word", [True, False])
def test_provenance_names_what_makes_the_map_again(translator, pairs, choice, heads, by_word):
    found = next(attention(translator, pairs, choice=choice, by_word=by_word))
    assert found.provenance == {
        "view": "attention",
        "block": "cross",
        "layer": choice.layer,
        "heads": heads,
        "row": choice.row,
        "measured": "by hand",
    }
    again = next(attention(translator, pairs, choice=AttentionChoice.from_record(found.provenance), by_word=by_word))
    assert np.array_equal(again.weights, found.weights)


def test_the_preset_is_taken_unless_something_is_chosen(translator, pairs):
    preset = AttentionChoice(2, (1,), "input", "measured elsewhere")
    found = list(VIEWS["attention"](replace(translator, preset=preset), pairs))
    expected = list(attention(translator, pairs, choice=preset))
    assert len(found) == len(pairs)
    for one, other in zip(found, expected, strict=True):
        assert np.array_equal(one.weights, other.weights, equal_nan=True)
        assert one.provenance == preset.record()


def test_attention_that_the_model_has_not_is_refused(translator, pairs):
    with pytest.raises(ModelError, match="layer 7 asked for"):
        list(attention(translator, pairs, choice=AttentionChoice(7)))


def test_no_pairs_no_maps(translator):
    assert list(attention(translator, [])) == []
