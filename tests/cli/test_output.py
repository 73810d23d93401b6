from __future__ import annotations

import csv
import io
import json
import sys

import pytest

from workbench.cli.output import print_csv, print_records
from workbench.cli.plant import plant
from workbench.cli.streams import prepare_streams

AWKWARD = ["bare\rreturn", "both\r\n", "line\nfeed", 'quote"', "comma,", "ä", "質", "🙂", "\u2028", "", " "]


@pytest.fixture
def stdout(monkeypatch):
    """Stdout of a process in another encoding, and the bytes written to it."""

    def begin(encoding):
        raw = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))
        prepare_streams()

        def written():
            sys.stdout.flush()
            return raw.getvalue()

        return written

    return begin


ENCODINGS = pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "ascii", "cp1252"])


@ENCODINGS
def test_csv_comes_back_whatever_the_terminal_speaks(stdout, encoding):
    written = stdout(encoding)
    print_csv([{"id": text, "source": text} for text in AWKWARD])
    rows = list(csv.reader(io.StringIO(written().decode("utf-8"), newline="")))
    assert rows == [["id", "source"], *([text, text] for text in AWKWARD)]


@ENCODINGS
def test_planted_csv_comes_back_whatever_the_terminal_speaks(stdout, encoding, tmp_path):
    (tmp_path / "x.jsonl").write_text(json.dumps({"source": "質", "reference": "é\rb"}))
    written = stdout(encoding)
    plant(str(tmp_path / "x.jsonl"), share=0)
    [_, row] = csv.reader(io.StringIO(written().decode("utf-8"), newline=""))
    assert row == ["1", "質", "é\rb", ""]


@ENCODINGS
def test_json_comes_back_whatever_the_terminal_speaks(stdout, encoding):
    written = stdout(encoding)
    records = [{"text": text} for text in AWKWARD]
    print_records(records)
    assert json.loads(written().decode(encoding)) == records
    assert ("質".encode() in written()) == (encoding == "utf-8")


@ENCODINGS
def test_characters_that_a_stream_has_not_are_written_as_escapes(stdout, encoding):
    written = stdout(encoding)
    print("a質\udcff")
    assert written().decode(encoding) == ("a質\\udcff\n" if encoding == "utf-8" else "a\\u8cea\\udcff\n")


def test_no_records_are_an_empty_list(capsys):
    print_records([])
    assert capsys.readouterr().out == "[]\n"
