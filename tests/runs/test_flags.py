from __future__ import annotations

import errno
import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from tests.runs.made import ids, make, row
from workbench.errors import RunError, UnknownNameError
from workbench.runs import FLAGS, Filter, open_run
from workbench.runs.flags import LONGEST_NOTE, Flag, Flags


@pytest.fixture
def run(tmp_path):
    return make(tmp_path / "run", [row(name, place, scatter=place / 10) for place, name in enumerate("abc")])


def test_a_flag_is_kept_shown_filtered_and_taken_away(run):
    assert run.flags.read() == {}
    run.flags.set("b", "model error", "  drops the negation ")
    run.flags.set("c", "fine")
    again = open_run(run.folder)
    assert again.flags.read() == {"b": Flag("model error", "drops the negation"), "c": Flag("fine", "")}
    found = {record["id"]: (record["flag"], record["note"]) for record in again.worst("scatter")}
    assert found == {"a": (None, None), "b": ("model error", "drops the negation"), "c": ("fine", "")}
    assert ids(again.worst("scatter", where=Filter(flag="fine"))) == ["c"]
    assert ids(again.worst("scatter", where=Filter(flag="source noise"))) == []
    assert again.flags.remove("b") and not again.flags.remove("b")
    assert list(again.flags.read()) == ["c"]


def test_flags_may_be_kept_elsewhere_and_the_run_stays_as_it_is(run, tmp_path):
    from workbench.runs import Run

    before = sorted(path.name for path in run.folder.iterdir())
    Run(run.folder, tmp_path / "mine").flags.set("a", "fine", "=1+1 <script>\u202e")
    assert sorted(path.name for path in run.folder.iterdir()) == before
    assert Run(run.folder, tmp_path / "mine").worst("scatter")[2]["note"] == "=1+1 <script>\u202e"
    assert open_run(run.folder).flags.read() == {}


def test_flags_of_several_people_at_once_are_all_kept(tmp_path):
    flags = Flags(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda place: flags.set(str(place), FLAGS[place % len(FLAGS)]), range(40)))
    assert len(flags.read()) == 40


def test_what_cannot_be_kept_or_read_is_told(run):
    with pytest.raises(UnknownNameError, match="unknown verdict 'bad'"):
        run.flags.set("a", "bad")
    with pytest.raises(RunError, match="shorten it"):
        run.flags.set("a", "fine", "x" * (LONGEST_NOTE + 1))
    for character in ("\0", "\ud800", "\udcff"):
        with pytest.raises(RunError, match=r"which (no text has|is no valid Unicode)"):
            run.flags.set("a", "fine", f"note {character}")
        with pytest.raises(RunError, match=r"which (no text has|is no valid Unicode)"):
            run.flags.set(f"a{character}", "fine")
    assert run.flags.read() == {}
    with pytest.raises(UnknownNameError):
        run.worst("scatter", where=Filter(flag="bad"))
    for damaged in ("[]", "{", "[" * 100_000, json.dumps({"a": "fine"})):
        (run.folder / "flags.json").write_text(damaged)
        with pytest.raises(RunError, match="mend or delete it"):
            run.worst("scatter")
    (run.folder / "flags.json").unlink()
    for damaged in ("[]", "{", "[" * 100_000, json.dumps({"a": "fine"}), "\xff", '{"time": "x"}'):
        (run.folder / "log.jsonl").write_text(f"{damaged}\n", encoding="latin-1")
        with pytest.raises(RunError, match=r"log\.jsonl:1: the log cannot be read \(.*\); mend or delete this line"):
            run.worst("scatter")


def test_a_file_written_elsewhere_is_read_with_replacement_characters(run):
    (run.folder / "flags.json").write_text('{"a": {"verdict": "fine", "note": "x\\ud800\\u0000"}}')
    assert run.flags.read() == {"a": Flag("fine", "x\ufffd\ufffd")}


