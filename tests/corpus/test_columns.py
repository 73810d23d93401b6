from __future__ import annotations

import json
from pathlib import Path
from time import process_time

import pytest

from workbench.corpus import Columns, read
from workbench.corpus.columns import MOST_COLUMNS, NO_COLUMN
from workbench.errors import CorpusError

EN_DE = ("en", "de")


def layout(row, columns=None, languages=None, header=True):
    found = (columns or Columns()).layout(Path("x.tsv"), 1, row.split(), languages, header)
    return found.source, found.references, found.hypothesis, next(iter(found.ids), None), found.metadata


@pytest.mark.parametrize(
    ("row", "languages", "expected"),
    [
        ("source reference", None, True),
        ("Source TARGET", None, True),
        ("id src", None, True),
        ("src mt comet", None, True),
        ("en de", EN_DE, True),
        ("en de", None, False),
        ("source", None, True),
        ("source German", None, False),
        ("English German", EN_DE, True),
        ("eng deu", EN_DE, True),
        ("English Englisch", EN_DE, False),
        ("German Deutsch", EN_DE, False),
        ("en Hallo", EN_DE, False),
        ("reference id", None, False),
        ("Hello Hallo", None, False),
    ],
)
def test_the_first_row_is_a_header_when_it_names_a_source_and_something_else(row, languages, expected):
    assert Columns().is_header(row.split(), languages) is expected
    assert Columns(header=not expected).is_header(row.split(), languages) is not expected


@pytest.mark.parametrize(
    ("row", "languages", "expected"),
    [
        ("English German", None, True),
        ("en de", None, True),
        ("Deutsch englisch comet", None, True),
        ("src foo", None, True),
        ("foo reference", None, True),
        ("1 de", EN_DE, True),
        ("source reference", None, False),
        ("en de", EN_DE, False),
        ("Hello Hallo", None, False),
        ("English Hallo", None, False),
        ("", None, False),
    ],
)
def test_a_first_row_of_one_recognised_name_or_of_languages_resembles_a_header(row, languages, expected):
    assert Columns().resembles_header(row.split(), languages) is expected
    assert not Columns(header=True).resembles_header(row.split(), languages)
    assert not Columns(header=False).resembles_header(row.split(), languages)


@pytest.mark.parametrize(("texts", "expected"), [(2, False), (3, True), (None, True)])
def test_languages_beside_the_texts_are_no_header(texts, expected):
    assert Columns().resembles_header(["Hello", "Hallo", "en", "de"], None, texts) is expected


def test_naming_a_column_says_that_there_is_a_header_and_numbering_one_does_not():
    assert Columns(source="English").is_header(["English", "German"])
    assert not Columns(source="2", reference=1).is_header(["Hello", "Hallo"])


@pytest.mark.parametrize(
    ("row", "languages", "expected"),
    [
        ("id source reference note", None, (1, (2,), None, 0, (3,))),
        ("SRC Tgt MT Segment_ID", None, (0, (1,), 2, 3, ())),
        ("source ref1 ref_2 reference-3", None, (0, (1, 2, 3), None, None, ())),
        ("source references", None, (0, (1,), None, None, ())),
        ("source target reference", None, (0, (2,), None, None, (1,))),
        ("source target translation hyp", None, (0, (1,), 2, None, (3,))),
        ("source src", None, (0, (), None, None, (1,))),
        ("de id en", EN_DE, (2, (0,), None, 1, ())),
        ("en id", ("en", "id"), (0, (1,), None, None, ())),
        ("source de en", EN_DE, (0, (1,), None, None, (2,))),
        ("de-DE en-US", EN_DE, (1, (0,), None, None, ())),
        ("deu eng", EN_DE, (1, (0,), None, None, ())),
        ("ger note eng_Latn", EN_DE, (2, (0,), None, None, (1,))),
        ("en de", ("en-GB", "de_AT"), (0, (1,), None, None, ())),
        ("en de", ("eng_Latn", "deu_Latn"), (0, (1,), None, None, ())),
        ("English German", EN_DE, (0, (1,), None, None, ())),
        ("en de", ("English", "German"), (0, (1,), None, None, ())),
        ("English Deutsch", ("eng_Latn", "German"), (0, (1,), None, None, ())),
        ("en zh-Hans zh-Hant", ("en", "zho_Hant"), (0, (2,), None, None, (1,))),
        ("en zh_cn zh_tw", ("en", "Chinese (Traditional)"), (0, (2,), None, None, (1,))),
        ("source zh-Hans zh-Hant", ("en", "zh"), (0, (), None, None, (1, 2))),
        ("en pt-PT pt-BR", ("en", "Brazilian Portuguese"), (0, (2,), None, None, (1,))),
        ("Deutsch ENGLISCH", EN_DE, (1, (0,), None, None, ())),
        ("French English", ("en", "fr"), (1, (0,), None, None, ())),
        ("en en-GB de", EN_DE, (0, (2,), None, None, (1,))),
        ("en-US en-GB", ("en-US", "en-GB"), (0, (1,), None, None, ())),
        ("pt_BR pt-PT", ("pt-PT", "pt-BR"), (1, (0,), None, None, ())),
        ("en de de_mt de_id", EN_DE, (0, (1,), None, None, (2, 3))),
        ("en de_mt de_text de", EN_DE, (0, (3,), None, None, (1, 2))),
        ("src de_mt de-CH", EN_DE, (0, (2,), None, None, (1,))),
        ("en mt-MT", ("en", "mt"), (0, (1,), None, None, ())),
        ("source de-AT de-CH", EN_DE, (0, (), None, None, (1, 2))),
        ("en de", ("en", None), (0, (), None, None, (1,))),
    ],
)
def test_columns_are_recognised_by_name(row, languages, expected):
    assert layout(row, languages=languages) == expected


