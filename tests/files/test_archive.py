from __future__ import annotations

import gzip
import io
import os
import shutil
import stat
import struct
import subprocess
import tracemalloc
import zipfile
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.packing import zipped
from workbench.corpus import read
from workbench.errors import CorpusError
from workbench.files.archive import inner_name
from workbench.files.kind import spooled
from workbench.files.text_file import check_undamaged, count_lines, lines
from workbench.files.unpacking import is_packed, unpacked

TEXT = "Grüße\tsalut\n".encode()
DEFLATED, STORED, BZIP2, LZMA = zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA
LITTER = (
    ("corpus/", b""),
    ("corpus/.DS_Store", b"\0\0\0\1Bud1"),
    ("__MACOSX/corpus/._demo.tsv", b"\0\5\x16\7"),
    ("__MACOSX/._corpus", b"\0\5\x16\7"),
    ("Thumbs.db", b"\xd0\xcf\x11\xe0"),
)


@pytest.fixture
def archive(tmp_path):
    """Writes bytes as the archive that is then read."""

    def written(content: bytes, name: str = "corpus.zip") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return written


def of_mode(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = mode << 16
    return info


def streamed(name: str, content: bytes) -> bytes:
    """As a program writes it that cannot go back: sizes stand behind the data."""

    class Pipe(io.RawIOBase):
        def __init__(self):
            self.written = b""

        def writable(self):
            return True

        def write(self, data):
            self.written += bytes(data)
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", DEFLATED) as packed:
        packed.writestr(name, content)
    return pipe.written


def of_large_files(name: str, content: bytes) -> bytes:
    """With sizes of 64 bits."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", DEFLATED) as found, found.open(name, "w", force_zip64=True) as file:
        file.write(content)
    return packed.getvalue()


def commented(content: bytes, comment: bytes) -> bytes:
    packed = io.BytesIO(content)
    with zipfile.ZipFile(packed, "a") as found:
        found.comment = comment
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (zipped(("demo.en-de.tsv", TEXT)), "demo.en-de.tsv"),
        (zipped(("demo.tsv", TEXT), method=STORED), "demo.tsv"),
        (zipped(("a/b/demo.jsonl", TEXT)), "demo.jsonl"),
        (zipped(("a\\b\\demo.csv", TEXT)), "demo.csv"),
        (zipped(("Grüße 質問.tsv", TEXT)), "Grüße 質問.tsv"),
        (zipped(*LITTER, ("corpus/demo.tsv", TEXT)), "demo.tsv"),
        (zipped(("corpus/demo.tsv", TEXT), *reversed(LITTER)), "demo.tsv"),
        (zipped(("README", TEXT), ("LICENSE.txt", TEXT), ("CITATION.cff", b""), ("demo.tsv", TEXT)), "demo.tsv"),
        (zipped(("x/demo.tsv", TEXT), ("x/ReadMe.md", TEXT), ("x/notes.md", b"")), "demo.tsv"),
        (zipped(("document.mqxliff", TEXT), ("skeleton.xml", b"<a/>")), "document.mqxliff"),
        (zipped(("README.tsv", TEXT)), "README.tsv"),
        (zipped((of_mode("demo.tsv", stat.S_IFREG | 0o644), TEXT)), "demo.tsv"),
        (zipped(("..demo..tsv", TEXT)), "..demo..tsv"),
        (streamed("demo.tsv", TEXT), "demo.tsv"),
        (of_large_files("demo.tsv", TEXT), "demo.tsv"),
        (commented(zipped(("demo.tsv", TEXT)), b"made by hand"), "demo.tsv"),
    ],
)
def test_the_one_file_of_an_archive_is_read_and_named(archive, content, name):
    for path in (archive(content), archive(content, "demo.en-de.tsv.zip"), archive(content, "text")):
        assert [line for _, line in lines(path)] == ["Grüße\tsalut"]
        assert inner_name(path) == name
    assert inner_name(Path("named.zip"), path) == name


@pytest.mark.skipif(not (shutil.which("zip") and shutil.which("unzip")), reason="zip and unzip are needed")
def test_it_is_unpacked_where_zip_and_unzip_agree(archive, tmp_path):
    (tmp_path / "demo.tsv").write_bytes(TEXT * 30_000)
    subprocess.run(["zip", "-q", "packed.zip", "demo.tsv"], cwd=tmp_path, check=True)
    assert count_lines(tmp_path / "packed.zip") == 30_000
    path = archive(zipped(("demo.tsv", TEXT)))
    assert subprocess.run(["unzip", "-p", path], capture_output=True, check=True).stdout == TEXT


@given(st.binary(max_size=200), st.sampled_from([DEFLATED, STORED]))
def test_bytes_come_back(tmp_path_factory, content, method):
    path = tmp_path_factory.mktemp("zip") / "corpus.zip"
    path.write_bytes(zipped(("corpus.bin", b"-" + content), method=method))
    with unpacked(path.open("rb")) as stream:
        assert is_packed(stream)
        assert stream.read() == b"-" + content


def test_a_corpus_is_read_from_an_archive_and_from_one_in_a_pipe(archive, tmp_path):
    content = zipped(("rows.tsv", b"source\ttarget\nHello there\tHallo du\n"))
    assert [segment.source for segment in read(archive(content, "rows.en-de.tsv.zip"))] == ["Hello there"]
    pipe = tmp_path / "pipe.tsv"
    os.mkfifo(pipe)
    with subprocess.Popen(["cp", archive(content), pipe]):
        kept = spooled(pipe)
    assert inner_name(pipe) is None
    assert [line for _, line in lines(pipe, content=kept)] == ["source\ttarget", "Hello there\tHallo du"]


DOCUMENTS = (
    zipped(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>")),
    zipped(("[Content_Types].xml", b"<Types/>")),
    zipped(("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<x/>"), method=STORED),
)


@pytest.mark.parametrize("content", DOCUMENTS)
def test_a_document_is_left_as_it_is(archive, content):
    path = archive(content, "book.xlsx")
    assert inner_name(path) is None
    with unpacked(path.open("rb")) as stream:
        assert not is_packed(stream)
        assert stream.read() == content


@pytest.mark.parametrize("content", [b"", b"P", b"PK is a name\n", TEXT, gzip.compress(TEXT)])
def test_other_files_have_no_inner_name(archive, content):
    assert inner_name(archive(content)) is None


def encrypted(content: bytes) -> bytes:
    """Marked as that, in the file's own header and in the list."""
    changed = bytearray(content)
    for mark, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        changed[changed.index(mark) + place] |= 1
    return bytes(changed)


def of_method(content: bytes, method: int) -> bytes:
    changed = bytearray(content)
    for mark, place in ((b"PK\3\4", 8), (b"PK\1\2", 10)):
        start = changed.index(mark) + place
        changed[start : start + 2] = struct.pack("<H", method)
    return bytes(changed)


ONE = zipped(("demo.tsv", TEXT))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            zipped(("a.en", TEXT), ("b.de", TEXT), ("README", TEXT), *LITTER),
            r"holds 2 files: 'a\.en', 'b\.de'; expected one: unpack it and give one of them$",
        ),
        (
            zipped(("x/a.en", TEXT), ("x/a.de", TEXT), ("LICENSE", TEXT)),
            r"holds 2 files: 'x/a\.en', 'x/a\.de'; expected one: unpack it .* so a\.en is enough",
        ),
        (zipped(("README", TEXT), ("LICENSE.txt", TEXT)), "holds 2 files: 'README', 'LICENSE.txt'; expected one"),
        (zipped(*((f"{n}.txt", b"") for n in range(12))), r"holds 12 files: '0\.txt', .*'9\.txt' and 2 more; expected"),
        (zipped(), "is a zip archive that holds no file; expected one"),
        (zipped(*LITTER), "is a zip archive that holds no file; expected one"),
        (
            zipped(("../demo.tsv", TEXT)),
            r"named '\.\./demo\.tsv', which leads out of the archive; pack it again",
        ),
        (zipped(("a/../../demo.tsv", TEXT)), "which leads out of the archive"),
        (zipped(("..\\demo.tsv", TEXT)), "which leads out of the archive"),
        (zipped(("/etc/demo.tsv", TEXT)), "which leads out of the archive"),
        (zipped(("C:\\demo.tsv", TEXT)), "which leads out of the archive"),
        (zipped(("C:/demo.tsv", TEXT)), "which leads out of the archive"),
        (zipped(("\x1b[2J\u202e/../x", TEXT)), r"a file named '\\x1b\[2J\\u202e/\.\./x', which leads"),
        (zipped((of_mode("demo.tsv", stat.S_IFLNK | 0o777), b"/etc/passwd")), "is a link or a device and no file"),
        (zipped((of_mode("demo.tsv", stat.S_IFIFO), b"")), "is a link or a device and no file"),
        (encrypted(ONE), r"holds 'demo\.tsv' encrypted; unpack it with its password and give that"),
        (zipped(("demo.tsv", TEXT), method=BZIP2), r"holds 'demo\.tsv' packed with bzip2; expected Deflate"),
        (zipped(("demo.tsv", TEXT), method=LZMA), "packed with LZMA; expected Deflate"),
        (of_method(ONE, 9), "packed with Deflate64; expected Deflate"),
        (of_method(ONE, 77), "packed with method 77; expected Deflate"),
        (zipped(("demo.tsv.gz", gzip.compress(TEXT))), "holds a file which is compressed itself; unpack it and give"),
    ],
)
def test_an_archive_that_does_not_hold_one_file_that_can_be_read_says_what_to_do(archive, content, told):
    path = archive(content)
    for reading in (lambda: list(lines(path)), lambda: count_lines(path), lambda: list(read(path))):
        with pytest.raises(CorpusError, match=told) as caught:
            reading()
        assert str(caught.value).startswith(f"{path}: ")
    if "compressed itself" not in told:
        with pytest.raises(CorpusError, match=told):
            inner_name(path)


