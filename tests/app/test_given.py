from __future__ import annotations

import pytest

from workbench.app.serving import given
from workbench.errors import UnknownNameError, WorkbenchError
from workbench.views import VIEWS


@pytest.mark.parametrize(
    ("check", "received"),
    [
        (given.text, 5),
        (given.text, None),
        (given.text, ["a"]),
        (given.text, {"a": 1}),
        (given.text, True),
        (given.optional_text, 5),
        (given.optional_text, ["a"]),
        (given.label, ""),
        (given.label, " "),
        (given.label, None),
        (given.label, "x" * 201),
        (given.label, ["demo"]),
        (given.optional_label, 3.5),
        (given.switch, "x"),
        (given.switch, None),
        (given.switch, 1),
        (given.switch, [True]),
        (given.view_names, None),
        (given.view_names, ["attention"]),
        (given.view_names, 5),
    ],
)
def test_what_is_of_another_type_is_told_with_what_was_received(check, received):
    with pytest.raises(WorkbenchError, match=r"^views received: .*; expected "):
        check("views", received)


@pytest.mark.parametrize("received", ["abc", "5", None, [1], 2.5, True, float("nan"), float("inf")])
def test_what_is_no_whole_number_is_told(received):
    with pytest.raises(WorkbenchError, match=r"top received: .*; expected a whole number from 1 to 200"):
        given.whole_number("top", received, 1, 200)


@pytest.mark.parametrize(("received", "taken"), [(1, 1), (20.0, 20), (-3, 1), (10**30, 200), (0, 1)])
def test_whole_numbers_are_brought_within_what_is_allowed(received, taken):
    assert given.whole_number("top", received, 1, 200) == taken


def test_what_was_received_is_told_in_short():
    with pytest.raises(WorkbenchError) as told:
        given.text("source", ["x" * 10**6])
    assert len(str(told.value)) < 200


@pytest.mark.parametrize(
    ("received", "taken"),
    [
        ("attention", ["attention"]),
        (",".join(["attention"] * 300), ["attention"]),
        (" rollout , attention,rollout,", ["rollout", "attention"]),
        ("", []),
        (",".join([*VIEWS] * 5), [*VIEWS]),
    ],
)
def test_each_view_is_taken_once(received, taken):
    assert given.view_names("views", received) == taken


@pytest.mark.parametrize("received", ["beauty", "attention,beauty", "Attention", "x" * 10**6, "attention;rollout"])
def test_views_that_do_not_exist_are_told_with_those_that_do(received):
    with pytest.raises(UnknownNameError, match="choose one of: attention, decomposition") as told:
        given.view_names("views", received)
    assert len(str(told.value)) < 500


def test_too_many_names_are_told():
    with pytest.raises(WorkbenchError, match=r"300 different names.*at most 10"):
        given.view_names("views", ",".join(map(str, range(300))))
