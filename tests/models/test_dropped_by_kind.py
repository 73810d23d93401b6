"""Special tokens are never words of a map, and what they have is told by kind: against eager attention, by hand."""

from __future__ import annotations

import pickle
from itertools import product

import numpy as np
import pytest
import torch

from tests.models.eager import Eager
from workbench.alignment.map import AlignmentMap
from workbench.explanation.explanation import explain
from workbench.models import AttentionChoice, Pair
from workbench.models.sublayer import BLOCKS
from workbench.models.template import Template
from workbench.views import VIEWS

CHOICES = [
    AttentionChoice(layer, heads, row, block=block)
    for block, row, (layer, heads) in product(BLOCKS, ("output", "input"), ((1, None), (0, (0, 2)), ("all", "max")))
    if block != "encoder" or row == "output"
]
BLOCK_OF = {"rollout": ("cross", "encoder"), "decomposition": ("cross",)}


def assert_adds_up(found: AlignmentMap) -> None:
    kinds = [np.zeros(len(found.target)), *(mass.astype(np.float64) for mass in found.dropped_by.values())]
    np.testing.assert_allclose(sum(kinds), found.dropped, atol=1e-6, rtol=1e-6)
    if not found.signed:
        assert all(((mass >= 0) & (mass <= 1 + 1e-6)).all() for mass in found.dropped_by.values())


@pytest.mark.parametrize("by_word", [True, False])
@pytest.mark.parametrize("view", VIEWS)
def test_kinds_add_up_to_what_was_dropped_in_every_view(eager, batch, view, by_word):
    if VIEWS[view].refused(eager.translator):
        pytest.skip("no view of this model: tests of families tell which")
    pairs = batch[-2:] if VIEWS[view].signed else batch
    for pair, found in zip(pairs, list(VIEWS[view](eager.translator, pairs, by_word=by_word)), strict=True):
        assert_adds_up(found)
        of_none = view in ("erasure", "encoder_similarity")
        assert set(found.dropped_by) == (set() if of_none else set(eager.kinds(pair, "cross")))


@pytest.mark.parametrize("choice", CHOICES, ids=str)
@pytest.mark.parametrize("view", ["attention", "value_attention"])
def test_of_every_block_row_and_choice(eager, batch, view, choice):
    for pair, found in zip(batch, VIEWS[view](eager.translator, batch, choice=choice, by_word=False), strict=True):
        assert_adds_up(found)
        assert_adds_up(found.by_word())
        assert set(found.dropped_by) == set(eager.kinds(pair, choice.block))
        # Kept and dropped together are everything: no kind of token was forgotten.
        if view == "attention" and choice.heads != "max":
            weights = eager.attention(pair)[choice.block][choice.layer, list(choice.heads or range(4))].mean(0)
            rows, columns = eager.rows(pair, choice.block, choice.row), eager.columns(pair, choice.block)
            np.testing.assert_allclose(weights[np.ix_(rows, columns)].sum(1), 1 - found.dropped, atol=1e-5)
            for kind, places in eager.kinds(pair, choice.block).items():
                expected = weights[np.ix_(rows, places)].sum(1)
                np.testing.assert_allclose(found.dropped_by[kind], expected, atol=1e-5)


def rolled_encoder(eager: Eager, pair: Pair) -> np.ndarray:
    found = np.eye(len(eager.translator.template.source(pair.source.ids)))
    for weights in eager.attention(pair)["encoder"].mean(1):
        found = (weights / 2 + np.eye(len(weights)) / 2) @ found
    return found


def test_of_a_rollout_of_encoder_and_decoder(eager, batch):
    for pair, found in zip(batch, VIEWS["rollout"](eager.translator, batch, row="input", by_word=False), strict=True):
        attention = {block: layers.mean(1) for block, layers in eager.attention(pair).items()}
        encoder = rolled_encoder(eager, pair)
        source = np.zeros_like(attention["cross"][0])
        for within, cross in zip(attention["decoder"], attention["cross"], strict=True):
            source = ((within + np.eye(len(within))) / 2 @ source + cross @ encoder) / 2
        rows = source[eager.rows(pair, "cross", "input")]
        for kind, places in eager.kinds(pair, "cross").items():
            np.testing.assert_allclose(found.dropped_by[kind], rows[:, places].sum(1) / rows.sum(1), atol=1e-5)


def test_of_a_rollout_of_the_encoder_alone(eager, batch):
    maps = VIEWS["rollout"](eager.translator, batch, block="encoder", by_word=False)
    for pair, found in zip(batch, maps, strict=True):
        assert_adds_up(found)
        rows = rolled_encoder(eager, pair)[eager.rows(pair, "encoder", "output")]
        for kind, places in eager.kinds(pair, "encoder").items():
            np.testing.assert_allclose(found.dropped_by[kind], rows[:, places].sum(1), atol=1e-5)