@pytest.mark.parametrize(
    ("row", "columns", "header", "expected"),
    [
        ("a b c", Columns("c", "A"), True, (2, (0,), None, None, (1,))),
        ("source target", Columns("target", "source"), True, (1, (0,), None, None, ())),
        ("source target", Columns("target"), True, (1, (), None, None, (0,))),
        ("source a b", Columns(reference=("b", 2)), True, (0, (2, 1), None, None, ())),
        ("2 1 source", Columns("1"), True, (1, (), None, None, (0, 2))),
        ("2 1 source", Columns(1), True, (0, (), None, None, (1, 2))),
        ("A a source", Columns("a"), True, (1, (), None, None, (0, 2))),
        ("x y z", Columns(), False, (0, (1,), None, None, (2,))),
        ("x", Columns(), False, (0, (), None, None, ())),
        ("x y z", Columns("2", "1", id=3), False, (1, (0,), None, 2, ())),
        ("x y z", Columns(hypothesis="2"), False, (0, (), 1, None, (2,))),
        # None of the columns has the role, whatever they are called.
        ("source target mt id", Columns(hypothesis=NO_COLUMN), True, (0, (1,), None, 3, (2,))),
        ("source target mt id", Columns(reference=NO_COLUMN, id=NO_COLUMN), True, (0, (), 2, None, (1, 3))),
    ],
)
def test_what_the_user_says_goes_before_what_is_recognised(row, columns, header, expected):
    assert layout(row, columns, header=header) == expected


@pytest.mark.parametrize(
    ("row", "columns", "header", "message"),
    [
        ("a b", Columns("c"), True, r"x\.tsv:1: there is no column 'c'; the columns are: 1 'a', 2 'b'"),
        ("a b", Columns("3"), False, "there is no column '3'"),
        ("a b", Columns(0), False, "there is no column 0"),
        ("a b", Columns(header=True), True, "no column is recognised as the source among: 1 'a', 2 'b'"),
        ("a b", Columns(reference=1), False, "no column is recognised as the source"),
        ("a b", Columns(header=True), True, "state these \\(--source-lang CODE --target-lang CODE, source_language=…"),
        ("a " * 40, Columns("c"), True, "the columns are: 1 'a', 2 'a', .* 20 'a' and 20 more$"),
    ],
)
def test_a_column_that_is_not_there_is_an_error_that_lists_the_others(row, columns, header, message):
    with pytest.raises(CorpusError, match=message):
        layout(row, columns, header=header)


def test_many_columns_take_time_in_proportion_and_too_many_none(tmp_path):
    def wide(count):
        path = tmp_path / "x.tsv"
        names = [f"n{i}" for i in range(count - 2)]
        path.write_text("\t".join(["source", "reference", *names]) + "\n" + "\t".join("a" * count))
        return path, process_time()

    path, began = wide(MOST_COLUMNS)
    assert len(next(iter(read(path))).metadata) == MOST_COLUMNS - 2
    assert process_time() - began < 2
    path, began = wide(100_000)
    with pytest.raises(CorpusError, match=r"x\.tsv:1: 100,000 columns received; at most 10,000 are read: leave out"):
        list(read(path))
    assert process_time() - began < 0.2


def test_a_record_of_too_many_keys_is_a_bad_row(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps({f"n{i}": 1 for i in range(MOST_COLUMNS + 1)}) + '\n{"source": "a"}\n')
    assert [s.line for s in read(path, skip_bad_rows=True)] == [2]
    with pytest.raises(CorpusError, match=r"x\.jsonl:1: 10,001 columns received; at most 10,000"):
        list(read(path))
