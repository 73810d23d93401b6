"""A fit to made-up figures, in which it is known which signals tell."""

from __future__ import annotations

import json
import math
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.scores import SCORES
from workbench.suspicion.corrections import Learned
from workbench.suspicion.fitting import LEAST_FAULTY, _auroc, fit
from workbench.suspicion.ratios import DECIDES, SURE, evidence
from workbench.suspicion.suspicion import BESIDE, Suspicion, added, signals, sure
from workbench.symptoms import SYMPTOMS

COUNT = 100
LISTENED_TO = [name for name, score in SCORES.items() if score.suspected]
EVERYTHING = -math.inf
CORRECTION = Learned({"logprob": -0.2, "own_chrf": -0.2}, {"logprob": 0.0, "own_chrf": 0.1}, -1.8)
NO_CORRECTION = Learned({"logprob": 0.0}, {"logprob": 0.0}, -1000.0)


def clean_figures(chance: random.Random) -> dict[str, float | None]:
    return {name: chance.gauss(0, 1) for name in LISTENED_TO} | dict.fromkeys(SYMPTOMS, 0.0)


def improbable(figures, chance):
    return figures | {"logprob": chance.gauss(-5, 1)}


def loud(figures, chance):
    return figures | {"numbers": chance.uniform(0.5, 1)}


KINDS = {"improbable": improbable, "loud": loud}


def made(also_faulty=0, count=COUNT, prior=None):
    """A fit to as many pairs; ``also_faulty`` of those that pass for clean are loud ones."""
    chance = random.Random(7)
    clean = [clean_figures(chance) for _ in range(count)]
    kinds = [(*KINDS,)[place % 2] for place in range(count)]
    planted = [KINDS[kind](figures, chance) for kind, figures in zip(kinds, clean, strict=True)]
    for place in range(also_faulty):
        clean[place] = loud(clean[place], chance)
    return fit(clean, planted, kinds, range(count), CORRECTION, "made-up figures", prior)


@pytest.fixture(scope="module")
def fitted() -> Suspicion:
    return made()


def log_odds(probability: float) -> float:
    return math.log(probability / (1 - probability))


def test_no_signal_is_called_like_another():
    assert len({*signals()}) == len(signals())
    assert not {*SCORES} & {*SYMPTOMS}, "figures and severities stand side by side"


@pytest.mark.parametrize("signal", [{"logprob": -5.0}, {"numbers": 0.9}, {"logprob": -5.0, "numbers": 0.9}])
def test_what_tells_the_faulty_pairs_raises_suspicion_and_is_its_reason(fitted, signal):
    clean = dict(zip(fitted.names, fitted.centre, strict=True)) | fitted.correction.centre
    assert fitted.probability(clean) < 0.3
    assert fitted.probability(clean | signal) > 0.5
    assert {name for name, _ in fitted.reasons(clean | signal)} == {*signal}


