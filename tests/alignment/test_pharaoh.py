from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.alignment.pharaoh import pharaoh_line, read_pharaoh
from workbench.errors import AlignmentError

LINKS = st.frozensets(st.tuples(st.integers(0, 300), st.integers(0, 300)))


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return tmp_path_factory.mktemp("pharaoh") / "a.links"


@pytest.mark.parametrize(
    ("links", "line"),
    [
        (set(), ""),
        ({(1, 2), (0, 0)}, "0-0 1-2"),
        ({(10, 0), (9, 1), (9, 0)}, "9-0 9-1 10-0"),
    ],
)
def test_links_are_written_in_order_of_source_words(links, line):
    assert pharaoh_line(links) == line


@given(st.lists(LINKS))
def test_what_is_written_reads_back(file, pairs):
    file.write_text("".join(pharaoh_line(links) + "\n" for links in pairs))
    assert list(read_pharaoh(file)) == pairs


@pytest.mark.parametrize(
    "content",
    [
        "0-0 1-1\n\n2-0\n",
        "0-0 1-1\r\n\r\n2-0\r\n",
        "\ufeff0-0 1-1\n\n2-0",
        "  1-1\t0-0 0-0 \n \n2-0 \n",
    ],
    ids=["newlines", "carriage returns", "a mark and no last newline", "spaces, tabs and a link twice"],
)
def test_a_line_is_a_pair_and_one_without_links_too(file, content):
    file.write_bytes(content.encode())
    assert list(read_pharaoh(file)) == [{(0, 0), (1, 1)}, set(), {(2, 0)}]


def test_lines_are_read_one_after_the_other(file):
    file.write_text("0-0\n1\n")
    pairs = read_pharaoh(file)
    assert next(pairs) == {(0, 0)}
    with pytest.raises(AlignmentError, match=r"a\.links:2: '1' is no link; expected i-j, two word numbers such as 0-2"):
        next(pairs)


@pytest.mark.parametrize(
    "token", ["1", "1-", "-1", "1-2-3", "1p2", "1?2", "1:2", "a-b", "²-1", "1--2", "0-9999999999", "\x85"]
)
def test_anything_but_a_link_is_refused(file, token):
    file.write_text(f"0-0 {token}x\n" if token == "\x85" else f"0-0 {token}\n", encoding="utf-8")
    with pytest.raises(AlignmentError, match=r"a\.links:1: .* is no link"):
        list(read_pharaoh(file))


def test_bytes_that_are_no_text_are_told_with_their_line(file):
    file.write_bytes(b"0-0\n1-\xff\n")
    with pytest.raises(AlignmentError, match=r"a\.links:2: byte 0xff is not UTF-8 .*; convert the file"):
        list(read_pharaoh(file))


def test_a_file_that_is_not_there_is_told(file):
    with pytest.raises(AlignmentError, match=r"gone: no such file; check the path"):
        list(read_pharaoh(file.with_name("gone")))
