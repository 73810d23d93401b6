"""What we write, read again by our own readers."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.corpus import read
from workbench.corpus.exported import HEAD, joined, neutralised, parted, restored
from workbench.corpus.values import of_table
from workbench.runs import CONTRACT, export

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12) | st.sampled_from(
    [
        "=1+1",
        "'=1",
        "''",
        "-5",
        "+49 30",
        "@x",
        "\t=",
        "\r",
        "a\rb",
        "a\r\nb",
        "\n",
        '"',
        " ||| ",
        "a |||",
        "||| b",
        '["a"]',
        '["',
        '""',
        "a,b",
        "\x1b[31m",
        " x ",
        "\ufeff",
    ]
)
CELL = (
    st.none()
    | TEXT
    | st.integers(1 - 10**15, 10**15 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.just("1e400")
)
NAMES = st.sampled_from(["", "=mqm", "note\n2", "a\tb", "'-", "überdies", "n,m", "comet"])
RECORD = st.fixed_dictionaries(
    {
        "id": TEXT.filter(bool),
        "side": st.just("hypothesis"),
        "status": st.just("ok"),
        "source": TEXT,
        "hypothesis": st.none() | TEXT.filter(bool),
        "references": st.lists(TEXT.filter(str.strip), max_size=3) | st.sampled_from([[""], [" "], ["\n"]]),
    }
)


def test_the_columns_by_which_a_table_is_known_to_be_ours_are_those_that_records_begin_with():
    assert CONTRACT[: len(HEAD)] == HEAD


@given(st.lists(TEXT, max_size=5))
def test_what_is_made_harmless_for_a_spreadsheet_comes_back(cells):
    assert restored([str(neutralised(cell)) for cell in cells]) == cells


@given(st.lists(TEXT, max_size=4))
def test_texts_that_share_a_cell_come_back_whatever_is_in_them(texts):
    assert parted(joined(texts)) == texts


@pytest.mark.parametrize(
    ("texts", "cell"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a ||| b"),
        ([""], '[""]'),
        (["a ||| b", "ü"], '["a ||| b", "ü"]'),
        (['["a"]'], '["[\\"a\\"]"]'),
        (['["a'], '["a'),
        (["[1]", "{}"], "[1] ||| {}"),
    ],
)
def test_a_cell_of_several_texts_is_plain_wherever_that_gives_them_back(texts, cell):
    assert joined(texts) == cell
    assert parted(cell) == texts


def test_cells_that_only_look_like_a_list_are_texts():
    deep = '["' + "[" * 100_000
    for cell in ('["a", 1]', '["a"', '["a"] ||| b', deep):
        assert parted(cell) == cell.split(" ||| ")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(RECORD, st.dictionaries(NAMES, CELL.map(of_table), max_size=3), st.sampled_from(["csv", "jsonl"]))
def test_a_record_that_was_exported_is_the_segment_that_it_was(tmp_path, record, metadata, ending):
    path = tmp_path / f"x.{ending}"
    export([{name: record[name] for name in HEAD} | metadata], path)
    [segment] = read(path)
    assert (segment.id, segment.source) == (record["id"], record["source"])
    assert segment.references == tuple(record["references"])
    assert segment.hypothesis == record["hypothesis"]
    found = dict(zip(metadata, [cell for name, cell in segment.metadata.items() if name not in HEAD], strict=True))
    assert found == metadata


@pytest.mark.parametrize("cell", ["'=1", "'-' is a dash", "=1", "+49"])
def test_a_table_of_somebody_else_is_read_as_it_stands(tmp_path, cell):
    path = tmp_path / "x.csv"
    path.write_text(f"id,source,note\n{cell},{cell},\n")
    [segment] = read(path)
    assert (segment.id, segment.source) == (cell, cell)


@pytest.mark.parametrize(("status", "expected"), [("ok", None), ("too_long", None), ("empty_target", "")])
def test_no_hypothesis_is_none_and_an_empty_one_is_empty(tmp_path, status, expected):
    record = {
        "id": "a",
        "side": "reference",
        "status": status,
        "source": "x",
        "hypothesis": expected,
        "references": ["y"],
    }
    export([record], tmp_path / "x.csv")
    assert next(iter(read(tmp_path / "x.csv"))).hypothesis == expected
