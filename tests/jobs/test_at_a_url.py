"""Corpora and runs in an object store: what is there is the same to the byte as in a folder, whatever happened."""

from __future__ import annotations

import contextlib
import gzip
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import contents
from tests.scored import SETTINGS, other_weights, stop_after
from tests.stores import objects, put, remove
from workbench.corpus import read
from workbench.errors import CorpusError, RunError
from workbench.files.store import Store
from workbench.files.url import place
from workbench.jobs import aligner as linking_module
from workbench.jobs.align import align_into
from workbench.jobs.aligner import Aligner, AlignSettings
from workbench.jobs.score import score
from workbench.runs import open_run
from workbench.runs.check import check
from workbench.runs.place import place_of

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture
def run(base, undisturbed):
    """A finished run, sent as any program would."""
    for name, content in contents(undisturbed).items():
        put(f"{base}/run/{name}", content)
    return f"{base}/run"


@pytest.fixture
def requests(monkeypatch):
    """What is asked of a store from now on."""
    asked = []

    def told(name, do):
        def request(self, *given, **how):
            asked.append((name, *map(str, given[:2])))
            return do(self, *given, **how)

        return request

    for name in ("names", "size", "read", "tag", "put", "write", "replace", "delete"):
        monkeypatch.setattr(Store, name, told(name, getattr(Store, name)))
    fetch = Store.fetch

    def fetching(self, paths):
        asked.extend(("fetch", name) for name in paths)
        return fetch(self, paths)

    monkeypatch.setattr(Store, "fetch", fetching)
    return asked


def forget(url):
    """As on another machine."""
    shutil.rmtree(place_of(place(url)).folder, ignore_errors=True)


def test_a_corpus_is_read_as_from_the_disk(base, corpus_file):
    put(f"{base}/c.en-de.jsonl", corpus_file.read_bytes())
    put(f"{base}/c.en-de.jsonl.gz", gzip.compress(corpus_file.read_bytes()))
    local, there = read(corpus_file), read(f"{base}/c.en-de.jsonl")
    assert [*there] == [*local] == [*read(f"{base}/c.en-de.jsonl.gz")]
    assert (there.languages, there.fingerprint(), str(there.path)) == (
        local.languages,
        local.fingerprint(),
        f"{base}/c.en-de.jsonl",
    )


def test_line_aligned_files_may_lie_in_different_places(base, tmp_path):
    (tmp_path / "x.de").write_text("eins\nzwei\n")
    put(f"{base}/x.en", b"one\ntwo\n")
    found = [*read(f"{base}/x.en", target=tmp_path / "x.de")]
    assert [(one.source, one.reference) for one in found] == [("one", "eins"), ("two", "zwei")]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\x1f\x8b\x08\x00" + b"\0" * 30, "x.tsv.gz: the compressed data is broken"),
        (b"one\teins\ntwo\n", "x.tsv.gz: named .gz but not compressed that way"),
        (None, "x.tsv.gz: no such object"),
    ],
    ids=["damaged", "not packed", "missing"],
)
def test_what_is_wrong_with_a_corpus_is_told_with_its_url(base, content, told):
    if content is not None:
        put(f"{base}/x.tsv.gz", content)
    with pytest.raises(CorpusError) as raised:
        [*read(f"{base}/x.tsv.gz")]
    assert f"{base}/{told}" in str(raised.value)


def test_a_corpus_larger_than_is_read_is_not_fetched(base, monkeypatch):
    put(f"{base}/x.tsv", b"one\teins\n" * 200)
    monkeypatch.setenv("WORKBENCH_MAX_UNPACKED", "1K")
    monkeypatch.setattr(Store, "copy", None)
    with pytest.raises(CorpusError, match="WORKBENCH_MAX_UNPACKED"):
        read(f"{base}/x.tsv")


def test_a_run_scored_there_has_the_bytes_of_one_in_a_folder(base, corpus_file, model, undisturbed):
    made = score(read(corpus_file), model, f"{base}/run", SETTINGS)
    assert objects(f"{base}/run") == contents(undisturbed)
    assert (made.name, made.manifest.complete, made.unfinished) == (f"{base}/run", True, False)
    assert made.worst() == open_run(undisturbed).worst()


