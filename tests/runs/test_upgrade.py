from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.conftest import contents
from tests.runs.made import ids
from tests.scored import SETTINGS
from workbench.corpus import read
from workbench.errors import RunError
from workbench.jobs.score import score
from workbench.runs import Filter, open_run, shard
from workbench.runs.check import check
from workbench.runs.disk import alone
from workbench.runs.flags import Flag
from workbench.runs.quality import corpus_quality
from workbench.runs.upgrade import upgrade

pytestmark = pytest.mark.usefixtures("one_thread")

STORED = Path(__file__).with_name("format-6")
"""Three segments on both sides with the bundled model, one with two references, as format 6 had them."""


@pytest.fixture
def stored(tmp_path):
    return shutil.copytree(STORED, tmp_path / "six")


def downgraded(run: Path) -> Path:
    """A run as format 6 had it."""
    for path in shard.paths(run):
        table = pq.read_table(path, partitioning=None).drop_columns([*shard.SINCE_7])
        pq.write_table(table, run / shard.FOLDER / path.name, compression="zstd")
    shutil.rmtree(run / shard.FOLDER / "000")
    for path in run.glob("index.parquet*"):
        path.unlink()
    record = json.loads((run / "run.json").read_text(encoding="utf-8"))
    del record["shards"]
    (run / "run.json").write_text(json.dumps(record | {"format_version": 6}, ensure_ascii=False, indent=1))
    return run


def test_a_run_of_format_6_opens_as_it_is(stored):
    before = contents(stored)
    run = open_run(stored)
    assert (run.done, run.unfinished, run.manifest.format_version) == (3, False, 6)
    assert ids(run.worst(where=Filter.parsed(["mqm>=1"]))) == ["b"]
    assert ids(run.worst(where=Filter(symptom="numbers"))) == ["c"]
    assert ids(run.worst(where=Filter(flag="model error"))) == ["a"]
    assert run.map_of(run.segment("c")).weights.shape == (len(run.segment("c")["target_words"]), 4)
    assert run.flags.read() == {"a": Flag("model error", "another piece of furniture")}
    assert len(run.figures(["chrf"])) == 3 and run.numeric_columns() == ["mqm"]
    assert contents(stored) == before


def test_an_upgraded_run_says_the_same_and_proves_that_it_is_whole(stored):
    older = open_run(STORED)
    with pytest.raises(
        RunError, match=r"format version 6 has no digests to check; 'workbench upgrade .*six' adds them"
    ):
        check(stored)
    assert upgrade(stored) and not upgrade(stored)
    run = open_run(stored)
    assert [*run.records()] == [*older.records()] and run.worst("chrf") == older.worst("chrf")
    assert run.flags.read() == older.flags.read() and run.manifest.quality == older.manifest.quality
    assert check(stored).wrong == () and sorted(path.name for path in stored.iterdir()) == [
        *("index.parquet", "index.parquet.sha256", "log.jsonl", "run.json", "segments"),
    ]
    for row in (run.segment(id, side) for id in "abc" for side in run.sides):
        assert {name: row[name] for name in older.segment(row["id"], row["side"])} == older.segment(
            row["id"], row["side"]
        )
    found = corpus_quality(shard.paths(stored), "de").result()
    assert found == pytest.approx({name: run.manifest.quality[name] for name in found}, abs=1e-4)
    assert [len(run.segment(id)["bleu_statistics"]) for id in "abc"] == [1, 3, 1]


def test_an_upgraded_run_is_the_run_that_scoring_writes_today(tmp_path, undisturbed):
    run = downgraded(shutil.copytree(undisturbed, tmp_path / "run"))
    assert contents(run).keys() == {"run.json", *(f"segments/part-0000{i}.parquet" for i in range(3))}
    upgrade(run)
    assert contents(run) == contents(undisturbed)


def test_an_unfinished_older_run_goes_on_when_it_is_upgraded(unfinished, corpus_file, model, undisturbed):
    downgraded(unfinished)
    with pytest.raises(RunError, match=r"of format version 6: give 'workbench upgrade .*unfinished', then the same"):
        score(read(corpus_file), model, unfinished, SETTINGS)
    upgrade(unfinished)
    score(read(corpus_file), model, unfinished, SETTINGS)
    assert contents(unfinished) == contents(undisturbed)


def test_a_complete_older_run_is_opened_by_the_same_call(tmp_path, corpus_file, model, undisturbed):
    run = downgraded(shutil.copytree(undisturbed, tmp_path / "run"))
    before = contents(run)
    assert score(read(corpus_file), model, run, SETTINGS).manifest.complete and contents(run) == before


@pytest.mark.parametrize("step", range(1, 14))
def test_an_upgrade_that_is_stopped_anywhere_leaves_a_run_and_goes_on(tmp_path, undisturbed, monkeypatch, step):
    run = downgraded(shutil.copytree(undisturbed, tmp_path / "run"))
    steps, fsync, unlink = [], os.fsync, Path.unlink

    def stop():
        steps.append(None)
        if len(steps) == step:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", lambda descriptor: (stop(), fsync(descriptor)))
        patch.setattr(Path, "unlink", lambda path, **given: (stop(), unlink(path, **given)))
        try:
            upgrade(run)
        except KeyboardInterrupt:
            assert len([*open_run(run).records()]) == 10, "it opens whatever has been done"
    upgrade(run)
    assert contents(run) == contents(undisturbed)


def test_nothing_is_upgraded_while_another_process_writes(stored):
    before = contents(stored)
    with alone(stored), pytest.raises(RunError, match="another process is writing into this run; wait until"):
        upgrade(stored)
    assert contents(stored) == before


@pytest.mark.parametrize(
    "change", [{"map": b"x"}, {"symptoms": "[{"}, {"symptoms": '[{"name": 1}]'}, {"source_words": ["nothing", "like"]}]
)
def test_a_row_that_does_not_fit_is_named_and_the_run_stays_as_it_is(stored, change):
    path = stored / "segments" / "part-00000.parquet"
    table = pq.read_table(path, partitioning=None)
    rows = table.to_pylist()
    rows[2] |= change
    pq.write_table(type(table).from_pylist(rows, table.schema), path)
    before = contents(stored)
    with pytest.raises(RunError, match=r"part-00000\.parquet: damaged: segment 'b': .*; score the corpus again"):
        upgrade(stored)
    assert contents(stored) == before
