"""The whole model at a glance: mean over layers, largest over heads, against eager attention by numpy."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from tests.models.eager import Eager
from tests.views.reference import normalised
from workbench.errors import ModelError
from workbench.models import AttentionChoice, Pair, load
from workbench.models.choice import heads_of
from workbench.models.presets import store_preset
from workbench.models.sublayer import BLOCKS
from workbench.views import VIEWS

WIDE = [
    AttentionChoice(layer, heads, row, block=block)
    for block, row, (layer, heads) in product(
        BLOCKS, ("output", "input"), (("all", None), ("all", (3, 1)), ("all", "max"), (1, "max"))
    )
    if block != "encoder" or row == "output"
]


def whole(per_head: np.ndarray, choice: AttentionChoice) -> np.ndarray:
    """``[row column]`` of ``[layer head row column]``: the definition, in four lines."""
    layers = per_head if choice.layer == "all" else per_head[[choice.layer]]
    of_heads = layers.max(1) if choice.heads == "max" else layers[:, list(choice.heads or range(4))].mean(1)
    found = of_heads.mean(0)
    return found / found.sum(-1, keepdims=True)


def value_shares(eager: Eager, pair: Pair, choice: AttentionChoice) -> np.ndarray:
    """``[layer n row column]``: of single heads where their largest is wanted, else of ``heads`` together."""
    weights, carried = eager.attention(pair)[choice.block], eager.carried(pair, choice.block)
    if choice.heads == "max":
        lengths = weights * np.linalg.norm(carried, axis=-1)[:, :, None, :]
    else:
        heads = list(choice.heads or range(4))
        added = np.einsum("lhts,lhsd->ltsd", weights[:, heads], carried[:, heads])
        lengths = np.linalg.norm(added, axis=-1)[:, None]
    return lengths / lengths.sum(-1, keepdims=True)


def assert_is(found, eager: Eager, pair: Pair, choice: AttentionChoice, over_all: np.ndarray) -> None:
    rows, columns = eager.rows(pair, choice.block, choice.row), eager.columns(pair, choice.block)
    kept = over_all[np.ix_(rows, columns)]
    np.testing.assert_allclose(found.dropped, 1 - kept.sum(1), atol=1e-5)
    np.testing.assert_allclose(np.nan_to_num(found.weights) * (1 - found.dropped)[:, None], kept, atol=1e-5)
    # What little was kept is divided by: half a digit is lost where it is a hundredth.
    np.testing.assert_allclose(found.weights, normalised(kept), atol=1e-4)


@pytest.mark.parametrize("choice", WIDE, ids=str)
def test_attention_is_the_mean_over_layers_and_the_largest_over_heads(eager, batch, choice):
    maps = VIEWS["attention"](eager.translator, batch, choice=choice, by_word=False)
    for pair, found in zip(batch, maps, strict=True):
        assert_is(found, eager, pair, choice, whole(eager.attention(pair)[choice.block], choice))


@pytest.mark.parametrize("choice", [one for one in WIDE if one.row == "output" or one.block == "decoder"], ids=str)
def test_value_attention_is_so_too(eager, batch, choice):
    maps = VIEWS["value_attention"](eager.translator, batch, choice=choice, by_word=False)
    for pair, found in zip(batch, maps, strict=True):
        shares = value_shares(eager, pair, choice)
        together = choice if choice.heads == "max" else replace(choice, heads=(0,))
        assert_is(found, eager, pair, choice, whole(shares, together))


@pytest.mark.parametrize("choice", WIDE[::3], ids=str)
def test_rows_are_distributions_alike_in_a_batch_and_alone(eager, batch, choice):
    for pair, found in zip(batch, VIEWS["attention"](eager.translator, batch, choice=choice), strict=True):
        (alone,) = VIEWS["attention"](eager.translator, [pair], choice=choice)
        np.testing.assert_allclose(found.weights, alone.weights, atol=1e-5)
        known = ~np.isnan(found.weights).any(1)
        assert found.weights[known].sum(1) == pytest.approx(1, abs=1e-5)
        assert ((found.dropped >= 0) & (found.dropped <= 1)).all()


@pytest.mark.parametrize(
    ("layer", "heads", "told", "combined"),
    [
        ("all", None, "mean over all layers, all heads", "mean over all layers"),
        (2, "max", "layer 2, largest over heads", "largest over heads, renormalised"),
        (
            *("all", "max", "mean over all layers, largest over heads"),
            "mean over all layers of the largest over heads, renormalised",
        ),
        ("all", (0, 3), "mean over all layers, heads 0,3 of each", "mean over all layers"),
        (0, (2,), "layer 0, heads 2", None),
        (1, None, "layer 1, all heads", None),
    ],
)
def test_a_choice_says_what_it_is_and_comes_back_from_its_record(translator, layer, heads, told, combined):
    choice = AttentionChoice(layer, heads, "input", "by a test", view="value_attention")
    assert str(choice) == f"value_attention, cross, {told}, input row"
    record = json.loads(json.dumps(choice.record()))
    assert record.get("combined") == combined
    assert AttentionChoice.from_record(record) == choice
    [found] = VIEWS["value_attention"](translator, translator.encode_pairs(["the cat"], ["die Katze"]), choice=choice)
    assert found.provenance == choice.record()


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"layer": 3}, AttentionChoice(3, measured="")),
        ({"layer": 0, "heads": "all", "row": "input"}, AttentionChoice(0, None, "input", "")),
        ({"layer": 1, "heads": [3, 1], "measured": "m"}, AttentionChoice(1, (3, 1), measured="m")),
        ({"layer": 2, "heads": [0], "block": "encoder"}, AttentionChoice(2, (0,), measured="", block="encoder")),
        ({"layer": 0, "heads": [0], "view": "value_attention"}, AttentionChoice(0, (0,), "output", "", "cross",
                                                                                "value_attention")),
    ],
)  # fmt: skip
def test_records_from_before_are_read_as_they_were(record, expected):
    assert AttentionChoice.from_record(record) == expected


@pytest.mark.parametrize("record", [{"heads": "max"}, {"layer": "every"}, {"layer": 0, "heads": "12"},
                                    {"layer": 0, "heads": "some"}, {"layer": 0, "heads": ["max"]}])  # fmt: skip
def test_what_is_no_record_is_no_choice(record):
    with pytest.raises((KeyError, TypeError, ValueError)):
        AttentionChoice.from_record(record)


PRESET = AttentionChoice(2, (1, 3), "input", "measured")


@pytest.mark.parametrize(
    ("asked", "layer", "heads"),
    [
        ({"layer": "all"}, "all", None),
        ({"heads": "max"}, 2, "max"),
        ({"heads": ["max"]}, 2, "max"),
        ({"heads": "all"}, 2, None),
        ({"layer": "all", "heads": ("max",)}, "all", "max"),
        ({"layer": "all", "heads": [3, 0, 3]}, "all", (0, 3)),
        ({"layer": 2}, 2, (1, 3)),
        ({"layer": 0}, 0, None),
        ({"row": "output"}, 2, (1, 3)),
    ],
    ids=str,
)
def test_what_is_asked_for_takes_the_place_of_the_preset(translator, asked, layer, heads):
    found = replace(translator, preset=PRESET).choose(**asked)
    assert (found.layer, found.heads) == (layer, heads)
    assert found.measured == "chosen by the user"


def test_a_preset_of_the_whole_model_is_left_by_asking_for_a_layer(translator):
    wide = replace(translator, preset=AttentionChoice("all", "max"))
    assert wide.choose() == AttentionChoice("all", "max")
    assert wide.choose(row="input") == AttentionChoice("all", "max", "input")
    assert wide.choose(layer=1) == AttentionChoice(1)
    assert wide.choose(heads="all") == AttentionChoice("all")


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"layer": "every"}, "layer every asked for; this model has decoder layers 0 to 2, and 'all': their mean"),
        ({"layer": "all", "block": "encoder", "heads": [4]}, "head 4 asked for; this model has heads 0 to 3"),
        ({"heads": "most"}, "heads most asked for; give numbers, or alone 'all'"),
        ({"heads": ["max", 1]}, "heads max, 1 asked for; give numbers, or alone"),
        ({"heads": ("all", "max")}, "heads all, max asked for; give numbers, or alone"),
        ({"heads": [-1]}, "head -1 asked for; this model has heads 0 to 3"),
    ],
    ids=str,
)
def test_what_is_neither_a_number_nor_a_known_word_is_refused(translator, asked, says):
    with pytest.raises(ModelError, match=says):
        translator.choose(**asked)


@pytest.mark.parametrize(
    ("asked", "heads"),
    [("all", None), ("max", "max"), (["max", "max"], "max"), ([2, 0, 2], (0, 2)), ((), ())],
    ids=str,
)
def test_heads_are_named_by_numbers_or_one_word(asked, heads):
    assert heads_of(asked) == heads


def test_all_layers_of_a_rollout_are_all_of_them(translator):
    pairs = translator.encode_pairs(["the cat sits"], ["die Katze sitzt"])
    one, other = (next(VIEWS["rollout"](translator, pairs, layer=layer)) for layer in ("all", None))
    assert one.provenance == other.provenance and np.array_equal(one.weights, other.weights)


def test_a_preset_may_be_the_whole_model(taught_marian, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    wide = AttentionChoice("all", "max", "input", "by a test")
    before = load(str(taught_marian), source_language="en", target_language="de", device="cpu")
    store_preset(before, wide)
    assert load(str(taught_marian), source_language="en", target_language="de", device="cpu").preset == wide
