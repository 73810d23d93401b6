from __future__ import annotations

import bz2
import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.corpus import read, read_glossary
from workbench.errors import BadRow, CorpusError
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
        ("a\r\r\nb\r\r\n", ["a\r", "b\r"]),
        ("a\nb\rc\nd\n", ["a", "b\rc", "d"]),
        ("a\r\nb\rc\r\nd\r\n", ["a", "b\rc", "d"]),
    ],
)
def test_a_carriage_return_ends_lines_only_where_no_newline_does(file, content, expected):
    path = file(content)
    assert list(lines(path)) == list(enumerate(expected, start=1))
    assert count_lines(path) == len(expected)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("a\rb\n", 1),
        ("a\rb\rc\n", 1),
        ("a\rb\rc\r\n", 1),
        ("a\nb\rc\rd\re\r", 1),
        ("a\r\nb\rc\rd\rf\n", 2),
        ("a\n" * 5 + "b\r" * 6 + "c\n", 6),
        ("a\rb" * 700_000 + "\nc", 700_001),
    ],
)
def test_where_both_may_end_lines_nothing_is_half_read(file, content, line):
    with pytest.raises(CorpusError, match=rf"text\.txt:{line}: .*{MIXED}.* tr '\\r'"):
        list(lines(file(content)))


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
    with pytest.raises(CorpusError, match=r"x\.csv:2: .* \(a carriage return outside quotation marks\)"):
        list(read(file("source,target\na,b\rc,d\n", "x.csv")))


def test_a_fault_in_a_file_of_carriage_returns_has_its_line(file):
    with pytest.raises(CorpusError, match=r"text\.txt:3: byte 0xfc is not UTF-8"):
        list(lines(file(b"a\rb\rGr\xfc\xdfe\r")))
    with pytest.raises(CorpusError, match=r"text\.txt:3: the compressed data|text\.txt:3: byte"):
        list(lines(file(bz2.compress(b"a\rb\rGr\xfc\xdfe\r"))))
