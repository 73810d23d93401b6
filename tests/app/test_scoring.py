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
    return form._score(owner, "demo", "en", "de", "", kind, files, source, target, "reference", None, False)


def buttons(update):
    return [one["interactive"] for one in update[2:]]


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
    assert buttons(next(shown)) == [False, True] and reading.wait(20)
    first = next(shown)
    assert "reading the corpus" in first[0] and buttons(first) == [False, True]
    # What is said of it comes from the job alone, in order: nothing can overwrite its last word.
    assert found._cancel(owner) == [gr.skip(), gr.skip()]
    second = next(shown)
    assert "Stopping after the batch" in second[0] and buttons(second) == [False, False]
    go.set()
    *_, last = shown
    assert "Stopped while reading the corpus" in last[0] and "wb-busy" not in last[0]
    assert buttons(last) == [True, False]
    assert "Nothing is being scored" in found._cancel(owner)[0]


def test_the_deadline_holds_while_an_upload_is_read(form, monkeypatch):
    found = form(Limits(seconds=0.01))
    read = scoring.read_pasted
    monkeypatch.setattr(scoring, "read_pasted", lambda *given: threading.Event().wait(0.2) or read(*given))
    *_, last = pressed(found, new_owner())
    assert "0 seconds that a job has here are over while reading the corpus" in last[0]
    assert buttons(last) == [True, False]


@pytest.mark.parametrize(
    ("kind", "files", "source", "told"),
    [
        (UPLOAD, None, "", "no file was chosen"),
        (PASTE, None, " ", "no source text"),
        (UPLOAD, ["1", "2", "3"], "", "3 f"),
    ],
)
def test_what_cannot_be_read_is_told_and_the_form_is_as_before(form, kind, files, source, told):
    *_, last = pressed(form(), new_owner(), kind, files, source)
    assert "wb-fault" in last[0] and told in last[0] and buttons(last) == [True, False]
