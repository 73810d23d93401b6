"""What may come out of compressed data, and what it costs to find that it is too much."""

from __future__ import annotations

import gzip
import lzma
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.packing import COMPRESSIONS, STREAMS, zipped, zst, zstd
from workbench.errors import CorpusError
from workbench.files.packed import Allowance, Refused, allowance
from workbench.files.text_file import check_undamaged, count_lines, lines, readable_lines
from workbench.files.unpacking import unpacked

SENTENCE = b"The same sentence of some words, over and over.\n"


@pytest.mark.parametrize(
    ("size", "ratio", "allowed"),
    [
        (None, None, Allowance(64 << 30, 1000)),
        ("", " ", Allowance(64 << 30, 1000)),
        ("0", "0", Allowance(0, 0)),
        ("12345", "7", Allowance(12345, 7)),
        ("500M", "2K", Allowance(500 << 20, 2048)),
        ("20G", None, Allowance(20 << 30, 1000)),
        (" 3 tb ", None, Allowance(3 << 40, 1000)),
        ("1GiB", None, Allowance(1 << 30, 1000)),
    ],
)
def test_limits_come_from_the_environment(monkeypatch, size, ratio, allowed):
    for name, value in (("WORKBENCH_MAX_UNPACKED", size), ("WORKBENCH_MAX_RATIO", ratio)):
        monkeypatch.delenv(name, raising=False) if value is None else monkeypatch.setenv(name, value)
    assert allowance() == allowed


@pytest.mark.parametrize("value", ["much", "-1", "1.5G", "5X", "1e9", "٣", "9" * 16])
@pytest.mark.parametrize("name", ["WORKBENCH_MAX_UNPACKED", "WORKBENCH_MAX_RATIO"])
def test_what_is_no_limit_is_told(monkeypatch, tmp_path, name, value):
    monkeypatch.setenv(name, value)
    path = tmp_path / "text.txt.gz"
    path.write_bytes(gzip.compress(SENTENCE))
    with pytest.raises(CorpusError, match=f"{name}='{value}' received; expected .* or 0 for no limit"):
        list(lines(path))


@given(st.integers(0, 10**6), st.integers(0, 10**4), st.integers(0, 10**6), st.integers(0, 50), st.integers(0, 10**5))
def test_more_than_most_and_more_than_the_ratio_beyond_what_is_free_are_refused(out, taken, most, ratio, free):
    too_much = (most and out > most) or (ratio and out > free and out > ratio * taken)
    try:
        Allowance(most, ratio, free).check(out, taken)
    except Refused:
        assert too_much
    else:
        assert not too_much


@pytest.mark.parametrize("suffix", COMPRESSIONS)
def test_a_size_is_held_to_the_byte_and_raised_by_name(tmp_path, monkeypatch, suffix):
    path = tmp_path / f"text.txt{suffix}"
    path.write_bytes(COMPRESSIONS[suffix](SENTENCE * 5_000))
    size = 5_000 * len(SENTENCE)
    monkeypatch.setenv("WORKBENCH_MAX_UNPACKED", str(size))
    assert count_lines(path) == 5_000
    monkeypatch.setenv("WORKBENCH_MAX_UNPACKED", str(size - 1))
    for read in (count_lines, check_undamaged, lambda path: list(readable_lines(path))):
        with pytest.raises(CorpusError, match=r"unpacks to more than 234 kB; .*WORKBENCH_MAX_UNPACKED=200G \(0 for"):
            read(path)


# Zeros and blank lines at the highest ratio that each reaches.
BOMBS = {
    ".gz": lambda size: gzip.compress(bytes(size), 9),
    ".bz2": lambda size: STREAMS[".bz2"](bytes(size // 4)) * 4,
    ".xz": lambda size: lzma.compress(b"\n" * (size // 4), preset=0) * 4,
    ".zst": lambda size: zst(bytes(size)),
    ".zip": lambda size: zipped(("corpus.tsv", bytes(size))),
}


@pytest.mark.parametrize("suffix", BOMBS)
def test_a_bomb_is_refused_before_it_is_unpacked_in_little_memory(tmp_path, monkeypatch, suffix):
    monkeypatch.setattr("workbench.files.unpacking.allowance", lambda: Allowance(free=16 << 20))
    path = tmp_path / f"corpus.tsv{suffix}"
    path.write_bytes(BOMBS[suffix](30_000_000))
    assert refused_in(path) < 6_000_000


def test_what_is_free_is_found_to_be_no_more_than_that(tmp_path):
    path = tmp_path / "corpus.tsv.zst"
    path.write_bytes(BOMBS[".zst"](150_000_000))
    assert refused_in(path, "128 MB from 4 kB") < 6_000_000


def refused_in(path, told=""):
    """The memory that it takes, in bytes."""
    tracemalloc.start()
    try:
        with pytest.raises(CorpusError, match=rf"unpacks to more than 1,000 times .*{told}.*WORKBENCH_MAX_RATIO"):
            check_undamaged(path)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("suffix", COMPRESSIONS)
def test_one_sentence_over_and_over_is_no_bomb(tmp_path, suffix):
    path = tmp_path / f"text.txt{suffix}"
    content = SENTENCE * 18_000
    path.write_bytes(STREAMS[suffix](content) * 60 if suffix in STREAMS else COMPRESSIONS[suffix](content * 60))
    check_undamaged(path)


def test_with_gzip_one_sentence_stays_under_the_ratio_at_any_length():
    content = SENTENCE * 100_000
    packed = gzip.compress(content)
    assert len(content) < Allowance().ratio * len(packed)
    Allowance(free=0).check(len(content), len(packed))


def with_window(size: int) -> bytes:
    compressor = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: size})
    return compressor.compress(SENTENCE) + compressor.flush()


def with_dictionary(size: int) -> bytes:
    return lzma.compress(SENTENCE, filters=[{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": size}])


def test_as_much_memory_as_the_usual_settings_need_is_given(tmp_path):
    path = tmp_path / "text.txt"
    for packed in (with_window(27), with_dictionary(128 << 20), lzma.compress(SENTENCE, preset=9)):
        path.write_bytes(packed)
        assert count_lines(path) == 1


@pytest.mark.parametrize("packed", [with_window(28), with_dictionary(200 << 20), with_dictionary(3 << 29)])
def test_data_that_need_more_memory_are_refused(tmp_path, packed):
    path = tmp_path / "text.txt"
    path.write_bytes(packed)
    with pytest.raises(CorpusError, match=r"text\.txt: needs more than 128 MB of memory to be unpacked; .*--long"):
        count_lines(path)


def test_what_is_unpacked_can_be_limited_by_keyword(tmp_path):
    path = tmp_path / "text.gz"
    path.write_bytes(gzip.compress(SENTENCE * 10_000))
    with unpacked(path.open("rb"), Allowance(most=10_000)) as stream, pytest.raises(Refused, match="more than 10 kB"):
        stream.read()
    with unpacked(path.open("rb"), Allowance(ratio=100, free=0)) as stream, pytest.raises(Refused, match="100 times"):
        stream.read()
