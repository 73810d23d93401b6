"""The first rows of a table, for who says what its columns are."""

from __future__ import annotations

import pytest

from workbench.corpus import Columns, read
from workbench.corpus.first_rows import first_rows
from workbench.errors import CorpusError


def found(tmp_path, name, text, **how):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return first_rows(read(path, **how))


@pytest.mark.parametrize(
    ("name", "text", "names", "header", "roles"),
    [
        ("x.tsv", "src\ttgt\nw\td\n", ("src", "tgt"), True, ("source", "reference")),
        (
            "x.csv",
            "id;mt;src;ref;note\n1;a;b;c;d\n",
            ("id", "mt", "src", "ref", "note"),
            True,
            ("id", "hypothesis", "source", "reference", ""),
        ),
        ("x.tsv", "a b\tc d\n", ("column1", "column2"), False, ("source", "reference")),
        (
            "x.tsv",
            "1\ta b\tc d\n2\te f\tg h\n3\ti\tj\n",
            ("column1", "column2", "column3"),
            False,
            ("id", "source", "reference"),
        ),
        # Columns of three languages: somebody has to say which.
        ("x.tsv", "en\tde\tfr\na b\tc d\te f\n", ("column1", "column2", "column3"), False, ("source", "reference", "")),
    ],
)
def test_columns_have_names_and_what_they_are_taken_for(tmp_path, name, text, names, header, roles):
    rows = found(tmp_path, name, text)
    assert (rows.names, rows.header, rows.roles) == (names, header, roles)
    assert len(rows.rows) == len(text.splitlines()) - header
    path = tmp_path / name
    [first, *_] = read(path, columns=rows.columns())
    assert first.source == rows.rows[0][roles.index("source")]


def test_a_workbook_has_them_too_and_what_is_no_table_has_none(tmp_path):
    from xlsxwriter import Workbook

    path = tmp_path / "x.xlsx"
    with Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate([("Titel", "", ""), ("Nr", "Ausgangstext", "Übersetzung"), ("1", "a b", "c d")]):
            for place, cell in enumerate(cells):
                sheet.write_string(row, place, cell)
    rows = first_rows(read(path))
    assert rows.names == ("Nr", "Ausgangstext", "Übersetzung") and rows.rows == (("1", "a b", "c d"),)
    assert found(tmp_path, "x.jsonl", '{"source": "a", "reference": "b"}\n') is None
    assert found(tmp_path, "empty.tsv", "") is None


def test_names_that_are_said_not_to_be_recognised_are_no_end_but_columns_that_are_not_there_are(tmp_path):
    rows = found(tmp_path, "x.tsv", "alpha\tbeta\na\tb\n", columns=Columns(header=True))
    assert rows.names == ("alpha", "beta") and rows.roles == ("source", "reference") and rows.rows == (("a", "b"),)
    with pytest.raises(CorpusError, match="there is no column 7"):
        found(tmp_path, "x.tsv", "alpha\tbeta\na\tb\n", columns=Columns(source=7))


@pytest.mark.parametrize(
    ("first", "likely"),
    [
        ("Ursprung\tErgebnis", True),
        ("Hello.\tHallo.", False),
        ("A longer sentence here\tEin Satz", False),
        ("\t", False),
    ],
)
def test_a_first_row_of_few_words_above_sentences_is_likely_a_header(tmp_path, first, likely):
    sentences = "".join(f"The cat sleeps well {number}.\tDie Katze schläft gut {number}.\n" for number in range(9))
    assert found(tmp_path, "x.tsv", f"{first}\n{sentences}").likely_header is likely
    # Not where all rows are as short, nor where there are hardly any.
    assert not found(tmp_path, "x.tsv", f"{first}\n" + "cat\tKatze\n" * 9).likely_header
    assert not found(tmp_path, "x.tsv", f"{first}\nThe cat sleeps well.\tDie Katze schläft gut.\n").likely_header
