"""What somebody brings, and what is wrong with it in that person's words."""

from __future__ import annotations

import pytest

from workbench.app.parts.upload import (
    Brought,
    in_own_words,
    placed,
    plain,
    read_brought,
    read_pasted,
    rows_in_own_words,
)
from workbench.app.serving.hosting import SHARED, LimitError, Limits
from workbench.corpus import read
from workbench.errors import CorpusError, ModelError, WorkbenchError


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("x" * (5 * 2**20 + 1), ""),
        ("", "y" * (6 * 2**20)),
        ("a\n" * (2 * 2**20), "b\n" * 2**20),
        ("ä" * (3 * 2**20), ""),
        ("\n" * (5 * 2**20), "z"),
    ],
)
def test_pasted_text_counts_against_the_limit_of_uploads_before_anything_is_written(tmp_path, source, target):
    with pytest.raises(LimitError, match=r"the text: .* MB received; at most 5 MB can be given here"):
        read_pasted(tmp_path, source, target, SHARED, 500)
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize(
    ("source", "target", "read_as"),
    [
        (
            "Hello there.\nThank you.",
            "Hallo.\nDanke.",
            [("Hello there.", ("Hallo.",), 1), ("Thank you.", ("Danke.",), 2)],
        ),
        (
            "Hello there.\n\nThank you.\n",
            "Hallo.\n \nDanke.\n\n",
            [("Hello there.", ("Hallo.",), 1), ("Thank you.", ("Danke.",), 3)],
        ),
        # A translation that is missing is a finding.
        ("a\nb\n", "c\n \n", [("a", ("c",), 1), ("b", (" ",), 2)]),
        ("a\n\nb", "", [("a", (), 1), ("b", (), 3)]),
    ],
)
def test_blank_lines_are_left_out_and_others_keep_their_numbers(tmp_path, source, target, read_as):
    corpus = read_pasted(tmp_path, source, target, SHARED, 500)
    assert [(one.source, one.references, one.line) for one in corpus] == read_as


@pytest.mark.parametrize(
    ("files", "sources"),
    [
        ({"a.tsv": "Hello\tHallo\n"}, ["Hello"]),
        ({"a.txt": "Hello\n\nWorld\n"}, ["Hello", "World"]),
        ({"a": "Hello\nWorld\n", "b": "Hallo\nWelt\n"}, ["Hello", "World"]),
        ({"a.tsv": "source\treference\na b\tc d\nonly one\n"}, ["a b"]),
    ],
)
@pytest.mark.parametrize("copied", [True, False])
def test_files_are_read_in_the_format_that_they_are_in(tmp_path, files, sources, copied):
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    folder = tmp_path / "own"
    folder.mkdir()
    brought = Brought(files=tuple(str(tmp_path / name) for name in files))
    corpus = read_brought(brought, folder, Limits(), copied=copied)
    assert [one.source for one in corpus] == sources
    assert corpus.path.is_relative_to(folder) is copied


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (CorpusError("a cell is missing", "/tmp/upload-ab12/0/x.tsv", 3), "x.tsv, line 3: a cell is missing"),
        (
            CorpusError("a cell is missing", "/x/upload-ab12/target.txt", 2),
            "line 2 of the translations: a cell is missing",
        ),
        (CorpusError("is a picture", "/tmp/x.png"), "x.png is a picture"),
        (CorpusError("there is none", "/tmp/source.txt"), "the sources: there is none"),
        (
            CorpusError("byte 0xfc is no UTF-8; convert the file to UTF-8, for example: iconv -f X FILE", "x.tsv", 2),
            "x.tsv, line 2: byte 0xfc is no UTF-8; save it as UTF-8 (in Excel: “CSV UTF-8”) and drop it again",
        ),
        (ModelError("no such model (--model NAME)"), "no such model"),
        (WorkbenchError("/var/upload-00ff/1/b has 3 lines"), "b has 3 lines"),
    ],
)
def test_faults_are_told_in_the_persons_words(error, told):
    assert in_own_words(error) == told


def test_a_row_that_ends_the_reading_is_told_by_itself(tmp_path):
    path = tmp_path / "x.tsv"
    path.write_text("source\treference\na\tb\nc\n")
    with pytest.raises(CorpusError) as caught:
        [*read(path)]
    assert in_own_words(caught.value).startswith("x.tsv, line 3: 1 columns received, 2 expected")
    assert "--" not in in_own_words(caught.value)
    told = read(path, skip_bad_rows=True).survey().bad_rows_told
    assert rows_in_own_words(told)[0].startswith("x.tsv, line 3: 1 columns received")
    assert placed("source.txt", 4, "x") == "line 4 of the sources: x"


@pytest.mark.parametrize(
    "notes",
    [
        "the columns have no names; by what is in them column 2 is the source; to choose others, number "
        "them: --source 2",
        "texts are named after two languages; to turn them round, state them (--source-lang de --target-lang en)",
        "the source reads like French, not en: see --source-lang",
    ],
)
def test_notes_lose_what_only_commands_can_do(notes):
    assert "--" not in plain(notes) and plain(notes)


@pytest.mark.parametrize("name", ["s3://bucket/x.tsv", "hf://datasets/owner/name/x.tsv", "https://host/x.tsv"])
def test_a_url_is_no_upload(tmp_path, name, monkeypatch):
    """Nothing is asked of a store: it is the path of a file that is not there."""
    monkeypatch.setattr("workbench.files.store.Store.__init__", None)
    with pytest.raises(FileNotFoundError):
        read_brought(Brought(files=(name,)), tmp_path, Limits())
