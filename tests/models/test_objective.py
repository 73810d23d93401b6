from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from tests.conftest import of_one_direction
from tests.views.reference import SOURCES, Plain, asked
from workbench.errors import ModelError
from workbench.models import Pair, Translator
from workbench.models.families.family import Embedding
from workbench.models.objective import Objective, Term, embeddings_agree
from workbench.views import VIEWS


def with_anatomy(translator: Translator, **changes) -> Translator:
    anatomy = replace(translator.anatomy, **changes)
    return replace(translator, family=replace(translator.family, anatomy=anatomy))


unscaled = Embedding(lambda model: model.model.encoder.embed_tokens)
scaled_twice = Embedding(lambda model: model.model.decoder.embed_tokens, lambda model: model.model.encoder.embed_scale)


WRONG = [{"embed_source": unscaled}, {"embed_target": scaled_twice}]


def test_embeddings_give_what_ids_give(translator):
    assert embeddings_agree(translator)
    assert translator.reads_embeddings


@pytest.mark.parametrize("changes", WRONG, ids=["source", "target"])
def test_a_scale_forgotten_on_either_side_is_noticed(translator, changes):
    assert not embeddings_agree(with_anatomy(translator, **changes))


@pytest.mark.parametrize("changes", WRONG, ids=["source", "target"])
@pytest.mark.parametrize("view", ["integrated_gradients", "gradient_x_input"])
def test_gradients_of_something_else_are_refused(translator, pairs, view, changes):
    wrong = with_anatomy(translator, **changes)
    with pytest.raises(ModelError, match=r"does not compute what it computes from ids; .* Use attention, rollout"):
        next(VIEWS[view](wrong, pairs))


def test_whether_embeddings_agree_is_found_out_once(translator, pairs):
    looked_up = []

    class Counted(Embedding):
        def __call__(self, model, ids):
            looked_up.append(ids)
            return super().__call__(model, ids)

    again = with_anatomy(translator, embed_target=Counted(translator.anatomy.embed_target.table))
    for _ in range(3):
        list(VIEWS["gradient_x_input"](again, pairs[:2]))
    assert len(looked_up) == 1


def terms_of(plain: Plain, pair: Pair) -> list[Term]:
    """Each target word, the decoder fed with the whole target."""
    inputs = (plain.start, *pair.target.ids[:-1])
    found = []
    for before, labels in asked(plain, pair):
        first = len(before) - 1
        found.append(Term(inputs, tuple(range(first, first + len(labels))), tuple(labels)))
    return found


@pytest.mark.parametrize("place", range(len(SOURCES)))
def test_values_are_the_log_probabilities_of_the_words(translator, plain, pairs, place):
    pair = pairs[place]
    objective = Objective(translator, tuple((term,) for term in terms_of(plain, pair)))
    source = plain.embedded(plain.source_ids(pair))[None]
    expected = [plain.logprob(plain.source_ids(pair), *row) for row in asked(plain, pair)]
    np.testing.assert_allclose(objective.values(source)[0].numpy(), expected, atol=1e-4)
    (forced,) = translator.forced_pass([pair])
    index = np.array(pair.target.tokens.word_index)
    by_word = [forced.logprobs[:-1][index == word].sum() for word in range(len(expected))]
    np.testing.assert_allclose(expected, by_word, atol=1e-4)


def test_terms_are_added_with_their_signs_and_sequences_are_run_once(translator, plain, pairs):
    first, second, third = terms_of(plain, pairs[0])[:3]
    objective = Objective(translator, ((first, replace(second, sign=-1.0)), (third,), (second,)))
    assert objective.sequences == (first.inputs,)
    source = plain.embedded(plain.source_ids(pairs[0]))[None]
    difference, alone, other = objective.values(source)[0].tolist()
    (whole,) = Objective(translator, ((first,),)).values(source)[0].tolist()
    assert difference == pytest.approx(whole - other, abs=1e-5)
    assert alone < 0


def test_one_unit_alone_has_the_same_value_of_a_decoder_cut_short(translator, plain, pairs):
    objective = Objective(translator, tuple((term,) for term in terms_of(plain, pairs[0])))
    source = plain.embedded(plain.source_ids(pairs[0]))[None]
    together = objective.values(source)[0]
    for place in range(len(objective.goals)):
        alone = objective.only([place])
        ((term,),) = alone.goals
        assert len(term.inputs) == max(term.positions) + 1
        assert alone.values(source)[0, 0].item() == pytest.approx(together[place].item(), abs=1e-5)
    two = objective.only([2, 0])
    last = max(position for (term,) in two.goals for position in term.positions)
    assert [len(term.inputs) for (term,) in two.goals] == [last + 1] * 2
    assert two.values(source)[0].tolist() == pytest.approx(together[[2, 0]].tolist(), abs=1e-5)


