from __future__ import annotations

import gzip
import pickle
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.corpus import FORMATS, Columns, Segment, Survey, read
from workbench.corpus.ids import UniqueIds
from workbench.errors import CorpusError, UnknownNameError


@pytest.fixture
def table(tmp_path):
    def write(text, name="x.tsv"):
        path = tmp_path / name
        path.write_bytes(text.encode())
        return path

    return write


def test_the_demo_is_a_corpus_with_ids_languages_and_metadata():
    corpus = read("demo")
    segments = list(corpus)
    assert corpus.languages == ("en", "de")
    assert corpus.survey() == Survey(
        len(segments), renamed_ids=0, empty_sources=0, empty_references=0, without_hypothesis=len(segments)
    )
    assert segments[0].id == "demo-001"
    assert len(segments[0].references) == 1
    assert {key for s in segments for key in s.metadata} == {"phenomenon", "planted"}
    assert {type(s.metadata["planted"]) for s in segments} == {str, type(None)}


def test_a_corpus_can_be_read_again_and_sent_to_another_process(table):
    corpus = read(table("a\tb\nc\td\n"))
    assert list(corpus) == list(corpus) == list(pickle.loads(pickle.dumps(corpus)))


def test_a_limit_stops_before_what_lies_behind(table):
    corpus = read(table("a\tb\nc\td\ne\n"), limit=2)
    assert [(s.id, s.position, s.line) for s in corpus] == [("1", 0, 1), ("2", 1, 2)]
    assert len(list(read(table("a\tb\nc\td\n"), limit=10**30))) == 2
    with pytest.raises(CorpusError, match="limit 0"):
        read("demo", limit=0)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["", "", ""], ["1", "2", "3"]),
        (["a", "a", "a"], ["a", "a#2", "a#3"]),
        (["a#2", "a", "a"], ["a#2", "a", "a#3"]),
        (["a", "a", "a#2"], ["a", "a#2", "a#2#2"]),
        (["2", ""], ["2", "2#2"]),
        (["", "", "1", ""], ["1", "2", "1#2", "4"]),
    ],
)
def test_repeated_ids_are_numbered_without_meeting_a_real_one(given, expected):
    ids = UniqueIds()
    assert [ids(name, row) for row, name in enumerate(given, start=1)] == expected
    assert ids.renamed == sum(
        name not in ("", new) or (not name and new != str(row))
        for row, (name, new) in enumerate(zip(given, expected, strict=True), start=1)
    )


@given(st.lists(st.sampled_from(["", "a", "a#2", "a#3", "a#2#2", "1", "2", "2#2"]), max_size=12))
def test_no_two_ids_are_the_same(given):
    ids = UniqueIds()
    found = [ids(name, row) for row, name in enumerate(given, start=1)]
    assert len(set(found)) == len(given)


def test_a_survey_counts_what_a_reader_should_know(table):
    corpus = read(table("id\tsource\tref\nx\t\tb\nx\ta\t \nx#2\t \u2003\tb\n\ta\tb\n"))
    assert [s.id for s in corpus] == ["x", "x#2", "x#2#2", "4"]
    assert corpus.survey() == Survey(
        segments=4, renamed_ids=2, empty_sources=2, empty_references=1, without_hypothesis=4
    )


def test_a_survey_counts_segments_with_several_references(table):
    corpus = read(table("source\tref\tref2\tref3\na\tb\t\t\na\tb\tc\t\na\tb\tc\td\na\t\t\t\na\t \t\td\n"))
    survey = corpus.survey()
    assert (survey.segments, survey.several_references, survey.empty_references) == (5, 2, 1)
    assert survey.first_reference_note == "2 segments have several references; the first that is not empty is read"
    assert [segment.reference for segment in corpus] == ["b", "b", "b", "", "d"]


@pytest.mark.parametrize(
    ("references", "first"), [((), None), (("",), ""), ((" ", ""), " "), (("", "a", "b"), "a"), (("b", "a"), "b")]
)
def test_the_reference_that_is_read_is_the_first_with_text_in_it(references, first):
    assert Segment("a", "b", references).reference == first


@pytest.mark.parametrize(
    ("text", "columns", "expected"),
    [
        ("English\tGerman\na\tb\n", Columns(), ("English", "German")),
        ("src\tfoo\t3\na\tb\t4\n", Columns(), ("src", "foo")),
        ("English\tGerman\na\tb\n", Columns(header=False), ()),
        ("English\tGerman\na\tb\n", Columns("English", "German"), ()),
        ("source\ttarget\nEnglish\tGerman\n", Columns(), ()),
        ("a\tb\nEnglish\tGerman\n", Columns(), ()),
    ],
)
def test_a_survey_tells_of_a_first_line_that_looks_like_a_header_and_is_read_as_a_sentence(
    table, text, columns, expected
):
    assert read(table(text), columns=columns).survey().doubtful_header == expected


