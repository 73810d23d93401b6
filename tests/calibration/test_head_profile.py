from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from tests.calibration.test_head_figures import KINDS
from workbench import bundled
from workbench.alignment.gold import GoldPair, read_gold
from workbench.calibration.calibrate import calibrate
from workbench.calibration.head_figures import head_figures
from workbench.calibration.head_profile import HeadProfile, head_profiles, with_importance
from workbench.calibration.sample import Sample
from workbench.corpus import read
from workbench.errors import AlignmentError, UnknownNameError
from workbench.models.forced import map_tokens, own_part

GOLD = [
    GoldPair("g1", "the cat sits", "die Katze sitzt", *[frozenset({(0, 0), (1, 1), (2, 2)})] * 2),
    GoldPair("g2", "a small dog runs home", "ein kleiner Hund läuft", *[frozenset({(0, 0), (2, 2), (3, 3)})] * 2),
]


@pytest.fixture(scope="module")
def profiles(translator, pairs) -> list[HeadProfile]:
    return head_profiles(translator, pairs)


def of_pairs(translator, plain, pairs, block, row):
    """Means over the words of all pairs, ``[layer head]`` each."""
    values: dict[str, list[np.ndarray]] = {}
    for pair in pairs:
        weights = plain.attention(pair)[block]
        own = own_part(translator, pair, block, row)
        for name, found in head_figures(weights, block, own, *map_tokens(pair, block)).items():
            values.setdefault(name, []).append(found)
    return {name: np.nanmean(np.concatenate(found, axis=-1), axis=-1) for name, found in values.items()}


def test_figures_are_means_over_all_words_of_one_forced_pass(translator, plain, pairs, profiles):
    means = {kind: of_pairs(translator, plain, pairs, *kind) for kind in KINDS}
    for profile in profiles:
        rows = [row for block, row in KINDS if block == profile.block]
        row = profile.row or rows[0]
        for name, values in means[profile.block, row].items():
            figure = getattr(profile, name)
            assert figure == pytest.approx(values[profile.layer, profile.head], abs=1e-5), (profile, name)


def test_every_head_of_the_blocks_asked_for_comes_in_order(translator, pairs, profiles):
    expected = [("cross", 3), ("encoder", 2), ("decoder", 3)]
    places = [(block, layer, head) for block, layers in expected for layer in range(layers) for head in range(4)]
    assert [(p.block, p.layer, p.head) for p in profiles] == places
    some = head_profiles(translator, pairs, ("decoder", "cross"))
    assert [p.block for p in some] == ["cross"] * 12 + ["decoder"] * 12
    for one, other in zip(some, [p for p in profiles if p.block != "encoder"], strict=True):
        assert one.entropy == pytest.approx(other.entropy, abs=1e-6)
    assert {p.row for p in profiles if p.block == "encoder"} == {None}
    assert {p.row for p in profiles if p.block == "decoder"} == {"input"}


def test_blocks_have_the_figures_that_make_sense_there(profiles):
    for p in profiles:
        assert (p.agreement is None) == (p.block != "cross")
        assert (p.end_mass is None) == (p.block == "decoder")
        assert (p.previous_word_mass is None) == (p.same_word_mass is None) == (p.block == "cross")
        assert (p.next_word_mass is None) == (p.block != "encoder")
        assert p.aer is None and p.importance is None


def test_without_gold_the_row_is_that_of_the_larger_agreement(translator, plain, pairs, profiles):
    by_row = {row: of_pairs(translator, plain, pairs, "cross", row)["agreement"] for row in ("output", "input")}
    for p in profiles[:12]:
        assert p.agreement == pytest.approx(max(by_row[row][p.layer, p.head] for row in by_row), abs=1e-5)
        assert p.agreement == pytest.approx(by_row[p.row][p.layer, p.head], abs=1e-5)
    assert {p.row for p in profiles[:12]} == {"output", "input"}


def test_with_gold_the_row_is_that_of_the_lower_error_rate(translator, pairs):
    measured = {
        (one.choice.layer, one.choice.heads, one.choice.row): 1 - one.figure
        for one in calibrate(translator, Sample.of_gold("gold", GOLD)).table
        if one.choice.view == "attention"
    }
    for p in head_profiles(translator, pairs, gold=GOLD):
        if p.block == "cross":
            of_head = {row: measured[p.layer, (p.head,), row] for row in ("output", "input")}
            assert p.aer == min(of_head.values()) == of_head[p.row]
        else:
            assert p.aer is None


def test_pairs_without_tokens_take_no_part_and_states_known_beforehand_change_nothing(translator, pairs, profiles):
    from workbench.models.forced import with_states

    empty = translator.encode_pairs(["", "the cat"], ["die Katze", ""])
    again = head_profiles(translator, [*with_states(translator, pairs), *empty])
    for one, other in zip(again, profiles, strict=True):
        for name, value in one.record().items():
            assert value == pytest.approx(other.record()[name], abs=1e-4), name


def test_importance_joins_its_head(profiles):
    falls = {(p.block, p.layer): np.zeros(4) for p in profiles}
    falls["encoder", 1][2] = 0.5
    found = with_importance(profiles, falls)
    assert [(p.block, p.layer, p.head) for p in found if p.importance] == [("encoder", 1, 2)]
    assert [replace(p, importance=None) for p in found] == profiles


def test_a_record_is_plain_json(profiles):
    record = profiles[0].record()
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert list(record)[:4] == ["block", "layer", "head", "row"] and list(record)[-2:] == ["importance", "label"]
    assert not any(isinstance(value, float) and math.isnan(value) for p in profiles for value in p.record().values())


def test_bad_input_is_refused(translator, pairs):
    with pytest.raises(UnknownNameError, match="unknown block 'middle'; choose one of: cross, decoder, encoder"):
        head_profiles(translator, pairs, ("middle",))
    for none in ([], translator.encode_pairs([""], ["a"])):
        with pytest.raises(AlignmentError, match="no pairs to look at heads with"):
            head_profiles(translator, none)


@pytest.mark.parametrize("turned", [False, True], ids=["en-de", "de-en"])
def test_on_the_bundled_model_agreement_without_gold_finds_the_heads_that_gold_calls_aligners(bundled_model, turned):
    translator = bundled_model(*(("de", "en") if turned else ("en", "de")))
    segments = [s for s in read("demo", limit=120) if not s.metadata["planted"]]
    texts = [s.source for s in segments], [s.references[0] for s in segments]
    gold = list(read_gold(bundled.dataset("gold.en-de.tsv")).pairs)
    if turned:
        texts = texts[::-1]
        gold = [replace(g, source=g.target, target=g.source, **_turned(g)) for g in gold]
    pairs = translator.encode_pairs(*texts)
    with_gold = head_profiles(translator, pairs, ("cross",), gold)
    without = head_profiles(translator, pairs, ("cross",))
    aligners = [[(p.layer, p.head) for p in found if p.label == "aligner"] for found in (with_gold, without)]
    assert aligners[0] == aligners[1] and len(aligners[0]) > 2
    best, guessed = min(with_gold, key=lambda p: p.aer), max(without, key=lambda p: p.agreement)
    assert best.aer < 0.1
    assert (best.layer, (best.head,), best.row) == (guessed.layer, (guessed.head,), guessed.row)
    assert (best.layer, (best.head,), best.row) == (
        translator.preset.layer,
        translator.preset.heads,
        translator.preset.row,
    )


def _turned(gold: GoldPair) -> dict[str, frozenset[tuple[int, int]]]:
    return {name: frozenset((t, s) for s, t in getattr(gold, name)) for name in ("sure", "possible")}
