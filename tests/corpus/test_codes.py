from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.corpus.code import Code, CodedText, moved, placeholder, without
from workbench.corpus.segment import Segment


@pytest.mark.parametrize(
    ("kind", "id", "shows", "text"),
    [
        ("open", "g3", None, "<g3>"),
        ("close", "g3", None, "</g3>"),
        ("alone", "x1", None, "<x1/>"),
        ("alone", "1", None, "<c1/>"),
        ("alone", "", None, "<c/>"),
        ("alone", "INTERPOLATION", "{{name}}", "{{name}}"),
        ("alone", "1", "", "<c1/>"),
        ("open", "a b<c>", None, "<a-b-c->"),
        ("open", "é.1-2", None, "<é.1-2>"),
    ],
)
def test_a_placeholder_shows_what_the_file_says_or_its_id(kind, id, shows, text):
    assert placeholder(kind, id, shows) == text


PARTS = st.lists(
    st.one_of(
        st.text(max_size=4),
        st.tuples(
            st.sampled_from(["open", "close", "alone"]),
            st.text(max_size=2),
            st.none() | st.text(min_size=1, max_size=3),
        ),
    ),
    max_size=8,
)


@given(PARTS)
def test_codes_know_where_they_stand_and_the_text_without_them_is_whole(parts):
    made = CodedText()
    for part in parts:
        if isinstance(part, str):
            made.text(part)
        else:
            made.code(*part)
    text, codes = made.finished()
    given_codes = [part for part in parts if not isinstance(part, str)]
    assert [(code.kind, code.id, code.shows) for code in codes] == given_codes
    assert [text[code.start : code.end] for code in codes] == [placeholder(*code) for code in given_codes]
    plain = "".join(part for part in parts if isinstance(part, str))
    assert without(text, codes) == plain
    assert without("ab" + text, moved(codes, 2)) == "ab" + plain
    segment = Segment(id="1", source=text, references=("x", text), source_codes=codes, reference_codes=((), codes))
    bare = segment.without_codes()
    assert (bare.source, bare.references, bare.has_codes) == (plain, ("x", plain), False)


def test_a_text_may_be_none_and_codes_may_follow_one_another():
    made = CodedText()
    made.text(None)
    made.code("open", "1")
    made.code("alone", "2")
    assert made.finished() == (
        "<c1><c2/>",
        (Code(start=0, end=4, kind="open", id="1"), Code(start=4, end=9, kind="alone", id="2")),
    )
