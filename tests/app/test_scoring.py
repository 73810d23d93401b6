"""What the form does before and around the scoring itself."""

from __future__ import annotations

import threading

import gradio as gr
import pytest

from workbench.app.desk import Desk
from workbench.app.parts import scoring
from workbench.app.parts.scoring import PASTE, UPLOAD, Scoring, read_pasted
from workbench.app.serving.hosting import SHARED, LimitError, Limits
from workbench.app.serving.library import Library, new_owner


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


def test_pasted_text_within_the_limits_is_read(tmp_path):
    corpus = read_pasted(tmp_path, "Hello there.\nThank you.", "Hallo.\nDanke.", SHARED, 500)
    assert [(one.source, one.references) for one in corpus] == [
        ("Hello there.", ("Hallo.",)),
        ("Thank you.", ("Danke.",)),
    ]


@pytest.fixture
def form(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def made(allowed=SHARED):
        with gr.Blocks():
            return Scoring(Desk.of(allowed, Library(limits=allowed)), gr.BrowserState(None))

    return made


def pressed(form, owner, kind=PASTE, files=None, source="a", target="b"):
    """What the form shows: its status, and whether Score and Cancel can be pressed."""
    given = {
        form._owner: owner,
        form.model: "demo",
        form.source_language: "en",
        form.target_language: "de",
        form.source_prefix: "",
        form.kind: kind,
        form.files: files,
        form.source: source,
        form.target: target,
        form.side: "reference",
        form.limit: None,
        form.own: False,
        form.skip: False,
    }
    for changes in form._score(given):
        yield changes[form.status], changes[form.start]["interactive"], changes[form.cancel]["interactive"]


def test_cancel_works_while_an_upload_is_read_and_ends_in_a_settled_state(form, monkeypatch):
    found, owner = form(), new_owner()
    reading, go = threading.Event(), threading.Event()
    read = scoring.read_pasted

    def slowly(*given):
        reading.set()
        go.wait(20)
        return read(*given)

    monkeypatch.setattr(scoring, "read_pasted", slowly)
    shown = pressed(found, owner)
    assert next(shown)[1:] == (False, True) and reading.wait(20)
    told, *buttons = next(shown)
    assert "reading the corpus" in told and buttons == [False, True]
    # What is said of it comes from the job alone, in order: nothing can overwrite its last word.
    assert found._cancel({found._owner: owner}) == gr.skip()
    told, *buttons = next(shown)
    assert "Stopping after the batch" in told and buttons == [False, False]
    go.set()
    *_, (told, *buttons) = shown
    assert "Stopped while reading the corpus" in told and "wb-busy" not in told
    assert buttons == [True, False]
    assert "Nothing is being scored" in found._cancel({found._owner: owner})[found.status]


def test_the_deadline_holds_while_an_upload_is_read(form, monkeypatch):
    found = form(Limits(seconds=0.3))
    read = scoring.read_pasted
    monkeypatch.setattr(scoring, "read_pasted", lambda *given: threading.Event().wait(0.6) or read(*given))
    *_, (told, *buttons) = pressed(found, new_owner())
    assert "0 seconds that a job has here are over while reading the corpus" in told
    assert buttons == [True, False]


@pytest.mark.parametrize(
    ("kind", "files", "source", "why"),
    [
        (UPLOAD, None, "", "no file was chosen"),
        (PASTE, None, " ", "no source text"),
        (UPLOAD, ["1", "2", "3"], "", "3 f"),
    ],
)
def test_what_cannot_be_read_is_told_and_the_form_is_as_before(form, kind, files, source, why):
    *_, (told, *buttons) = pressed(form(), new_owner(), kind, files, source)
    assert "wb-fault" in told and why in told and buttons == [True, False]


def looked_at(form, *files, languages=("", "")):
    given = {form._owner: new_owner(), form.files: [*map(str, files)]}
    given |= {form.source_language: languages[0], form.target_language: languages[1]}
    *_, changes = form._look(given)
    return changes[form.seen]


def test_what_a_file_is_and_what_is_odd_in_it_is_shown_before_it_is_scored(form, tmp_path):
    path = tmp_path / "x.en-de.jsonl"
    path.write_text(
        '{"source": "<img src=x onerror=alert(1)> {0}", "reference": "MÃ¼ller <b>", "</dd><script>": 1}\n{"a"\n',
        encoding="utf-8",
    )
    shown = looked_at(form(), path)
    assert "x.en-de.jsonl: JSON Lines, en to de" in shown and "1 cannot be read" in shown
    assert "read in the wrong encoding" in shown and "MÃ¼ller" in shown
    assert "<script" not in shown and "<img" not in shown and "upload-" not in shown


def test_two_files_are_looked_at_together_and_without_any_the_formats_are_listed(form, tmp_path):
    (tmp_path / "a").write_text("One thing.\n")
    (tmp_path / "b").write_text("Ein Ding.\n")
    found = form()
    shown = looked_at(found, tmp_path / "a", tmp_path / "b", languages=("English", "de"))
    assert "line-aligned text, English to de" in shown and "nothing odd" in shown
    assert "TMX" in looked_at(found) and "XLIFF" in looked_at(found)


def test_a_shared_machine_looks_at_no_more_than_it_would_score(form, tmp_path):
    path = tmp_path / "x.tsv"
    path.write_text("source\treference\n" + "a b\tc d\n" * 900)
    assert "500 segments" in looked_at(form(), path) and "in the first 500 segments" in looked_at(form(), path)
    path.write_bytes(b"x" * (6 * 2**20))
    assert "at most 5 MB can be given here" in looked_at(form(), path)


def test_a_file_that_is_no_corpus_is_told_without_its_folder(form, tmp_path):
    (tmp_path / "x.bin").write_bytes(b"\0\1")
    shown = looked_at(form(), tmp_path / "x.bin")
    assert "wb-fault" in shown and "x.bin" in shown and str(tmp_path) not in shown
