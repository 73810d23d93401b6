"""From each format into each: what comes back, and what is said of what does not."""

from __future__ import annotations

import bz2
import errno
import gzip
import json
import lzma
import sys
from itertools import product

import pytest

from workbench.corpus import FORMATS, read
from workbench.corpus.conversion import Losses, convert, form_to_write, writable
from workbench.corpus.destination import check_not_own
from workbench.corpus.segment import Segment
from workbench.errors import CorpusError, UnknownNameError

try:
    import resource
except ImportError:  # not on Windows
    resource = None

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ROWS = [
    {"id": "a", "source": "One {0} two.", "reference": "Eins {0} zwei.", "state": "approved"},
    {"id": "b", "source": "5 < 6 & \"7\" 'x'", "reference": "= 5 < 6 & „7“"},
    {"id": "c", "source": "🙂 質 \u2028 é", "reference": " |x| \\n %s "},
]
ONE_FILE = [form.name for form in writable() if form.endings]


@pytest.fixture
def corpus(tmp_path):
    path = tmp_path / "x.en-de.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    return read(path)


def texts(corpus):
    return [(one.source, one.references) for one in corpus]


@pytest.mark.parametrize(("first", "second"), [*product(ONE_FILE, ONE_FILE)])
def test_texts_come_back_through_two_formats(corpus, tmp_path, first, second):
    there, back = (tmp_path / f"{place}.{name}" for place, name in enumerate((first, second)))
    assert not any("otherwise" in line for line in convert(corpus, there, FORMATS[first]).lost)
    again = read(there, format=first, source_language="en", target_language="de")
    done = convert(again, back, FORMATS[second])
    assert done.segments == 3 and not any("otherwise" in line for line in done.lost)
    found = read(back, format=second, source_language="en", target_language="de")
    assert texts(found) == texts(corpus)


def test_what_line_aligned_files_cannot_hold_is_told_with_counts(corpus, tmp_path):
    done = convert(corpus, tmp_path / "out", FORMATS["parallel"])
    assert [path.name for path in done.paths] == ["out.en", "out.de"]
    assert done.lost == (
        "not written to line-aligned text: 3 × id",
        "column not written to line-aligned text: state (1)",
    )


def test_hypotheses_take_the_place_of_references_where_asked_for(tmp_path):
    path = tmp_path / "x.en-de.jsonl"
    path.write_text('{"source": "a", "hypothesis": "b", "reference": "c"}\n')
    done = convert(read(path), tmp_path / "out.tmx", FORMATS["tmx"], hypotheses=True)
    found = read(tmp_path / "out.tmx", source_language="en", target_language="de")
    assert texts(found) == [("a", ("b",))]
    assert done.lost == ("not written to TMX: 1 × reference",)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ([Segment("1", "a", ("b",))], [Segment("1", "a", ("x",))], "the text of 1 segment is read back otherwise"),
        ([Segment("1", "a", ("b", "c"))], [Segment("1", "a", ("b",))], "1 × further reference"),
        ([Segment("1", "a", ("b",), "h")], [Segment("1", "a", ("b",))], "1 × hypothesis"),
        (
            [Segment("1", "a"), Segment("2", "b", ("c",))],
            [Segment("2", "b", ("c",))],
            "1 segment without a translation",
        ),
        ([Segment("1", ""), Segment("2", "", ("c",))], [Segment("2", "", ("c",))], "1 segment without a translation"),
        ([Segment("1", "a", metadata={"x": True})], [Segment("1", "a", metadata={"x": "yes"})], ""),
        ([Segment("1", "a", metadata={"x": 1})], [Segment("1", "a", metadata={"x": "1"})], ""),
        ([Segment("1", "a", metadata={"x": 1})], [Segment("1", "a")], "column not written to F: x (1)"),
        ([Segment("q", "a", position=0)], [Segment("1", "a")], "1 × id"),
        ([Segment("1", "a", position=0)], [Segment("x/1", "a")], ""),
    ],
)
def test_what_does_not_come_back(before, after, told):
    losses = Losses()
    losses.compare(before, after)
    lines = [*losses.told("F")]
    assert told in " ".join(lines) and len(lines) == bool(told)


@pytest.mark.parametrize(
    ("name", "to", "expected"),
    [
        ("x.tsv", None, "tsv"),
        ("x.json", None, "json"),
        ("x.ndjson", None, "jsonl"),
        ("x.XLF", None, "xliff"),
        ("x.XLF.zst", None, "xliff"),
        ("x", "tmx", "tmx"),
        ("x.tsv", "csv", "csv"),
    ],
)
def test_the_format_to_write_is_told_by_the_ending_or_named(tmp_path, name, to, expected):
    assert form_to_write(tmp_path / name, to).name == expected


