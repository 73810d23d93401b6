from __future__ import annotations

import gzip

import pytest

from tests.packing import STREAMS, zst, zstd
from workbench.corpus import read
from workbench.errors import CorpusError
from workbench.files.text_file import count_lines, lines

TEXT = b"a sentence of some words\tein Satz aus einigen Woertern\n"


@pytest.fixture(params=STREAMS)
def packed(request, tmp_path):
    """How to compress, and a file of that kind to write to."""
    return STREAMS[request.param], tmp_path / f"text.tsv{request.param}"


def test_streams_one_after_the_other_are_one_text(packed):
    pack, path = packed
    path.write_bytes(pack(TEXT * 2) + pack(b"") + pack(TEXT * 20_000))
    assert count_lines(path) == 20_002


@pytest.mark.parametrize(
    "garbage", [b"x", b"more text\n", b"\0\0\0\0x", b"\x1f", b"BZh", TEXT * 5000], ids=lambda some: repr(some[:9])
)
@pytest.mark.parametrize("times", [1, 5_000])
def test_what_follows_compressed_data_is_told(packed, garbage, times):
    pack, path = packed
    path.write_bytes(pack(TEXT * times) + garbage)
    for reading in (lambda: list(lines(path)), lambda: list(read(path)), lambda: count_lines(path)):
        with pytest.raises(CorpusError, match=r"the compressed data is broken \(something else follows it\)"):
            reading()


def test_padding_is_no_garbage(tmp_path):
    for suffix in (".gz", ".xz"):
        path = tmp_path / f"text{suffix}"
        path.write_bytes(STREAMS[suffix](TEXT) + b"\0" * 8 + STREAMS[suffix](TEXT) + b"\0" * 512)
        assert count_lines(path) == 2


@pytest.mark.parametrize("cut", [20, 100, -9, -1])
def test_data_that_is_cut_off_is_damage(packed, cut):
    pack, path = packed
    path.write_bytes(pack(TEXT * 3 + bytes(range(32, 127)) * 3)[:cut])
    with pytest.raises(CorpusError, match=r"the compressed data is broken \(it ends too early\)"):
        list(lines(path))


@pytest.mark.parametrize("times", [3, 5_000])
def test_a_changed_byte_is_damage_whatever_it_makes_of_the_text(packed, times):
    pack, path = packed
    whole = pack(b"".join(b"%d " % number + TEXT for number in range(times)))
    told = set()
    for place in range(12, len(whole) - 12, max(1, len(whole) // 12)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x41]) + whole[place + 1 :])
        with pytest.raises(CorpusError) as caught:
            read(path).survey()
        told.add(str(caught.value).split(" (")[0])
    assert told == {f"{path}: the compressed data is broken"}


def test_damage_that_makes_rows_of_other_shapes_is_damage(tmp_path):
    stored = bytearray(gzip.compress(TEXT * 3, 0))
    place = stored.index(b"\tein")
    for byte in (b" ", b"\n", b"\xff", b"\0"):
        stored[place : place + 1] = byte
        path = tmp_path / "text.tsv.gz"
        path.write_bytes(stored)
        with pytest.raises(CorpusError, match=r"the compressed data is broken \(CRC check failed"):
            read(path).survey()


def test_damage_that_makes_a_line_too_long_is_damage(tmp_path):
    stored = bytearray(gzip.compress(b"a\n" + b"b" * 1_100_000 + b"\n", 0))
    stored[-2_000] = ord("c")
    path = tmp_path / "text.txt"
    path.write_bytes(stored)
    with pytest.raises(CorpusError, match=r"the compressed data is broken \(CRC check failed"):
        list(lines(path))


def skippable(content: bytes, kind: int = 0) -> bytes:
    return (0x184D2A50 + kind).to_bytes(4, "little") + len(content).to_bytes(4, "little") + content


@pytest.mark.parametrize(
    ("parts", "count"),
    [
        ((skippable(b"a size"), zst(TEXT)), 1),
        ((zst(TEXT), skippable(b"where frames begin", 14)), 1),
        ((skippable(b"", 15), skippable(b"x" * 100_000), zst(TEXT * 2), skippable(TEXT * 3, 7), zst(TEXT)), 3),
        ((skippable(b"nothing else"),), 0),
    ],
)
def test_frames_to_be_skipped_are_no_text(tmp_path, parts, count):
    path = tmp_path / "text.tsv.zst"
    path.write_bytes(b"".join(parts))
    assert [line for _, line in lines(path)] == [TEXT.decode()[:-1]] * count
    path.write_bytes(b"".join(parts)[:-1])
    with pytest.raises(CorpusError, match=r"the compressed data is broken \((it ends too early|CRC)"):
        list(lines(path))


def test_many_small_frames_are_one_text(tmp_path):
    path = tmp_path / "text.zst"
    path.write_bytes(zst(TEXT) * 3_000)
    assert count_lines(path) == 3_000


def test_frames_that_need_a_dictionary_ask_for_others(tmp_path):
    dictionary = zstd.train_dict([b"%d " % number + TEXT * 2 for number in range(500)], 1_000)
    path = tmp_path / "text.tsv.zst"
    path.write_bytes(zstd.compress(TEXT, zstd_dict=dictionary))
    with pytest.raises(CorpusError, match="was compressed with a dictionary that is not in it; compress it again with"):
        list(lines(path))


def test_text_that_begins_like_a_frame_to_be_skipped_is_text(tmp_path):
    path = tmp_path / "text.txt"
    path.write_bytes(b"P*M is a name\n")
    assert [line for _, line in lines(path)] == ["P*M is a name"]
