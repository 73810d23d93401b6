from __future__ import annotations

import gzip
import random
import re
import tracemalloc
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.packing import COMPRESSIONS
from workbench.errors import BadRow, CorpusError
from workbench.files.text_file import check_unpacked, count_lines, lines, readable_lines

TEXT = "Grüße\u2028aus\u0085Köln\x0c\x1c\nשלום e\u0301 👩‍👩‍👧\x01\n\nzuletzt"
LINES = ["Grüße\u2028aus\u0085Köln\x0c\x1c", "שלום e\u0301 👩‍👩‍👧\x01", "", "zuletzt"]


def texts(path, **settings):
    return [line for _, line in lines(path, **settings)]


@pytest.mark.parametrize(
    "encoded",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.replace("\n", "\r\n").encode(),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16 little", "utf-16 big", "carriage returns"],
)
@pytest.mark.parametrize("suffix", ["", *COMPRESSIONS])
def test_lines_end_at_newlines_alone_in_every_encoding_and_compression(tmp_path, encoded, suffix):
    path = tmp_path / f"text.txt{suffix}"
    path.write_bytes(COMPRESSIONS[suffix](encoded) if suffix else encoded)
    assert list(lines(path)) == list(enumerate(LINES, start=1))
    assert count_lines(path) == 4


@pytest.mark.parametrize("suffix", COMPRESSIONS)
def test_compression_is_told_by_content_whatever_the_name(tmp_path, suffix):
    path = tmp_path / "text.txt"
    path.write_bytes(COMPRESSIONS[suffix](TEXT.encode()))
    assert texts(path) == LINES


def test_text_that_begins_like_a_bzip2_file_is_text(tmp_path):
    path = tmp_path / "text.txt"
    path.write_bytes(b"BZh9 is a name\n")
    assert texts(path) == ["BZh9 is a name"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", []),
        (b"\xef\xbb\xbf", []),
        (b"\n", [""]),
        (b"a", ["a"]),
        (b"a\n", ["a"]),
        (b"a\n\n", ["a", ""]),
        (b"a\r\r\nb\r", ["a", "b"]),
        ("\ufeffa\n\ufeffb".encode(), ["a", "\ufeffb"]),
    ],
)
def test_a_final_newline_ends_a_line_and_begins_none(tmp_path, content, expected):
    path = tmp_path / "text.txt"
    path.write_bytes(content)
    assert texts(path) == expected
    assert count_lines(path) == len(expected)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r\0"))), st.booleans())
def test_lines_and_their_count_come_back(tmp_path_factory, written, final_newline):
    path = tmp_path_factory.mktemp("lines") / "text.txt"
    path.write_bytes(("\n".join(written) + "\n" * (final_newline or written[-1:] == [""])).encode("utf-16"))
    assert texts(path) == (written or [""] * final_newline)
    assert count_lines(path) == len(texts(path))


