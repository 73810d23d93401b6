"""Tables and JSON Lines written again: what stays is as it was, what is said stands behind it."""

from __future__ import annotations

import codecs
import csv
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.corpus import Columns, read
from workbench.corpus.edit import UNCHANGED, Edit, Issue
from workbench.corpus.format import Destination
from workbench.corpus.rewrite import rewrite
from workbench.errors import CorpusError

SAID = Edit(columns={"suspicion": 0.5, "flag": "a\tb\n"}, issues=(Issue("omission", "x, y"),))


def again(corpus, path, *edits):
    """``edits``: for each segment in turn."""
    given = iter(edits)
    rewrite(corpus, Destination(path), lambda _: next(given))
    return path.read_bytes()


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("x.tsv", "source\ttarget\na\tb\n\nc\td", "source\ttarget\tsuspicion\tflag\tnote\nc\td\t0.5\ta b \tx, y"),
        ("x.tsv", "a b\tc d\r\ne f\tg h\r\n", "e f\tg h\t0.5\ta b \tx, y\r\n"),
        (
            "x.tsv",
            "note\tsource\ttarget\n1\ta\tb\n2\tc\td\n",
            "note\tsource\ttarget\tsuspicion\tflag\tnote (workbench)\n2\tc\td\t0.5\ta b \tx, y\n",
        ),
        (
            "x.csv",
            'source;target\n"a\n""b"" ; c";d\n  e ;"f"\n',
            'source;target;suspicion;flag;note\n  e ;"f";0.5;"a\tb\n";x, y\n',
        ),
        (
            "x.csv",
            "sep=,\nsource,target\na,b\nc,d\n",
            'sep=,\nsource,target,suspicion,flag,note\nc,d,0.5,"a\tb\n","x, y"\n',
        ),
        (
            "x.jsonl",
            '{"source": "a", "target": "b"}\n  { "source":"c","target":"\\u0064" }  \n',
            '  { "source":"c","target":"\\u0064", "suspicion": 0.5, "flag": "a\\tb\\n", "note": "x, y"}\n',
        ),
    ],
)
def test_the_second_row_stays_with_what_is_said_of_it(tmp_path, name, data, expected):
    (tmp_path / name).write_bytes(data.encode())
    corpus = read(tmp_path / name)
    assert again(corpus, tmp_path / f"out{name[1:]}", Edit(keep=False), SAID).decode() == expected
    source, target = (corpus.columns.source, corpus.columns.reference)
    [found] = read(tmp_path / f"out{name[1:]}", columns=Columns(source=source, reference=target))
    assert found.metadata["suspicion" if name != "x.tsv" or "source" in data else "column3"] == 0.5


ROWS = st.lists(
    st.tuples(*[st.text(st.sampled_from("ab ,;'\"é質\u2028\n"), min_size=1, max_size=8)] * 2), min_size=1, max_size=8
)


@given(rows=ROWS, kept=st.lists(st.booleans(), min_size=8, max_size=8), end=st.sampled_from(["\n", "\r\n"]))
def test_rows_of_csv_are_kept_to_the_byte(tmp_path_factory, rows, kept, end):
    path = tmp_path_factory.mktemp("rows") / "x.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator=end)
        writer.writerow(("source", "target"))
        writer.writerows(rows)
    edits = [UNCHANGED if keep else Edit(keep=False) for keep in kept[: len(rows)]]
    written = again(read(path, format="csv"), path.with_name("out.csv"), *edits)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator=end)
        writer.writerow(("source", "target"))
        writer.writerows(row for row, keep in zip(rows, kept, strict=False) if keep)
    assert written == path.read_bytes()


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (b"", "utf-8"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encoding_mark_and_ends_of_lines_stay(tmp_path, mark, encoding, end):
    data = mark + f"source\ttarget{end}ä\tb{end}{end}c\t質{end}".encode(encoding)
    (tmp_path / "x.tsv").write_bytes(data)
    assert again(read(tmp_path / "x.tsv"), tmp_path / "out.tsv", UNCHANGED, UNCHANGED) == data


def test_a_translation_in_place_of_another_is_written_in_a_table_of_ours(tmp_path):
    (tmp_path / "x.tsv").write_text("target\tsource\tn\nb\ta\t1\nd\tc\t2\n")
    corpus = read(tmp_path / "x.tsv")
    again(corpus, tmp_path / "out.tsv", Edit(target="B", columns={"x": 1}), Edit(keep=False))
    [found] = read(tmp_path / "out.tsv")
    assert (found.source, found.references, dict(found.metadata)) == ("a", ("B",), {"n": 1, "x": 1})
    again(read(tmp_path / "out.tsv"), tmp_path / "more.tsv", Edit(columns={"y": "=1"}))
    assert [dict(one.metadata) for one in read(tmp_path / "more.tsv")] == [{"n": 1, "x": 1, "y": "=1"}]


def test_rows_that_cannot_be_read_are_left_out_where_they_are_skipped(tmp_path):
    lines = [b'{"source": "a"}', b"{", b'{"source": "\xff"}', b'{"source": "b"}']
    (tmp_path / "x.jsonl").write_bytes(b"\n".join(lines))
    with pytest.raises(CorpusError, match=r"x\.jsonl:2"):
        again(read(tmp_path / "x.jsonl"), tmp_path / "out.jsonl", *[UNCHANGED] * 4)
    corpus = read(tmp_path / "x.jsonl", skip_bad_rows=True)
    assert again(corpus, tmp_path / "out.jsonl", UNCHANGED, UNCHANGED) == lines[0] + b"\n" + lines[3]


def test_no_more_than_the_limit_is_written(tmp_path):
    (tmp_path / "x.jsonl").write_text("".join(json.dumps({"source": text}) + "\n" for text in "abc"))
    assert again(read(tmp_path / "x.jsonl", limit=1), tmp_path / "out.jsonl", UNCHANGED) == b'{"source": "a"}\n'


def test_a_formula_behind_a_row_of_csv_is_harmless(tmp_path):
    (tmp_path / "x.csv").write_text("source,target\na,b\n")
    assert b"a,b,'=1\n" in again(read(tmp_path / "x.csv"), tmp_path / "out.csv", Edit(columns={"x": "=1"}))