def test_many_variants_in_chunks_are_what_each_is_alone(translator, plain, pairs, monkeypatch):
    objective = Objective(translator, tuple((term,) for term in terms_of(plain, pairs[1])))
    end = plain.embedded(plain.source_ids(pairs[1]))
    variants = torch.stack([end * share for share in (0.0, 0.3, 0.6, 0.9, 1.0)])
    mask = torch.ones(variants.shape[:2], dtype=torch.long)
    mask[1, 2:4] = 0
    together = objective.values(variants, mask)
    monkeypatch.setattr("workbench.models.objective.TOKENS_AT_ONCE", 2 * (len(end) + len(objective.sequences[0])))
    assert objective.at_once(len(end)) == 2
    assert [(part.start, part.stop) for part in objective.chunks(5, len(end))] == [(0, 2), (2, 4), (4, 5)]
    assert (objective.values(variants, mask) - together).abs().max() < 1e-5
    for place in range(5):
        alone = objective.values(variants[place : place + 1], mask[place : place + 1])
        assert (alone[0] - together[place]).abs().max() < 1e-5
    assert (objective.values(variants)[1] - together[1]).abs().max() > 1e-3


def test_nothing_asked_no_values(translator, plain, pairs):
    source = plain.embedded(plain.source_ids(pairs[0])).expand(3, -1, -1)
    assert Objective(translator, ()).values(source).shape == (3, 0)


def test_with_gradients_the_value_is_the_same(translator, plain, pairs):
    objective = Objective(translator, tuple((term,) for term in terms_of(plain, pairs[0])))
    source = plain.embedded(plain.source_ids(pairs[0]))[None].expand(2, -1, -1)
    with torch.enable_grad(), translator.lock:
        values = torch.stack(objective.forward(source.clone().requires_grad_()), dim=1)
    assert values.requires_grad
    assert (values.detach() - objective.values(source)).abs().max() < 1e-5


@pytest.mark.parametrize("moved", [False, True])
def test_gradients_of_many_units_together_are_those_of_each_alone(translator, plain, pairs, moved, monkeypatch):
    first, second, third, *_ = terms_of(plain, pairs[0])
    other = replace(second, inputs=(*second.inputs[:1], *pairs[1].target.ids), sign=-1.0)
    # Neighbours that read one sequence, two, the other alone, and the first again.
    objective = Objective(translator, ((first,), (second, third), (first, other), (other,), (second,)))
    source = plain.embedded(plain.source_ids(pairs[0])) * torch.tensor([0.4, 1.0])[:, None, None]
    targets = None
    if moved:
        targets = {inputs: plain.embedded(list(inputs)).expand(2, -1, -1) for inputs in objective.sequences}

    def gradients() -> list[tuple[torch.Tensor, tuple[torch.Tensor, ...]]]:
        with translator.lock:
            return list(objective.gradients(source, targets))

    together = gradients()
    monkeypatch.setattr("workbench.models.objective.TOKENS_BACK", 1)
    for (value, found), (alone, expected), summed in zip(
        together, gradients(), objective.values(source, targets=targets).T, strict=True
    ):
        torch.testing.assert_close(value, alone)
        torch.testing.assert_close(value, summed, atol=1e-5, rtol=1e-5)
        torch.testing.assert_close(found, expected, atol=1e-5, rtol=1e-5)
        assert len(found) == 1 + 2 * moved
    leaf = source.clone().requires_grad_()
    with torch.enable_grad(), translator.lock:
        of_third = objective.forward(leaf, targets=targets)[2].sum()
    torch.testing.assert_close(together[2][1][0], torch.autograd.grad(of_third, leaf)[0], atol=1e-5, rtol=1e-5)


def test_rounding_backward_passes_leaves_values_alone_and_gradients_nearly(translator, plain, pairs):
    objective = Objective(translator, tuple((term,) for term in terms_of(plain, pairs[0])))
    source = plain.embedded(plain.source_ids(pairs[0]))[None]
    with translator.lock:
        exact, rounded = (list(objective.gradients(source, rounded=rounded)) for rounded in (False, True))
    for (value, (grad,)), (same, (near,)) in zip(exact, rounded, strict=True):
        torch.testing.assert_close(value, same, atol=0, rtol=0)
        assert near.dtype == grad.dtype
        assert 0 < (near - grad).norm() / grad.norm() < 0.02


def test_a_source_has_its_tag_in_front_and_the_end_token_behind(translator):
    assert translator.template.source([7, 8]) == [*translator.template.before_source, 7, 8, translator.template.end]
    assert of_one_direction(translator).template.source([]) == [translator.template.end]