def changed(content: bytes, mark: bytes, place: int, data: bytes) -> bytes:
    start = content.index(mark) + place
    return content[:start] + data + content[start + len(data) :]


MANY = zipped(("demo.tsv", b"".join(b"%d " % number + TEXT for number in range(20_000))))
EARLY, CRC, FOLLOWS = "it ends too early", "CRC check failed", "something else follows it"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (ONE[:-1], EARLY),
        (ONE[: len(ONE) // 2], EARLY),
        (MANY[:-30_000], EARLY),
        (ONE[:4], EARLY),
        (ONE + b"more", FOLLOWS),
        (ONE + TEXT * 4_000, FOLLOWS),
        (ONE + TEXT * 40_000, EARLY),
        (changed(zipped(("demo.tsv", TEXT), method=STORED), b"salut", 0, b"hello"), CRC),
        (changed(zipped(("demo.tsv", TEXT), method=STORED), b"salut", 0, b"\xff\0\xff"), CRC),
        (changed(ONE, b"PK\1\2", 16, b"\0\0\0\0"), CRC),
        (changed(ONE, b"PK\1\2", 24, b"\4\0\0\0"), CRC),
        (changed(ONE, b"PK\1\2", 20, b"\5\0\0\0"), CRC),
        (changed(MANY, b"PK\3\4", 5_000, b"\xff\0" * 8), ""),
        (changed(ONE, b"PK\1\2", 46, b"other.me"), "File name in directory"),
        (changed(ONE, b"PK\1\2", 42, b"\xff\xff\0\0"), ""),
        (changed(ONE, b"PK\5\6", 16, b"\xff\xff\xff\x7f"), ""),
        (changed(ONE, b"PK\5\6", 12, b"\xff\xff\xff\x7f"), ""),
        (changed(changed(ONE, b"PK\1\2", 9, b"\x08"), b"PK\1\2", 46, b"\xff\xfe"), "codec can't decode"),
        (changed(ONE, b"PK\1\2", 6, b"\xff\0"), "zip file version"),
    ],
)
def test_a_broken_archive_is_told_as_damage(archive, content, told):
    path = archive(content)
    for reading in (lambda: list(lines(path)), partial(check_undamaged, path)):
        with pytest.raises(CorpusError, match=rf"corpus\.zip: the compressed data is broken \(.*{told}"):
            reading()


