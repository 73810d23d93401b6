"""Who is let in, who computes first, and that nothing is done which nobody waits for."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace

import pytest

from workbench import work
from workbench.app.serving import caller as callers
from workbench.app.serving import workers as ways
from workbench.app.serving.caller import Caller
from workbench.app.serving.hosting import LimitError, Limits
from workbench.app.serving.task import Task
from workbench.app.serving.turns import Turns
from workbench.app.serving.workers import Workers
from workbench.work import Meter, OverBudget, Stopped


def endless(ended=None):
    """Batches without end."""
    try:
        while True:
            work.spend(1)
            yield 1
    finally:
        if ended is not None:
            ended.set()


def test_what_is_found_comes_as_it_is_found_and_errors_come_last():
    def finding():
        yield "one"
        yield "two"
        raise ValueError("three")

    found = Workers(Limits()).steps(finding)
    assert [next(found), next(found)] == ["one", "two"]
    with pytest.raises(ValueError, match="three"):
        next(found)
    assert Workers(Limits()).result(lambda: 7) == 7


@pytest.mark.parametrize("way", ["closed", "not wanted", "client gone", "cancelled", "unread"])
def test_work_that_nobody_waits_for_ends(monkeypatch, way):
    ended, wanted = threading.Event(), [True]
    messages = SimpleNamespace(qsize=lambda: 0)
    event = SimpleNamespace(alive=True, session_hash="s")
    queue = SimpleNamespace(event_ids_to_events={"e": event}, pending_messages_per_session={"s": messages})
    monkeypatch.setattr(callers, "GRACE", 0.05)
    monkeypatch.setattr(Caller, "here", classmethod(lambda cls: cls("e", None, queue)))
    found = Workers(Limits()).steps(lambda: endless(ended), lambda: wanted[0])
    next(found)
    if way == "closed":
        found.close()
        del found
    else:
        wanted[0] = way != "not wanted"
        event.alive = way != "client gone"
        if way == "cancelled":
            queue.event_ids_to_events.clear()
        if way == "unread":
            messages.qsize = lambda: 2
        for _ in found:
            pass
    assert ended.wait(5)


def test_the_result_of_what_nobody_wants_is_that_it_was_stopped():
    with pytest.raises(Stopped, match="nobody waits"):
        Workers(Limits()).result(lambda: [*endless()], lambda: False)


def test_messages_that_are_read_again_are_no_sign_of_leaving(monkeypatch):
    monkeypatch.setattr(callers, "GRACE", 10)
    now = [0.0]
    monkeypatch.setattr(callers.time, "monotonic", lambda: now[0])
    messages, event = SimpleNamespace(qsize=lambda: 1), SimpleNamespace(alive=True, session_hash="s")
    queue = SimpleNamespace(event_ids_to_events={"e": event}, pending_messages_per_session={"s": messages})
    waiting = Caller("e", None, queue)
    for moment, unread, waits in (
        (0, 1, True),
        (9, 1, True),
        (9.5, 0, True),
        (12, 3, True),
        (21, 3, True),
        (23, 3, False),
    ):
        now[0], messages.qsize = moment, lambda unread=unread: unread
        assert waiting.waits() is waits, moment


@pytest.mark.parametrize(
    ("on_a_space", "headers", "client"),
    [
        (False, {}, "1.2.3.4"),
        (False, {"x-forwarded-for": "9.9.9.9"}, "1.2.3.4"),
        (True, {"x-forwarded-for": "9.9.9.9, 10.0.0.1"}, "9.9.9.9"),
        (True, {"x-forwarded-for": ""}, "1.2.3.4"),
        (True, {}, "1.2.3.4"),
    ],
)
def test_a_client_is_known_by_its_address_and_behind_a_proxy_by_what_the_proxy_says(
    monkeypatch, on_a_space, headers, client
):
    monkeypatch.setenv("SPACE_ID", "somebody/workbench") if on_a_space else monkeypatch.delenv("SPACE_ID", False)
    request = SimpleNamespace(headers=headers, client=SimpleNamespace(host="1.2.3.4"))
    assert Caller("e", request).client == client
    assert Caller().client == "here" and Caller().waits()


def test_one_client_has_no_more_than_its_share_and_others_are_let_in(monkeypatch):
    who = ["one"]
    monkeypatch.setattr(Caller, "client", property(lambda _: who[0]))
    shared = Workers(Limits(requests=2))
    under_way = [shared.steps(endless) for _ in range(2)]
    for one in under_way:
        next(one)
    with pytest.raises(LimitError, match="2 requests from your address are under way"):
        shared.result(lambda: 1)
    who[0] = "two"
    assert shared.result(lambda: 2) == 2
    who[0] = "one"
    under_way.pop().close()
    for left in under_way:
        left.close()
    del under_way, left, one
    assert shared.result(lambda: 3) == 3


def test_a_budget_ends_work_and_what_was_found_stays():
    found = []
    with pytest.raises(OverBudget, match=r"the 3 tokens .* used up at the fourth; ask for fewer views"):
        found.extend(Workers(Limits(tokens=3)).steps(told))
    assert found == [0, 1, 2]


def told():
    for place, name in enumerate(("first", "second", "third", "fourth")):
        work.reached(f"at the {name}")
        work.spend(1)
        yield place


def test_a_deadline_holds_where_nothing_else_is_limited():
    with pytest.raises(OverBudget, match="the 0 seconds that a job has here are over"):
        list(Workers(Limits(seconds=0.05)).steps(endless))


def test_two_are_at_work_at_once():
    both = threading.Barrier(2, timeout=20)

    def meeting():
        work.spend(1)
        both.wait()
        work.spend(1)
        return True

    shared, done = Workers(Limits()), []
    people = [threading.Thread(target=lambda: done.append(shared.result(meeting))) for _ in range(2)]
    for one in people:
        one.start()
    for one in people:
        one.join(20)
    assert done == [True, True]


def test_a_short_work_passes_four_long_ones_at_their_next_batch():
    turns, batches, go = Turns(patience=60, lead=0.05), [], threading.Event()

    def long(name):
        while not go.is_set():
            work.spend(1)
            time.sleep(0.02)
            batches.append(name)
        yield name

    def short():
        began = len(batches)
        for _ in range(50):
            work.spend(1000)  # more tokens than the long ones, and less time
        yield len(batches) - began

    many = [Task(lambda name=name: long(name), Meter(), turns).watch() for name in range(4)]
    for one in many:
        next(one)
    light = [one for one in Task(short, Meter(), turns).watch() if one is not None]
    go.set()
    for one in many:
        one.close()
    # Each of them may have been within a batch when it came; none begins another.
    assert light[0] <= 4


def test_long_ones_take_turns_and_who_is_stuck_holds_nobody_up():
    turns, done, stuck, start = Turns(patience=0.1, lead=0.02), [], threading.Event(), threading.Barrier(2)

    def waiting():
        stuck.wait(20)
        yield 1

    def long(name):
        start.wait(20)
        for _ in range(20):
            work.spend(1000)
            time.sleep(0.02)
            done.append(name)
        yield name

    hanging = Task(waiting, Meter(), turns).watch()
    next(hanging)
    two = [Task(lambda name=name: long(name), Meter(), turns).watch() for name in "ab"]
    threads = [threading.Thread(target=lambda one=one: [*one]) for one in two]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)
    stuck.set()
    assert sorted(done) == ["a"] * 20 + ["b"] * 20
    began = next(place for place in range(40) if {*done[: place + 1]} == {"a", "b"})
    ended = next(place for place in range(40) if done[: place + 1].count(done[0]) == 20)
    ahead = [done[began : place + 1].count("a") - done[began : place + 1].count("b") for place in range(began, ended)]
    assert max(map(abs, ahead)) <= 8


def test_who_waits_for_its_turn_can_be_stopped():
    turns, hold = Turns(patience=60), threading.Event()

    def first():
        hold.wait(20)
        yield 1

    holding = Task(first, Meter(), turns).watch()
    next(holding)
    meter = Meter()
    watching = Task(endless_heavy, meter, turns).watch()
    next(watching)
    meter.stop()
    with pytest.raises(Stopped):
        list(watching)
    hold.set()


def test_who_waits_is_told_how_many_go_first_and_for_how_long():
    turns = Turns(patience=60)
    mine, others = Meter(), [Meter(), Meter()]
    with turns.among(mine), turns.among(others[0]), turns.among(others[1]):
        assert turns.ahead_of(mine) == (0, 0.0)
        now = time.monotonic()
        turns._had[mine], turns._moved[mine] = 30.0, float("inf")
        turns._waits_since[mine], turns._usual = now - 5, 4.0
        for other in others:
            turns._had[other], turns._moved[other] = 1.0, now
        count, seconds = turns.ahead_of(mine)
        assert count == 2 and seconds == pytest.approx(6.0, abs=0.1)
        # A moment is not worth a word.
        turns._waits_since[mine] = time.monotonic()
        assert turns.ahead_of(mine) == (0, 0.0)


def endless_heavy():
    while True:
        work.spend(1000)
        yield 1


def test_every_listener_of_the_app_that_works_names_the_same_limit():
    from workbench.app import build

    app = build()
    limits: dict[str, set[object]] = {}
    for function in app.fns.values():
        if function.queue is not False and function.fn is not None:
            limits.setdefault(function.concurrency_id, set()).add(function.concurrency_limit)
    assert limits.pop("work") == {ways.TOGETHER}
    # The rest reads what is stored.
    assert all(found == {4} for found in limits.values()) and len(limits) == 2