@pytest.mark.parametrize("line", [1, 3, 40_001])
def test_a_wrong_byte_is_reported_with_its_line_after_all_lines_before_it(tmp_path, line):
    path = tmp_path / "text.txt"
    path.write_bytes(b"abc\n" * (line - 1) + b"Gr\xfc\xdfe\n" + b"abc\n" * 30_000)
    read = lines(path)
    assert len(list(islice(read, line - 1))) == line - 1
    with pytest.raises(CorpusError, match=rf"text\.txt:{line}: byte 0xfc is not UTF-8.*iconv"):
        next(read)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("a\nb\n".encode("utf-16") + b"\x00", 3),
        ("a\n".encode("utf-16") + b"\x00\xd8" + "b\n".encode("utf-16-le"), 2),
        (b"a\nb\xe2\x82", 2),
    ],
    ids=["odd length", "lone surrogate", "cut in a character"],
)
def test_text_that_breaks_off_or_is_not_its_encoding_is_an_error(tmp_path, content, line):
    path = tmp_path / "text.txt"
    path.write_bytes(content)
    with pytest.raises(CorpusError, match=rf"text\.txt:{line}: byte 0x.. is not UTF-"):
        texts(path)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("ab\ncd\n".encode("utf-16-le"), 1),
        ("ab\ncd\n".encode("utf-16-be"), 1),
        ("Grüße\nÜber\n".encode("utf-16-le"), 1),
        ("Übergröße\n".encode("utf-16-be"), 1),
        ("質問\n".encode("utf-16-le"), 1),
        ("ab\ncd\n".encode("utf-32"), 1),
        ("ab\ncd\n".encode("utf-32-le"), 1),
        ("\ufeffab\n".encode("utf-32-be"), 1),
        ("ab\r\ncd\r\n".encode("utf-16-le"), 1),
        ("中中\n中\n".encode("utf-16-le"), 2),
        ("a\n質問\n\n".encode("utf-16-be"), 1),
        (b"\0", 1),
    ],
)
def test_another_encoding_with_nul_characters_is_told_as_that(tmp_path, content, line):
    path = tmp_path / "text.txt"
    path.write_bytes(content)
    for read in (texts, count_lines, lambda path: list(readable_lines(path))):
        with pytest.raises(
            CorpusError, match=rf"text\.txt:{line}: a NUL character received.*iconv -f UTF-16LE"
        ) as told:
            read(path)
        assert not isinstance(told.value, BadRow)


NUL, BYTE = "a NUL character received, .*tr -d", "byte 0x.. is not UTF-8 .*iconv -f ISO-8859-1"


@pytest.mark.parametrize(
    ("content", "bad"),
    [
        (b"one\ntwo\nth\x00ree\n", {3: NUL}),
        (b"one\n" * 30_000 + b"\x00", {30_001: NUL}),
        ("a\nb\0\n".encode("utf-16"), {2: NUL}),
        (b"\xef\xbb\xbf\xff\na\n\0\0\nb\n", {1: BYTE, 3: NUL}),
        (b"Gr\xfc\xdfe\nb\n", {1: BYTE}),
        (b"a\n\n\xe2\x82\nb\n\x80", {3: BYTE, 5: BYTE}),
        (b"a\n\xed\xa0\x80\n\xc0\xaf\n\xf4\x90\x80\x80\n", {2: BYTE, 3: BYTE, 4: BYTE}),
        (b"a\r\nb\xff\0\r\nc\xff\r\n", {2: NUL, 3: BYTE}),
        (b"a\rb\xff\rc\r", {2: BYTE}),
        ("é\n".encode() * 9_000 + b"\xe9\n" + "é\n".encode() * 40_000 + b"\xe9", {9_001: BYTE, 49_002: BYTE}),
    ],
)
def test_a_line_that_is_no_text_is_one_bad_row_among_the_others(tmp_path, content, bad):
    for suffix in ("", *COMPRESSIONS):
        path = tmp_path / f"text.txt{suffix}"
        path.write_bytes(COMPRESSIONS[suffix](content) if suffix else content)
        found = dict(readable_lines(path))
        assert [number for number, line in found.items() if isinstance(line, BadRow)] == list(bad)
        for number, message in bad.items():
            assert re.match(message, found[number].reason) and found[number].line == number
        assert count_lines(path) == len(found)
        first = min(bad)
        with pytest.raises(BadRow, match=rf"text\.txt{re.escape(suffix)}:{first}: {bad[first]}"):
            texts(path)


def as_python_has_it(line):
    """The text, or how what is wrong with it begins."""
    if b"\0" in line:
        return "a NUL character"
    try:
        return line.decode().removesuffix("\n")
    except UnicodeDecodeError as error:
        return f"byte 0x{line[error.start]:02x} is not UTF-8 ({error.reason})"


