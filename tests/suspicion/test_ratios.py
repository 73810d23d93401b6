"""What a symptom is worth: how ratios are estimated, and how suspicion believes them."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.suspicion.test_suspicion import CORRECTION, KINDS, NO_CORRECTION, clean_figures, log_odds, made
from workbench.suspicion.fitting import fit
from workbench.suspicion.ratios import EDGES, SURE, Side, belief, bins, estimated, evidence
from workbench.suspicion.shipped import measured, ratios
from workbench.suspicion.suspicion import BESIDE, Suspicion
from workbench.symptoms import SYMPTOMS

NOTHING = (0.0,) * 5
WEAK, STRONG = (1.0, 2.0, 3.0, 4.0, 5.0), (1.0, 2.0, 4.0, 20.0, 200.0)
SIDES = ("hypothesis", "reference")


@pytest.mark.parametrize(
    ("wrong", "right", "expected"),
    [
        (NOTHING, NOTHING, (1, 1, 1, 1, 1)),
        ((0, 0, 0, 0, 0.099), (0, 0, 0, 0, 0), (1, 1, 1, 1, 100)),
        ((0.01,) * 5, (0.01,) * 5, (1, 1, 1, 1, 1)),
        ((0, 0, 0, 0, 0), (0, 0, 0, 0, 0.5), (1, 1, 1, 1, 1)),
        ((0, 0, 0.039, 0.019, 0), (0, 0, 0, 0, 0), (1, 1, 20.333, 20.333, 20.333)),
    ],
)
def test_a_ratio_rests_on_counts_never_falls_with_severity_and_is_one_where_nothing_was_seen(wrong, right, expected):
    found = estimated(np.array(wrong), np.array(right), (1000, 1000))
    assert found == pytest.approx(expected, abs=0.01)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=5, max_size=5), st.integers(1, 10_000))
def test_ratios_rise_and_are_at_least_one_whatever_the_shares(shares, targets):
    found = estimated(*np.array(shares).T, (targets, targets))
    assert len(found) == len(EDGES) and min(found) >= 1 and list(found) == sorted(found)


def test_the_same_shares_of_fewer_targets_are_worth_less():
    few, many = (estimated(np.array([0, 0, 0, 0, 0.1]), np.zeros(5), (targets, targets))[-1] for targets in (20, 2000))
    assert 1 < few < 5 < 100 < many


@pytest.mark.parametrize(
    ("severity", "place"), [(0, -1), (math.nan, -1), (0.09, -1), (0.1, 0), (0.5, 2), (0.95, 4), (1, 4)]
)
def test_a_severity_has_its_bin_and_a_silent_symptom_none(severity, place):
    assert int(bins(np.array(severity))) == place


@pytest.mark.parametrize(
    ("severity", "ratio"),
    [
        (0, 1),
        (math.nan, 1),
        (0.2, 1),
        (0.3, 2**0.5),
        (0.4, 2),
        (0.6, 4),
        (0.7, 80**0.5),
        (0.8, 20),
        (0.9, 200),
        (1, 200),
    ],
)
def test_evidence_is_that_of_the_bin_and_in_proportion_between_bins(severity, ratio):
    assert float(evidence(STRONG, np.array(severity))) == pytest.approx(math.log(ratio))


def test_belief_is_bayes_with_the_share_of_faulty_pairs():
    assert belief(1, 0.15) == pytest.approx(0.15)
    assert belief(SURE, 0.15) == pytest.approx(0.9)
    assert belief(200, 0.05) == pytest.approx(200 * 0.05 / (0.95 + 200 * 0.05))


@pytest.fixture(scope="module")
def unfitted() -> Suspicion:
    """No fit, but ratios: clean by scores, whatever a symptom says."""
    one = made(prior=0.15)
    return replace(
        one,
        weights=(0.0,) * len(one.weights),
        bias=-6.0,
        correction=NO_CORRECTION,
        ratios={"names": WEAK, "numbers": STRONG, "markup": STRONG},
    )


CLEAN = dict.fromkeys(SYMPTOMS, 0.0)


def test_a_sure_symptom_decides_and_one_that_is_not_adds(unfitted):
    assert unfitted.probability(CLEAN | {"numbers": 0.95}) == pytest.approx(belief(200, 0.15))
    weak = unfitted.probability(CLEAN | {"names": 0.95})
    assert log_odds(weak) == pytest.approx(-6.0 + math.log(5))
    both = unfitted.probability(CLEAN | {"names": 0.95, "numbers": 0.6})
    assert log_odds(both) == pytest.approx(-6.0 + math.log(5) + math.log(4))


def test_no_reference_talks_a_sure_symptom_down(unfitted):
    sure = unfitted.probability(CLEAN | {"numbers": 0.95})
    assert unfitted.probability(CLEAN | {"numbers": 0.95, BESIDE: -6.0}) == pytest.approx(sure)
    assert unfitted.probability(CLEAN | {BESIDE: 2.0}) > unfitted.probability(CLEAN | {BESIDE: None})
    assert unfitted.probability(CLEAN | {BESIDE: -6.0}) < 0.001


def test_reasons_name_every_sure_symptom_by_what_it_raised(unfitted):
    found = dict(unfitted.reasons(CLEAN | {"numbers": 0.95, "markup": 0.95, "names": 0.95, BESIDE: 0.7}))
    assert {*found} == {"numbers", "markup", "names", BESIDE}
    assert found["names"] == pytest.approx(math.log(5)) and found[BESIDE] == 0.7
    alone = dict(unfitted.reasons(CLEAN | {"numbers": 0.95}))["numbers"]
    assert alone == pytest.approx(log_odds(belief(200, 0.15)) + 6.0)


def test_rightness_is_the_belief_in_a_symptom_with_the_prior_of_the_run(unfitted):
    assert unfitted.rightness("numbers", 0.95) == pytest.approx(belief(200, 0.15))
    assert unfitted.rightness("numbers", 0.05) is None and unfitted.rightness("length", 0.95) is None
    assert replace(unfitted, prior=0.3).rightness("numbers", 0.95) > unfitted.rightness("numbers", 0.95)


def test_the_fit_is_given_what_symptoms_are_worth_and_counts_nothing_twice():
    import random

    chance = random.Random(7)
    clean = [clean_figures(chance) for _ in range(100)]
    kinds = [(*KINDS,)[place % 2] for place in range(100)]
    planted = [KINDS[kind](figures, chance) for kind, figures in zip(kinds, clean, strict=True)]
    found = fit(clean, planted, kinds, range(100), CORRECTION, "a test", 0.15, {"numbers": STRONG})
    weights = dict(zip(found.names, found.weights, strict=True))
    assert weights["numbers"] == 0 and weights["markup"] > 0 > weights["logprob"]
    assert found.probability(clean[0] | {"numbers": 0.95}) >= belief(200, 0.15) > 0.9
    assert found.report.auroc["loud"] > 0.85


def test_a_record_keeps_ratios_and_one_from_before_there_were_any_opens_as_it_was(unfitted):
    record = json.loads(json.dumps(unfitted.record()))
    assert Suspicion.from_record(record) == unfitted
    before = {name: value for name, value in record.items() if name != "ratios"}
    opened = Suspicion.from_record(before)
    assert opened.ratios == {} and "ratios" not in opened.record()
    assert opened.probability(CLEAN | {"numbers": 0.95}) == opened.probability(CLEAN)


@pytest.mark.parametrize("side", SIDES)
def test_what_comes_along_has_a_rising_ratio_for_every_symptom_and_six_that_are_sure(side):
    found = ratios(side)
    assert {*found} <= {*SYMPTOMS} and {"numbers", "glossary"} <= {*found}
    for name, values in found.items():
        assert len(values) == len(EDGES) and list(values) == sorted(values) and values[0] >= 1, name
    assert sum(values[-1] >= SURE for values in found.values()) >= 6
    assert Side.from_record(json.loads(json.dumps(measured(side).record()))) == measured(side)
