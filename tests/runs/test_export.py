from __future__ import annotations

import csv
import json

import pyarrow.parquet as pq
import pytest

from tests.runs.made import make, row
from workbench.errors import RunError
from workbench.runs import export, flat


@pytest.fixture
def records(tmp_path):
    rows = [
        row("a", 0, scatter=0.5, metadata={"mqm": 3}, symptoms=json.dumps([{"name": "numbers", "severity": 1.0}])),
        row("=b", 1, metadata={"mqm": "none", "more": "x\r\ny"}),
    ]
    return make(tmp_path / "run", rows).worst("scatter")


def test_every_ending_reads_back(records, tmp_path):
    for ending in ("csv", "json", "jsonl", "parquet"):
        export(records, tmp_path / f"out.{ending}")
    assert json.loads((tmp_path / "out.json").read_text()) == records
    assert [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()] == records
    with (tmp_path / "out.csv").open(newline="") as file:
        cells = list(csv.DictReader(file))
    assert [found["id"] for found in cells] == ["a", "'=b"]
    assert cells[1]["more"] == "x\r\ny" and cells[0]["symptoms"] == flat(records[0])["symptoms"] == "numbers"
    table = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert [found["scatter"] for found in table] == [0.5, None]
    assert [found["mqm"] for found in table] == ["3", "none"]
    assert json.loads(table[0]["symptoms"]) == records[0]["symptoms"]


def test_no_records_are_a_file_all_the_same(tmp_path):
    for ending in ("csv", "json", "jsonl", "parquet"):
        export([], tmp_path / f"out.{ending}")
    assert json.loads((tmp_path / "out.json").read_text()) == []
    assert pq.read_table(tmp_path / "out.parquet").num_rows == 0


@pytest.mark.parametrize("name", ["out.xlsx", "out", "nowhere/out.csv"])
def test_a_file_that_cannot_be_written_is_told(tmp_path, name):
    with pytest.raises(RunError, match=r"choose one of|no folder"):
        export([], tmp_path / name)
