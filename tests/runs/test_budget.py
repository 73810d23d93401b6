from __future__ import annotations

import hashlib
import random
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.runs.made import make, row
from workbench.errors import RunError
from workbench.runs.budget import ENOUGH, NEXT, Budget, Rate, Said, told
from workbench.runs.finite_sample import FiniteSample
from workbench.runs.flags import Flag
from workbench.runs.log import Decision
from workbench.runs.manifest import Manifest
from workbench.runs.reading_plan import ReadingPlan, reading_plan

FINE, BAD, UNSURE = Flag("fine"), Flag("reference error"), Flag("unsure")


def budget_of(plan, flags, given_on=None):
    """As the log of a run would tell it."""
    return Budget(plan, Said.of([decision(id, flag, given_on) for id, flag in flags.items()], plan.side))


def decision(id, flag, given_on):
    return Decision(time="", who="me", segment=id, before=None, after=flag, side=given_on)


def plan_of(suspicion, control, worst=3, side="reference"):
    """Of segments a, b, c … with these figures; ``control``: what was drawn, in its order."""
    names = [chr(ord("a") + place) for place in range(len(suspicion))]
    figures = dict(zip(names, suspicion, strict=True))
    most = sorted(names, key=lambda name: (-(figures[name] or 0), name))[:worst]
    return ReadingPlan(side, len(names), most, [*control], {id: figures[id] for id in (*most, *control)})


PLAN = plan_of([0.9, 0.8, 0.7, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1], "fbh")
"""Worst a b c, drawn f b h; to read: a f b b c h."""


def test_what_was_drawn_stands_evenly_among_the_worst_and_each_is_read_once():
    assert [id for id, _ in PLAN.slots] == [*"afbbch"]
    assert [drawn for _, drawn in PLAN.slots] == [False, True] * 3
    assert PLAN.order == [*"afbch"]
    many = ReadingPlan("reference", 99, [f"w{n}" for n in range(9)], [f"c{n}" for n in range(3)], {})
    assert [place for place, (_, drawn) in enumerate(many.slots) if drawn] == [2, 6, 10]


@pytest.mark.parametrize(
    ("verdicts", "worst", "control", "sample", "out_of_turn"),
    [
        ("", 0, 0, (10, 0, 0), 0),
        ("a", 1, 0, (9, 0, 0), 0),
        ("a f", 1, 1, (9, 1, 0), 0),
        # On both lists: it was read as one of the worst, and is no longer among those that a sample stands for.
        ("a! f! b!", 2, 2, (8, 1, 1), 0),
        ("a! f! b! c h", 3, 3, (7, 2, 1), 0),
        # After a gap nothing counts as a sample; what nobody planned says nothing of the rest.
        ("a b c f!", 3, 2, (7, 1, 1), 0),
        ("a b c h! j!", 1, 0, (9, 0, 0), 3),
    ],
)
def test_verdicts_count_as_far_as_the_plan_was_followed(verdicts, worst, control, sample, out_of_turn):
    found = budget_of(PLAN, {one[0]: BAD if one.endswith("!") else FINE for one in verdicts.split()})
    assert (found.worst.read, found.control.read, found.out_of_turn) == (worst, control, out_of_turn)
    assert found.sample == FiniteSample(*sample)
    assert found.rate.low <= (found.rate.expected or found.rate.low) <= found.rate.high


@pytest.mark.parametrize(
    ("side", "verdict", "wrong"),
    [
        ("reference", "reference error", 1),
        ("reference", "model error", 0),
        ("reference", "source noise", 1),
        ("hypothesis", "model error", 1),
        ("hypothesis", "reference error", 0),
        ("hypothesis", "source noise", 1),
        ("hypothesis", "alignment artefact", 0),
        ("hypothesis", "fine", 0),
    ],
)
def test_what_counts_as_wrong_depends_on_the_side(side, verdict, wrong):
    plan = plan_of([0.5] * 4, "d", side=side)
    assert budget_of(plan, {"a": Flag(verdict)}).wrong == wrong


