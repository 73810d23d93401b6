from __future__ import annotations

import datetime
import gzip
import zipfile

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings

from tests.corpus.segments import facts, segments
from workbench.corpus import FORMATS, Columns, Segment, read
from workbench.corpus.format import Destination
from workbench.corpus.rewrite import write
from workbench.errors import CorpusError
from workbench.files import office


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("xlsx")


@pytest.fixture
def book(tmp_path):
    """Sheets by name, each a list of rows; formulas as (text, result)."""

    def make(name="x.xlsx", **sheets):
        made = xlsxwriter.Workbook(tmp_path / name, {"default_date_format": "yyyy-mm-dd"})
        for title, rows in sheets.items():
            sheet = made.add_worksheet(title)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, tuple):
                        sheet.write_formula(number, place, *cell[:1], None, cell[1])
                    elif cell is not None:
                        sheet.write(number, place, cell)
        made.close()
        return tmp_path / name

    return make


def content(corpus):
    return [(s.source, *s.references) for s in corpus]


def near(found):
    """Numbers as such a file has them: whole ones have no point, and are texts from 16 digits on, as in every table;
    of others 15 digits can be relied on."""
    *texts, known = found
    return [*texts, {name: number(value) if kind in (int, float) else value for name, (kind, value) in known.items()}]


def number(value):
    if float(value).is_integer() and 1e15 <= abs(value) <= 2**53:
        return str(int(value))
    return pytest.approx(value, rel=1e-14, abs=0)


@settings(deadline=None, max_examples=40)
@given(segments())
def test_what_we_write_comes_back(folder, given_segments):
    write(given_segments, Destination(folder / "x.xlsx"), FORMATS["xlsx"])
    corpus = read(folder / "x.xlsx")
    assert corpus.format == "xlsx"
    for read_back, given_segment in zip(corpus, given_segments, strict=True):
        *same, known = facts(read_back)
        assert [*same, {name: value for name, (_, value) in known.items()}] == near(facts(given_segment))


def test_openpyxl_reads_what_we_write_and_no_text_is_a_formula_or_a_link(tmp_path):
    given_segments = [
        Segment(id="7", source="=1+1", references=("https://a.example",), metadata={"n": 3, "m": 0.5, "=x": "7"})
    ]
    write(given_segments, Destination(tmp_path / "x.xlsx"), FORMATS["xlsx"])
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx").active
    assert [[cell.value for cell in row] for row in sheet.rows] == [
        ["segment id", "source", "reference", "n", "m", "=x"],
        ["7", "=1+1", "https://a.example", 3, 0.5, "'7"],
    ]
    assert [cell.data_type for cell in sheet[2]] == ["s", "s", "s", "n", "n", "s"]
    assert sheet["C2"].hyperlink is None


def test_a_text_longer_than_a_cell_is_refused_and_nothing_is_left(tmp_path):
    write([Segment(id="7", source="a" * 32_767)], Destination(tmp_path / "x.xlsx"), FORMATS["xlsx"])
    assert len(next(iter(read(tmp_path / "x.xlsx"))).source) == 32_767
    with pytest.raises(CorpusError, match=r"segment '7' has a text of 32,768 characters; a cell holds 32,767"):
        write([Segment(id="7", source="a" * 32_768)], Destination(tmp_path / "y.xlsx"), FORMATS["xlsx"])
    assert [path.name for path in tmp_path.iterdir()] == ["x.xlsx"]


@pytest.mark.parametrize("name", ["x.xlsx", "x", "x.csv", "x.xlsx.gz"])
def test_cells_are_texts_numbers_and_dates_whatever_the_file_is_called(book, tmp_path, name):
    made = book(
        S=[
            ["id", "source", "target", "n", "when"],
            [7, 2024, "a", 0.5, datetime.date(2020, 1, 2)],
            [],
            ["b7", "c", "", 1e20, True],
        ]
    )
    data = made.read_bytes()
    made.unlink()
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    corpus = read(tmp_path / name)
    assert [(s.id, s.line, s.source, s.references) for s in corpus] == [("7", 2, "2024", ("a",)), ("b7", 4, "c", ("",))]
    assert [s.metadata for s in corpus] == [{"n": 0.5, "when": "2020-01-02"}, {"n": 1e20, "when": "true"}]


def test_the_first_sheet_with_a_source_is_taken_and_the_others_are_named(book):
    path = book(About=[["made by us"]], Pairs=[["source", "target"], ["a", "b"]], More=[["source"], ["c"]])
    corpus = read(path)
    assert (content(corpus), corpus.description.kind) == ([("a", "b")], "Excel, sheet 'Pairs'")
    assert corpus.description.notes == ("the other sheets are not read: 'About', 'More'; put the one wanted first",)


def test_a_title_above_the_names_of_the_columns_is_left_out(book):
    corpus = read(book(S=[["Our texts"], [], ["source", "target"], ["a", "b"]]))
    assert content(corpus) == [("a", "b")]
    assert corpus.survey().left_out == {"row above the names of the columns": 1}


def test_a_sheet_without_names_is_read_by_what_is_in_its_columns(book):
    corpus = read(book(S=[[1, "The first text", "Der erste Text"], [2, "Another one", "Ein anderer"]]))
    first = next(iter(corpus))
    assert (first.id, first.source, *first.references) == ("1", "The first text", "Der erste Text")
    assert "column 2 is the source" in corpus.description.notes[0]
    assert content(read(corpus.path, columns=Columns(source=3, reference=2)))[0] == ("Der erste Text", "The first text")


