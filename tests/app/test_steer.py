"""The part that makes a model look at a source word: its value, its handler with the bundled model, its event."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace

import gradio as gr
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.app.assets import head, script, styles
from workbench.app.desk import Desk
from workbench.app.parts.detail import Looked
from workbench.app.parts.differences import difference
from workbench.app.parts.steer import HEADS, Steer, Steerable, form
from workbench.app.serving.hosting import SHARED
from workbench.app.serving.library import Library
from workbench.app.subject import Asked, Subject
from workbench.runs.demo import scored_demo

ROW = "demo-054"
"""Did you lock up the shed? Haben Sie die Schafe aufgeschlossen?"""


@pytest.fixture(scope="module")
def part() -> Steer:
    with gr.Blocks():
        return Steer(Desk.of(SHARED, Library(limits=SHARED)))


@pytest.fixture(scope="module")
def looked() -> Looked:
    run = scored_demo()
    row = run.segment(ROW, "hypothesis")
    return Looked(
        Subject.of(run, row), "session/detail", words=(tuple(row["source_words"]), tuple(row["target_words"]))
    )


def press(part: Steer, pinned: Steerable | None, **data: object):
    return part._press(SimpleNamespace(_data=data), {part.pinned: pinned})


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


def shown(part: Steer, looked: Looked, word: int | None):
    """Of a word that was not pinned before."""
    part.show(replace(looked, subject=None, asked=Asked()))
    return part.show(replace(looked, asked=Asked(word=word)))


def pinned_word(part: Steer, looked: Looked, word: int) -> Steerable:
    return shown(part, looked, word)[part.pinned]


def test_a_pinned_word_can_be_asked_about_and_no_word_cannot(part, looked):
    form = shown(part, looked, 3)
    assert {*form} == {*part.outputs} and form[part.pinned].target[3] == "Schafe"
    assert '<option value="5">shed</option>' in form[part.box] and 'aria-disabled="true"' in form[part.box]
    for there, word in ((replace(looked, words=((), ())), 3), (looked, None), (looked, 99), (looked, -1)):
        assert shown(part, there, word) == {part.pinned: None, part.box: ""}


def test_it_follows_the_word_that_is_pinned_and_an_answer_stays_until_another_is(part, looked):
    assert pinned_word(part, looked, 3).word == 3
    assert part.show(replace(looked, asked=Asked(word=3, instead_of="x"))) == {}
    assert part.show(replace(looked, asked=Asked(word=2)))[part.pinned].word == 2
    assert part.show(looked) == {part.pinned: None, part.box: ""}
    assert part.show(looked) == {}


@pytest.mark.bundled_model
def test_pressed_it_tells_before_and_after_and_a_random_word_beside(part, looked):
    pinned = pinned_word(part, looked, 3)
    html = press(part, pinned, look_at=5, heads="last")[part.box]
    told = words(html)
    assert re.search(r"looked at ‘shed’ while writing ‘Schafe’, it would have given that word .+% instead of .+%", told)
    assert "Made to look at each of the 5 others" in told and "at random" in told
    assert "layer 3, heads 0, 1, 2, 3: 4 of 16 heads" in told and "not why it wrote ‘Schafe’" in told
    assert '<option value="5" selected>' in html and len(html.encode()) < 20_000


@pytest.mark.parametrize(("heads", "forced"), [("preset", "1 of 16 heads"), ("all", "all 16 heads of all layers")])
def test_other_heads_can_be_forced(part, looked, heads, forced):
    pinned = pinned_word(part, looked, 3)
    html = press(part, pinned, look_at=5, heads=heads)[part.box]
    assert forced in html and f'<option value="{heads}" selected>' in html


@pytest.mark.parametrize(
    "data", [{}, {"look_at": "5", "heads": "last"}, {"look_at": 5, "heads": "none"}, {"look_at": None, "heads": "all"}]
)
def test_an_event_of_another_form_changes_nothing(part, looked, data):
    assert press(part, pinned_word(part, looked, 3), **data) == gr.skip()
    assert press(part, None, look_at=5, heads="last") == gr.skip()


def test_a_word_that_is_not_there_is_told_in_words(part, looked):
    html = press(part, pinned_word(part, looked, 3), look_at=99, heads="last")[part.box]
    assert "source word 99 asked for; there are 7" in words(html) and 'role="alert"' in html


def test_who_pins_another_word_is_not_shown_the_answer_for_the_first(part, looked, monkeypatch):
    pinned = pinned_word(part, looked, 3)
    monkeypatch.setattr(part, "_found", lambda *_: pinned_word(part, looked, 2))
    assert press(part, pinned, look_at=5, heads="last") == gr.skip()


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("die Schafe hier", "die Tür hier", "die <del>Schafe</del><ins>Tür</ins> hier"),
        ("eins zwei", "eins zwei", "eins zwei <i>(the same)</i>"),
        ("eins zwei.", "eins.", "eins<del> zwei</del>."),
        ("", "neu", "<ins>neu</ins>"),
        ("<b>", "<i>", "&lt;<del>b</del><ins>i</ins>&gt;"),
    ],
)
def test_what_would_have_been_written_is_told_from_what_is(old, new, shown):
    assert difference(old, new) == shown


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("<>&\"'`${}\\=/")), max_size=40))
def test_no_word_becomes_a_tag(text):
    pinned = Steerable(None, "", 0, source=(text, "x"), target=(text,))  # type: ignore[arg-type]
    for html in (form(pinned, 0), difference(text, "x"), difference("x", text)):
        rest = re.sub(
            r"</?(section|div|label|span|b|select|option|button|del|ins|i)( [a-z_-]+(=\"[^\"<>]*\")?)*>", "", html
        )
        assert "<" not in rest and ">" not in rest


def test_in_the_browser_nothing_is_asked_without_a_word_and_a_press_is_one_event(browser):
    pinned = Steerable(None, "", 0, source=("the", "shed"), target=("Schafe",))  # type: ignore[arg-type]
    page = browser.new_page()
    page.set_content(f"<style>{styles()}</style>{head({})}<main id=part>{form(pinned)}</main>")
    page.evaluate(
        "js => { window.sent = []; new Function('element', 'props', 'trigger', 'watch', js)"
        "(document.getElementById('part'), {}, (...told) => sent.push(told)); }",
        script("steer"),
    )
    go = page.get_by_role("button", name="Go on")
    go.press("Enter")
    assert page.evaluate("sent") == []
    page.get_by_label("Make it look at").select_option(label="shed")
    page.get_by_label("with").select_option(label=HEADS["all"])
    page.get_by_label("with").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert page.evaluate("sent") == [["select", {"look_at": 1, "heads": "all"}]]
    assert page.locator(".wb-steer-answer").get_attribute("aria-busy") == "true"
    page.close()
