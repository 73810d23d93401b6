from __future__ import annotations

import json

import pyarrow.parquet as pq
import pytest

from tests.runs.made import make, row


@pytest.fixture
def run(tmp_path):
    rows = [row(name, place, scatter=place / 10, metadata={"kind": name * 2}) for place, name in enumerate("abc")]
    return make(tmp_path / "run", rows).folder


def test_a_segment_is_flagged_listed_filtered_exported_and_freed(run, here, tmp_path):
    assert here("flag", run, "b", "model error", "--note", "no <verb>")[:2] == (0, "")
    found = json.loads(here("worst", run, "--by", "scatter", "--flag", "model error", "--format", "json")[1])
    assert [(one["id"], one["flag"], one["note"]) for one in found] == [("b", "model error", "no <verb>")]
    assert "flagged model error" in here("worst", run, "--by", "scatter")[1]
    assert here("worst", run, "--by", "scatter", "--out", tmp_path / "all.parquet")[:2] == (0, "")
    assert pq.read_table(tmp_path / "all.parquet").column("flag").to_pylist() == [None, "model error", None]
    assert "gone" in here("flag", run, "b", "--remove")[2]
    assert here("flag", run)[1] == ""


def test_conditions_of_the_list(run, here):
    lines = here("worst", run, "--by", "scatter", "--where", "scatter>=0.1", "--where", "kind=bb", "--format", "jsonl")[
        1
    ]
    assert [json.loads(line)["id"] for line in lines.splitlines()] == ["b"]
    assert [json.loads(here("worst", run, "--by", "scatter", "--text", "OF A", "--format", "json")[1])[0]["id"]] == [
        "a"
    ]


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (["flag", "{run}", "z", "fine"], "no segment"),
        (["flag", "{run}", "a", "splendid"], "unknown verdict"),
        (["flag", "{run}", "a"], "give a verdict"),
        (["worst", "{run}", "--where", "scatter"], "condition"),
        (["worst", "{run}", "--status", "nice"], "unknown status"),
        (["worst", "{run}", "--flag", "nice"], "unknown verdict"),
        (["worst", "{run}", "--by", "scatter", "--out", "x.doc"], "cannot be written as"),
    ],
)
def test_what_cannot_be_done_is_told(run, here, command, message):
    code, out, err = here(*(part.format(run=run) for part in command))
    assert (code, out) == (2, "") and message in err
