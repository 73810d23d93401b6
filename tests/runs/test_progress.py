from __future__ import annotations

import pytest

from tests.runs.made import make, row
from workbench.runs import Filter
from workbench.runs.progress import Progress, next_unreviewed, progress


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
        ("hypothesis", {"by": "Anna"}, 1, 4),
        ("reference", {"by": "Anna"}, 0, 4),
        ("hypothesis", {"by": "nobody"}, 0, 4),
        ("hypothesis", {"ids": ["b", "c"]}, 1, 2),
        ("hypothesis", {"ids": []}, 0, 0),
        ("hypothesis", {"where": Filter(low={"scatter": 0.2})}, 2, 2),
        ("hypothesis", {"where": Filter(text="source of a")}, 1, 1),
        ("hypothesis", {"where": Filter(flag="fine"), "by": "Ben"}, 1, 2),
    ],
)
def test_how_far_a_run_or_a_list_of_it_is_reviewed(run, side, how, reviewed, of):
    found = progress(run, side, **how)
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
def test_next_comes_the_first_after_here_that_has_no_verdict_then_from_the_top(here, done, there):
    assert next_unreviewed([*"abcd"], here, {*done}) == there


def test_of_an_empty_list_nothing_comes_next():
    assert next_unreviewed([], "a", set()) is None
