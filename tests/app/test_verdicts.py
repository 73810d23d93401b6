"""The verdict bar's value, and what becomes of its events; in a browser: test_browser_verdicts.py."""

from __future__ import annotations

import json
import re
from html import unescape
from types import SimpleNamespace

import gradio as gr
import pytest

from tests.runs.made import make, row
from workbench.app.desk import Desk
from workbench.app.parts import verdicts
from workbench.app.parts.reviewers import DISAGREEMENTS, Reviewers
from workbench.app.parts.verdicts import Taken, Verdicts, author_of
from workbench.app.serving.caller import Caller, is_here
from workbench.app.serving.hosting import SHARED, Limits
from workbench.app.serving.library import Library, new_owner
from workbench.runs import Filter
from workbench.runs.progress import ReviewList

SIDE = "reference"


@pytest.fixture
def desk(tmp_path):
    rows = [row(id, place, side, suspicion=1 - place / 10) for place, id in enumerate("abcd") for side in SIDES]
    folder = make(tmp_path / "run", rows, "both").folder
    return Desk.of(Limits(), Library([folder], Limits()))


SIDES = ("hypothesis", "reference")


@pytest.fixture
def run(desk):
    return desk.library.open("run", "")


@pytest.fixture
def bar(desk):
    with gr.Blocks():
        return Verdicts(desk)


def shown(bar, run, segment="b", taken=None, **listed):
    listed = ReviewList(run, SIDE, **listed)
    return bar.show(run.segment(segment, SIDE), listed, "me", taken)[bar.bar]


def given(bar, verdict="fine", segment="b", where=None, **more):
    event = {"run": "run", "segment": segment, "side": SIDE, "who": "Anna", "verdict": verdict, "note": "", **more}
    where = where or Filter()
    return bar.take(SimpleNamespace(_data=event), "", lambda run, side: ReviewList(run=run, side=side, where=where))


def undone(bar, run, who="Anna", act=None):
    act = act or run.flags.last_act(who)[0].act
    event = {"run": "run", "segment": "d", "side": SIDE, "who": who, "act": act}
    return bar.undo(SimpleNamespace(_data=event), "")


def place(segment):
    return {"run": "run", "segment": segment, "side": SIDE}


def test_the_value_says_who_said_what_how_far_the_list_is_and_what_can_be_taken_back(bar, run):
    run.flags.set("b", "fine", who="Ben", side="hypothesis")
    run.flags.set("b", "reference error", "no <b>", who="Anna", side=SIDE)
    run.flags.set_all(["c", "d"], "fine", who="Ben", side=SIDE)
    found = shown(bar, run, taken=Taken(place("b"), told="told"))
    assert json.dumps(found) and found["stamp"] != shown(bar, run)["stamp"]
    assert (found["run"], found["segment"], found["side"], found["author"]) == ("run", "b", SIDE, "me")
    assert {(one["who"], one["verdict"], one["note"], one["side"]) for one in found["given"]} == {
        ("Ben", "fine", "", "hypothesis"),
        ("Anna", "reference error", "no <b>", SIDE),
    }
    assert (found["listed"], found["reviewed"], found["reviewed_by"]) == (4, 3, {"Anna": 1, "Ben": 2})
    assert {who: (act["segments"], act["segment"]) for who, act in found["undo"].items()} == {
        "Anna": (1, "b"),
        "Ben": (2, "c"),
    }
    assert (found["told"], found["fault"]) == ("told", "")
    assert (shown(bar, run, where=Filter(least=0.85))["listed"], shown(bar, run, named=["a", "c"])["reviewed"]) == (
        2,
        1,
    )


@pytest.mark.parametrize(
    ("texts", "missing"),
    [({}, set()), ({"hypothesis": None}, {"model error"}), ({"references": []}, {"reference error"})],
)
def test_a_text_that_is_not_there_cannot_be_wrong(bar, run, texts, missing):
    found = bar.show(run.segment("b", SIDE) | texts, ReviewList(run, SIDE), "me")[bar.bar]
    assert {*verdicts.FLAGS} - {*found["about"]} == missing


def test_a_verdict_is_kept_and_leads_to_the_next_that_has_none(bar, run):
    assert given(bar, "reference error", note=" =1+1 ") == Taken(place("c"), True, "✗ reference wrong: b")
    [one] = run.flags.log.read()
    assert (one.who, one.segment, one.side, one.after.verdict, one.after.note) == (
        "Anna",
        "b",
        SIDE,
        "reference error",
        "=1+1",
    )
    assert given(bar, segment="c", stay=True).here == place("c")
    assert given(bar, segment="d").here == place("a")
    assert given(bar, segment="a").here == place("a")
    assert given(bar, segment="b", who="Ben").here == place("b")
    # Who goes through what others have reviewed, too.
    assert given(bar, segment="b", who="Ben", mine=True).here == place("c")
    # From a list that the verdict takes it off.
    assert given(bar, segment="c", who="Cem", mine=True, where=Filter(flag="fine")).here == place("d")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"run": "nobody"}, "is not here"),
        ({"segment": "z"}, "no segment with id 'z'"),
        ({"side": "x"}, "side"),
        ({"verdict": "splendid"}, "unknown verdict 'splendid'"),
        ({"verdict": ""}, "unknown verdict ''"),
        ({"who": ""}, "received as a name"),
        ({"note": "x" * 2001}, "shorten it"),
        ({"note": "\ud800"}, "which is no valid Unicode"),
        ({"bulk": "all", "count": 3}, "the list has changed: 4 segments now"),
        ({"bulk": "all", "count": 4, "where": Filter(text="nowhere")}, "0 segments"),
    ],
)
def test_what_cannot_be_kept_is_told_and_the_log_stays(bar, run, changed, message):
    found = given(bar, **changed)
    assert message in found.fault and not found.changed and found.here["segment"] == changed.get("segment", "b")
    assert [*run.flags.log.read()] == []


