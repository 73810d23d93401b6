"""``workbench convert``."""

from __future__ import annotations

import pytest

from workbench.corpus import read

XLIFF = """<?xml version="1.0" encoding="UTF-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
  <file original="a" source-language="en" target-language="de" datatype="plaintext"><body>
    <!-- a remark -->
    <trans-unit id="1"><source>Open <g id="1">it</g>.</source>
      <target   state="final">Öffne <g id="1">es</g>.</target></trans-unit>
    <trans-unit id="2"><source>Close it.</source></trans-unit>
  </body></file>
</xliff>
"""


@pytest.fixture
def xliff(tmp_path):
    path = tmp_path / "in.xlf"
    path.write_text(XLIFF, encoding="utf-8")
    return path


def test_in_its_own_format_a_file_stays_as_it_is(tmp_path, xliff, here):
    code, out, err = here("convert", xliff, tmp_path / "out.xlf")
    assert code == 0 and out == "" and f"{tmp_path / 'out.xlf'}: 2 segments, XLIFF" in err
    assert (tmp_path / "out.xlf").read_bytes() == xliff.read_bytes()


def test_what_is_lost_is_said_once_with_counts(tmp_path, xliff, here):
    code, _, err = here("convert", xliff, tmp_path / "out.tsv")
    assert code == 0 and "in.xlf: XLIFF 1.2, en to de" in err
    assert err.count("note: ") == 1 and "1 × inline codes, which are text there" in err
    assert [one.source for one in read(tmp_path / "out.tsv")] == ["Open <c1>it</c1>.", "Close it."]


def test_codes_are_left_out_where_asked_for(tmp_path, xliff, here):
    assert here("convert", xliff, tmp_path / "out.tsv", "--no-codes", "--limit", 1)[0] == 0
    assert [one.source for one in read(tmp_path / "out.tsv")] == ["Open it."]


def test_two_files_become_one_and_one_becomes_two(tmp_path, here):
    (tmp_path / "x.en").write_text("One.\nTwo.\n")
    (tmp_path / "x.de").write_text("Eins.\nZwei.\n")
    given = ["--source", tmp_path / "x.en", "--target", tmp_path / "x.de"]
    code, _, err = here("convert", *given, tmp_path / "y.en-de.tmx")
    assert code == 0, err
    code, _, err = here("convert", tmp_path / "y.en-de.tmx", tmp_path / "z", "--to", "parallel")
    assert code == 0, err
    assert (tmp_path / "z.en").read_text() == "One.\nTwo.\n" and (tmp_path / "z.de").read_text() == "Eins.\nZwei.\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["in.xlf", "in.xlf"], "give another name"),
        (["in.xlf", "out.docx"], "is no format's"),
        (["in.xlf", "out.tsv", "--to", "word"], "unknown format to write 'word'"),
        (["in.xlf"], "give IN and OUT"),
        (["missing.xlf", "out.tsv"], "missing.xlf"),
        (["in.xlf", "nowhere/out.tsv"], "nowhere/out.tsv: cannot be written: there is no folder nowhere"),
        (["in.xlf", "nowhere/out.xlf"], "nowhere/out.xlf: cannot be written: there is no folder nowhere"),
        (["in.xlf", "out.xlf.zip"], ".zip is read, but not written"),
        (["in.xlf", "out.tmx.zip", "--to", "tmx"], ".zip is read, but not written"),
        (["in.xlf", "out.ods"], ".ods is read, but not written"),
        (["in.xlf", "out.ods", "--to", "xlsx"], ".ods is read, but not written"),
        (["in.xlf", ".", "--to", "tmx"], "is there and no file"),
    ],
)
def test_what_cannot_be_done_is_told_and_nothing_is_written(tmp_path, xliff, here, monkeypatch, arguments, told):
    monkeypatch.chdir(tmp_path)
    code, out, err = here("convert", *arguments)
    assert code == 2 and told in " ".join(err.split()) and out == "" and "Traceback" not in err
    assert [path.name for path in tmp_path.iterdir()] == ["in.xlf"] and xliff.read_text(encoding="utf-8") == XLIFF


def test_bad_rows_are_skipped_where_asked_for(tmp_path, here):
    (tmp_path / "x.jsonl").write_text('{"source": "a", "reference": "b"}\n{\n')
    assert here("convert", tmp_path / "x.jsonl", tmp_path / "x.tsv")[0] == 2
    code, _, err = here("convert", tmp_path / "x.jsonl", tmp_path / "x.tsv", "--skip-bad-rows")
    assert code == 0 and "1 row was skipped" in err and "1 segment, TSV" in err


def test_a_workbook_that_is_only_read_is_not_written_under_its_ending(tmp_path, here):
    (tmp_path / "x.jsonl").write_text('{"source": "a", "reference": "b"}\n')
    assert here("convert", tmp_path / "x.jsonl", tmp_path / "x.xlsx")[0] == 0
    (tmp_path / "x.xlsx").rename(tmp_path / "x.xlsm")
    code, _, err = here("convert", tmp_path / "x.xlsm", tmp_path / "y.xlsm")
    assert code == 2 and ".xlsm is read, but not written" in " ".join(err.split())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.jsonl", "x.xlsm"]


def test_what_stood_there_is_written_over_as_the_help_says_and_the_input_never(tmp_path, xliff, here):
    (tmp_path / "out.tmx.gz").write_text("old")
    code, _, err = here("convert", xliff, tmp_path / "out.tmx.gz")
    assert code == 0, err
    assert [one.source for one in read(tmp_path / "out.tmx.gz")][:1] == ["Open <c1>it</c1>."]
    (tmp_path / "x.en").write_text("One.\n")
    (tmp_path / "x.de").write_text("Eins.\n")
    code, _, err = here(
        *("convert", "--source", tmp_path / "x.en", "--target", tmp_path / "x.de", tmp_path / "x", "--to", "parallel")
    )
    assert code == 2 and "give another name" in " ".join(err.split())
    assert " ".join(here("convert", "--help")[1].replace("│", " ").split()).count("is written over, IN never") == 1
