from __future__ import annotations

import bz2
import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.alignment.gold_formats import read_entries
from workbench.alignment.pharaoh import read_pharaoh
from workbench.alignment.sentences import read_sentences
from workbench.corpus import read, read_glossary
from workbench.errors import AlignmentError, BadRow, CorpusError
from workbench.files.line_ends import ended_lines
from workbench.files.text_file import count_lines, lines, readable_lines

MIXED = "it cannot be told what ends a line"
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r\0"))


@pytest.fixture
def file(tmp_path):
    def write(content, name="text.txt"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a\rb\r", ["a", "b"]),
        ("a\rb", ["a", "b"]),
        ("a\r", ["a"]),
        ("\r\r", ["", ""]),
        ("a\r\rb\r", ["a", "", "b"]),
        ("a\rb\r".encode("utf-16"), ["a", "b"]),
        (gzip.compress(b"a\rb\r", mtime=0), ["a", "b"]),
        (b"x" * 900_000 + b"\rb\r" + b"y" * 900_000 + b"\rc", ["x" * 900_000, "b", "y" * 900_000, "c"]),
        ("a\r\nb\r\n", ["a", "b"]),
        ("a\r\r\nb\r\r\n", ["a", "b"]),
        ("a\nb\r\nc\r\r\r\nd\r\r", ["a", "b", "c", "d"]),
        ("\r\r\na\n\r\n\r", ["", "a", "", ""]),
    ],
)
def test_carriage_returns_end_lines_where_no_newline_does_and_stand_before_newlines(file, content, expected):
    path = file(content)
    assert list(lines(path)) == list(enumerate(expected, start=1))
    assert count_lines(path) == len(expected)


@pytest.mark.parametrize(
    ("content", "bad"),
    [
        ("a\rb\n", [1]),
        ("a\rb\rc\n", [1]),
        ("a\rb\rc\r\n", [1]),
        ("a\nb\rc\nd\n", [2]),
        ("a\r\nb\rc\r\nd\r\n", [2]),
        ("a\n\rb\nc\n", [2]),
        ("a\n" * 99 + "b\rc", [100]),
        ("a\nb\rc\rd\re\r", [2]),
        ("a\r\nb\rc\rd\rf\n", [2]),
        ("a\rb\nc\nd\r\re\n", [1, 3]),
        ("a\n" * 5 + "b\r" * 6 + "c\n", [6]),
        ("a\nb\rc\n".encode("utf-16"), [2]),
        (gzip.compress(b"a\nb\rc\n", mtime=0), [2]),
        ("a\rb" * 700_000 + "\nc", [700_001]),
    ],
)
def test_a_line_in_which_another_end_stands_is_refused_or_left_out_and_never_half_read(file, content, bad):
    path = file(content)
    with pytest.raises(CorpusError, match=rf"text\.txt:{bad[0]}: a carriage return inside .*{MIXED}.* tr '\\r'"):
        list(lines(path))
    found = dict(readable_lines(path))
    assert [number for number, line in found.items() if isinstance(line, BadRow)] == bad
    assert not any("\r" in line or "\n" in line for line in found.values() if isinstance(line, str))
    assert count_lines(path) == len(found)


SPLIT = [
    ("x.tsv", "The cat sleeps.\tDie Katze schläft.\rThe dog barks.\tDer Hund bellt.\nA.\tB.\n", [("A.", "B.")], 1),
    (
        "x.tsv",
        "source\ttarget\rThe cat sleeps.\tDie Katze schläft.\nThe dog barks.\tDer Hund bellt.\r\nA.\tB.\r",
        [("The dog barks.", "Der Hund bellt."), ("A.", "B.")],
        1,
    ),
    ("x.tsv", "source\ttarget\na\rb\tc\nd\te\n", [("d", "e")], 2),
    ("x.csv", "source,target\na,b\rc,d\ne,f\n", [("e", "f")], 2),
    ("x.csv", 'source,target\n"a\rb",c\rd,e\nf,"g\rh"\n', [("f", "g\rh")], 2),
    # What a quotation mark opens behind the carriage return goes on over lines, and is left out with it.
    ("x.csv", 'source,target\na,b\r"c\nd",e\nf,g\n', [("f", "g")], 2),
    ("x.csv", 'source,target\r\n"a\r\n\rb",c\r\nd\r,e\r\n', [("a\r\n\rb", "c")], 4),
    ("x.jsonl", '{"source": "a", "target": "b"}\r{"source": "c"}\n{"source": "d", "target": "e"}\n', [("d", "e")], 1),
    ("x.txt", "a\tb\rc\td\ne\tf\n", [("e", "f")], 1),
]


@pytest.mark.parametrize(("name", "text", "kept", "line"), SPLIT)
def test_in_every_format_a_row_that_a_carriage_return_parts_is_bad(file, name, text, kept, line):
    path = file(text, name)
    with pytest.raises(CorpusError, match=rf"x\.\w+:{line}: a carriage return inside .*--skip-bad-rows"):
        list(read(path))
    corpus = read(path, skip_bad_rows=True)
    assert [(s.source, *s.references) for s in corpus] == kept
    [told] = corpus.survey().bad_rows_told
    assert told.startswith(f"{name}:{line}: a carriage return inside a line")