def test_the_log_holds_every_decision_and_is_only_added_to(run):
    before = b""
    steps = [("b", "model error"), ("c", "fine"), ("b", "fine"), ("b", None), ("d", None)]
    for id, verdict in steps:
        if verdict:
            run.flags.set(id, verdict, f"why {id}")
        else:
            run.flags.remove(id)
        after = run.flags.log.path.read_bytes()
        assert after.startswith(before)
        before = after
    told = [
        (one.segment, one.before and one.before.verdict, one.after and one.after.verdict)
        for one in run.flags.log.read()
    ]
    assert told == [
        ("b", None, "model error"),
        ("c", None, "fine"),
        ("b", "model error", "fine"),
        ("b", "fine", None),
    ]
    for one in run.flags.log.read():
        assert datetime.fromisoformat(one.time).tzinfo is UTC and one.who
    assert run.flags.read() == {"c": Flag("fine", "why c")}


def test_flags_of_format_6_go_on_in_the_log(run):
    older = run.folder / "flags.json"
    older.write_text('{"a": {"verdict": "fine", "note": "x"}, "b": {"verdict": "model error", "note": ""}}')
    run.flags.remove("a")
    run.flags.set("b", "fine")
    expected = {"b": Flag("fine")}
    assert run.flags.read() == expected and older.exists()
    run.flags.take_over_older()
    assert run.flags.read() == expected and not older.exists()


@pytest.mark.parametrize("torn", ['{"time": "19', "x" * 10_000])
def test_a_line_that_a_killed_process_left_unfinished_is_none(run, torn):
    run.flags.set("a", "fine")
    with run.flags.log.path.open("a") as file:
        file.write(torn)
    assert list(run.flags.read()) == ["a"]
    run.flags.set("b", "fine")
    assert list(run.flags.read()) == ["a", "b"] and torn not in run.flags.log.path.read_text()


def test_a_full_disk_loses_no_decision(run, monkeypatch):
    run.flags.set("a", "fine")
    before = run.flags.log.path.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(errno.ENOSPC, "No space left on device")))
        with pytest.raises(RunError, match="cannot be written: No space left on device"):
            run.flags.set("b", "fine")
    assert run.flags.log.path.read_bytes() == before


def verdicts(decisions):
    return {id: one.after.verdict for id, one in decisions.items()}


def test_the_log_of_an_older_version_opens_as_before(run):
    line = '{"time": "2026-01-02T03:04:05Z", "who": "anna", "segment": "a", "before": null, "after": %s}\n'
    run.flags.log.path.write_text(line % '{"verdict": "fine", "note": ""}' + line.replace('"a"', '"b"') % "null")
    assert run.flags.read() == {"a": Flag("fine")}
    [one, other] = run.flags.log.read()
    assert (one.side, one.act, one.undoes, other.after) == (None, None, None, None)
    assert one.line() == line % '{"verdict": "fine", "note": ""}'
    assert run.flags.undo("anna") == [] and verdicts(run.flags.held("reference")) == {"a": "fine"}


def test_what_a_line_says_an_older_version_reads(run):
    """It takes these five alone, and the last flag of a segment for what holds."""
    run.flags.set("a", "fine", who="Anna", side="reference")
    run.flags.set("a", "model error", who="Ben", side="hypothesis")
    run.flags.undo("Ben")
    lines = [json.loads(line) for line in run.flags.log.path.read_text().splitlines()]
    assert all({"time", "who", "segment", "before", "after"} <= {*line} for line in lines)
    assert [line["after"] and line["after"]["verdict"] for line in lines] == ["fine", "model error", "fine"]
    assert lines[-1]["before"] == {"verdict": "model error", "note": ""} and lines[-1]["undoes"] == lines[1]["act"]


