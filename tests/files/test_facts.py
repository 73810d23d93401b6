from __future__ import annotations

import gzip
import zipfile

import pytest

from workbench.files.facts import facts_of


@pytest.mark.parametrize(
    ("data", "encoding", "mark", "ends"),
    [
        (b"a\nb\n", "ASCII", False, {"LF": 2}),
        ("ä\r\nb\r\n".encode(), "UTF-8", False, {"CRLF": 2}),
        (b"\xef\xbb\xbfa\rb", "UTF-8", True, {"CR": 1}),
        ("a\r\nä\n".encode("utf-16"), "UTF-16LE", True, {"CRLF": 1, "LF": 1}),
        (b"\xfe\xff" + "a\n".encode("utf-16-be"), "UTF-16BE", True, {"LF": 1}),
        (b"\xe4\n", None, False, {"LF": 1}),
        (b'<?xml version="1.0" encoding="iso-8859-1"?>\n<a>\xe4</a>', "ISO-8859-1", False, {"LF": 1}),
        (b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=CP1252\\n"\n', "CP1252", False, {"LF": 3}),
        (b"PAR1rest\n", None, False, {}),
        (b"", "ASCII", False, {}),
    ],
)
def test_encoding_mark_and_line_ends(tmp_path, data, encoding, mark, ends):
    (tmp_path / "x").write_bytes(data)
    found = facts_of(tmp_path / "x")
    assert (found.encoding, found.mark, dict(found.line_ends), found.size) == (encoding, mark, ends, len(data))


def test_a_compressed_file_is_looked_into(tmp_path):
    (tmp_path / "x.gz").write_bytes(gzip.compress(b"a\r\n"))
    found = facts_of(tmp_path / "x.gz")
    assert (found.packed, found.encoding, dict(found.line_ends)) == ("gzip", "ASCII", {"CRLF": 1})


def test_a_zip_of_one_file_is_looked_into(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("x.tsv", "a\r\n")
    found = facts_of(tmp_path / "x.zip")
    assert (found.packed, found.encoding, dict(found.line_ends)) == ("zip", "ASCII", {"CRLF": 1})


def test_a_pair_of_carriage_return_and_newline_is_one_end_wherever_a_piece_ends(tmp_path, monkeypatch):
    monkeypatch.setattr("workbench.files.facts._CHUNK", 3)
    (tmp_path / "x").write_bytes(b"ab\r\ncd\r\re\r")
    assert dict(facts_of(tmp_path / "x").line_ends) == {"CRLF": 1, "CR": 3}