def test_a_pair_of_which_one_line_is_parted_is_bad(file):
    source, target = file("a\nb\nc\n", "x.en"), file("A\nB\rb\nC\n", "x.de")
    with pytest.raises(CorpusError, match=r"x\.de:2: a carriage return inside"):
        list(read(source, target=target))
    assert [s.source for s in read(source, target=target, skip_bad_rows=True)] == ["a", "c"]


def test_between_tokens_of_json_a_carriage_return_is_white_space(file):
    path = file('{"source":\r"a",\r\r"target": "b"}\r\n\r{"source": "c", "target": "d\\re"}\n', "x.jsonl")
    assert [(s.source, *s.references) for s in read(path)] == [("a", "b"), ("c", "d\re")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.csv", "source,target\rThe cat sleeps.,Die Katze schläft.\rA.,B.\r\n"),
        ("x.csv", "source,target\ra,b\n"),
        ("x.csv", 'source;target\r"a";b\rc;d\n'),
        ("x.tsv", "source\ttarget\ra\tb\r\n"),
        ("x.jsonl", '{"source": "a"}\r{"source": "b"}\r\n'),
    ],
)
def test_a_file_of_carriage_returns_and_a_last_newline_is_told_as_that(file, name, text):
    with pytest.raises(CorpusError, match=rf"{name}:1: a carriage return inside .*{MIXED}"):
        list(read(file(text, name)))
    with pytest.raises(CorpusError, match=r"the only row cannot be read; x\.\w+:1: a carriage return inside"):
        list(read(file(text, name), skip_bad_rows=True))


def test_links_sentences_and_glossaries_are_not_half_read_either(file):
    for read_this in (read_entries, lambda path: read_sentences(path, path), lambda path: list(read_pharaoh(path))):
        with pytest.raises(AlignmentError, match=rf"text\.txt:2: a carriage return inside .*{MIXED}"):
            read_this(file("0-0\n1-1\r2-2\n3-3\n"))
    with pytest.raises(CorpusError, match=rf"text\.txt:1: a carriage return inside .*{MIXED}"):
        read_glossary(file("a\tb\rc\td\n"))


@given(st.lists(TEXT, min_size=2), st.integers(1, 9))
def test_lines_come_back_whatever_ends_them_and_wherever_the_pieces_part(written, size):
    for end in ("\n", "\r\n", "\r"):
        text = "".join(line + end for line in written)
        pieces = (text[start : start + size] for start in range(0, len(text), size))
        assert list(ended_lines(pieces, 1000)) == [line + end for line in written]


def test_a_line_too_long_is_one_bad_row_among_the_others(file):
    for end in ("\n", "\r\n"):
        path = file(end.join(["a", "b" * 200_000, "c", "d" * 101, "e" * 100]))
        found = [(n, type(line) if isinstance(line, BadRow) else line) for n, line in readable_lines(path, longest=100)]
        assert found == [(1, "a"), (2, BadRow), (3, "c"), (4, BadRow), (5, "e" * 100)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.tsv", "source\ttarget\na\tb\nc\td\n"),
        ("x.csv", 'source,target\na,b\nc,"d"\n'),
        ("x.jsonl", '{"source": "a", "target": "b"}\n{"source": "c", "target": "d"}\n'),
        ("x.txt", "a\tb\nc\td\n"),
    ],
)
def test_every_format_is_read_with_carriage_returns(file, name, text):
    for end in ("\n", "\r\n", "\r"):
        segments = list(read(file(text.replace("\n", end), name)))
        assert [(segment.source, segment.references) for segment in segments] == [("a", ("b",)), ("c", ("d",))]


def test_each_of_two_aligned_files_may_have_its_own_ends(file):
    corpus = read(file("a\rb\r", "x.en"), target=file("c\r\nd\r\n", "x.de"), hypothesis=file("e\nf", "x.mt"))
    assert [(s.source, *s.references, s.hypothesis, s.line) for s in corpus] == [("a", "c", "e", 1), ("b", "d", "f", 2)]


def test_a_glossary_is_read_with_carriage_returns(file):
    assert read_glossary(file("a\tb\rc\td\r")) == (("a", "b"), ("c", "d"))


def test_a_carriage_return_inside_a_quoted_cell_is_text_whatever_ends_rows(file):
    for end in ("\n", "\r\n", "\r"):
        text = end.join(["source,target", '"a\rb","c\r\rd"' if end != "\r" else '"a\rb",c', ""])
        assert next(iter(read(file(text, "x.csv")))).source == "a\rb"


def test_a_fault_in_a_file_of_carriage_returns_has_its_line(file):
    with pytest.raises(CorpusError, match=r"text\.txt:3: byte 0xfc is not UTF-8"):
        list(lines(file(b"a\rb\rGr\xfc\xdfe\r")))
    with pytest.raises(CorpusError, match=r"text\.txt:3: the compressed data|text\.txt:3: byte"):
        list(lines(file(bz2.compress(b"a\rb\rGr\xfc\xdfe\r"))))
