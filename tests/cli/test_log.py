from __future__ import annotations

import json

import pytest

from tests.runs.made import make, row


@pytest.fixture
def run(tmp_path):
    folder = make(tmp_path / "run", [row(id, place) for place, id in enumerate("abc")]).folder
    return folder


def flag(here, run, id, verdict, by, *more):
    assert here("flag", run, id, verdict, "--by", by, *more)[:2] == (0, "")


def test_who_said_what_is_listed_and_only_what_some_said(run, here):
    flag(here, run, "a", "fine", "Anna", "--side", "hypothesis")
    flag(here, run, "a", "unsure", "Ben", "--note", "no <b>")
    lines = here("log", run)[1].splitlines()
    assert [line.split("  ")[1:] for line in lines] == [
        ["Anna", "a", "no flag → fine"],
        ["Ben", "a", "fine → unsure (no <b>)"],
    ]
    assert here("log", run, "Ben")[1].splitlines() == lines[1:]
    assert here("flag", run)[1] == "a  unsure  no <b>  Ben\n"
    [first, second] = [json.loads(line) for line in here("log", run, "--json")[1].splitlines()]
    assert (first["side"], first["before"], "side" in second, "undoes" in first) == ("hypothesis", None, False, False)
    assert here("log", run, "--side", "hypothesis")[1].splitlines() == lines
    assert here("flag", run, "a", "--remove", "--by", "Ben")[0] == 0
    assert here("log", run, "Ben")[1].splitlines()[1].endswith("unsure (no <b>) → no flag")


def test_how_far_two_people_agree(run, here):
    assert here("log", run, "--agreement")[1:] == ("", "no two people have judged a segment both\n")
    for id, (one, other) in {"a": ("fine", "fine"), "b": ("model error", "fine"), "c": ("unsure", "unsure")}.items():
        flag(here, run, id, one, "Anna", "--note", f"on {id}")
        flag(here, run, id, other, "Ben")
    told = here("log", run, "--agreement")[1]
    assert told == here("log", run, "--agreement", "Anna", "Ben")[1]
    assert "Anna and Ben judged 3 both, 2 of them alike (67%)" in told and "Cohen's kappa 0.50" in told
    assert told.splitlines()[-1] == "b  model error (on b)  fine"
    assert "Anna ↓  Ben →" in told
    [found] = [json.loads(line) for line in here("log", run, "Ben", "Anna", "--agreement", "--json")[1].splitlines()]
    assert (found["a"], found["both"], found["same"]) == ("Ben", 3, 2) and len(found["table"]) == 9
    assert found["kappa"] == pytest.approx(0.5) and found["low"] < 0.5 < found["high"]
    assert found["disagreements"][0]["b"] == {"verdict": "model error", "note": "on b"}


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (["log", "{run}", "--agreement", "Anna"], "1 names received; give the two people to compare"),
        (["log", "{run}", "--agreement", "Anna", "Ben"], "nobody has judged a segment yet"),
        (["log", "{run}", "--side", "reference"], "'reference' is not in it"),
        (["flag", "{run}", "a", "fine", "--by", " "], "received as a name"),
        (["flag", "{run}", "a", "fine", "--side", "reference"], "'reference' is not in it"),
    ],
)
def test_what_cannot_be_done_is_told(run, here, command, message):
    code, out, err = here(*(part.format(run=run) for part in command))
    assert (code, out) == (2, "") and message in err
