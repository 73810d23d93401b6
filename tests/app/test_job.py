from __future__ import annotations

import threading

import pytest

from workbench.app.parts.scoring import progress_bar
from workbench.app.serving.job import Job, Stopped
from workbench.errors import RunError
from workbench.jobs.progress import Progress


def steps(tell, go, total=3):
    for done in range(total):
        tell(Progress(done, total, "scoring"))
        go.wait(5)
    return "the run"


def test_a_job_is_watched_to_its_end():
    go = threading.Event()
    go.set()
    job = Job(lambda tell: steps(tell, go))
    list(job.watch())
    assert job.run == "the run"


def test_a_job_that_is_stopped_says_how_far_it_was():
    go = threading.Event()
    job = Job(lambda tell: steps(tell, go))
    watching = job.watch()
    next(watching)
    job.stop()
    go.set()
    with pytest.raises(Stopped, match=r"stopped at \d of 3 segments; Score goes on from there"):
        list(watching)
    with pytest.raises(Stopped):
        _ = job.run


def test_a_job_ends_when_its_time_is_over():
    def work(tell):
        while True:
            tell(Progress(1, 3, "scoring"))

    with pytest.raises(Stopped, match="0 seconds that a job has here are over at 1 of 3"):
        list(Job(work, seconds=0.3).watch())


def test_a_page_that_is_left_stops_its_job():
    ended = threading.Event()

    def work(tell):
        try:
            while True:
                tell(Progress(0, 3, "scoring"))
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


def test_rate_and_time_left_are_told_once_they_are_known():
    go = threading.Event()
    job = Job(lambda tell: steps(tell, go, 1000))
    watching = job.watch()
    first = next(watching)
    assert first.rate is None and "%" in progress_bar(first)
    go.set()
    seen = list(watching)
    known = [one for one in seen if one.rate is not None]
    assert all(one.rate > 0 and one.left >= 0 for one in known)
    assert all("segments a second" in progress_bar(one) for one in known)