@given(st.lists(st.text(max_size=9).map(str.encode) | st.binary(max_size=9), min_size=1))
def test_bytes_are_read_line_by_line_as_python_decodes_them_or_refused(tmp_path_factory, written):
    content = [b"some\n", b"text\n", *(line.translate(None, b"\n\r") + b"\n" for line in written)]
    path = tmp_path_factory.mktemp("bytes") / "text.txt"
    path.write_bytes(b"".join(content))
    found = [line for _, line in readable_lines(path)]
    for line, expected in zip(found, map(as_python_has_it, content), strict=True):
        assert line.reason.startswith(expected) if isinstance(line, BadRow) else line == expected


@pytest.mark.parametrize("suffix", COMPRESSIONS)
@pytest.mark.parametrize("damage", ["cut", "changed"])
def test_broken_compression_is_an_error_about_the_file(tmp_path, suffix, damage):
    path = tmp_path / f"text{suffix}"
    noise = random.Random(1)
    whole = bytearray(COMPRESSIONS[suffix]("".join(chr(noise.randrange(32, 126)) for _ in range(9000)).encode()))
    if damage == "cut":
        del whole[len(whole) // 2 :]
    else:
        whole[len(whole) // 2 :: 7] = bytes(byte ^ 0x55 for byte in whole[len(whole) // 2 :: 7])
    path.write_bytes(whole)
    with pytest.raises(CorpusError, match="the compressed data is broken"):
        texts(path)


def test_damage_that_decompresses_to_other_text_is_damage_and_not_another_encoding(tmp_path):
    stored = bytearray(gzip.compress(b"a sentence of some words\n" * 20_000, 0))
    path = tmp_path / "text.gz"
    stored[len(stored) // 2] = 0xFC
    path.write_bytes(stored)
    for read in (texts, count_lines):
        with pytest.raises(CorpusError, match=r"the compressed data is broken \(CRC check failed"):
            read(path)
    path.write_bytes(gzip.compress(b"Gr\xfc\xdfe\n" * 20_000))
    with pytest.raises(CorpusError, match=r"text\.gz:1: byte 0xfc is not UTF-8"):
        texts(path)


def test_a_name_that_promises_compression_must_keep_it(tmp_path):
    path = tmp_path / "text.txt.gz"
    path.write_bytes(b"plain")
    with pytest.raises(CorpusError, match=r"named \.gz but not compressed"):
        texts(path)


def test_missing_files_and_folders_are_errors(tmp_path):
    for path, message in ((tmp_path / "no.txt", "no such file"), (tmp_path, "is a folder")):
        with pytest.raises(CorpusError, match=message):
            texts(path)


def test_a_line_without_end_is_refused_before_it_fills_the_memory(tmp_path):
    path = tmp_path / "text.txt"
    path.write_bytes(b"short\n" + b"x" * 101)
    assert len(texts(path, longest=101)) == 2
    with pytest.raises(CorpusError, match=r"text\.txt:2: the line is longer than 100 characters"):
        texts(path, longest=100)


def test_memory_does_not_grow_with_the_file(tmp_path):
    def peak(count):
        path = tmp_path / f"{count}.gz"
        path.write_bytes(gzip.compress(b"a sentence of some words\n" * count, 1))
        tracemalloc.start()
        assert sum(1 for _ in lines(path)) == count
        high = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return high

    peak(10)
    small, large = peak(20_000), peak(200_000)
    assert large < 1.2 * small < 2_000_000


@pytest.mark.parametrize("compress", [*COMPRESSIONS.values(), bytes])
def test_a_file_that_unpacks_to_more_than_it_may_is_refused_before_it_is_read(tmp_path, compress):
    path = tmp_path / "corpus.txt"
    path.write_bytes(compress(b"\0" * 3_000_000))
    check_unpacked(path, 3_000_000)
    with pytest.raises(CorpusError, match=r"corpus\.txt: unpacks to more than 1 MB"):
        check_unpacked(path, 1_500_000)
    path.write_bytes(b"\x1f\x8bbroken")
    check_unpacked(path, 10)