@pytest.mark.parametrize(
    ("side", "verdict", "given_on", "said"),
    [
        ("reference", "fine", "reference", False),
        ("reference", "fine", None, False),
        ("reference", "fine", "hypothesis", "elsewhere"),
        ("hypothesis", "fine", "reference", "elsewhere"),
        ("hypothesis", "alignment artefact", "reference", "elsewhere"),
        ("hypothesis", "unsure", "reference", "elsewhere"),
        ("reference", "model error", "hypothesis", "elsewhere"),
        # Looking at this side, or nobody knows where, somebody blamed the other: this one may be right or not.
        ("reference", "model error", "reference", None),
        ("reference", "model error", None, None),
        ("hypothesis", "reference error", "hypothesis", None),
        ("hypothesis", "unsure", "hypothesis", None),
        # Wrong is wrong, wherever it was seen.
        ("reference", "reference error", "hypothesis", True),
        ("hypothesis", "source noise", "reference", True),
    ],
)
def test_a_verdict_given_on_the_other_side_or_about_it_is_not_taken_for_right(side, verdict, given_on, said):
    found = Said.of([decision("a", Flag(verdict), given_on)], side)
    assert (found.wrong, {*found.elsewhere}) == (({}, {"a"}) if said == "elsewhere" else ({"a": said}, set()))
    budget = Budget(plan_of([0.5] * 4, "d", side=side), found)
    assert (budget.wrong, budget.open) == (said is True, said is None)
    assert (budget.rate.low, budget.rate.high) == ((1, 4) if said is True else (0, 3) if said is False else (0, 4))
    assert budget.elsewhere == (said == "elsewhere") and ("a" in budget.remaining) == (said == "elsewhere")
    sentences = " ".join(told(budget))
    assert ("1 judged on the other side only" in sentences) == (said == "elsewhere")
    assert ("1 of these left open" in sentences) == (said is None)


def test_the_last_that_says_something_of_a_side_counts_and_a_flag_taken_away_does_not():
    steps = [decision("a", FINE, "reference"), decision("a", FINE, "hypothesis"), decision("b", BAD, None)]
    assert Said.of(steps, "reference") == Said({"a": False, "b": True}, set())
    assert Said.of([*steps, decision("a", None, "hypothesis")], "reference") == Said({"b": True}, set())


def test_what_was_left_open_widens_the_interval_and_moves_no_estimate():
    plan = long_plan(lambda place: 0.9 if place < 40 else 0.02)
    flags = {id: BAD if id < "s040" else FINE for id in plan.order[:100]}
    sure = budget_of(plan, flags)
    unsure = budget_of(plan, flags | dict.fromkeys(plan.order[:100:10], UNSURE))
    assert unsure.open == 10 and unsure.worst.open + unsure.control.open >= 10
    assert unsure.rate.low <= sure.rate.low <= sure.rate.high <= unsure.rate.high
    assert unsure.rate.expected == pytest.approx(sure.rate.expected, rel=0.2)
    assert unsure.next_finds == pytest.approx(sure.next_finds, abs=0.5)
    nobody_knows = budget_of(plan, dict.fromkeys(plan.order, UNSURE))
    assert nobody_knows.stop == "all read" and nobody_knows.next_finds is None
    assert (nobody_knows.rate.low, nobody_knows.rate.high) == (0, 400)


def test_what_is_known_to_be_wrong_or_right_is_not_denied_by_the_sample():
    after_a_gap = budget_of(PLAN, {"a": FINE, "f": FINE, "c": BAD, "h": BAD})
    assert after_a_gap.sample.wrong == 0 and after_a_gap.out_of_turn == 2
    assert (after_a_gap.rate.expected, after_a_gap.rate.low, after_a_gap.rate.high) == (2, 2, 8)


def test_all_that_is_read_is_known_exactly():
    plan = plan_of([0.9, 0.5, 0.1, 0.1], "dcba", worst=4)
    found = budget_of(plan, dict.fromkeys("abcd", FINE) | {"c": BAD})
    assert found.rate == Rate(expected=1.0, low=1, high=1, of=4)
    assert found.stop == "all read" and found.remaining == []


