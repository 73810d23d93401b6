from __future__ import annotations

import csv
import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.corpus import Columns, read
from workbench.errors import CorpusError
from workbench.runs import export

AWKWARD = [
    "\u2028",
    "\u0085",
    "\x0c",
    "\x1c",
    "\ufeff",
    '"',
    "'",
    "\\",
    ",",
    ";",
    " ",
    "é",
    "👩‍👧",
    "ש",
    "\u202e",
]
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
LINE = st.lists(st.sampled_from(AWKWARD) | st.characters(exclude_categories=["Cs"], exclude_characters="\t\n\r\0")).map(
    "".join
)
ANY = st.lists(st.sampled_from([*AWKWARD, "\n", "\r", "\t"]) | CHARACTERS).map("".join)


def rows_of(text):
    return st.lists(st.tuples(text, text, text), min_size=1, max_size=8)


def written(folder, name, text):
    path = folder / name
    path.write_bytes(text.encode())
    return path


def content(corpus):
    return [(s.source, *s.references, s.hypothesis) for s in corpus]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("formats")


@given(rows_of(LINE))
def test_tsv_comes_back_with_quotation_marks_as_text(folder, rows):
    text = "".join("\t".join(row) + "\n" for row in [("source", "reference", "hypothesis"), *rows])
    assert content(read(written(folder, "x.tsv", text))) == rows


@given(rows_of(ANY), st.sampled_from(",;\t"), st.booleans())
def test_csv_comes_back_with_newlines_in_its_cells(folder, rows, delimiter, unix):
    path = folder / "x.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        # Where lines end with a newline alone, the writer of Python 3.11 would leave carriage returns unquoted.
        style = {"lineterminator": "\n", "quoting": csv.QUOTE_ALL} if unix else {}
        writer = csv.writer(stream, delimiter=delimiter, **style)
        writer.writerows([("source", "reference", "hypothesis"), *rows])
    assert content(read(path)) == rows


@given(rows_of(ANY), st.booleans())
def test_jsonl_comes_back(folder, rows, ascii_only):
    keys = ("source", "reference", "hypothesis")
    text = "".join(json.dumps(dict(zip(keys, row, strict=True)), ensure_ascii=ascii_only) + "\n" for row in rows)
    assert content(read(written(folder, "x.jsonl", text))) == rows