def test_the_fingerprint_is_that_of_the_bytes_and_of_what_changes_the_reading(table):
    text = "source\ttarget\nb\tc\n"
    path = table(text)
    same = table(text, "y.tsv")
    other = table(text + "d\te\n", "z.tsv")
    assert read(path).fingerprint() == read(str(path)).fingerprint() == read(same).fingerprint()
    assert len(read(path).fingerprint()) == 64
    variants = [
        read(path),
        read(other),
        read(path, limit=1),
        read(path, columns=Columns(source="target")),
        read(path, format="parallel"),
        read(path, target=other),
        read(path, hypothesis=other),
        read(path, target=path, hypothesis=other),
    ]
    assert len({corpus.fingerprint() for corpus in variants}) == len(variants)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("x.TSV", "a", "tsv"),
        ("x.tab", "a", "tsv"),
        ("x.csv", "a", "csv"),
        ("x.jsonl", "{}", "jsonl"),
        ("x.ndjson", "{}", "jsonl"),
        ("x.json", "{}", "jsonl"),
        ("x.txt", "a\tb", "tsv"),
        ("x", "a\tb", "tsv"),
    ],
)
def test_the_format_is_told_by_the_name_or_a_tab(table, tmp_path, name, text, expected):
    assert read(table(text, name)).format == expected
    packed = tmp_path / f"{name}.gz"
    packed.write_bytes(gzip.compress(text.encode()))
    assert read(packed).format == expected


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"path": "x.txt"}, CorpusError, r"the format cannot be told .*\.tsv, \.csv, .*\.jsonl.*--target"),
        ({"path": "empty"}, CorpusError, "empty: the file is empty; expected at least one segment"),
        ({"path": "blank"}, CorpusError, "blank: the file has blank lines alone; expected at least one segment"),
        ({"path": "/dev/null", "format": "tsv"}, CorpusError, "/dev/null: is a device"),
        ({"path": "x.txt", "format": "xml"}, UnknownNameError, "choose one of: .*csv, .*jsonl, .*parallel, .*tsv"),
        ({"path": "no.tsv"}, CorpusError, "no such file"),
        ({"path": "x.txt", "target": "no.txt"}, CorpusError, "no.txt: no such file"),
        ({"path": "."}, CorpusError, "is a folder"),
        ({"path": "a\0b"}, CorpusError, "no such file"),
        ({"path": "a" * 5000}, CorpusError, "no such file"),
        ({"path": "x.txt", "source": "x.txt"}, CorpusError, "give one corpus file, or a source and a target"),
        ({}, CorpusError, "give one corpus file, or a source and a target"),
    ],
)
def test_what_does_not_fit_is_said_at_once(table, monkeypatch, tmp_path, arguments, error, message):
    for name in ("x.txt", "x.tmx", "x.xliff"):
        table("<x/>", name)
    table("", "empty")
    table("\n \r\n\n", "blank")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error, match=message):
        read(**arguments)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("x.en-de.tsv", ("en", "de")),
        ("en-DE.tsv", ("en", "de")),
        ("x.hsb-de.tsv", ("hsb", "de")),
        ("x.eng_Latn-deu_Latn.tsv", ("eng_latn", "deu_latn")),
        ("x.tsv", None),
        ("x.xx-yy.tsv", None),
        ("front-end.tsv", None),
    ],
)
def test_languages_are_guessed_from_the_file_name(table, name, expected):
    assert read(table("a\tb", name)).languages == expected


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("train.en", "train.de", ("en", "de")),
        ("train.en-de.de", "train.en-de.en", ("de", "en")),
        ("x.eng_Latn", "x.deu_Latn", ("eng_latn", "deu_latn")),
        ("test.src", "test.ref", None),
        ("a.txt", "b.txt", None),
        ("train.en", "b.txt", None),
    ],
)
def test_languages_of_aligned_files_are_their_extensions(table, source, target, expected):
    assert read(table("a", source), target=table("b", target)).languages == expected


def test_every_reader_streams_in_constant_memory(tmp_path):
    rows = {
        "tsv": "a sentence\tein Satz\t0.5\n",
        "csv": 'a sentence,"ein Satz",0.5\n',
        "jsonl": '{"source": "a sentence", "target": "ein Satz"}\n',
        "json": '{"source": "a sentence",\n "target": "ein Satz"}\n',
        "parallel": "a sentence\n",
        "bars": "a sentence ||| ein Satz\n",
    }
    assert set(rows) <= set(FORMATS)

    def peak(format, count):
        path = tmp_path / f"{format}{count}"
        path.write_bytes(gzip.compress(rows[format].encode() * count, 1))
        corpus = read(path, format=format, target=path if format == "parallel" else None)
        tracemalloc.start()
        assert sum(1 for _ in corpus) == count
        high = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return high

    for format in rows:
        peak(format, 10)
        assert peak(format, 24_000) < 1.3 * peak(format, 8_000) < 4_000_000