def test_the_report_is_of_pairs_that_took_no_part_and_tells_each_kind(fitted):
    report = fitted.report
    assert (report.clean, report.planted) == (COUNT, COUNT)
    assert {*report.auroc} == {*KINDS} and min(report.auroc.values()) > 0.95
    assert report.mean_auroc == pytest.approx(np.mean([*report.auroc.values()]))
    assert report.sample_suspected < 0.1
    assert {kind: of for kind, (_, of) in report.missed.items()} == dict.fromkeys(KINDS, COUNT // 2)
    assert all(missed <= of / 5 for missed, of in report.missed.values())
    assert sum(count for *_, count in report.reliability) == 2 * COUNT
    shares = [share for _, share, count in report.reliability if count > 5]
    assert shares[0] < 0.1 and shares[-1] > 0.9


def test_pairs_without_any_difference_are_told_apart_no_better_than_by_chance():
    chance = random.Random(5)
    clean, planted = ([clean_figures(chance) for _ in range(COUNT)] for _ in range(2))
    report = fit(clean, planted, ["none"] * COUNT, range(COUNT), CORRECTION, "nothing").report
    assert report.auroc["none"] < 0.6


def test_the_rarer_faults_are_the_more_of_them_are_missed(fitted):
    rare, usual, frequent = (
        sum(missed for missed, _ in one.report.missed.values()) for one in (made(prior=0.01), fitted, made(prior=0.6))
    )
    assert rare > usual > frequent


def test_no_signal_speaks_against_its_declared_direction():
    """Also where the faulty pairs are the better ones by every score."""
    chance = random.Random(3)
    clean = [clean_figures(chance) for _ in range(COUNT)]
    better = {name: 2.0 if SCORES[name].higher_is == "better" else -2.0 for name in LISTENED_TO}
    found = fit(clean, [figures | better for figures in clean], ["better"] * COUNT, range(COUNT), CORRECTION, "praise")
    for suspicion in (found, made()):
        for name, weight in zip(suspicion.names, suspicion.weights, strict=True):
            worse_when_low = name in SCORES and SCORES[name].higher_is == "better"
            assert weight <= 0 if worse_when_low else weight >= 0, name


@pytest.mark.parametrize("name", signals())
def test_a_null_signal_counts_as_the_usual_one(fitted, name):
    """The clean median for a fault, and the mean of what corrections were learned from."""
    figures = improbable(clean_figures(random.Random(1)), random.Random(1))
    found = fitted.probability(figures | {name: None})
    assert found == fitted.probability({other: value for other, value in figures.items() if other != name})
    usual = fitted.correction.centre.get(name)
    centre = fitted.centre[fitted.names.index(name)]
    fault = replace(fitted, correction=NO_CORRECTION)
    assert fault.probability(figures | {name: None}) == fault.probability(figures | {name: centre})
    if usual is not None:
        corrected = replace(fitted, bias=-1000.0, weights=(0.0,) * len(signals()))
        assert corrected.probability(figures | {name: None}) == corrected.probability(figures | {name: usual})


def test_suspicion_is_the_probability_of_a_fault_or_a_correction(fitted):
    chance = random.Random(8)
    for _ in range(20):
        figures = clean_figures(chance) | {"numbers": chance.uniform(0, 1)}
        fault = replace(fitted, correction=NO_CORRECTION).probability(figures)
        given = {name: np.array(figures[name]) for name in fitted.correction.weights}
        corrected = float(fitted.correction.probability(given))
        assert fitted.probability(figures) == pytest.approx(1 - (1 - fault) * (1 - corrected))


def test_a_signal_that_is_always_null_has_no_say():
    chance = random.Random(2)
    clean = [clean_figures(chance) | {"uncovered": None} for _ in range(COUNT)]
    found = fit(
        clean, [improbable(one, chance) for one in clean], ["low"] * COUNT, range(COUNT), CORRECTION, "no stop-words"
    )
    place = found.names.index("uncovered")
    assert (found.weights[place], found.centre[place]) == (0, None)
    assert math.isfinite(found.bias) and all(map(math.isfinite, (*found.scale, *found.weights)))
    assert found.probability(clean[0]) == found.probability(clean[0] | {"uncovered": 0.9})


def test_a_reason_is_by_how_much_log_odds_fall_with_the_signal_at_its_centre(fitted):
    chance = random.Random(4)
    centre = dict(zip(fitted.names, fitted.centre, strict=True))
    for _ in range(20):
        figures = chance.choice([*KINDS.values()])(clean_figures(chance), chance)
        every = fitted.reasons(figures, EVERYTHING)
        assert {name for name, _ in every} == {*signals(), BESIDE}
        assert [push for _, push in every] == sorted((push for _, push in every), reverse=True)
        for name, push in every:
            if name == BESIDE:
                continue
            without = fitted.probability(figures | {name: centre[name]})
            assert push == pytest.approx(log_odds(fitted.probability(figures)) - log_odds(without), abs=1e-9)
        assert fitted.reasons(figures) == [(name, push) for name, push in every if push >= 0.1]
    assert dict(fitted.reasons(figures | {"logprob": None}, EVERYTHING))["logprob"] == 0


def test_the_report_tells_suspicion_by_kind_and_reliability_of_planted_faults_alone():
    """With a correction that says nothing but that every pair is wrong."""
    chance = random.Random(7)
    clean = [clean_figures(chance) for _ in range(COUNT)]
    planted = [improbable(figures, chance) for figures in clean]
    always = Learned({"logprob": 0.0}, {"logprob": 0.0}, 5.0)
    backwards = Learned({"logprob": 20.0}, {"logprob": 0.0}, 0.0)
    plain, sure, misled = (
        fit(clean, planted, ["low"] * COUNT, range(COUNT), one, "a test").report
        for one in (NO_CORRECTION, always, backwards)
    )
    assert plain.reliability == sure.reliability == misled.reliability
    assert plain.sample_suspected < 0.1 and sure.sample_suspected == 1
    assert plain.auroc["low"] > 0.95 > misled.auroc["low"]


@pytest.mark.parametrize("name", SYMPTOMS)
def test_a_symptom_alone_raises_suspicion_though_it_was_never_planted(fitted, name):
    clean = dict(zip(fitted.names, fitted.centre, strict=True))
    fault = replace(fitted, correction=NO_CORRECTION)
    assert fault.probability(clean | {name: 0.9}) > 2 * fault.probability(clean)
    assert fitted.reasons(clean | {name: 0.9})[0][0] == name


def test_the_record_goes_through_json_and_back_without_a_change(fitted):
    record = json.loads(json.dumps(fitted.record()))
    again = Suspicion.from_record(record)
    assert again == fitted
    assert json.loads(json.dumps(again.record())) == record


@pytest.mark.parametrize("change", [{"bias": "high"}, {"report": {}}, {"names": None}])
def test_a_record_that_is_none_is_refused(fitted, change):
    with pytest.raises((KeyError, TypeError, ValueError)):
        Suspicion.from_record(fitted.record() | change)


def test_auroc_is_the_share_of_pairs_of_pairs_in_the_right_order():
    chance = random.Random(6)
    good, bad = ([round(chance.gauss(mean, 1), 1) for _ in range(60)] for mean in (0, 1))
    right = sum((b > g) + (b == g) / 2 for g in good for b in bad) / (len(good) * len(bad))
    assert _auroc(np.array(good), np.array(bad)) == pytest.approx(right, abs=5e-5)


@pytest.mark.parametrize("faulty", [0, 40, 80])
def test_more_than_half_of_the_faulty_pairs_that_pass_for_clean_are_left_out_and_hardly_another(faulty):
    assert faulty / 2 <= made(also_faulty=faulty, count=400).report.left_out <= 1.1 * faulty + 2


@pytest.mark.parametrize("faulty", [20, 40, 80])
def test_the_share_of_faulty_pairs_is_estimated(faulty):
    assert made(also_faulty=faulty, count=400).prior == pytest.approx(faulty / 400, rel=0.3)


def test_of_a_clean_sample_some_are_held_to_be_faulty_all_the_same_and_a_share_may_be_given(fitted):
    assert fitted.prior == LEAST_FAULTY
    clean = dict(zip(fitted.names, fitted.centre, strict=True))
    given = [made(prior=share) for share in (0.1, 0.4)]
    assert [one.prior for one in given] == [0.1, 0.4]
    low, high = (log_odds(replace(one, correction=NO_CORRECTION).probability(clean)) for one in given)
    assert high - low == pytest.approx(log_odds(0.4) - log_odds(0.1))


def test_the_fit_is_then_nearly_that_of_clean_pairs(fitted):
    place = signals().index("numbers")
    assert made(also_faulty=10).weights[place] == pytest.approx(fitted.weights[place], rel=0.2)


@pytest.mark.parametrize(("clean", "planted"), [(9, 50), (50, 9), (0, 0)])
def test_fewer_than_ten_pairs_of_either_are_refused(clean, planted):
    rows = [clean_figures(random.Random(1))] * 50
    message = f"{clean} clean and {planted} planted pairs; at least 10 of each expected"
    with pytest.raises(ValueError, match=message):
        fit(rows[:clean], rows[:planted], ["none"] * planted, range(planted), CORRECTION, "too few")


def test_the_same_figures_give_the_same_fit(fitted):
    assert made() == fitted


@given(st.dictionaries(st.sampled_from(signals()), st.none() | st.floats(width=32)))
def test_suspicion_is_a_probability_whatever_the_figures(figures):
    assert 0 <= FITTED.probability(figures) <= 1
    assert all(math.isfinite(push) for _, push in FITTED.reasons(figures, EVERYTHING))


FITTED = made(count=20)


@pytest.mark.parametrize("shape", [(), (7,)])
def test_symptoms_that_speak_are_worth_what_asking_every_one_of_them_tells(shape):
    names, prior = signals(), 0.1
    ratios = {name: (1.0, 3.0, 9.0, 30.0, 90.0) for name in SYMPTOMS if name != "unsure"}
    chance = np.random.default_rng(1)
    rows = chance.uniform(0, 1, (*shape, len(names)))
    # Silent, null or worth nothing, most of them.
    rows[chance.uniform(size=rows.shape) < 0.7] = 0.0
    rows[chance.uniform(size=rows.shape) < 0.1] = np.nan
    total, alone = np.zeros(shape), np.full(rows.shape, -np.inf)
    for k, name in enumerate(names):
        if name in ratios:
            nats = evidence(ratios[name], rows[..., k])
            total = total + nats
            decides = nats >= np.log(DECIDES if SYMPTOMS[name].weight == 1 else SURE)
            alone[..., k] = np.where(decides, nats + log_odds(prior), -np.inf)
    assert np.isfinite(alone).any()
    np.testing.assert_array_equal(added(rows, names, ratios), total)
    np.testing.assert_array_equal(sure(rows, names, ratios, prior), alone)
