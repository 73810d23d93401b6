"""Integrated gradients on the target prefix too: both sides move from the baseline together."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from captum.attr import IntegratedGradients

from tests.views.reference import SOURCES, TARGETS, Plain, asked, places
from workbench.models import Pair, Translator
from workbench.views.integrated_gradients import integrated_gradients
from workbench.views.path import BASELINES


@pytest.fixture(scope="module")
def pairs(translator: Translator) -> list[Pair]:
    return translator.encode_pairs(SOURCES[:2] + SOURCES[6:], TARGETS[:2] + TARGETS[6:])


class Both:
    """The value of one target row as a function of the embeddings on both sides."""

    def __init__(self, plain: Plain, pair: Pair, before: list[int], labels: list[int], baseline: str = "pad"):
        self.model, self.labels, self.first = plain.model, labels, len(before) - 1
        decoder = self.model.model.decoder
        table = decoder.embed_tokens.weight.detach()
        blank = {
            "pad": table[self.model.config.pad_token_id],
            "unknown": table[plain.translator.tokenizer.unk_token_id],
            "zero": torch.zeros_like(table[0]),
            "mean": table.mean(0),
        }[baseline]
        self.source = plain.embedded(plain.source_ids(pair))[None]
        self.blank_source = self.source.clone()
        self.blank_source[:, 1:-1] = blank * self.model.model.encoder.embed_scale
        # Marian's decoder scales what it is given.
        self.target = decoder.embed_tokens(torch.tensor([[*before, *labels[:-1]]])).detach()
        self.blank_target = self.target.clone()
        self.blank_target[:, 1:] = blank

    def __call__(self, source: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        mask = torch.ones(source.shape[:2], dtype=torch.long)
        read = self.model(inputs_embeds=source, attention_mask=mask, decoder_inputs_embeds=target)
        steps = read.logits[:, self.first :].log_softmax(-1)
        return sum(steps[:, place, label] for place, label in enumerate(self.labels))

    def gain(self) -> float:
        with torch.no_grad():
            return float(self(self.source, self.target) - self(self.blank_source, self.blank_target))

    def captum(self, steps: int) -> tuple[np.ndarray, np.ndarray]:
        """Shares of source and target positions, specials too."""
        found = IntegratedGradients(self).attribute(
            (self.source, self.target),
            (self.blank_source, self.blank_target),
            n_steps=steps,
            method="gausslegendre",
        )
        return tuple(part.sum(-1)[0].detach().numpy() for part in found)


@pytest.mark.parametrize("by_word", [True, False])
@pytest.mark.parametrize("baseline", BASELINES)
def test_with_fixed_steps_both_maps_are_captums(translator, plain, pairs, baseline, by_word):
    maps = integrated_gradients(translator, pairs[1:], prefix=True, baseline=baseline, steps=6, by_word=by_word)
    for pair, found in zip(pairs[1:], maps, strict=True):
        groups = places(pair.target.tokens, by_word)
        for t, (before, labels) in enumerate(asked(plain, pair, by_word)):
            source, target = Both(plain, pair, before, labels, baseline).captum(6)
            whole = np.zeros(len(pair.target.ids))
            whole[: len(target) - 1] = target[1:]
            np.testing.assert_allclose(found.prefix[t], [whole[group].sum() for group in groups], atol=1e-4)
            own = [source[1:-1][group].sum() for group in places(pair.source.tokens, by_word)]
            np.testing.assert_allclose(found.weights[t], own, atol=1e-4)


@pytest.mark.parametrize("by_word", [True, False])
@pytest.mark.parametrize("options", [{"steps": 5}, {"tolerance": 0.02, "limit": 400}], ids=str)
def test_source_prefix_and_dropped_add_up_to_the_gain_within_the_error(translator, plain, pairs, options, by_word):
    maps = integrated_gradients(translator, pairs, prefix=True, by_word=by_word, **options)
    for pair, found in zip(pairs, maps, strict=True):
        gain = np.array([Both(plain, pair, *row).gain() for row in asked(plain, pair, by_word)])
        missing = np.abs(found.weights.sum(1) + found.prefix.sum(1) + found.dropped - gain)
        np.testing.assert_allclose(found.error, missing / np.maximum(np.abs(gain), 0.1), atol=1e-3)
        np.testing.assert_allclose(found.dropped, 0, atol=1e-5)
        if "tolerance" in options:
            assert found.error.max() <= 0.02


@pytest.mark.parametrize("by_word", [True, False])
def test_nothing_later_bears_on_a_word(translator, pairs, by_word):
    for found in integrated_gradients(translator, pairs, prefix=True, steps=4, by_word=by_word):
        assert not np.triu(found.prefix, 1).any()
        # A word's later pieces read its earlier ones; a piece has nothing of its own to read.
        assert by_word or not np.diagonal(found.prefix).any()
        assert not found.prefix[0, 1:].any()
        if len(found.target) > 2:
            assert (np.abs(found.prefix[2:, 0]) > 1e-6).any()


def test_words_asked_for_have_the_rows_they_have_among_all(translator, pairs):
    (every,) = integrated_gradients(translator, pairs[:1], prefix=True, steps=6)
    (some,) = integrated_gradients(translator, pairs[:1], prefix=True, steps=6, words=[2])
    np.testing.assert_allclose(some.prefix[2], every.prefix[2], atol=1e-4)
    np.testing.assert_allclose(some.weights[2], every.weights[2], atol=1e-4)
    assert np.isnan(np.delete(some.prefix, 2, axis=0)).all()


def test_unless_asked_the_prefix_stays(translator, pairs):
    assert all(found.prefix is None for found in integrated_gradients(translator, pairs, steps=2))
