from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.language.characters import fit, unfit


@pytest.mark.parametrize("text", ["", "ä\tb\r\n", "\x01\x1b\x7f\x9b", "🙂", "\ud7ff\ue000\ufffd\uffff", "\ufeff\u2028"])
def test_any_other_character_is_text(text):
    assert unfit(text) is None
    assert fit(text) == text


@pytest.mark.parametrize(
    ("text", "place", "told"),
    [
        ("\0", 1, "a NUL character (\\u0000), which no text has"),
        ("ä\0\ud800", 2, "a NUL character (\\u0000), which no text has"),
        ("ab\ud800", 3, "half of a surrogate pair (\\ud800), which is no valid Unicode"),
        ("\udcff", 1, "half of a surrogate pair (\\udcff), which is no valid Unicode"),
        ("a\ud83d\ude42", 2, "half of a surrogate pair (\\ud83d), which is no valid Unicode"),
    ],
)
def test_what_no_text_holds_is_told_with_its_place(text, place, told):
    found = unfit(text)
    assert (found.place, f"{found}, {found.why}") == (place, told)


@given(st.text(st.characters(exclude_categories=[])))
def test_text_is_what_can_be_written_and_has_no_nul(text):
    assert (unfit(text) is None) == ("\0" not in text and text == text.encode(errors="ignore").decode())
    assert unfit(fit(text)) is None and len(fit(text)) == len(text)