STEPS = {
    "nothing to take back": ([], "Anna undo", [], {}, {}),
    "the only one": (["Anna a fine"], "Anna undo", ["a"], {}, {}),
    "their own before": (["Anna a fine", "Anna a unsure"], "Anna undo", ["a"], {"a": "fine"}, {"a": "fine"}),
    "twice": (["Anna a fine", "Anna b unsure", "Anna undo"], "Anna undo", ["a"], {}, {}),
    "what another said before": (["Ben a fine", "Anna a unsure"], "Anna undo", ["a"], {"a": "fine"}, {}),
    "what another said since": (["Anna a fine", "Ben a unsure"], "Anna undo", ["a"], {"a": "unsure"}, {}),
    "not another's": (["Anna a fine", "Ben b unsure"], "Anna undo", ["a"], {"b": "unsure"}, {}),
    "of all at once": (
        ["Anna b unsure", "Anna * fine"],
        "Anna undo",
        ["a", "b", "c"],
        {"b": "unsure"},
        {"b": "unsure"},
    ),
    "a flag taken away": (["Anna a fine", "Anna a remove"], "Anna undo", ["a"], {"a": "fine"}, {"a": "fine"}),
}


@pytest.mark.parametrize(("before", "undo", "undone", "held", "annas"), STEPS.values(), ids=STEPS)
def test_an_undo_takes_the_last_act_of_one_person_back_and_nothing_of_the_log(run, before, undo, undone, held, annas):
    def step(words):
        who, what, *verdict = words.split()
        if what == "undo":
            return run.flags.undo(who)
        if verdict == ["remove"]:
            return run.flags.remove(what, who)
        if what == "*":
            return run.flags.set_all("abc", verdict[0], who=who)
        return run.flags.set(what, verdict[0], who=who)

    for words in before:
        step(words)
    path = run.flags.log.path
    log = path.read_bytes() if path.exists() else b""
    assert [one.segment for one in step(undo)] == undone
    assert not log or path.read_bytes().startswith(log)
    assert {id: flag.verdict for id, flag in run.flags.read().items()} == held
    assert verdicts(run.flags.by_author().get("Anna", {})) == annas
    # What older versions take for it is the same.
    last = {one.segment: one.after for one in run.flags.log.read()}
    assert {id: flag.verdict for id, flag in last.items() if flag} == held


def test_each_persons_own_verdicts_are_kept_apart_and_by_side(run):
    run.flags.set("a", "fine", who="Anna", side="hypothesis")
    run.flags.set("a", "reference error", "no <b>", who="Ben", side="reference")
    run.flags.set("b", "unsure", who="Ben")
    assert {who: verdicts(given) for who, given in run.flags.by_author().items()} == {
        "Anna": {"a": "fine"},
        "Ben": {"a": "reference error", "b": "unsure"},
    }
    assert verdicts(run.flags.held("hypothesis")) == {"a": "fine", "b": "unsure"}
    assert {who: verdicts(given) for who, given in run.flags.by_author("reference").items()} == {
        "Ben": {"a": "reference error", "b": "unsure"}
    }
    assert run.worst("scatter")[-1]["flagged_by"] == "Anna"


def test_many_get_one_verdict_by_one_act(run):
    assert run.flags.set_all(["a", "c", "a"], "fine", who="Anna", side="hypothesis") == 2
    decisions = [*run.flags.log.read()]
    assert [one.segment for one in decisions] == ["a", "c"] and len({one.act for one in decisions}) == 1
    assert run.flags.set_all([], "fine") == 0


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\nb", "a\0", "\ud800", "a\x1b[2J"])
def test_a_name_that_is_none_is_refused(run, name):
    for decide in (lambda: run.flags.set("a", "fine", who=name), lambda: run.flags.undo(name)):
        with pytest.raises(RunError, match="received as a name; give one of 1 to 60 characters"):
            decide()
    assert run.flags.read() == {}
    run.flags.set("a", "fine", who="علی\u200cرضا")
    assert [*run.flags.by_author()] == ["علی\u200cرضا"]
