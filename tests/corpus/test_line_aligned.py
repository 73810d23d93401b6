from __future__ import annotations

import gzip

import pytest

from workbench.corpus import Columns, read
from workbench.errors import CorpusError


@pytest.fixture
def files(tmp_path):
    def write(**contents):
        paths = []
        for name, content in contents.items():
            paths.append(tmp_path / f"x.{name}")
            paths[-1].write_bytes(content if isinstance(content, bytes) else content.encode())
        return paths

    return write


def test_empty_lines_are_segments_and_a_missing_final_newline_is_no_difference(files):
    source, target = files(en="a\n\nb\n", de="c\nd\n".encode("utf-16") + "e".encode("utf-16-le"))
    found = [(s.id, s.source, s.references, s.line) for s in read(source, target=target)]
    assert found == [("1", "a", ("c",), 1), ("2", "", ("d",), 2), ("3", "b", ("e",), 3)]


def test_different_lengths_are_one_error_before_the_first_segment(files):
    source, target = files(en=gzip.compress(b"a\n" * 5), de="a\n" * 3)
    with pytest.raises(CorpusError, match=r"x\.de:3: .*x\.en has 5 lines, .*x\.de has 3 lines; expected as") as caught:
        next(iter(read(source, target=target)))
    assert str(source) in str(caught.value)


def test_a_limit_leaves_the_rest_unread_and_uncounted(files):
    source, target = files(en="a\n" * 5, de=b"b\nc\nd\n\xff\ne\n")
    assert len(list(read(source, target=target, limit=3))) == 3
    with pytest.raises(CorpusError, match=r"x\.de:4: byte 0xff"):
        list(read(source, target=target))


def test_a_limit_beyond_the_shorter_file_is_an_error(files):
    source, target = files(en="a\n" * 5, de="b\n")
    with pytest.raises(CorpusError, match=r"x\.en has 5 lines, .*x\.de has 1 line"):
        list(read(source, target=target, limit=3))


def test_a_hypothesis_file_needs_no_reference(files):
    source, hypothesis = files(en="a\n", mt="b\n")
    [segment] = read(source=source, hypothesis=hypothesis)
    assert (segment.references, segment.hypothesis) == ((), "b")


def test_sources_alone_are_read_when_asked_for(files):
    [source] = files(en="a\tb\nc\n")
    assert [(s.source, s.references) for s in read(source, format="parallel")] == [("a\tb", ()), ("c", ())]


def test_columns_and_aligned_files_do_not_go_together(files):
    source, target = files(en="a\n", de="b\n")
    with pytest.raises(CorpusError, match="have no columns"):
        read(source, target=target, columns=Columns(source="en"))
    with pytest.raises(CorpusError, match="'tsv' is one file"):
        read(source, target=target, format="tsv")


def test_empty_files_hold_no_segments(files):
    source, target = files(en="", de="")
    with pytest.raises(CorpusError, match="no segments"):
        list(read(source, target=target))