def test_a_run_cut_off_at_any_request_goes_on_to_the_same_bytes(base, corpus_file, model, undisturbed, monkeypatch):
    """Of each state the store can be left in, from this machine and from another, whose mirror is empty."""
    whole = contents(undisturbed)
    left = []
    # Over the network: begun; a shard without its digest, from here and from elsewhere; an index; the manifest.
    for stop in range(1, 30) if base.startswith("memory") else (2, 5, 9, 11, 12):
        url, done = f"{base}/{stop}", 0

        class Killed(BaseException):
            pass

        def cut(do, stop=stop, killed=Killed):
            def request(*given, **how):
                nonlocal done
                done += 1
                if done == stop:
                    raise killed
                return do(*given, **how)

            return request

        with monkeypatch.context() as patch:
            for name in ("put", "write", "delete"):
                patch.setattr(Store, name, cut(getattr(Store, name)))
            try:
                score(read(corpus_file), model, url, SETTINGS)
                break
            except Killed:
                left.append(sorted(objects(url)))
        for name, content in objects(url).items():
            assert content == whole[name] or name == "run.json", f"{name} is not whole after request {stop}"
        if left[-1] and "run.json" in left[-1]:
            listed = open_run(url)
            shards = [name for name in left[-1] if "/part-" in name and name.endswith(".sha256")]
            assert listed.done == min(2 * len(shards), listed.total)
        if stop % 2:  # the other machine
            forget(url)
        again = score(read(corpus_file), model, url, SETTINGS)
        assert again.manifest.complete
        assert objects(url) == whole, f"cut off at request {stop}, which left {left[-1]}"
    if not base.startswith("memory"):
        return
    assert [] in left
    assert any("segments/000/part-00001.parquet" in one and len(one) == 4 for one in left), "a shard without its digest"
    assert len(left) == 11  # the manifest 3 times, three shards and the index twice each


def test_a_whole_shard_is_not_scored_again(base, corpus_file, model, requests):
    with pytest.raises(KeyboardInterrupt):
        score(read(corpus_file), model, f"{base}/run", SETTINGS, stop_after(SETTINGS.shard_size))
    del requests[:]
    score(read(corpus_file), model, f"{base}/run", SETTINGS)
    sent = [Path(asked[1]).name for asked in requests if asked[0] == "put"]
    assert [name for name in sent if name.startswith("part-") and name.endswith(".parquet")] == [
        "part-00001.parquet",
        "part-00002.parquet",
    ]


