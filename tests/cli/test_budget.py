from __future__ import annotations

import json

import pytest

from tests.runs.made import make, row


@pytest.fixture
def run(tmp_path):
    rows = [row(f"s{place:02}", place, "reference", suspicion=1 - place / 60) for place in range(60)]
    return make(tmp_path / "run", rows, "reference", shard_size=20).folder


def test_a_plan_is_followed_verdict_by_verdict_to_an_estimate(run, here):
    options = (run, "--worst", 40, "--control", 40)
    code, told, err = here("budget", *options)
    assert (code, err) == (0, "")
    assert told.startswith("nothing read yet: ") and "read next" in told and "reference of s00" in told
    assert "suspicion" not in told and "%" not in told
    for _ in range(25):
        [one] = json.loads(here("budget", *options, "--top", 1, "--json")[1])["reading"]
        verdict = "reference error" if one["id"] < "s10" else "fine"
        assert here("flag", run, one["id"], verdict)[0] == 0
    found = json.loads(here("budget", *options, "--top", 3, "--json")[1])
    assert (found["side"], found["read"], found["out_of_turn"], found["stop"]) == ("reference", 25, 0, None)
    assert found["worst"]["planned"] == found["control"]["planned"] == 40
    rate = found["rate"]
    assert rate["of"] == 60 and rate["low"] <= 10 <= rate["high"] and rate["confidence"] == 0.95
    assert found["next"]["segments"] == 20 and 0 <= found["next"]["expected_wrong"] <= 20
    assert len(found["reading"]) == 3 and set(found["reading"][0]) >= {"id", "source", "references"}
    lines = here("budget", *options)[1].split("\n")
    assert lines[0].startswith("25 of ") and "of the corpus is wrong" in lines[1] and "the next 20 will" in lines[2]


def test_a_skipped_segment_is_asked_for(run, here):
    here("flag", run, "s01", "reference error")
    assert "1 more read out of turn: counted once s00 is judged" in here("budget", run)[1]


def test_when_all_is_read_nothing_is_left_to_read(run, here):
    for place in range(60):
        here("flag", run, f"s{place:02}", "reference error" if place == 30 else "fine")
    told = here("budget", run)[1]
    assert "about 1.7% of the corpus is wrong, 1.7% to 1.7%" in told and "you can stop: all" in told
    assert "read next" not in told and "the next" not in told


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--side", "hypothesis"], "scored on side reference; 'hypothesis' is not in it"),
        (["--control", "0"], "--control"),
        (["--worst", "-1"], "--worst"),
    ],
)
def test_what_cannot_be_planned_is_told(run, here, options, message):
    code, out, err = here("budget", run, *options)
    assert (code, out) == (2, "") and message in err
