from __future__ import annotations

import pytest

from tests.runs.made import make, row
from workbench.runs import Filter
from workbench.runs.progress import Progress, ReviewList


@pytest.fixture
def run(tmp_path):
    rows = [row(id, place, side, scatter=place / 10) for place, id in enumerate("abcd") for side in SIDES]
    found = make(tmp_path / "run", rows, "both")
    found.flags.set("a", "fine", who="Anna", side="hypothesis")
    found.flags.set("c", "unsure", who="Ben", side="hypothesis")
    found.flags.set("d", "fine", who="Ben")
    return found


SIDES = ("hypothesis", "reference")


@pytest.mark.parametrize(
    ("side", "how", "reviewed", "of"),
    [
        ("hypothesis", {}, 3, 4),
        ("reference", {}, 1, 4),
        ("hypothesis", {"who": "Anna"}, 1, 4),
        ("reference", {"who": "Anna"}, 0, 4),
        ("hypothesis", {"who": "nobody"}, 0, 4),
        ("hypothesis", {"named": ["b", "c"]}, 1, 2),
        ("hypothesis", {"named": []}, 0, 0),
        ("hypothesis", {"where": Filter(low={"scatter": 0.2})}, 2, 2),
        ("hypothesis", {"where": Filter(text="source of a")}, 1, 1),
        ("hypothesis", {"where": Filter(flag="fine"), "who": "Ben"}, 1, 2),
    ],
)
def test_how_far_a_run_or_a_list_of_it_is_reviewed(run, side, how, reviewed, of):
    who = how.pop("who", None)
    found = ReviewList(run, side, **how).progress(who)
    assert found == Progress(reviewed, of) and str(found) == f"{reviewed} of {of} reviewed"


@pytest.mark.parametrize(
    ("here", "done", "there"),
    [
        ("a", "", "b"),
        ("a", "bc", "d"),
        ("c", "d", "a"),
        ("d", "", "a"),
        ("b", "acd", None),
        ("elsewhere", "ab", "c"),
        (None, "abcd", None),
    ],
)
@pytest.mark.parametrize("named", [None, [*"abcd"]], ids=["of a run", "by name"])
def test_next_comes_the_first_after_here_that_has_no_verdict_then_from_the_top(tmp_path, here, done, there, named):
    run = make(tmp_path / "run", [row(id, place, scatter=-place) for place, id in enumerate("abcd")])
    run.flags.set_all([*done], "fine", who="Anna")
    listed = ReviewList(run, "hypothesis", "scatter", named=named)
    assert [*listed.ids()] == [*"abcd"] and listed.next_unreviewed(here) == there
    assert listed.next_unreviewed(here, "Ben") == ("a" if here in (None, "d", "elsewhere") else chr(ord(here) + 1))


def test_next_comes_what_meets_the_conditions(run):
    assert ReviewList(run, "hypothesis", "scatter", Filter(low={"scatter": 0.1})).next_unreviewed("a") == "b"
    assert ReviewList(run, "reference", "scatter").next_unreviewed("a") == "c"
    assert ReviewList(run, "hypothesis", "scatter", Filter(flag="unreviewed")).next_unreviewed("b") is None


def test_of_an_empty_list_nothing_comes_next(run):
    assert ReviewList(run, "hypothesis", named=[]).next_unreviewed("a") is None
    assert ReviewList(run, "hypothesis", where=Filter(text="nowhere")).next_unreviewed("a") is None