def slow_interval(total, drawn, wrong, tail=0.025):
    """Every number of wrong ones tried, by counting samples."""
    samples = comb(total, drawn)

    def chance(seen, among):
        return comb(among, seen) * comb(total - among, drawn - seen) / samples if 0 <= seen <= drawn else 0

    kept = [
        among
        for among in range(wrong, total - (drawn - wrong) + 1)
        if sum(chance(seen, among) for seen in range(wrong, drawn + 1)) > tail
        and sum(chance(seen, among) for seen in range(wrong + 1)) > tail
    ]
    return min(kept), max(kept)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 40).flatmap(lambda total: st.tuples(st.just(total), st.integers(0, total))), st.randoms())
def test_the_interval_is_that_of_every_number_tried(numbers, draw):
    total, drawn = numbers
    wrong = draw.randint(0, drawn)
    assert FiniteSample(total, drawn, wrong).interval() == slow_interval(total, drawn, wrong)


@pytest.mark.parametrize(
    ("sample", "interval"),
    [
        ((1_000_000, 100, 0), (0, 36_216)),
        ((1_000_000, 0, 0), (0, 1_000_000)),
        ((0, 0, 0), (0, 0)),
        ((50, 50, 7), (7, 7)),
    ],
)
def test_no_wrong_one_among_many_no_sample_and_all_of_them(sample, interval):
    low, high = FiniteSample(*sample).interval()
    assert low == interval[0] and abs(high - interval[1]) <= 20