@pytest.mark.usefixtures("s3")
def test_a_process_killed_in_the_middle_of_a_shard_leaves_none(
    tmp_path, corpus_file, taught_marian, model, undisturbed
):
    url = f"s3://workbench-tests/{tmp_path.name}/run"
    code = f"""
import json, os, signal, torch
torch.set_num_threads(1)
from workbench.corpus import read
from workbench.files.store import Store
from workbench.jobs.score import score
from workbench.jobs.score_settings import ScoreSettings
from workbench.models import load
put, sent = Store.put, []
def killed(self, path, name, new=False):
    sent.append(name)
    if len(sent) == 4:
        os.kill(os.getpid(), signal.SIGKILL)
    put(self, path, name, new)
Store.put = killed
model = load({str(taught_marian)!r}, source_language="en", target_language="de", device="cpu")
score(read({str(corpus_file)!r}), model, {url!r}, ScoreSettings(**json.loads({json.dumps(vars(SETTINGS))!r})))
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ended.returncode == -9, ended.stderr
    there = objects(url)
    assert sorted(there) == [
        "run.json",
        *(f"segments/000/part-00000.parquet{end}" for end in ("", ".sha256")),
        "segments/000/part-00001.parquet",
    ]
    assert (opened := open_run(url)).unfinished and opened.done == 2
    score(read(corpus_file), model, url, SETTINGS)
    assert objects(url) == contents(undisturbed)


def test_a_list_asks_little_and_a_segment_its_shard_alone(run, undisturbed, requests):
    forget(run)
    opened = open_run(run)
    assert [one["id"] for one in opened.worst(top=1)] == [one["id"] for one in open_run(undisturbed).worst(top=1)]
    requests_of_a_list = [asked for asked in requests if "part-" not in str(asked)]
    assert requests_of_a_list == [
        ("names",),
        ("fetch", "run.json"),
        ("read", "index.parquet.sha256"),
        ("fetch", "index.parquet.sha256"),
        ("fetch", "index.parquet"),
    ]
    assert len({asked[1].split(".")[0] for asked in requests if "part-" in str(asked)}) == 1
    del requests[:]
    segment = open_run(run).segment("c")
    assert segment == open_run(undisturbed).segment("c")
    again = [*requests]
    open_run(run).segment("c")
    assert len([one for one in requests[len(again) :] if one[0] == "fetch"]) == 1, "the manifest alone"


def test_all_of_a_run_reads_as_in_a_folder(run, undisturbed):
    there, local = open_run(run), open_run(undisturbed)
    assert [*there.records()] == [*local.records()]
    assert there.ranking("logprob") == local.ranking("logprob")
    assert (there.counts(), there.numeric_columns()) == (local.counts(), local.numeric_columns())
    assert "memory" in repr(there) or "s3://" in repr(there)


def test_a_run_without_an_index_is_listed_and_nothing_is_written_there(run, undisturbed):
    for name in ("index.parquet", "index.parquet.sha256"):
        remove(f"{run}/{name}")
    before = objects(run)
    assert open_run(run).worst() == open_run(undisturbed).worst()
    assert objects(run) == before


def test_a_shard_damaged_there_is_told_and_made_again(run, corpus_file, model, undisturbed):
    name = "segments/000/part-00001.parquet"
    content = bytearray(objects(run)[name])
    content[len(content) // 2] ^= 1
    put(f"{run}/{name}", bytes(content))
    with pytest.raises(RunError) as told:
        [*open_run(run).records()]
    assert str(told.value).startswith(f"{run}/{name}: damaged: its content is not what was written")
    assert f"{name}: damaged" in check(place(run)).wrong[0]
    score(read(corpus_file), model, run, SETTINGS)
    assert objects(run) == contents(undisturbed)
    assert check(place(run)).wrong == ()


def test_damage_is_told_by_check_whatever_the_mirror_has(run):
    assert [*open_run(run).records()]
    name = "segments/000/part-00002.parquet"
    put(f"{run}/{name}", objects(run)[name][:-1] + b"?")
    assert len(check(place(run)).wrong) == 1


def test_a_mirror_that_was_damaged_is_mended(run, undisturbed):
    opened = open_run(run)
    local = opened.files()[0]
    content = bytearray(local.read_bytes())
    content[100] ^= 1
    local.write_bytes(content)
    assert [*open_run(run).records()] == [*open_run(undisturbed).records()]


def test_another_run_at_the_same_url_is_not_mixed_with_the_old_one(run, corpus_file, model):
    assert open_run(run).segment("a")
    for name in objects(run):
        remove(f"{run}/{name}")
    with pytest.raises(RunError, match="not a run"):
        open_run(run)
    changed = score(read(corpus_file), other_weights(model), run, SETTINGS)
    assert changed.segment("a") == open_run(changed.folder).segment("a")
    assert objects(run) == contents(changed.folder)


def test_a_place_that_holds_something_else_is_refused(base, corpus_file, model):
    put(f"{base}/run/thesis.txt", b"mine")
    with pytest.raises(RunError, match="exists and is not a run") as told:
        score(read(corpus_file), model, f"{base}/run", SETTINGS)
    assert base in str(told.value) and objects(f"{base}/run") == {"thesis.txt": b"mine"}


def test_a_run_of_something_else_is_refused(run, corpus_file, model):
    with pytest.raises(RunError, match="weights") as told:
        score(read(corpus_file), other_weights(model), run, SETTINGS)
    assert str(told.value).startswith(f"{run}: this run was made with something else")


@pytest.mark.parametrize("same", [True, False], ids=["the same bytes", "other bytes"])
def test_of_two_machines_at_once_one_that_makes_other_bytes_is_refused(
    base, same, corpus_file, model, undisturbed, monkeypatch
):
    whole, put_file = contents(undisturbed), Store.put

    def other_first(self, path, name, new=False):
        if name == "segments/000/part-00001.parquet":
            put(f"{base}/run/{name}", whole[name] if same else b"other")
        put_file(self, path, name, new)

    monkeypatch.setattr(Store, "put", other_first)
    if same:
        score(read(corpus_file), model, f"{base}/run", SETTINGS)
        assert objects(f"{base}/run") == whole
        return
    with pytest.raises(RunError, match="another process is scoring into this run"):
        score(read(corpus_file), model, f"{base}/run", SETTINGS)
    assert objects(f"{base}/run")["segments/000/part-00001.parquet"] == b"other"


def test_of_two_that_begin_at_once_one_is_refused(base, corpus_file, model, monkeypatch):
    monkeypatch.setattr("workbench.runs.place.Mirror.vacant", lambda _: put(f"{base}/run/run.json", b"{}") or True)
    with pytest.raises(RunError, match="another process"):
        score(read(corpus_file), model, f"{base}/run", SETTINGS)
    assert objects(f"{base}/run") == {"run.json": b"{}"}


@pytest.mark.usefixtures("s3")
def test_flags_are_added_to_the_log_there_and_none_is_lost(undisturbed, tmp_path, monkeypatch):
    url = f"s3://workbench-tests/{tmp_path.name}/run"
    for name, content in contents(undisturbed).items():
        put(f"{url}/{name}", content)
    opened, other = open_run(url), open_run(url)
    opened.flags.set("a", "fine", who="Ann")
    replace, interrupted = Store.replace, []

    def meanwhile(self, name, content, tag):
        if not interrupted:
            interrupted.append(True)
            other.flags.set("c", "unsure", who="Cem")
        replace(self, name, content, tag)

    monkeypatch.setattr("workbench.runs.shared_log.alone", lambda *_, **__: contextlib.nullcontext())
    monkeypatch.setattr(Store, "replace", meanwhile)
    opened.flags.set("b", "model error", "a name", who="Ann")
    assert {id: flag.verdict for id, flag in open_run(url).flags.read().items()} == {
        "a": "fine",
        "b": "model error",
        "c": "unsure",
    }
    assert len(objects(url)["log.jsonl"].splitlines()) == 3


def test_links_are_sent_whole_and_go_on(base, corpus_file, model, tmp_path, monkeypatch):
    monkeypatch.setattr(linking_module, "WINDOW", 2)
    aligner = Aligner.of(model, AlignSettings())
    align_into(read(corpus_file), aligner, tmp_path / "links")
    whole = {name: (tmp_path / name).read_bytes() for name in ("links", "links.json")}

    def stop(done):
        if done.done >= 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        align_into(read(corpus_file), aligner, f"{base}/links", stop)
    left = objects(base)
    assert left["links.json"] == whole["links.json"]
    assert whole["links"].startswith(left["links"]) and left["links"].count(b"\n") == 2
    assert align_into(read(corpus_file), aligner, f"{base}/links").kept == 2
    assert objects(base) == whole
    with pytest.raises(RunError) as told:
        align_into(read(corpus_file), Aligner.of(model, AlignSettings(links="mutual")), f"{base}/links")
    assert str(told.value).startswith(f"{base}/links: these links were made with something else")


@pytest.mark.usefixtures("s3")
def test_a_store_that_cannot_be_reached_is_told_in_a_sentence_without_secrets(monkeypatch):
    import s3fs

    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setattr(s3fs.S3FileSystem, "retries", 1, raising=False)
    s3fs.S3FileSystem.clear_instance_cache()
    try:
        with pytest.raises(RunError, match="s3://b-b/run: the store cannot be used") as told:
            open_run("s3://b-b/run")
        assert "nobody-shows" not in str(told.value)
    finally:
        monkeypatch.undo()
        s3fs.S3FileSystem.clear_instance_cache()


def test_a_store_whose_package_is_missing_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "gcsfs", None)
    with pytest.raises(RunError, match=r"gs://b/run: gs:// wants the package gcsfs; pip install .*\[cloud\]"):
        open_run("gs://b/run")


def test_a_hub_is_read_and_not_written(corpus_file, model, monkeypatch):
    monkeypatch.setattr(Store, "names", lambda _: {})
    with pytest.raises(RunError, match="read here and not written"):
        score(read(corpus_file), model, "hf://datasets/owner/name/run", SETTINGS)
