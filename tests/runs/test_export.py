from __future__ import annotations

import csv
import io
import json

import pyarrow.parquet as pq
import pytest

from tests.runs.made import make, row
from workbench.errors import RunError
from workbench.runs import export, flat
from workbench.runs.export import presented, write_csv

MIXED = {
    "int and text": [1, "two", None],
    "int and float": [1, 2.5, None],
    "long int and float": [2**60 + 1, 2.5, None],
    "int and boolean": [1, True, None],
    "boolean and text": [False, "x", None],
    "digits and int": ["9223372036854775808", 5, None],
    "unread digits": [2**63, -(2**63) - 1, 2**64],
    "unread digits and float": [10**30, 2.5, None],
    "huge exponent": ["1e400", 1e300, None],
    "boolean": [True, False, None],
    "nothing": [None, None, None],
    "int": [2**63 - 1, -(2**63), None],
    "text": ["", "=1", "\U0001f642"],
}


def spelled(cell):
    return "" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell)


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
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8-sig") as file:
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


@pytest.mark.parametrize("name", ["out.docx", "out", "nowhere/out.csv"])
def test_a_file_that_cannot_be_written_is_told(tmp_path, name):
    with pytest.raises(RunError, match=r"choose one of|no folder"):
        export([], tmp_path / name)


@pytest.mark.parametrize("name", MIXED)
def test_a_column_of_any_mixture_is_written_in_every_format_with_its_digits(tmp_path, name):
    records = [{"id": str(place), "x": cell} for place, cell in enumerate(MIXED[name])]
    for ending in ("csv", "json", "jsonl", "parquet"):
        export(records, tmp_path / f"out.{ending}")
    assert json.loads((tmp_path / "out.json").read_text()) == records
    assert [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()] == records
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8-sig") as file:
        assert [row["x"].removeprefix("'") for row in csv.DictReader(file)] == [*map(spelled, MIXED[name])]
    for cell, found in zip(MIXED[name], pq.read_table(tmp_path / "out.parquet").to_pylist(), strict=True):
        assert found["x"] == cell or found["x"] == spelled(cell)


def test_only_a_csv_file_begins_with_a_byte_order_mark(records, tmp_path):
    for ending in ("csv", "json", "jsonl"):
        export(records, tmp_path / f"out.{ending}")
        assert (tmp_path / f"out.{ending}").read_bytes().startswith(b"\xef\xbb\xbf") == (ending == "csv")
    written = io.StringIO()
    write_csv(records, written)
    assert written.getvalue().startswith("id,")


FIGURES = [
    (78.25422900366438, 78.2542),
    (-0.09061288833618164, -0.0906129),
    (5.14428439894907e-05, 5.14428e-05),
    (-1234.56789, -1234.57),
    (100.0, 100.0),
    (0.0, 0.0),
    (0.25, 0.25),
]


@pytest.mark.parametrize(("figure", "shown"), FIGURES)
def test_our_figures_have_six_digits_and_columns_of_the_corpus_all_of_theirs(tmp_path, figure, shown):
    [record] = make(tmp_path / "run", [row("a", 0, scatter=figure, metadata={"own": figure, "bleu": figure})]).worst()
    for ending in ("csv", "jsonl", "parquet"):
        export([record], tmp_path / f"out.{ending}")
    line = json.loads((tmp_path / "out.jsonl").read_text())
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8-sig") as file:
        [cells] = csv.DictReader(file)
    [whole] = pq.read_table(tmp_path / "out.parquet").to_pylist()
    names = ("scatter", "own", "metadata.bleu")
    assert [line[name] for name in names] == [shown, figure, figure]
    assert [float(cells[name]) for name in names] == [shown, figure, figure]
    assert [whole[name] for name in names] == [figure, figure, figure]
    assert presented(record)["scatter"] == shown


def test_what_no_text_holds_is_written_as_a_replacement_character(tmp_path):
    found = {"id": "a\0", "references": ["b\ud800"], "symptoms": [{"name": "x", "message": "\0"}], "k\0": "c\udcff"}
    for ending in ("csv", "json", "jsonl", "parquet"):
        export([found], tmp_path / f"out.{ending}")
    expected = {"id": "a\ufffd", "references": ["b\ufffd"], "symptoms": [{"name": "x", "message": "\ufffd"}]}
    expected |= {"k\ufffd": "c\ufffd"}
    assert json.loads((tmp_path / "out.json").read_text()) == [expected]
    assert json.loads((tmp_path / "out.jsonl").read_text()) == expected
    [whole] = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert whole == expected | {"symptoms": json.dumps(expected["symptoms"], ensure_ascii=False)}
    assert "a\ufffd,b\ufffd,x,c\ufffd" in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")


def test_a_frame_is_what_an_export_of_all_records_holds(ranked, tmp_path):
    export(ranked.records(), tmp_path / "out.parquet")
    found = ranked.frame()
    assert found.equals(pq.read_table(tmp_path / "out.parquet"))
    assert found["id"].to_pylist() == [record["id"] for record in ranked.records()]
