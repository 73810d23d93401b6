"""What the form does before and around the scoring itself."""

from __future__ import annotations

import threading

import gradio as gr
import pytest

from workbench.app import scoring
from workbench.app.detail import Desk
from workbench.app.hosting import SHARED, LimitError, Limits
from workbench.app.library import Library, new_owner
from workbench.app.scoring import PASTE, UPLOAD, Scoring, read_pasted


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
    found = form(Limits(seconds=0.01))
    read = scoring.read_pasted
    monkeypatch.setattr(scoring, "read_pasted", lambda *given: threading.Event().wait(0.2) or read(*given))
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
