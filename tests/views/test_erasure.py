from __future__ import annotations

import numpy as np
import pytest
import torch

from tests.views.reference import Plain, asked, places
from workbench.errors import ModelError, UnknownNameError
from workbench.models import Pair
from workbench.models import objective as objective_module
from workbench.views.erasure import erasure
from workbench.views.gradient_x_input import gradient_x_input


@pytest.fixture(scope="module")
def pairs(pairs: list[Pair]) -> list[Pair]:
    return [pairs[i] for i in (0, 1, 5, 6)]


def without(plain: Plain, pair: Pair, gone: list[int], erasing: str) -> list[int]:
    pad = plain.model.config.pad_token_id
    kept = [pad if i in gone else one for i, one in enumerate(pair.source.ids)]
    if erasing == "leave_out":
        kept = [one for i, one in enumerate(pair.source.ids) if i not in gone]
    return [*plain.translator.template.before_source, *kept, plain.translator.template.end]


def from_ids(plain: Plain, source: list[int], before: list[int], labels: list[int]) -> float:
    with torch.inference_mode():
        logits = plain.model(
            input_ids=torch.tensor([source]),
            attention_mask=torch.ones(1, len(source), dtype=torch.long),
            decoder_input_ids=torch.tensor([[*before, *labels[:-1]]]),
        ).logits[0, len(before) - 1 :]
    return float(logits.log_softmax(-1)[range(len(labels)), labels].sum())


def slow_erasure(plain: Plain, pair: Pair, erasing: str, by_word: bool) -> np.ndarray:
    """``[tgt src]``: the model run anew for each target and each erased source token."""
    rows = asked(plain, pair, by_word)
    groups = places(pair.source.tokens, by_word)
    found = np.zeros((len(rows), len(groups)))
    for t, (before, labels) in enumerate(rows):
        whole = from_ids(plain, without(plain, pair, [], erasing), before, labels)
        for s, group in enumerate(groups):
            found[t, s] = whole - from_ids(plain, without(plain, pair, group, erasing), before, labels)
    return found


@pytest.mark.parametrize("by_word", [True, False])
@pytest.mark.parametrize("erasing", ["pad", "leave_out"])
def test_erasure_is_the_fall_that_one_pass_per_erased_token_measures(translator, plain, pairs, erasing, by_word):
    maps = erasure(translator, pairs, erasing=erasing, by_word=by_word)
    for pair, found in zip(pairs, maps, strict=True):
        np.testing.assert_allclose(found.weights, slow_erasure(plain, pair, erasing, by_word), atol=2e-5)
        assert found.signed and not found.dropped.any() and found.error is None
        assert found.provenance == {"view": "erasure", "erasing": erasing, "unit": "nat"}


@pytest.mark.parametrize("erasing", ["pad", "leave_out"])
def test_one_erased_source_at_a_time_gives_what_all_together_give(translator, pairs, erasing, monkeypatch):
    together = list(erasure(translator, pairs, erasing=erasing))
    monkeypatch.setattr(objective_module, "TOKENS_AT_ONCE", 1)
    for found, expected in zip(erasure(translator, pairs, erasing=erasing), together, strict=True):
        np.testing.assert_allclose(found.weights, expected.weights, atol=1e-5)


@pytest.mark.parametrize("by_word", [True, False])
@pytest.mark.parametrize("view", [erasure, gradient_x_input])
def test_words_asked_for_have_the_rows_they_have_among_all(translator, pairs, view, by_word):
    (every,) = view(translator, pairs[:1], by_word=by_word)
    (some,) = view(translator, pairs[:1], words=[4, 1, 4], by_word=by_word)
    words = np.arange(len(every.target)) if by_word else np.array(pairs[0].target.tokens.word_index)
    chosen = np.isin(words, [4, 1])
    np.testing.assert_allclose(some.weights[chosen], every.weights[chosen], atol=2e-5)
    np.testing.assert_allclose(some.dropped[chosen], every.dropped[chosen], atol=2e-5)
    assert np.isnan(some.weights[~chosen]).all() and np.isnan(some.dropped[~chosen]).all()


@pytest.mark.parametrize("erasing", ["pad", "leave_out"])
def test_against_an_alternative_it_is_the_fall_of_the_difference(translator, plain, pairs, erasing):
    pair = pairs[0]
    (found,) = erasure(translator, [pair], words=[1], instead_of="Hund", erasing=erasing)
    before, labels = asked(plain, pair)[1]
    other = list(translator.encode_targets(["die Hund"])[0].ids[3:])

    def difference(gone: list[int]) -> float:
        source = without(plain, pair, gone, erasing)
        return from_ids(plain, source, before, labels) - from_ids(plain, source, before, other)

    expected = [difference([]) - difference(group) for group in places(pair.source.tokens)]
    np.testing.assert_allclose(found.weights[1], expected, atol=2e-5)
    assert np.isnan(np.delete(found.weights, 1, axis=0)).all()
    assert found.provenance["contrast"] == "'Katze' rather than 'Hund'"


def test_another_way_of_erasing_is_refused(translator, pairs):
    with pytest.raises(UnknownNameError, match="blank"):
        next(erasure(translator, pairs, erasing="blank"))


@pytest.mark.parametrize("view", [erasure, gradient_x_input])
def test_words_that_are_not_there_are_refused(translator, pairs, view):
    with pytest.raises(ModelError, match="target word 6 asked for; there are 6, from 0: 0:die 1:Katze"):
        next(view(translator, pairs, words=[6]))


@pytest.mark.parametrize("by_word", [True, False])
def test_gradient_x_input_is_the_plain_gradient_times_the_embeddings(translator, plain, pairs, by_word):
    for pair, found in zip(pairs, gradient_x_input(translator, pairs, by_word=by_word), strict=True):
        own = plain.embedded(plain.source_ids(pair))
        for t, (before, labels) in enumerate(asked(plain, pair, by_word)):
            leaf = own[None].clone().requires_grad_()
            (gradient,) = torch.autograd.grad(plain.of_embeddings(before, labels)(leaf).sum(), leaf)
            product = (gradient * leaf).sum(-1)[0].detach().numpy()
            shown = product[1:-1]
            expected = [shown[group].sum() for group in places(pair.source.tokens, by_word)]
            np.testing.assert_allclose(found.weights[t], expected, atol=1e-5, rtol=1e-4)
            assert found.dropped[t] == pytest.approx(product[0] + product[-1], abs=1e-5, rel=1e-4)
        assert found.provenance == {"view": "gradient_x_input", "unit": "nat"}
        assert found.signed


def test_gradient_x_input_against_an_alternative_is_the_difference_of_both(translator, plain, pairs):
    pair = pairs[0]
    (found,) = gradient_x_input(translator, [pair], words=[1], instead_of="Hund")
    before, labels = asked(plain, pair)[1]
    other = list(translator.encode_targets(["die Hund"])[0].ids[3:])
    leaf = plain.embedded(plain.source_ids(pair))[None].requires_grad_()
    value = plain.of_embeddings(before, labels)(leaf) - plain.of_embeddings(before, other)(leaf)
    (gradient,) = torch.autograd.grad(value.sum(), leaf)
    product = (gradient * leaf).sum(-1)[0].detach().numpy()[1:-1]
    expected = [product[group].sum() for group in places(pair.source.tokens)]
    np.testing.assert_allclose(found.weights[1], expected, atol=1e-5, rtol=1e-4)
