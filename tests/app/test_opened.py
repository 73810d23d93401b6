"""Runs that stay open."""

from __future__ import annotations

import pytest

from tests.runs.made import make, row
from workbench.app.serving import opened
from workbench.app.serving.opened import OpenedRuns
from workbench.runs import open_run
from workbench.runs.demo import scored_demo
from workbench.runs.manifest import Manifest


@pytest.fixture
def clock(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(opened.time, "monotonic", lambda: now[0])
    return now


def test_a_finished_run_is_opened_again_once_that_costs_little_of_the_time_since(clock):
    runs, made = OpenedRuns(), []

    def slow():
        clock[0] += 1
        made.append(scored_demo())
        return made[-1]

    assert runs.get("a", slow) is runs.get("a", slow) is made[0] and len(made) == 1
    assert runs.get("b", slow) is made[1], "another is another"
    clock[0] = 1 + opened.RARELY - 0.1
    assert runs.get("a", slow) is made[0]
    clock[0] = 1 + opened.RARELY
    assert runs.get("a", slow) is made[2]


def test_an_unfinished_run_is_opened_each_time(tmp_path, clock):
    folder, runs = make(tmp_path / "run", [row("x", 0)]).folder, OpenedRuns()
    manifest = Manifest.load(folder)
    for shards in (None, manifest.shards):
        manifest.shards = shards
        manifest.save(folder)

        def slow():
            clock[0] += 1
            return open_run(folder)

        assert (runs.get("x", slow) is runs.get("x", slow)) == (shards is not None)


def test_no_more_than_some_are_kept(monkeypatch):
    monkeypatch.setattr(opened, "MOST", 2)
    runs = OpenedRuns()
    for key in "abc":
        runs.get(key, scored_demo)
    assert [*runs._known] == ["b", "c"]