def test_formulas_give_their_stored_result_and_those_without_one_are_told(book):
    corpus = read(book(S=[["source", "target"], [("=A9", "a"), "b"], [("=A9", ""), "c"], [("=A9", ""), "d"]]))
    assert content(corpus) == [("a", "b"), ("", "c"), ("", "d")]
    assert corpus.description.notes[0].startswith("2 formulas have no stored result and are empty")


def test_cells_merged_over_rows_have_their_text_in_each(tmp_path):
    made = openpyxl.Workbook()
    for row in (["source", "target"], ["a", "b"], [None, "c"], ["d", "e"]):
        made.active.append(row)
    made.active.merge_cells("A2:A3")
    made.save(tmp_path / "x.xlsx")
    corpus = read(tmp_path / "x.xlsx")
    assert content(corpus) == [("a", "b"), ("a", "c"), ("d", "e")]
    assert "merged over several rows" in corpus.description.notes[0]


def test_hidden_sheets_are_not_read(tmp_path):
    made = openpyxl.Workbook()
    made.active.append(["source"])
    made.active.append(["a"])
    made.active.sheet_state = "hidden"
    made.create_sheet("Seen").append(["b", "c"])
    made.save(tmp_path / "x.xlsx")
    assert content(read(tmp_path / "x.xlsx")) == [("b", "c")]


@pytest.mark.parametrize(
    ("limit", "value", "message"),
    [
        ("MOST_UNPACKED", 1000, "at most 0 MB are read: save it as CSV"),
        ("MOST_CELLS", 3, r"a sheet of 2 rows and 28 columns; at most 3 cells are read"),
    ],
)
def test_what_unpacks_to_too_much_is_refused_before_it_is_in_memory(book, monkeypatch, limit, value, message):
    path = book(S=[["source", "target"], ["a", *"b" * 27]])
    monkeypatch.setattr(office, limit, value)
    with pytest.raises(CorpusError, match=message):
        list(read(path))


def test_a_sheet_whose_cells_lie_far_apart_is_refused(tmp_path):
    made = openpyxl.Workbook()
    made.active["A1"], made.active["XFD1048576"] = "source", "a"
    made.save(tmp_path / "x.xlsx")
    with pytest.raises(CorpusError, match="a sheet of 1,048,576 rows and 16,384 columns; at most 30,000,000 cells"):
        list(read(tmp_path / "x.xlsx"))


@pytest.mark.parametrize("change", ["cut", "size", "empty", "other"])
def test_damaged_workbooks_are_told(book, change):
    path = book(S=[["source", "target"], ["a", "b"]])
    data = path.read_bytes()
    if change == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif change == "size":
        with zipfile.ZipFile(path) as archive:
            info = archive.getinfo("xl/worksheets/sheet1.xml")
            place = data.rindex(info.filename.encode()) - 22
        path.write_bytes(data[:place] + (9).to_bytes(4, "little") + data[place + 4 :])
    elif change == "other":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("xl/nothing.xml", "<a/>")
    else:
        path = book(S=[[]])
    with pytest.raises(CorpusError, match=r"x\.xlsx: "):
        list(read(path))


def open_document(path, *rows):
    """A sheet as LibreOffice writes one; cells as (text, how often)."""
    names = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"' for prefix in ("office", "table", "text")
    )
    cells = [
        "".join(
            f'<table:table-cell office:value-type="string" table:number-columns-repeated="{often}">'
            f"<text:p>{text}</text:p></table:table-cell>"
            for text, often in row
        )
        for row in rows
    ]
    empty = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    table = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells) + empty
    sheet = f'<table:table table:name="S">{table}</table:table>'
    body = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", f"<office:document-content {names}>{body}</office:document-content>")
    return path


def test_sheets_of_open_document_are_read_and_cells_without_end_refused(tmp_path):
    path = open_document(tmp_path / "x.ods", [("source", 1), ("target", 1)], [("a", 2)])
    assert content(read(path)) == [("a", "a")]
    path = open_document(tmp_path / "y.ods", [("source", 1), ("target", 1)], *[[("a", 16_000)]] * 100)
    with pytest.raises(CorpusError, match="more than 1,000,000 cells that repeat their neighbour"):
        list(read(path))


@pytest.mark.parametrize(
    "sheets",
    [
        {"a": [["English", "German"], ["one dog", "ein Hund"]]},
        {"a": [["en-US", "de-DE"], ["one dog", "ein Hund"]]},
        {"a": [["Key", "en", "de"], ["a.b", "one dog", "ein Hund"]]},
        {"a": [["Ausgangstext", "Zieltext"], ["one dog", "ein Hund"]]},
        {"a": [["all about dogs"], ["English", "German"], ["one dog", "ein Hund"]]},
        {"notes": [["all about dogs"]], "b": [["English", "German"], ["one dog", "ein Hund"]]},
    ],
)
def test_a_sheet_whose_columns_are_named_after_two_languages_is_found(book, sheets):
    assert content(read(book(**sheets))) == [("one dog", "ein Hund")]