@pytest.mark.parametrize(
    ("name", "to", "told"),
    [
        ("x.doc", None, r"'\.doc' is no format's; expected one of \.tsv"),
        ("x", None, "name the format: --to"),
        ("x.tsv.zip", None, r"\.zip is read, but not written"),
        ("x.tsv.zip", "tsv", r"\.zip is read, but not written"),
        ("x.ods", None, r"\.ods is read, but not written; Excel .* as \.xlsx"),
        ("x.xls.gz", "xlsx", r"\.xls is read, but not written"),
        ("x.xlsb", "xlsx", r"\.xlsb is read, but not written"),
        ("x.tsv", "docx", "unknown format to write 'docx'"),
        ("x", "hf_dataset", "unknown format to write"),
    ],
)
def test_what_cannot_be_written_is_told(tmp_path, name, to, told):
    with pytest.raises((CorpusError, UnknownNameError), match=told):
        form_to_write(tmp_path / name, to)


def test_what_is_read_is_never_written_over(corpus, tmp_path):
    (tmp_path / "link.jsonl").symlink_to(corpus.path)
    for path in (corpus.path, tmp_path / "link.jsonl", tmp_path / "." / corpus.path.name):
        with pytest.raises(CorpusError, match="give another name"):
            check_not_own(corpus.paths, path)
    check_not_own(corpus.paths, tmp_path / "other.jsonl")


@pytest.mark.parametrize(
    ("ending", "unpack"),
    [(".gz", gzip.decompress), (".bz2", bz2.decompress), (".xz", lzma.decompress), (".ZST", zstd.decompress)],
)
def test_a_name_that_says_compressed_gives_such_a_file(corpus, tmp_path, ending, unpack):
    for name in ("tmx", "jsonl"):  # another format, and the same again
        plain, packed = tmp_path / f"out.{name}", tmp_path / f"out.{name}{ending}"
        assert convert(corpus, plain, FORMATS[name]).lost == convert(corpus, packed, FORMATS[name]).lost
        assert unpack(packed.read_bytes()) == plain.read_bytes()
    once = packed.read_bytes()
    convert(corpus, packed, FORMATS["jsonl"])
    assert packed.read_bytes() == once
    assert not [path for path in tmp_path.iterdir() if "partial" in path.name]


@pytest.mark.parametrize("name", ONE_FILE)
def test_every_format_is_written_compressed_and_read_again(corpus, tmp_path, name):
    out = tmp_path / "out.gz"
    assert convert(corpus, out, FORMATS[name]).segments == 3 and out.read_bytes()[:2] == b"\x1f\x8b"


@pytest.fixture(params=ONE_FILE)
def again(request, corpus, tmp_path):
    """A file of each format, to be written in it again."""
    path = tmp_path / "in" / f"in{FORMATS[request.param].endings[0]}"
    path.parent.mkdir()
    convert(corpus, path, FORMATS[request.param])
    return read(path, format=request.param, source_language="en", target_language="de")


def test_what_is_wrong_with_the_file_to_write_is_said_of_that_file(again, tmp_path, monkeypatch):
    folder = tmp_path / "out"
    folder.mkdir()
    out = folder / f"x{again.path.suffix}"
    with pytest.raises(CorpusError, match=r"nodir/x\.\w+: cannot be written: there is no folder .*nodir; make it"):
        convert(again, folder / "nodir" / out.name, again.form)
    with pytest.raises(CorpusError, match=r"out/x+\.\w+: cannot be written: File name too long"):
        convert(again, folder / f"{'x' * 250}{out.suffix}", again.form)
    out.mkdir()
    with pytest.raises(CorpusError, match=r"out/x\.\w+: is there and no file"):
        convert(again, out, again.form)
    out.rmdir()

    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        with pytest.raises(CorpusError, match=r"out/x\.\w+: cannot be written: No space left on device"):
            convert(again, out, again.form)
    assert [*folder.iterdir()] == []


@pytest.mark.skipif(resource is None, reason="no limits of the size of files here")
def test_a_disk_that_is_full_while_writing_is_said_of_the_file_to_write(again, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, before[1]))
    try:
        with pytest.raises(CorpusError) as told:
            convert(again, folder / f"x{again.path.suffix}", again.form)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert f"out/x{again.path.suffix}: cannot be written: " in str(told.value) and [*folder.iterdir()] == []