@given(rows_of(LINE))
def test_line_aligned_files_come_back(folder, rows):
    paths = [
        written(folder, name, "".join(f"{text}\n" for text in texts))
        for name, texts in zip(("x.en", "x.de", "x.mt"), zip(*rows, strict=True), strict=True)
    ]
    # A mark at the beginning of a file is no text.
    rows[0] = tuple(text.removeprefix("\ufeff") for text in rows[0])
    assert content(read(paths[0], target=paths[1], hypothesis=paths[2])) == rows


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("x.tsv", "a\tb\nc\td", [("a", "b", None), ("c", "d", None)]),
        ("x.tsv", "a\tb\n\nc\td\n\n", [("a", "b", None), ("c", "d", None)]),
        ("x.tsv", "a\n\nb\n", [("a", None), ("", None), ("b", None)]),
        ("x.tsv", 'a "\tb"\n"c\td\t\n', [('a "', 'b"', None), ('"c', "d", None)]),
        (
            "x.tsv",
            "source\tref\tref2\na\tb\t\na\t\tc\na\t\t\n",
            [("a", "b", None), ("a", "c", None), ("a", "", None)],
        ),
        ("x.csv", 'a,"b;\n;"\n\nc;,d', [("a", "b;\n;", None), ("c;", "d", None)]),
        ("x.csv", '"a, b";c\r\nd;e\r\n', [("a, b", "c", None), ("d", "e", None)]),
        ("x.csv", f'a,"{"b" * 200_000}"\n', [("a", "b" * 200_000, None)]),
        ("x.csv", 'a,5" pipe\n', [("a", '5" pipe', None)]),
        (
            "x.jsonl",
            '{"src": "a", "references": ["b", "c"]}\n\n{"source": "d"}',
            [("a", "b", "c", None), ("d", None)],
        ),
        ("x.jsonl", '{"source": "a", "target": null, "mt": ""}', [("a", "")]),
        ("x.jsonl", '{"source": "a", "references": [null, " ", "b", "", "c"]}', [("a", "b", "c", None)]),
        ("x.jsonl", '{"source": "a", "references": [" ", null]}', [("a", " ", None)]),
        ("x.jsonl", '{"source": "a", "references": [null], "ref2": "b"}', [("a", "b", None)]),
        ("x.jsonl", '{"source": "a", "references": [null, null]}', [("a", None)]),
        ("x.jsonl", '{"source": "a", "references": []}', [("a", None)]),
        ("x.en-de.jsonl", '{"id": 7, "translation": {"de": "b", "en": "a"}}', [("a", "b", None)]),
        ("x.en-de.tsv", "id\tDE\tEN\n1\tb\ta\n", [("a", "b", None)]),
    ],
)
def test_small_files_are_read_as_they_are_meant(tmp_path, name, text, expected):
    assert content(read(written(tmp_path, name, text))) == expected


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("x.tsv", "", "x.tsv: there are no segments"),
        ("x.tsv", "source\treference\n", "x.tsv: there are no segments"),
        ("x.csv", "", "x.csv: there are no segments"),
        ("x.jsonl", "\n\n", "x.jsonl: there are no segments"),
        ("x.tsv", "a\tb\nc\n", "x.tsv:2: 1 columns received, 2 expected"),
        ("x.tsv", "a\tb\nc\td\te\n", "x.tsv:2: 3 columns received, 2 expected"),
        ("x.tsv", "\na\tb\n", "x.tsv:2: 2 columns received, 1 expected"),
        ("x.csv", 'a,"b\nb"\nc\n', "x.csv:3: 1 columns received, 2 expected"),
        ("x.csv", 'a,b\nc,"d\ne,f\n', "x.csv:2: the row that begins here is not valid CSV"),
        ("x.csv", 'a,b\nc,"d" e\n', "x.csv:2: the row that begins here is not valid CSV"),
        ("x.csv", 'a,b\nc,"d' + "\ne,f" * 50_000, "x.csv:2: the row that begins here is not valid CSV"),
        (
            "x.csv",
            f'a,b\nc,"{"d" * 999_990}\n{"e" * 20}"\n',
            "x.csv:2: the row that begins here is not valid CSV (a cell is longer than 1,000,000 characters)",
        ),
        ("x.tsv", "a\tb\nc\x00\td\n", "x.tsv:2: a NUL character received"),
        ("x.csv", "a,b\nc\x00,d\n", "x.csv:2: a NUL character received"),
        ("x.jsonl", '{"source": "a\x00"}', "x.jsonl:1: a NUL character received"),
        ("x.jsonl", r'{"source": "a", "mt": "b\u0000"}', "x.jsonl:1: a NUL character (\\u0000) in 'mt'"),
        ("x.jsonl", '{"source": "a"}\n{"source": \n', "x.jsonl:2: not valid JSON"),
        ("x.jsonl", '{"source": "a"}\n[1]', "x.jsonl:2: a JSON list received; expected one object per line"),
        ("x.jsonl", "[" * 200_000, "x.jsonl:1: not valid JSON"),
        ("x.jsonl", '{"source": 9' + "9" * 5000 + "}", "x.jsonl:1: 'source' is 9999"),
        ("x.jsonl", '{"source": 1e999}', "x.jsonl:1: 'source' is 1e999; expected text"),
        ("x.jsonl", '{"source": null}', "x.jsonl:1: 'source' is None; expected text"),
        ("x.jsonl", '{"source": 3}', "x.jsonl:1: 'source' is 3; expected text"),
        ("x.jsonl", '{"source": "a", "references": ["b", 1]}', "x.jsonl:1: 'references' is 1; expected text"),
        ("x.jsonl", '{"source": "a", "id": [1]}', "x.jsonl:1: the id is"),
        ("x.jsonl", r'{"source": "a \ud800"}', "x.jsonl:1: half of a surrogate pair"),
        ("x.jsonl", r'{"source": "a", "id": "\udfff"}', "x.jsonl:1: half of a surrogate pair (\\udfff) in 'id'"),
        ("x.jsonl", r'{"source": "a", "id": "\u0000"}', "x.jsonl:1: a NUL character (\\u0000) in 'id'"),
        ("x.jsonl", r'{"source": "a", "note": "x\u0000"}', "x.jsonl:1: a NUL character (\\u0000) in 'note'"),
        ("x.jsonl", r'{"source": "a", "x\u0000": 1}', "x.jsonl:1: a NUL character (\\u0000) in 'x\\x00'"),
        ("x.jsonl", r'{"source": "a", "n": [{"k\u0000": 1}]}', "x.jsonl:1: a NUL character (\\u0000) in 'n'"),
        ("x.jsonl", r'{"source": "a", "n": {"k": ["\ud83d"]}}', "x.jsonl:1: half of a surrogate pair (\\ud83d) in 'n'"),
        ("x.jsonl", r'{"translation": {"en": "a\u0000"}}', "x.jsonl:1: a NUL character"),
        ("x.jsonl", '{"text": "a"}', "x.jsonl:1: no column is recognised as the source among: 1 'text'"),
        (
            "x.jsonl",
            '{"translation": {"en": "a", "xx": "b"}}',
            "no column is recognised as the source among: 1 'en', 2 'xx'",
        ),
    ],
)
def test_what_cannot_be_read_is_an_error_with_file_and_line(tmp_path, name, text, message):
    with pytest.raises(CorpusError) as caught:
        list(read(written(tmp_path, name, text)))
    assert message in str(caught.value)


