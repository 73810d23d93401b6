from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path

import pytest

from tests.conftest import contents
from tests.scored import ROWS, SETTINGS, write
from workbench.corpus import read
from workbench.errors import RunError
from workbench.jobs.score import score
from workbench.runs import open_run
from workbench.runs.disk import alone
from workbench.runs.shard import path_of

pytestmark = pytest.mark.usefixtures("one_thread")


def test_a_damaged_shard_is_named_when_a_run_goes_on(unfinished, corpus_file, model, undisturbed):
    part = unfinished / "segments" / "part-00000.parquet"
    part.write_bytes(part.read_bytes()[:100])
    with pytest.raises(RunError, match=r"part-00000\.parquet: damaged .*delete it and give the same command again"):
        score(read(corpus_file), model, unfinished, SETTINGS)
    part.unlink()
    score(read(corpus_file), model, unfinished, SETTINGS)
    assert contents(unfinished) == contents(undisturbed)


@pytest.fixture
def complete(tmp_path, undisturbed):
    return shutil.copytree(undisturbed, tmp_path / "complete")


@pytest.mark.parametrize("missing", [[0], [1], [2], [0, 2], [0, 1, 2]])
def test_missing_shards_of_a_complete_run_are_made_again(complete, corpus_file, model, undisturbed, missing):
    for number in missing:
        path_of(complete, number).unlink()
    assert open_run(complete).unfinished == bool(missing)
    assert not score(read(corpus_file), model, complete, SETTINGS).unfinished
    assert contents(complete) == contents(undisturbed)


@pytest.mark.parametrize("damage", [lambda whole: whole[:100], lambda whole: whole[:-1], lambda _: b""])
def test_a_damaged_shard_of_a_complete_run_is_named(complete, corpus_file, model, undisturbed, damage):
    part = path_of(complete, 1)
    part.write_bytes(damage(part.read_bytes()))
    with pytest.raises(RunError, match=r"part-00001\.parquet: damaged .*delete it and give the same command again"):
        score(read(corpus_file), model, complete, SETTINGS)
    part.unlink()
    score(read(corpus_file), model, complete, SETTINGS)
    assert contents(complete) == contents(undisturbed)


@pytest.mark.parametrize("step", range(1, 7))
def test_a_full_disk_is_told_and_the_same_call_goes_on(tmp_path, corpus_file, model, undisturbed, monkeypatch, step):
    """``step`` 1, 2 (now with the suspicion) and 6 are the manifest, the others the shards."""
    run, calls = tmp_path / "run", []

    def full(descriptor):
        calls.append(descriptor)
        if len(calls) == step:
            raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(RunError, match="cannot be written: No space left on device; finished parts are kept: free"):
            score(read(corpus_file), model, run, SETTINGS)
    assert not list(run.rglob("*.partial"))
    assert len(list(run.rglob("*.parquet"))) == min(3, max(0, step - 3))
    score(read(corpus_file), model, run, SETTINGS)
    assert contents(run) == contents(undisturbed)


def test_leftovers_that_cannot_be_removed_are_told(unfinished, corpus_file, model):
    (unfinished / "segments" / "a.partial").mkdir()
    with pytest.raises(RunError, match=r"a\.partial: cannot be written"):
        score(read(corpus_file), model, unfinished, SETTINGS)


def test_a_second_process_is_told_to_wait_and_changes_nothing(unfinished, corpus_file, model, undisturbed):
    before = contents(unfinished)
    with alone(unfinished), pytest.raises(RunError, match="another process is scoring into this run; wait until"):
        score(read(corpus_file), model, unfinished, SETTINGS)
    assert contents(unfinished) == before
    score(read(corpus_file), model, unfinished, SETTINGS)
    with alone(unfinished):
        assert score(read(corpus_file), model, unfinished, SETTINGS).manifest.complete, "complete: it is only opened"
    assert contents(unfinished) == contents(undisturbed)


def test_an_unfinished_run_says_how_far_it_is(unfinished, undisturbed):
    run = open_run(unfinished)
    assert (run.unfinished, run.done, run.total) == (True, 2, len(ROWS))
    run = open_run(undisturbed)
    assert (run.unfinished, run.done, run.total) == (False, len(ROWS), len(ROWS))


def test_a_corpus_may_have_a_name_that_is_not_utf8_and_a_run_may_not(tmp_path, model):
    corpus = write(Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.en-de.jsonl")), ROWS[:1])
    run = score(read(corpus), model, tmp_path / "run", SETTINGS)
    assert open_run(run.folder).manifest.corpus["files"] == [str(corpus)]
    assert json.loads((run.folder / "run.json").read_bytes())["corpus"]["files"] == [str(corpus)]
    out = tmp_path / "r\udce9sum\udce9"
    for ask in (open_run, lambda folder: score(read(corpus), model, folder, SETTINGS)):
        with pytest.raises(RunError, match="the name is not UTF-8; give the run folder another name"):
            ask(out)
    assert not out.exists()
