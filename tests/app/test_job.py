from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from workbench.app.parts.stages import stages_panel
from workbench.app.serving.job import Job, JobSeen, Shown, Stage, StageSeen, Stopped
from workbench.errors import RunError
from workbench.jobs.progress import Progress


def steps(job, go, total=3, doing="scoring"):
    for done in range(total):
        job.tell(Progress(done, total, doing))
        go.wait(5)
    return "the run"


def test_a_job_is_watched_to_its_end():
    go = threading.Event()
    go.set()
    job = Job(lambda job: steps(job, go))
    list(job.watch())
    assert job.run == "the run"


def test_a_job_that_is_stopped_says_when_it_will_and_how_far_it_was():
    go = threading.Event()
    job = Job(lambda job: steps(job, go))
    watching = job.watch()
    assert next(watching).stops_within is None
    job.stop()
    told = stages_panel(next(watching))
    assert "Stopping after this batch, within about 1 s. What is done is kept." in told
    go.set()
    with pytest.raises(Stopped, match=r"stopped at \d of 3 segments; the same again goes on from there"):
        list(watching)
    with pytest.raises(Stopped):
        _ = job.run


def test_a_job_ends_when_its_time_is_over():
    def work(job):
        while True:
            job.tell(Progress(1, 3, "scoring"))

    with pytest.raises(Stopped, match="0 seconds that a job has here are over at 1 of 3"):
        list(Job(work, seconds=0.3).watch())


def test_a_page_that_is_left_stops_its_job():
    ended = threading.Event()

    def work(job):
        try:
            while True:
                job.tell(Progress(0, 3, "scoring"))
        finally:
            ended.set()

    watching = Job(work).watch()
    next(watching)
    watching.close()
    assert ended.wait(5)


def test_errors_of_the_work_are_those_of_the_watcher():
    def work(_):
        raise RunError("the disk is full")

    with pytest.raises(RunError, match="the disk is full"):
        list(Job(work).watch())


def test_what_can_be_looked_at_is_there_before_the_end():
    go = threading.Event()

    def work(job):
        job.show(Shown("mine-1", 32, 100))
        return steps(job, go)

    job = Job(work)
    watching = job.watch()
    next(watching)
    assert job.shown == Shown("mine-1", 32, 100)
    go.set()
    list(watching)


STAGES = (
    Stage("reading", ("reading the corpus",)),
    Stage("learning", ("learning",), 50),
    Stage("translating", ("translating",)),
    Stage("scoring", ("scoring",), 100),
    Stage("summing up", ("summing up",)),
)


@pytest.mark.parametrize(
    ("told", "states"),
    [
        ([], "to come,to come,to come,to come,to come"),
        ([("reading the corpus", 0, 0)], "now,to come,to come,to come,to come"),
        ([("learning", 0, 0)], "done,now,to come,to come,to come"),
        # These take turns: neither is done before the last row.
        ([("translating", 32, 100)], "done,done,now,to come,to come"),
        ([("translating", 32, 100), ("scoring", 32, 100)], "done,done,now,now,to come"),
        ([("translating", 32, 100), ("scoring", 32, 100), ("translating", 64, 100)], "done,done,now,now,to come"),
        ([("translating", 100, 100), ("scoring", 32, 100)], "done,done,done,now,to come"),
        ([("translating", 100, 100), ("scoring", 100, 100), ("summing up", 100, 100)], "done,done,done,done,now"),
    ],
)
def test_every_stage_is_done_now_or_to_come(told, states):
    job = Job(lambda _: None)
    job.expect(*STAGES)
    for doing, done, total in told:
        job.tell(Progress(done, total, doing))
    assert ",".join(one.state for one in job.seen().steps) == states


def test_the_time_left_is_told_by_what_was_computed_and_not_by_what_was_there_already(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    job = Job(lambda _: None)
    job.expect(*STAGES)
    job.tell(Progress(0, 100, "scoring"))
    assert job.seen().left is None
    job.tell(Progress(40, 100, "scoring"))
    assert job.seen().left is None
    now[0] = 4.0
    job.tell(Progress(60, 100, "scoring"))
    assert job.seen().left == pytest.approx(40 * 4 / 20)
    now[0] = 6.0
    assert job.seen().left == pytest.approx(6.0) and job.seen().seconds == pytest.approx(6.0)


def test_the_panel_tells_stages_time_queue_and_remarks_as_text():
    stages = [("reading", "done", 2.4, 0, 0), ("scoring", "now", 3.0, 32, 100), ("end", "to come", 0.0, 0, 0)]
    seen = JobSeen(
        progress=Progress(32, 100, "scoring"),
        steps=tuple(
            StageSeen(name=name, state=state, seconds=seconds, done=done, total=total)
            for name, state, seconds, done, total in stages
        ),
        seconds=5.4,
        left=6.2,
        ahead=(0, 0.0),
        stops_within=None,
    )
    panel = stages_panel(seen, "mind <b>this</b>")
    assert panel.count("<li") == 3 and panel.count('aria-current="step"') == 1
    assert "32 of 100 · 3 s" in panel and 'aria-valuenow="32"' in panel and "<small>2 s</small>" in panel
    assert "Scoring: 5 s so far, about 7 s left." in panel and "mind &lt;b&gt;this&lt;/b&gt;" in panel
    waiting = stages_panel(replace(seen, ahead=(1, 11.2)))
    assert "Position 2 in the queue, about 12 s." in waiting