def test_further_columns_become_metadata(tmp_path):
    path = written(tmp_path, "x.tsv", "id\tsource\tref\tcomet\tkind\t\tkind\n1\ta\tb\t0.5\t007\tx\t3\n2\ta\tb\n")
    first, second = read(path)
    assert first.metadata == {"comet": 0.5, "kind": "007", "column6": "x", "column7": 3}
    assert second.metadata == dict.fromkeys(first.metadata)


def test_metadata_without_a_header_is_named_by_number(tmp_path):
    [segment] = read(written(tmp_path, "x.tsv", "a\tb\t1\n"))
    assert segment.metadata == {"column3": 1}


def test_json_metadata_keeps_its_types_and_digits_and_not_a_number_is_null(tmp_path):
    text = '{"source": "a", "n": NaN, "yes": true, "list": [1], "big": 1e999, "score": 0.25}'
    [segment] = read(written(tmp_path, "x.jsonl", text))
    assert segment.metadata == {"n": None, "yes": True, "list": "[1]", "big": "1e999", "score": 0.25}


@pytest.mark.parametrize("text", ["NaN", "nan", "Nan", "", " ", "3", "-0.5", "1e400", "007"])
def test_texts_of_json_stay_texts_also_when_they_are_exported_and_read_again(tmp_path, text):
    [segment] = read(written(tmp_path, "x.jsonl", json.dumps({"source": "a", "name": text})))
    assert segment.metadata == {"name": text}
    export([{"source": segment.source, **segment.metadata}], tmp_path / "y.jsonl")
    assert next(iter(read(tmp_path / "y.jsonl"))).metadata == {"name": text}


@pytest.mark.parametrize(
    ("cell", "expected"), [("Nan", "Nan"), ("NAN", "NAN"), ("nan", None), ("NaN", None), ("", None), ("3", 3)]
)
def test_in_a_table_a_name_like_nan_is_a_name(tmp_path, cell, expected):
    for name, separator in (("x.tsv", "\t"), ("x.csv", ",")):
        [segment] = read(
            written(tmp_path, name, f"source{separator}name\na{separator}{cell}\n"), columns=Columns("source")
        )
        assert segment.metadata == {"name": expected}


def test_lines_are_those_of_the_file_even_where_cells_hold_newlines(tmp_path):
    path = written(tmp_path, "x.csv", 'source,reference\r\n"a\r\nb",c\r\n\r\nd,e\r\n')
    assert [(s.position, s.line, s.source) for s in read(path)] == [(0, 2, "a\r\nb"), (1, 5, "d")]