@given(st.integers(0, len(ONE) - 1), st.integers(1, 255))
def test_a_changed_byte_harms_nothing(tmp_path_factory, place, change):
    """It is the text, or an error for people: some bytes of an archive, as the time, say nothing of its content."""
    path = tmp_path_factory.mktemp("zip") / "corpus.txt"
    path.write_bytes(ONE[:place] + bytes([ONE[place] ^ change]) + ONE[place + 1 :])
    told = f"{path}:"
    try:
        assert [line for _, line in lines(path)] == ["Grüße\tsalut"]
        inner_name(path)
    except CorpusError as error:
        told = str(error)
    assert told.startswith(f"{path}:")


def test_a_long_list_of_files_is_refused_before_it_fills_the_memory(archive):
    entry = ONE[ONE.index(b"PK\1\2") : ONE.index(b"PK\5\6")]
    count = 200_000
    start = ONE.index(b"PK\1\2")
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, count * len(entry), start, 0)
    path = archive(ONE[:start] + entry * count + end)
    tracemalloc.start()
    try:
        with pytest.raises(CorpusError, match="holds more files than can be listed"):
            inner_name(path)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_an_archive_that_says_of_itself_that_it_is_large_is_refused_unread(archive, monkeypatch):
    monkeypatch.setenv("WORKBENCH_MAX_UNPACKED", "10M")
    path = archive(changed(ONE, b"PK\1\2", 24, struct.pack("<L", 11 << 20)))
    with pytest.raises(CorpusError, match=r"unpacks to more than 10 MB"):
        list(lines(path))


def test_memory_does_not_grow_with_the_file(archive):
    path = archive(zipped(("demo.tsv", TEXT * 1_000_000)))
    tracemalloc.start()
    try:
        check_undamaged(path)
        assert tracemalloc.get_traced_memory()[1] < 6_000_000
    finally:
        tracemalloc.stop()


def test_nothing_is_written_and_every_file_is_closed(archive, tmp_path, recwarn):
    kinds = {"good.zip": ONE, "two.zip": zipped(("a", b"a"), ("b", b"b")), "cut.zip": ONE[:-5], "x.odt": DOCUMENTS[2]}
    for name, content in kinds.items():
        path = archive(content, name)
        for reading in (inner_name, count_lines):
            try:
                reading(path)
            except CorpusError:
                continue
    assert {path.name for path in tmp_path.iterdir()} == set(kinds)
    assert [str(warning.message) for warning in recwarn if warning.category is ResourceWarning] == []
