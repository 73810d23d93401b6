from __future__ import annotations

import gzip
import json

import pytest

from workbench.corpus import Columns, read
from workbench.corpus.bad_rows import TOLD
from workbench.errors import CorpusError

LONG = "x" * 1_000_001
OPTION = (
    "to go on without such rows: --skip-bad-rows (in Python skip_bad_rows=True, in the app 'Skip rows that cannot be "
    "read')"
)


def damaged():
    """Compressed data in which one changed byte makes a row no text."""
    packed = bytearray(gzip.compress(b"a cat\teine Katze\n" * 20_000, 0, mtime=0))
    packed[len(packed) // 2] = 0xFC
    return bytes(packed)


@pytest.fixture
def file(tmp_path):
    def write(content, name):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def content(corpus):
    return [(s.line, s.source, *s.references) for s in corpus]


@pytest.mark.parametrize(
    ("name", "text", "columns", "kept", "told"),
    [
        ("x.tsv", "a\tb\nc\td\te\nf\tg\n", {}, [(1, "a", "b"), (3, "f", "g")], ["x.tsv:2: 3 columns received, 2 exp"]),
        ("x.tsv", "a\tb\nc\nf\tg\n", {}, [(1, "a", "b"), (3, "f", "g")], ["x.tsv:2: 1 columns received, 2 expected"]),
        ("x.tsv", "c\nf\tg\na\tb\n", {}, [(2, "f", "g"), (3, "a", "b")], ["x.tsv:1: 1 columns received, 2 expected"]),
        ("x.tsv", f"{LONG}\nf\tg\n{LONG}\na\tb", {}, [(2, "f", "g"), (4, "a", "b")], ["x.tsv:1: the line", "x.tsv:3"]),
        ("x.tsv", "source\tref\nc\nf\tg\n", {}, [(3, "f", "g")], ["x.tsv:2: 1 columns received, 2 expected"]),
        ("x.tsv", "source\ttarget\rc\rf\tg\r", {}, [(3, "f", "g")], ["x.tsv:2: 1 columns received, 2 expected"]),
        # A table of ours.
        ("x.tsv", "segment id\tsource\treference\n1\tc\td\n2\n", {}, [(2, "c", "d")], ["x.tsv:3: 1 columns received"]),
        ("x.csv", "a,b\nc,d,e\nf,g\n", {}, [(1, "a", "b"), (3, "f", "g")], ["x.csv:2: 3 columns received, 2 expected"]),
        ("x.csv", 'a,"b\nb"\nc\nf,g\n', {}, [(1, "a", "b\nb"), (4, "f", "g")], ["x.csv:3: 1 columns received"]),
        (
            "x.jsonl",
            '{"source": "a"}\nno\n{"source": 3}\n[1]\n{"text": "b"}\n{"source": "", "id": [1]}\n{"source": "d"}\n',
            {},
            [(1, "a"), (7, "d")],
            ["x.jsonl:2: not valid JSON", "x.jsonl:3: 'source' is 3", "x.jsonl:4: a JSON list", "x.jsonl:5: no column"],
        ),
        (
            "x.jsonl",
            '{"source": "a"}\n{"source": "\\u0000"}\n{"source": "\\ud800"}\n' + json.dumps({"source": LONG}) + "\n",
            {},
            [(1, "a")],
            ["x.jsonl:2: a NUL character", "x.jsonl:3: half of a surrogate", "x.jsonl:4: the line is longer than"],
        ),
        ("x.jsonl", '{"s": "a"}\n{"t": "b"}\n', {"source": "s"}, [(1, "a")], ["x.jsonl:2: there is no column 's'"]),
        ("x.tsv", b"source\ttarget\nA \xff cat.\tc\nA dog.\td\n", {}, [(3, "A dog.", "d")], ["x.tsv:2: byte 0xff"]),
        ("x.tsv", b"a\tb\nGr\xfc\xdfe\tc\n", {}, [(1, "a", "b")], ["x.tsv:2: byte 0xfc is not UTF-8 (invalid start"]),
        ("x.tsv", b"\xe9\tb\nc\td\ne\tf\xc3", {}, [(2, "c", "d")], ["x.tsv:1: byte 0xe9 is not", "x.tsv:3: byte 0xc3"]),
        ("x.tsv", "a\tb\nc\0\td\ne\tf\n", {}, [(1, "a", "b"), (3, "e", "f")], ["x.tsv:2: a NUL character received"]),
        ("x.tsv", "a\tb\n\0\0\0\nc\td\n", {}, [(1, "a", "b"), (3, "c", "d")], ["x.tsv:2: a NUL character received"]),
        ("x.tsv", "a\tb\n\0\tc\n".encode("utf-16"), {}, [(1, "a", "b")], ["x.tsv:2: a NUL character received"]),
        ("x.txt", b"\xff\tb\nc\td\n", {}, [(2, "c", "d")], ["x.txt:1: byte 0xff is not UTF-8"]),
        ("x.csv", b"a,b\n\xff,c\nd,\0\ne,f\n", {}, [(1, "a", "b"), (4, "e", "f")], ["x.csv:2: byte", "x.csv:3: a NUL"]),
        (
            "x.csv",
            b'a,b\n"c\n\xff\n",d\ne,f\n',
            {},
            [(1, "a", "b"), (5, "e", "f")],
            ["x.csv:3: byte 0xff is not UTF-8"],
        ),
        (
            "x.csv",
            b'source,ref\n"\xff",\0\r"\xfe\n"\n\xfd,\ne,f\n',
            {},
            [(5, "e", "f")],
            ["x.csv:2: a NUL", "x.csv:4:"],
        ),
        ("x.jsonl", b'{"source": "a"}\n{"source": "\xff"}\n', {}, [(1, "a")], ["x.jsonl:2: byte 0xff is not UTF-8"]),
        ("x.jsonl", b'{"source": "\0"}\n{"source": "b"}\n', {}, [(2, "b")], ["x.jsonl:1: a NUL character received"]),
        (
            "x.jsonl",
            b'{"source": "a"}\n{"source": "\xed\xa0\x80"}',
            {},
            [(1, "a")],
            ["x.jsonl:2: byte 0xed is not UTF-8"],
        ),
    ],
)
def test_a_row_that_cannot_be_read_is_left_out_and_told_if_asked_for(file, name, text, columns, kept, told):
    encoded = text if isinstance(text, bytes) else text.encode()
    for path in (file(encoded, name), file(gzip.compress(encoded), f"{name}.gz")):
        corpus = read(path, columns=Columns(**columns), skip_bad_rows=True)
        assert content(corpus) == kept
        assert [s.id for s in corpus] == [str(place) for place in range(1, len(kept) + 1)]
        survey = corpus.survey()
        assert (survey.segments, survey.bad_rows) == (len(kept), len(survey.bad_rows_told))
        assert all(map(str.startswith, survey.bad_rows_told, [one.replace(name, path.name) for one in told]))
        with pytest.raises(CorpusError) as caught:
            read(path, columns=Columns(**columns)).survey()
        assert str(caught.value).endswith(f"; {OPTION}")


def test_a_table_without_a_header_has_as_many_columns_as_most_of_its_first_rows(file):
    corpus = read(file("c\td\te\nf\tg\na\tb\n", "x.tsv"), skip_bad_rows=True)
    assert content(corpus) == [(2, "f", "g"), (3, "a", "b")]
    assert corpus.survey().bad_rows_told[0].startswith("x.tsv:1: 3 columns received, 2 expected")


def test_a_strict_reading_names_the_first_bad_row_and_the_option(file):
    with pytest.raises(CorpusError, match=r"x\.tsv:2: 3 columns received, 2 expected") as caught:
        list(read(file("a\tb\nc\td\te\nf\n", "x.tsv")))
    assert OPTION in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("x.tsv", "Größe\tb\nÜber\tc\n".encode("latin-1"), "x.tsv:1: byte 0xf6 is not UTF-8"),
        ("x.csv", "é,b\n\nè,c\n".encode("latin-1"), "x.csv:1: byte 0xe9 is not UTF-8"),
        ("x.tsv", "source\ttarget\na\tb\n".encode("utf-16-le"), "x.tsv:1: a NUL character received"),
        ("x.csv", "中,b\n文,c\n".encode("utf-16-be"), "x.csv:1: a NUL character received"),
        ("x.tsv", "source\ttarget\na\tb\n".encode("utf-32"), "x.tsv:1: a NUL character received"),
        ("x.jsonl", '{"source": "a"}\n'.encode("utf-32-be"), "x.jsonl:1: a NUL character received"),
        ("x.tsv", "a\tb\n".encode("utf-16") + b"\0\xd8\n\0", "x.tsv:2: byte 0x00 is not UTF-16-LE"),
        ("x.csv", 'a,b\nc,"d\ne,f\n', "x.csv:2: the row that begins here is not valid CSV"),
        ("x.csv", f'a,b\nc,"{LONG}"\n', "x.csv:2: the line is longer than"),
        ("x.tsv.gz", damaged(), "x.tsv.gz: the compressed data is broken (CRC check failed"),
        ("x.tsv.gz", gzip.compress(b"a\tb\n" * 99, mtime=0)[:-9], "x.tsv.gz: the compressed data is broken"),
        ("x.tsv", "x ||| y\na\n", "x.tsv:1: the line looks like 'source ||| target'"),
        ("x.tsv", "source\t" * 10_001 + "\na\tb\n", "x.tsv:1: 10,002 columns received; at most 10,000 are read"),
    ],
)
def test_what_makes_the_rest_doubtful_stays_an_error_and_names_no_option(file, name, text, message):
    path = file(text, name)
    for skip in (False, True):
        with pytest.raises(CorpusError) as caught:
            list(read(path, skip_bad_rows=skip))
        assert message in str(caught.value) and "--skip-bad-rows" not in str(caught.value)