def test_of_gradients_by_the_position_they_are_taken_at(eager, batch):
    [pair] = batch[:1]
    template, anatomy = eager.translator.template, eager.translator.anatomy
    [found] = VIEWS["gradient_x_input"](eager.translator, [pair], by_word=False)
    leaf = anatomy.embed_source(eager.model, torch.tensor(template.source(pair.source.ids))).detach().requires_grad_()
    read = eager.model(inputs_embeds=leaf[None], decoder_input_ids=torch.tensor([template.fed(pair.target.ids)]))
    steps = read.logits[0].log_softmax(-1)
    for t, label in enumerate(pair.target.ids):
        (slope,) = torch.autograd.grad(steps[template.first_step + t, label], leaf, retain_graph=True)
        along = (slope * leaf).sum(-1).detach().numpy()
        for kind, places in eager.kinds(pair, "cross").items():
            assert found.dropped_by[kind][t] == pytest.approx(along[places].sum(), abs=1e-4), (kind, t)


def test_a_path_that_special_tokens_stay_out_of_drops_nothing_on_them(eager, batch):
    for prefix in (False, True):
        [found] = VIEWS["integrated_gradients"](eager.translator, batch[:1], prefix=prefix, limit=8)
        assert not any(mass.any() for mass in found.dropped_by.values())
        assert not found.dropped.any()


def test_inner_pieces_of_an_alternative_are_a_kind_of_their_own(translator):
    [pair] = translator.encode_pairs(["the cat sits on the mat"], ["die Katze sitzt auf der Matte"])
    options = {"words": [1], "instead_of": "unglaublich", "prefix": True}
    [found] = VIEWS["integrated_gradients"](translator, [pair], **options)
    assert np.abs(found.dropped_by["alternative"][1]) > 1e-3
    assert_adds_up_of(found, 1)
    [plain] = VIEWS["integrated_gradients"](translator, [pair], **options | {"prefix": False})
    assert "alternative" not in plain.dropped_by
    assert np.isnan(plain.dropped_by["end"][[0, 2, 3, 4, 5]]).all()


def assert_adds_up_of(found: AlignmentMap, word: int) -> None:
    total = sum(float(mass[word]) for mass in found.dropped_by.values())
    assert total == pytest.approx(float(found.dropped[word]), abs=1e-6)


def test_kinds_travel_with_the_map(translator):
    [found] = VIEWS["attention"](translator, translator.encode_pairs(["the cat"], ["die Katze"]))
    again = pickle.loads(pickle.dumps(found))
    assert again.dropped_by.keys() == found.dropped_by.keys() == {"tag", "end"}
    assert all(np.array_equal(again.dropped_by[kind], found.dropped_by[kind]) for kind in again.dropped_by)


def test_an_explanation_has_them_beside_what_was_dropped(translator):
    record = explain("the cat", translator, target="die Katze", views=("attention", "erasure"), measure=False).record()
    view = record["views"]["attention"]
    assert list(view)[:3] == ["weights", "dropped", "dropped_by"]
    together = np.sum([*view["dropped_by"].values()], axis=0)
    assert set(view["dropped_by"]) == {"tag", "end"} and together == pytest.approx(view["dropped"], abs=2e-6)
    assert record["views"]["erasure"]["dropped_by"] == {}


START, END, PAD, EN, DE = 90, 91, 92, 94, 95


@pytest.mark.parametrize(
    ("layout", "prefix", "source", "fed"),
    [
        (((DE,), (END,), (PAD,)), 0, {"tag": [0], "end": [4]}, {"start": [0]}),
        (((), (END,), (PAD,)), 0, {"end": [3]}, {"start": [0]}),
        (((EN,), (END,), (END, DE)), 0, {"tag": [0], "end": [4]}, {"start": [0], "tag": [1]}),
        (((), (END, EN), (DE,)), 0, {"end": [3], "tag": [4]}, {"tag": [0]}),
        (((START,), (END,), (END, START)), 0, {"start": [0], "end": [4]}, {"start": [0, 1]}),
        # Begun with the token that also ends it.
        (((END, EN), (END,), (END,)), 0, {"start": [0], "tag": [1], "end": [5]}, {"start": [0]}),
        (((7, 8), (END,), (PAD,)), 2, {"prefix": [0, 1], "end": [5]}, {"start": [0]}),
        (((DE, 7), (END,), (PAD,)), 1, {"tag": [0], "prefix": [1], "end": [5]}, {"start": [0]}),
        (((), (), (START,)), 0, {}, {"start": [0]}),
    ],
)
def test_what_a_special_token_is_depends_on_where_it_stands(layout, prefix, source, fed):
    template = Template(*layout, end=END, pad=PAD, unknown=3, prefix_length=prefix, tags=frozenset({EN, DE}))
    assert template.kinds([7, 8, 9]) == source
    assert template.fed_kinds == fed