@pytest.mark.parametrize(
    ("name", "text", "languages", "expected"),
    [
        ("x.tsv", "en\tde\na\tb\n", ("en", "de"), ("a", "b", None)),
        ("x.tsv", "de\tid\ten\nb\t7\ta\n", ("en", "de"), ("a", "b", None)),
        ("x.csv", "English,German\na,b\n", ("en", "de"), ("a", "b", None)),
        ("x.csv", "eng;deu;mt\na;b;c\n", ("en-GB", "de-DE"), ("a", "b", "c")),
        ("x.jsonl", '{"translation": {"en": "a", "de": "b"}}', ("en", "de"), ("a", "b", None)),
        ("x.json", '{"id": "1", "translation": {"de-DE": "b", "en-US": "a"}}', ("en", "de"), ("a", "b", None)),
        ("x.jsonl", '{"deu_Latn": "b", "eng_Latn": "a", "n": 1}', ("en", "de"), ("a", "b", None)),
        ("x.jsonl", '{"German": "b", "English": "a"}', ("eng", "ger"), ("a", "b", None)),
        ("x.en-de.tsv", "en\tde\na\tb\n", ("de", "en"), ("b", "a", None)),
        ("x.en-fr.tsv", "en\tfr\tde\na\tb\tc\n", (None, "de"), ("a", "c", None)),
        ("x.en-de.tsv", "en\tde\na\tb\n", (None, None), ("a", "b", None)),
        ("x.tsv", "source\ttarget\na\tb\n", ("en", "de"), ("a", "b", None)),
    ],
)
def test_languages_that_are_stated_name_columns_and_keys(tmp_path, name, text, languages, expected):
    path = written(tmp_path, name, text)
    corpus = read(path, source_language=languages[0], target_language=languages[1])
    assert content(corpus) == [expected]
    guessed = read(path).languages or (None, None)
    assert corpus.languages == tuple(said or other for said, other in zip(languages, guessed, strict=True))
    # Who scored it with no more than the name of the file goes on with the same corpus.
    assert (corpus.fingerprint() == read(path).fingerprint()) == (corpus.languages == read(path).languages)


@pytest.mark.parametrize("name", ["x.txt", "x", "x.tsv", "x.csv", "x.txt.gz"])
def test_lines_with_three_bars_are_read_whatever_the_file_is_called(tmp_path, name):
    path = tmp_path / name
    text = b"The bird sings . ||| Der Vogel singt .\n\nIt rains . ||| Es regnet .\n"
    path.write_bytes(gzip.compress(text) if name.endswith("gz") else text)
    corpus = read(path)
    expected = [("The bird sings .", "Der Vogel singt .", None), ("It rains .", "Es regnet .", None)]
    assert (corpus.format, content(corpus), [s.line for s in corpus]) == ("bars", expected, [1, 3])


@pytest.mark.parametrize(
    "line",
    ["The bird sings .|||Der Vogel singt .", "The bird sings . |||Der Vogel singt .", "a b|||c d", "a|||", "|||a"],
)
@pytest.mark.parametrize("name", ["x.txt", "x.tsv", "x.csv"])
def test_one_blank_beside_three_bars_belongs_to_them(tmp_path, name, line):
    path = written(tmp_path, name, f"{line}\n{line}\n")
    both = tuple(part.strip() for part in line.split("|||"))
    assert content(read(path)) == [(*both, None)] * 2


def test_three_bars_in_what_is_to_be_read_as_a_table_are_named(tmp_path):
    path = written(tmp_path, "x.txt", "a ||| b\n")
    with pytest.raises(CorpusError, match=r"x\.txt:1: the line looks like 'source \|\|\| target'.*--format bars"):
        list(read(path, format="tsv"))


def test_bars_in_a_text_are_text(tmp_path):
    assert content(read(written(tmp_path, "x.tsv", "a ||| b\tc\n"))) == [("a ||| b", "c", None)]
    assert content(read(written(tmp_path, "x.csv", "source\na ||| b\n"))) == [("a ||| b", None)]


def test_hugging_face_pairs_can_be_named_by_the_user(tmp_path):
    path = written(tmp_path, "x.json", '{"translation": {"en": "a", "de": "b"}}')
    assert content(read(path, columns=Columns("de", "en"))) == [("b", "a", None)]


def test_whole_pairs_of_surrogates_and_backslashes_are_text(tmp_path):
    text = r'{"source": "\ud83d\ude42 \\u0000 \\ud800", "id": 9223372036854775808}'
    [segment] = read(written(tmp_path, "x.jsonl", text))
    assert (segment.source, segment.id) == ("🙂 \\u0000 \\ud800", "9223372036854775808")