def test_damage_is_told_when_a_row_shows_it_even_if_less_was_asked_for(file):
    path = file(damaged(), "x.tsv.gz")
    assert len(list(read(path, limit=9, skip_bad_rows=True))) == 9
    with pytest.raises(CorpusError, match="the compressed data is broken"):
        list(read(path, limit=12_000, skip_bad_rows=True))


def test_a_table_of_which_every_row_is_in_another_encoding_is_told_with_the_way_to_convert_it(file):
    path = file("source\ttarget\nGröße\ta\nÜber\tb\n".encode("latin-1"), "x.tsv")
    with pytest.raises(CorpusError, match=r"none of the 2 rows can be read; x\.tsv:2: byte 0xf6 .*iconv -f ISO-8859-1"):
        list(read(path, skip_bad_rows=True))


def test_a_line_left_out_takes_its_partners_with_it(file):
    source = file(f"a\n{LONG}\nc\nd\ne\n", "x.en")
    target, hypothesis = file(f"A\nB\nC\n{LONG}\nE\n", "x.de"), file("1\n2\n3\n4\n5\n", "x.mt")
    corpus = read(source, target=target, hypothesis=hypothesis, skip_bad_rows=True)
    assert [(s.line, s.source, *s.references, s.hypothesis) for s in corpus] == [
        (1, "a", "A", "1"),
        (3, "c", "C", "3"),
        (5, "e", "E", "5"),
    ]
    assert [told.split(":")[:2] for told in corpus.survey().bad_rows_told] == [["x.en", "2"], ["x.de", "4"]]
    assert [s.line for s in read(source, target=target, limit=2, skip_bad_rows=True)] == [1, 3]
    other = file(b"A\nB\n\xff\nD\n\0\n", "y.de")
    corpus = read(source, target=other, skip_bad_rows=True)
    assert [(s.line, *s.references) for s in corpus] == [(1, "A"), (4, "D")]
    assert [told.split(":")[:2] for told in corpus.survey().bad_rows_told] == [
        ["x.en", "2"],
        ["y.de", "3"],
        ["y.de", "5"],
    ]
    with pytest.raises(CorpusError, match=r"x\.en:2: the line is longer .*--skip-bad-rows"):
        list(read(source, target=target))


