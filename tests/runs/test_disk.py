from __future__ import annotations

import builtins
import errno
import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest

from tests.conftest import contents
from tests.scored import ROWS, SETTINGS, write
from workbench.corpus import read
from workbench.errors import CorpusError, RunError
from workbench.files import writing
from workbench.jobs.score import score
from workbench.runs import digest, index, open_run
from workbench.runs.check import check
from workbench.runs.digest import Verified, beside
from workbench.runs.disk import alone
from workbench.runs.shard import path_of
from workbench.runs.shard import paths as shard_paths

pytestmark = pytest.mark.usefixtures("one_thread")


DAMAGES = {
    "cut": lambda whole: whole[:100],
    "cut by a byte": lambda whole: whole[:-1],
    "empty": lambda _: b"",
    "one bit": lambda whole: whole[:1000] + bytes([whole[1000] ^ 4]) + whole[1001:],
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("state", ["unfinished", "complete"])
def test_a_damaged_shard_is_named_and_made_again(request, state, corpus_file, model, undisturbed, damage):
    run = request.getfixturevalue(state)
    part = path_of(run, 0)
    part.write_bytes(DAMAGES[damage](part.read_bytes()))
    named = r"segments/000/part-00000\.parquet: damaged: its content is not what was written; give the same"
    with pytest.raises(RunError, match=named):
        open_run(run)
    told = []
    score(read(corpus_file), model, run, SETTINGS, told.append)
    [remark] = [step.remark for step in told if step.remark]
    assert str(part) in remark and remark.endswith("it is made again")
    assert contents(run) == contents(undisturbed)


@pytest.mark.parametrize("state", ["unfinished", "complete"])
@pytest.mark.parametrize("line", [None, "", "x" * 64 + "  part-00000.parquet\n", "0" * 64 + "  part-00001.parquet\n"])
def test_a_shard_without_its_digest_is_damaged(request, state, corpus_file, model, undisturbed, line):
    run = request.getfixturevalue(state)
    digest = beside(path_of(run, 0))
    digest.unlink()
    if line is not None:
        digest.write_text(line)
    with pytest.raises(
        RunError, match=r"part-00000\.parquet\.sha256 is missing or damaged; give the same 'workbench score'"
    ):
        open_run(run)
    score(read(corpus_file), model, run, SETTINGS)
    assert contents(run) == contents(undisturbed)


@pytest.mark.parametrize("what", ["shard", "digest"])
def test_a_shard_that_cannot_be_read_is_told_and_never_made_again(unfinished, corpus_file, model, what):
    part = path_of(unfinished, 0)
    blocked = part if what == "shard" else beside(part)
    blocked.unlink()
    blocked.mkdir()
    for ask in (lambda: open_run(unfinished), lambda: score(read(corpus_file), model, unfinished, SETTINGS)):
        with pytest.raises(
            RunError, match=r"part-00000\.parquet: cannot be read: Is a directory; see that you may read"
        ):
            ask()
    assert blocked.is_dir() and (what == "shard" or part.is_file())


def test_digests_are_what_sha256sum_writes(complete):
    for path in [*complete.rglob("*.parquet")]:
        assert beside(path).read_text() == f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"


@pytest.mark.parametrize("place", range(12))
def test_no_flipped_bit_is_silent(complete, place):
    part = path_of(complete, place % 3)
    whole = bytearray(part.read_bytes())
    whole[len(whole) * place // 12] ^= 1 << place % 8
    part.write_bytes(whole)
    with pytest.raises(RunError, match=part.name):
        open_run(complete)
    assert [told for told in check(complete).wrong if part.name in told]


def test_a_shard_of_another_run_with_its_digest_is_told(complete):
    for path in (path_of(complete, 0), beside(path_of(complete, 0))):
        shutil.copy(path.with_name(path.name.replace("0.", "1.", 1)), path)
    beside(path_of(complete, 0)).write_text(beside(path_of(complete, 1)).read_text().replace("00001", "00000"))
    with pytest.raises(RunError, match="its shards are not those that it was finished with; if one was replaced, put"):
        open_run(complete)
    assert check(complete).wrong


def test_a_whole_run_is_verified_once_and_checked_whenever_that_is_asked(complete, monkeypatch):
    for path in complete.rglob("*"):
        os.utime(path, (1, 1))
    monkeypatch.setattr("workbench.runs.digest._SETTLED", -(10**18))
    read_files = []
    of_file = digest.of_file
    monkeypatch.setattr(digest, "of_file", lambda path: read_files.append(path.name) or of_file(path))
    open_run(complete)
    open_run(complete)
    assert sorted(read_files) == [f"part-0000{i}.parquet" for i in range(3)]
    found = check(complete)
    assert (found.files, found.wrong, found.missing) == (3, (), 0) and len(read_files) == 6
    part = path_of(complete, 2)
    part.write_bytes(part.read_bytes())
    open_run(complete)
    assert read_files[6:] == [part.name]


def test_what_was_verified_of_a_large_run_is_remembered_by_the_next_process(complete, monkeypatch):
    monkeypatch.setattr("workbench.runs.digest._SETTLED", -(10**18))
    monkeypatch.setattr("workbench.runs.digest.REMEMBERED", 1)
    open_run(complete).worst()
    monkeypatch.setattr("workbench.runs.digest.Verified._known", {})
    monkeypatch.setattr(digest, "of_file", None)
    assert len(open_run(complete).worst()) == len(ROWS)
    monkeypatch.undo()
    for kept in Verified(complete)._kept.parent.iterdir():
        kept.write_text("[" * 100_000)
    monkeypatch.setattr("workbench.runs.digest.Verified._known", {})
    assert not open_run(complete).unfinished


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


@pytest.mark.parametrize(
    "change", ["missing", "cut", "of other shards", "without its digest", "no Parquet", "a folder"]
)
def test_an_index_is_a_cache(complete, undisturbed, change):
    path = complete / index.NAME
    if change == "cut":
        path.write_bytes(path.read_bytes()[:-7])
    elif change == "of other shards":
        index.make(complete, shard_paths(complete)[:2], "0" * 64)
    elif change == "without its digest":
        beside(path).unlink()
    elif change == "no Parquet":
        path.write_text("x")
        beside(path).write_text(f"{hashlib.sha256(b'x').hexdigest()}  {path.name}\n")
    else:
        path.unlink()
    if change == "a folder":
        path.mkdir()
    assert [*open_run(complete).ranked("scatter")] == [*open_run(undisturbed).ranked("scatter")]
    if change != "a folder":
        assert contents(complete) == contents(undisturbed)


@pytest.mark.parametrize("step", range(1, 12))
def test_a_full_disk_is_told_and_the_same_call_goes_on(tmp_path, corpus_file, model, undisturbed, monkeypatch, step):
    """``step`` 1, 2 (now with the suspicion) and 11 are the manifest, 3 to 8 digests and shards, 9 and 10 the index."""
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
    assert len(list(run.rglob("part-*.parquet"))) == min(3, max(0, step - 3) // 2)
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


@pytest.mark.parametrize("change", ["another text", "gone"])
def test_a_corpus_that_changes_while_it_is_scored_is_told_before_a_shard_of_both_is_written(tmp_path, model, change):
    corpus, out = write(tmp_path / "c.en-de.jsonl", ROWS), tmp_path / "run"
    before = corpus.read_bytes()

    def progress(step):
        if step.doing == "scoring" and step.done == 2:
            corpus.unlink()
            if change == "another text":
                write(corpus, [*ROWS[:-1], ROWS[-1] | {"reference": "etwas anderes"}])

    with pytest.raises(CorpusError, match="changed while it was scored; what is finished is of what it was: put that"):
        score(read(corpus), model, out, SETTINGS, progress)
    assert [path.name for path in shard_paths(out)] == ["part-00000.parquet"]
    corpus.write_bytes(before)
    score(read(corpus), model, out, SETTINGS)
    assert [record["references"][0] for record in open_run(out).worst()] and check(out).wrong == ()


def test_a_run_that_may_not_be_written_to_is_read(complete, undisturbed, monkeypatch):
    """As on a read-only disk: a process of root may write to any folder, so opening to write is made to fail."""
    for path in complete.glob("index.parquet*"):
        path.unlink()
    opened = builtins.open

    def read_only(path, mode="r", *given, **options):
        if str(path).startswith(str(complete)) and set(mode) & set("wax+"):
            raise OSError(errno.EROFS, "Read-only file system", str(path))
        return opened(path, mode, *given, **options)

    monkeypatch.setattr(builtins, "open", read_only)
    written = writing._opened

    def refused(path, mode, **options):
        if str(path).startswith(str(complete)):
            raise OSError(errno.EROFS, "Read-only file system", str(path))
        return written(path, mode, **options)

    monkeypatch.setattr(writing, "_opened", refused)
    run = open_run(complete)
    assert run.worst("scatter") == open_run(undisturbed).worst("scatter")
    assert not list(complete.glob("index.parquet*"))
    with pytest.raises(RunError, match=r"run\.json: cannot be written: Read-only file system; finished parts are kept"):
        run.manifest.save(complete)