@pytest.mark.parametrize("rate", [0, 0.01, 0.3])
@pytest.mark.parametrize("depth", [25, 80])
def test_the_interval_holds_the_truth_in_19_of_20_corpora(rate, depth):
    """Of corpora whose wrong segments are the more suspicious ones, read to ``depth``, half of it at random."""
    draw, total, inside = random.Random(f"{rate} {depth}"), 400, 0
    names = [f"s{place:03}" for place in range(total)]
    for _ in range(250):
        wrong = {id for id in names if draw.random() < rate}
        suspicion = {id: draw.betavariate(3, 2) if id in wrong else draw.betavariate(1, 3) for id in names}
        worst = sorted(names, key=lambda id: -suspicion[id])[: depth // 2]
        plan = ReadingPlan("reference", total, worst, draw.sample(names, depth // 2), suspicion)
        found = budget_of(
            plan, {id: BAD if id in wrong else FINE for id in plan.order[: draw.randint(depth // 2, depth)]}
        )
        inside += found.rate.low <= len(wrong) <= found.rate.high
    assert inside >= 0.93 * 250


def test_what_the_next_will_find_is_learned_from_what_was_found():
    """Suspicion that is far too low is right after some verdicts, and the sum over many corpora is."""
    draw, expected, found = random.Random(4), [], []
    for _ in range(60):
        suspicion = {f"s{place:03}": draw.betavariate(1, 4) for place in range(300)}
        odds = {id: np.log(value / (1 - value)) + 2 for id, value in suspicion.items()}
        wrong = {id for id, value in odds.items() if draw.random() < 1 / (1 + np.exp(-value))}
        worst = sorted(suspicion, key=lambda id: -suspicion[id])[:60]
        plan = ReadingPlan("reference", 300, worst, draw.sample([*suspicion], 60), suspicion)
        budget = budget_of(plan, {id: BAD if id in wrong else FINE for id in plan.order[:40]})
        expected.append(budget.next_finds)
        found.append(len(wrong.intersection(budget.remaining[:NEXT])))
    assert np.mean(expected) == pytest.approx(np.mean(found), abs=0.8)
    assert np.mean(np.abs(np.subtract(expected, found))) < 3


def read_to(plan, count, wrong):
    return budget_of(plan, {id: BAD if wrong(id) else FINE for id in plan.order[:count]})


def long_plan(suspicion):
    names = [f"s{place:03}" for place in range(400)]
    figures = {id: suspicion(place) for place, id in enumerate(names)}
    return ReadingPlan("reference", 400, names[:100], random.Random(2).sample(names, 100), figures)


@pytest.mark.parametrize(
    ("suspicion", "count", "wrong", "stop"),
    [
        (lambda place: 0.9 if place < 40 else 0.02, 10, lambda id: id < "s040", None),
        (lambda place: 0.9 if place < 40 else 0.02, 60, lambda id: id < "s040", None),
        (lambda place: 0.9 if place < 40 else 0.02, 130, lambda id: id < "s040", "few left"),
        (lambda _: 0.3, 100, lambda id: id[-1] in "13579" and id > "s050", "no better than random"),
        (lambda _: None, 100, lambda id: id[-1] in "13579" and id > "s050", "no better than random"),
        (lambda _: 0.5, 400, lambda id: id < "s040", "all read"),
    ],
)
def test_reading_on_is_advised_until_it_finds_no_more(suspicion, count, wrong, stop):
    found = read_to(long_plan(suspicion), count, wrong)
    assert found.stop == stop
    assert any(sentence.startswith("you can stop") for sentence in told(found)) == (stop is not None)


def test_where_the_reading_stands_is_told():
    plan = long_plan(lambda place: 0.9 if place < 40 else 0.02)
    assert told(read_to(plan, 0, bool)) == (
        f"nothing read yet: {len(plan.order)} segments to judge, the most suspicious and a random sample among them",
    )
    gap = budget_of(plan, {"s001": BAD})
    assert told(gap)[1] == "1 more read out of turn: counted once s000 is judged"
    few = read_to(plan, ENOUGH - 1, lambda id: id < "s040")
    assert few.next_finds is None and "the next" not in " ".join(told(few))
    sentences = told(read_to(plan, 40, lambda id: id < "s040"))
    assert sentences[0].startswith("40 of ") and " at random" in sentences[0]
    assert "% of the corpus is wrong" in sentences[1] and "with 95% confidence" in sentences[1]
    assert sentences[2].startswith("the next 20 will find about 1")


@pytest.fixture
def run(tmp_path):
    rows = [
        row(f"s{place}", place, side, suspicion=(place * 7 % 30) / 30, status="ok")
        for place in range(30)
        for side in ("hypothesis", "reference")
    ]
    for place in (3, 4):
        rows[2 * place + 1] |= {"status": "no_reference", "suspicion": None}
    return make(tmp_path / "run", rows, "both", shard_size=20)


def test_a_plan_takes_the_worst_and_draws_by_a_digest_of_the_ids(run):
    plan = reading_plan(run, "reference", worst=4, control=6, seed=9)
    ids = [f"s{place}" for place in range(30) if place not in (3, 4)]
    assert plan.population == 28
    assert plan.worst == sorted(ids, key=lambda id: (-(int(id[1:]) * 7 % 30), id))[:4]
    assert plan.control == sorted(ids, key=lambda id: hashlib.md5(f"9:{id}".encode()).hexdigest())[:6]
    assert plan.suspicion[plan.worst[0]] == pytest.approx(29 / 30)
    assert reading_plan(run, "reference", worst=4, control=6, seed=9) == plan
    assert reading_plan(run, "reference", worst=4, control=6, seed=8).control != plan.control


def test_a_plan_is_made_from_the_shards_of_a_run_without_an_index_too(run, monkeypatch):
    plan = reading_plan(run, worst=5, control=5)
    monkeypatch.setattr("workbench.runs.run.index_of", lambda *_: None)
    assert reading_plan(type(run)(run.folder), worst=5, control=5) == plan


def test_more_than_there_are_is_all_of_them(run):
    plan = reading_plan(run, "reference", worst=100, control=100)
    assert len(plan.worst) == len(plan.control) == len(plan.order) == 28


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"side": "source"}, "scored on side hypothesis and reference"),
        ({"worst": 0}, "expected at least 1 of each"),
        ({"control": -3}, "-3 random segments"),
    ],
)
def test_what_cannot_be_planned_is_told(run, asked, message):
    with pytest.raises(RunError, match=message):
        reading_plan(run, **asked)


def test_an_unfinished_run_and_one_without_references_have_no_plan(tmp_path):
    empty = make(tmp_path / "empty", [row("a", 0, "reference", status="no_reference")], "reference")
    with pytest.raises(RunError, match="no segment has anything to judge on side reference"):
        reading_plan(empty)
    half = make(tmp_path / "half", [row(name, place) for place, name in enumerate("ab")])
    manifest = Manifest.load(half.folder)
    manifest.corpus["segments"], manifest.complete = 5, False
    manifest.shards = None
    manifest.save(half.folder)
    with pytest.raises(RunError, match="2 of 5 segments are scored; give the same 'workbench score' command again"):
        reading_plan(type(half)(half.folder))