def test_files_of_different_lengths_cannot_be_mended_by_skipping(file):
    source, target = file(f"a\n{LONG}\nc\n", "x.en"), file("A\nB\n", "x.de")
    with pytest.raises(CorpusError, match=r"x\.en has 3 lines, .*x\.de has 2 lines"):
        list(read(source, target=target, skip_bad_rows=True))


def test_a_limit_counts_what_is_read(file):
    corpus = read(file("a\tb\nc\nd\te\nf\nlast\tone\n", "x.tsv"), limit=2, skip_bad_rows=True)
    assert content(corpus) == [(1, "a", "b"), (3, "d", "e")]
    assert corpus.survey().bad_rows == 1


def test_when_nothing_can_be_read_the_first_reason_is_told(file):
    path = file("nonsense\n" * 3, "x.jsonl")
    with pytest.raises(CorpusError, match=r"x\.jsonl: none of the 3 rows can be read; x\.jsonl:1: not valid JSON"):
        list(read(path, skip_bad_rows=True))


@pytest.mark.parametrize(("bad", "more"), [(1, []), (TOLD, []), (TOLD + 1, ["skipped 1 more"]), (1200, [None])])
def test_of_many_bad_rows_the_first_are_told_and_all_are_counted(file, bad, more):
    survey = read(file("source\tref\na\tb\n" + "c\n" * bad + "d\te\n", "x.tsv"), skip_bad_rows=True).survey()
    assert (survey.segments, survey.bad_rows, len(survey.bad_rows_told)) == (2, bad, min(bad, TOLD))
    first, *notes = survey.notes
    assert first == ("1 row was" if bad == 1 else f"{bad:,} rows were") + " skipped that cannot be read"
    assert notes[0].startswith("skipped x.tsv:3: 1 columns received")
    assert notes[TOLD:] == ([f"skipped {1200 - TOLD:,} more"] if more == [None] else more)


def test_a_fingerprint_knows_the_setting_and_is_as_ever_without_it(file):
    path = file("a\tb\n", "x.tsv")
    assert read(path, skip_bad_rows=True).fingerprint() != read(path).fingerprint()
    # As it was before rows could be skipped and languages be stated: runs of then can be gone on with.
    assert read(path).fingerprint() == "1e7aaf28d84bc06450fccc7554a777c24af896a853af84e241a4aca556dc96c8"


def test_rows_without_any_text_are_left_out_if_asked_for_and_counted(file):
    source, target = file("a\n\n \nb\n", "x.en"), file("c\n\nd\n\n", "x.de")
    corpus = read(source, target=target, skip_blank=True)
    assert [(one.source, one.references, one.line) for one in corpus] == [
        ("a", ("c",), 1),
        (" ", ("d",), 3),
        ("b", ("",), 4),
    ]
    assert corpus.survey().left_out == {"blank line": 1}
    assert corpus.fingerprint() != read(source, target=target).fingerprint()
    assert [one.source for one in read(source, target=target, skip_blank=True, limit=2)] == ["a", " "]