@pytest.mark.parametrize(("bulk", "segments"), [("all", "abcd"), ("rest", "ad")])
def test_all_that_are_listed_get_one_verdict_that_is_taken_back_as_one(bar, run, bulk, segments):
    for id in "bc":
        run.flags.set(id, "unsure", who="Ben", side=SIDE)
    found = given(bar, "source noise", bulk=bulk, count=len(segments))
    assert found == Taken(place("b"), True, f"source noise: {len(segments)} segments")
    assert {id for id, flag in run.flags.read().items() if flag.verdict == "source noise"} == {*segments}
    assert undone(bar, run) == Taken(place("d"), True, f"taken back: the verdicts of {len(segments)} segments")
    assert {id: flag.verdict for id, flag in run.flags.read().items()} == {"b": "unsure", "c": "unsure"}


def test_more_than_are_allowed_at_once_are_refused(bar, monkeypatch):
    monkeypatch.setattr(verdicts, "MOST", 3)
    assert "4 segments; a verdict can be given to 1 to 3 at once" in given(bar, bulk="all", count=4).fault


def test_an_undo_leads_back_and_takes_back_what_was_shown_alone(bar, run):
    given(bar, "unsure")
    act = run.flags.last_act("Anna")[0].act
    given(bar, segment="c")
    assert "something else was decided meanwhile" in undone(bar, run, act=act).fault
    assert undone(bar, run) == Taken(place("c"), True, "taken back: ✓ fine of c")
    assert undone(bar, run) == Taken(place("b"), True, "taken back: ? unsure of b")
    assert "something else" in undone(bar, run, act=act).fault and run.flags.read() == {}


@pytest.mark.parametrize(
    ("limits", "request_", "guest"),
    [
        (Limits(), SimpleNamespace(client=SimpleNamespace(host="127.0.0.1"), headers={}), False),
        (Limits(), SimpleNamespace(client=SimpleNamespace(host="10.0.0.7"), headers={}), True),
        (Limits(), SimpleNamespace(client=SimpleNamespace(host="127.0.0.1"), headers={"x-forwarded-for": "9"}), True),
        (Limits(), None, False),
        (SHARED, SimpleNamespace(client=SimpleNamespace(host="127.0.0.1"), headers={}), True),
    ],
)
def test_who_gives_no_name_is_the_user_of_this_machine_or_a_guest(monkeypatch, limits, request_, guest):
    monkeypatch.setattr(verdicts.Caller, "here", lambda: Caller(request=request_))
    monkeypatch.setattr(verdicts, "user", lambda: "anna")
    desk, owner = SimpleNamespace(limits=limits), new_owner()
    found = author_of(desk, owner)
    assert re.fullmatch(r"guest-[0-9a-f]{4}", found) if guest else found == "anna"
    assert author_of(desk, owner) == found and owner not in found
    assert is_here(request_) is (not guest or limits.hosted)


def test_two_who_disagree_are_told_with_what_they_disagree_on(run):
    with gr.Blocks():
        panel = Reviewers()

    def told():
        return panel.show(run, SIDE)[panel.told]

    assert "Nobody has given a verdict" in told()
    for id, verdict in zip("abc", ("fine", "fine", "reference error"), strict=True):
        run.flags.set(id, verdict, "<script>", who="<b>Anna", side=SIDE)
    assert "<b>&lt;b&gt;Anna</b> 3" in told()
    run.flags.set("d", "fine", who="Ben", side=SIDE)
    assert "No two of them have judged the same segment" in told()
    for id in "abc":
        run.flags.set(id, "fine", who="Ben", side=SIDE)
    assert "judged 3 both, 2 of them alike (67%)" in told() and "Cohen's kappa 0.00" in unescape(told())
    assert re.findall(r'data-run="run" data-id="(\w)" data-side="reference"', told()) == ["c"]
    assert "<script" not in told() and "✗ reference wrong (&lt;script&gt;)" in told()
    run.flags.log.path.write_text("x\n")
    assert "mend or delete this line" in told()


def test_of_very_many_disagreements_the_first_are_shown(tmp_path):
    ids = [f"s{place:03}" for place in range(DISAGREEMENTS + 7)]
    run = make(tmp_path / "run", [row(id, place) for place, id in enumerate(ids)], shard_size=100)
    run.flags.set_all(ids, "fine", who="Anna")
    run.flags.set_all(ids, "unsure", who="Ben")
    with gr.Blocks():
        panel = Reviewers()
    told = panel.show(run, "hypothesis")[panel.told]
    assert told.count("data-id=") == DISAGREEMENTS and "and 7 more" in told
