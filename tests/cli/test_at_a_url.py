"""Commands with a URL in place of a file or a folder."""

from __future__ import annotations

import json

import pytest

from tests.conftest import contents
from tests.runs.made import make, row
from tests.runs.test_upgrade import STORED
from tests.stores import objects, put


@pytest.fixture
def run(base, tmp_path):
    made = make(tmp_path / "run", [row(id, place, scatter=place / 4) for place, id in enumerate("abc")])
    for name, content in contents(made.folder).items():
        put(f"{base}/run/{name}", content)
    return f"{base}/run"


def test_commands_read_a_run_there(run, here):
    code, out, err = here("worst", run, "--by", "scatter", "--top", "2", "--format", "json")
    assert (code, err, [one["id"] for one in json.loads(out)]) == (0, "", ["c", "b"])
    code, out, err = here("show", run, "b")
    assert (code, err) == (0, "") and "source of b" in out
    code, out, _ = here("check", run)
    assert (code, out) == (0, f"{run}: 2 shards, 0.0 MB, all as they were written; complete\n")
    code, _, err = here("show", run, "x")
    assert code == 2 and f"{run}: no segment with id 'x'" in err


def test_a_flag_is_given_where_that_is_safe(run, here):
    code, _, err = here("flag", run, "a", "fine", "--by", "Ann")
    assert code == 0 and len(objects(run)["log.jsonl"].splitlines()) == 1
    code, _, err = here("flag", run, "b", "unsure", "--by", "Ann")
    if run.startswith("s3"):
        assert [line.split("  ")[1:4] for line in here("log", run)[1].splitlines()] == [
            ["Ann", "a", "no flag → fine"],
            ["Ann", "b", "no flag → unsure"],
        ]
    else:
        assert code == 2 and "does not say whether others have written meanwhile" in err
        assert len(objects(run)["log.jsonl"].splitlines()) == 1


def test_a_corpus_there_is_inspected(base, here):
    put(f"{base}/x.en-de.tsv", b"source\ttarget\none\teins\n")
    code, out, _ = here("inspect", f"{base}/x.en-de.tsv")
    assert code == 0 and "x.en-de.tsv: 23 bytes" in out


def test_an_older_run_there_is_to_be_copied(base, here):
    for name, content in contents(STORED).items():
        put(f"{base}/old/{name}", content)
    for command in ("worst", "upgrade"):
        code, _, err = here(command, f"{base}/old")
        assert code == 2 and f"{base}/old: " in err and "copy it" in err


@pytest.mark.parametrize("command", ["worst", "show", "check", "log", "inspect", "score"])
def test_what_is_no_place_is_refused_in_a_sentence(command, here):
    further = {"show": ["a"], "score": ["--out", "x"]}.get(command, [])
    code, out, err = here(command, "https://user:hunter2@host/x", *further)
    assert (code, out) == (2, "") and "https:// is not read; expected s3://" in err
    assert "hunter2" not in err


def test_a_corpus_is_scored_and_linked_into_the_store_and_nothing_is_left_here(base, here, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    put(f"{base}/pairs.en-de.tsv", b"source\ttarget\nthe cat sleeps\tdie Katze schl\xc3\xa4ft\na dog\tein Hund\n")
    code, _, err = here("score", f"{base}/pairs.en-de.tsv", "--side", "reference", "--out", f"{base}/scored")
    assert code == 0, err
    assert {"run.json", "segments/000/part-00000.parquet"} <= {*objects(f"{base}/scored")}
    code, _, err = here("align", f"{base}/pairs.en-de.tsv", "--out", f"{base}/links.txt")
    assert code == 0, err
    assert len(objects(base)["links.txt"].splitlines()) == 2
    assert [*tmp_path.glob("s3*"), *tmp_path.glob("memory*")] == []


def test_a_line_that_a_killed_process_left_in_the_log_there_is_cut_off(run, here):
    if not run.startswith("s3"):
        return
    put(f"{run}/log.jsonl", b'{"time": "torn')
    assert here("flag", run, "a", "fine", "--by", "Ann")[0] == 0
    assert [line.split("  ")[1] for line in here("log", run)[1].splitlines()] == ["Ann"]
