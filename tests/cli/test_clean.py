"""``workbench clean``: what is kept, what is set aside, and why."""

from __future__ import annotations

import json

import pytest

from tests.runs.of_corpus import run_of, xliff
from workbench.corpus import read


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "c.en-de.tsv"
    path.write_text("source\treference\tx\na\tb\t1\nc\td\t2\ne\tf\t3\n")
    run_of(tmp_path / "c.run", read(path), [0.1, 0.95, 0.6])
    return path


def test_the_suspected_are_set_aside_with_reasons_and_the_others_kept(tmp_path, table, here):
    out = tmp_path / "good.tsv"
    code, printed, err = here("clean", table, "--out", out, "--run", tmp_path / "c.run")
    assert code == 0 and printed == ""
    assert "kept: 2 of 3 (67%)" in err and "dropped, suspicion 0.9 and more: 1 of 3 (33%)" in err
    assert "most often they show: 1 omission" in err
    assert [(one.source, one.metadata["x"]) for one in read(out)] == [("a", 1), ("e", 3)]
    [dropped] = read(tmp_path / "good.dropped.tsv")
    assert (dropped.source, dropped.references, dropped.metadata["suspicion"]) == ("c", ("d",), 0.95)
    assert "omission: 'now' has no counterpart" in str(dropped.metadata["note"])


def test_another_threshold_only_writes_the_files_anew(tmp_path, table, here):
    given = ["clean", table, "--out", tmp_path / "good.tsv", "--run", tmp_path / "c.run"]
    assert "2 of 3 (67%)" in here(*given, "--threshold", "0.5", "--dropped", tmp_path / "bad.tsv")[2]
    assert [one.source for one in read(tmp_path / "bad.tsv")] == ["c", "e"]
    code, _, err = here(*given, "--threshold", "0.99")
    assert code == 0 and "kept: 3 of 3" in err and not (tmp_path / "good.dropped.tsv").exists()


def test_what_is_kept_leaves_in_the_format_that_came_as_it_was(tmp_path, here):
    corpus = xliff(tmp_path)
    run_of(tmp_path / "out.run", corpus, [0.1, 0.95, None])
    code, _, err = here("clean", corpus.path, "--out", tmp_path / "out.xlf")
    assert code == 0, err
    kept, dropped = (tmp_path / name for name in ("out.xlf", "out.dropped.xlf"))
    assert [one.id for one in read(kept)] == ["1", "3"] and [one.id for one in read(dropped)] == ["2"]
    assert 'Open <g id="1">it</g>   now.</source>' in kept.read_text(encoding="utf-8")
    assert "suspicion 0.95" in str([one.metadata["note"] for one in read(dropped)])


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--out", "c.en-de.tsv"], "give another name"),
        (["--out", "good.tsv", "--dropped", "c.en-de.tsv"], "give another name"),
        (["--out", "good.tmx"], "named as TMX, but the corpus is TSV"),
        ([], "give --out FILE"),
        (["--out", "good.tsv.zip"], ".zip is read, but not written"),
        (["--out", "nowhere/good.tsv"], "nowhere/good.tsv: cannot be written: there is no folder nowhere"),
        (["--out", "good.tsv", "--dropped", "nowhere/bad.tsv"], "nowhere/bad.tsv: cannot be written"),
        (["--out", "good.tsv", "--dropped", "good.tsv"], "is to hold both what is kept"),
    ],
)
def test_what_cannot_be_done_is_told_before_anything_is_scored(tmp_path, here, monkeypatch, arguments, told):
    monkeypatch.chdir(tmp_path)
    code, _, err = here("clean", "c.en-de.tsv", *arguments)
    assert code == 2 and told in " ".join(err.split())
    assert {path.name for path in tmp_path.iterdir()} == {"c.en-de.tsv", "c.run"}


def test_references_are_scored_where_they_are_not_yet(tmp_path, taught_marian, here):
    path = tmp_path / "c.en-de.jsonl"
    rows = [{"source": "the cat sits on the mat", "reference": "die Katze sitzt auf der Matte"}]
    rows.append({"source": "a small dog runs home", "reference": ""})
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    code, _, err = here("clean", path, "--out", tmp_path / "good.jsonl", "-m", taught_marian)
    assert code == 0 and "kept: 1 of 2 (50%)" in err
    assert (tmp_path / "good.run" / "run.json").is_file()
    assert [one.references for one in read(tmp_path / "good.dropped.jsonl")] == [("",)]


def test_line_aligned_files_are_not_written_over_themselves(tmp_path, here):
    for language, text in (("en", "a\nb\n"), ("de", "c\nd\n")):
        (tmp_path / f"x.{language}").write_text(text)
    code, _, err = here("clean", "--source", tmp_path / "x.en", "--target", tmp_path / "x.de", "--out", tmp_path / "x")
    assert code == 2 and "give another name" in " ".join(err.split())
    assert (tmp_path / "x.en").read_text() == "a\nb\n"


def test_compressed_files_stay_so_and_have_their_names(tmp_path, table, here):
    out = tmp_path / "good.en-de.tsv.gz"
    code, _, err = here("clean", table, "--out", out, "--run", tmp_path / "c.run")
    assert code == 0, err
    assert out.read_bytes()[:2] == b"\x1f\x8b" and len([*read(out)]) == 2
    assert [one.source for one in read(tmp_path / "good.en-de.dropped.tsv.gz")] == ["c"]
