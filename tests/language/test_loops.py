"""What comes back again and again, and what people write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.language.loops import GRAM, WINDOW, Loops, loops

LOOPED = {
    "syllables": ("ha" * 900, "ha"),
    "a word without blanks": ("Er sagt " + "morgen" * 200, "morgen"),
    "one letter": ("Ne" + "i" * 700, "i"),
    "dots": ("." * 2000, "."),
    "dots with blanks": (". " * 1500, "."),
    "marks by turns": ("Wirklich" + "!?" * 400, "!?"),
    "a row of dashes after a text": ("Wir kommen morgen - " + "- " * 500, "-"),
    "emoji": ("🙂🎉" * 300, "🙂🎉"),
    "digits": ("42 " * 300, "42"),
    "figures that count on": (" ".join(f"{k}. so" for k in range(300)), ". so"),
    "capitals by turns": ("Ja jA JA ja " * 60, "Ja"),
    "Chinese": ("我在这里" * 150, "我在这里"),
    "Japanese": ("そうです" * 150, "そうです"),
    "Thai": ("แมวอยู่ในสวน" * 60, "แมวอยู่ในสวน"),
    "a sentence": ("Der Bäcker öffnet um sechs, und der Bus fährt um sieben. " * 20, "Der Bäcker öffnet um sechs"),
    "at the end of a long text": ("".join(map(chr, range(0x4E00, 0x5A00))) + "…" * 500, "…"),
    "across blanks that do not break": ("nie\u00a0" * 200, "nie"),
}
WRITTEN = {
    "nothing": "",
    "an ellipsis": "Er ging ... und kam nie zurück ...",
    "laughter": "Hahahahahahaha! Das ist sooooooo schön!!!!!!!!",
    "a separator": "Kapitel eins\n" + "-" * 80 + "\nEs regnete.",
    "dots of a table of contents": "1. Einleitung " + "." * 60 + " 5 2. Anhang " + "." * 50 + " 71",
    "white space": "Ende" + " " * 3000 + ".",
    "a refrain": "Fahr, fahr, fahr dein Boot. Fahr, fahr, fahr dein Boot. Sacht den Fluss hinab.",
    "every character once": "".join(map(chr, range(0x4E00, 0x9000))),
}


@pytest.mark.parametrize(("text", "unit"), LOOPED.values(), ids=LOOPED)
def test_a_loop_is_found_whatever_it_is_made_of(text, unit):
    found = loops(text)
    assert found.within(WINDOW) > 300
    assert unit in found.unit
    assert len(found.unit) <= WINDOW


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)
def test_what_people_write_is_none(text):
    assert loops(text).within(WINDOW) < 150


@given(
    st.text(st.characters(exclude_categories=["Zs", "Cc", "Cs"]), min_size=1, max_size=60),
    st.text(max_size=40),
    st.integers(400, 1200),
)
def test_any_phrase_that_fills_a_text_is_found_where_it_stands(unit, prefix, size):
    text = prefix + unit * (size // len(unit) + 1)
    found = loops(text)
    assert found.within(WINDOW) > size / 2
    assert all(0 <= start < end <= len(text) for start, end in found.spans)
    assert [*found.spans] == sorted(found.spans)


@given(st.text(max_size=WINDOW))
def test_characters_are_those_that_begin_what_stood_before(text):
    found = loops(text)
    grams = [text[place : place + GRAM] for place in range(len(text) - GRAM + 1)]
    assert found == Loops() or found.within(WINDOW) >= WINDOW / 4
    assert found.within(WINDOW) <= len(grams)
