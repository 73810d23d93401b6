"""printf, messages with branches, tags, Markdown and keys of menus, each by itself."""

from __future__ import annotations

import pytest

from workbench.language.accelerator import accelerators
from workbench.language.element import element
from workbench.language.icu_message import messages
from workbench.language.markdown import marks
from workbench.language.printf import arguments


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["%s", "%d"], [(1, "s"), (2, "d")]),
        (["%2$s", "%1$i"], [(2, "s"), (1, "d")]),
        (["%ld", "%lld", "%u", "%X"], [(1, "ld"), (2, "lld"), (3, "u"), (4, "x")]),
        (["%-10s", "%.2f", "%@"], [(1, "s"), (2, "f"), (3, "@")]),
    ],
)
def test_arguments_have_a_position_and_a_type(texts, expected):
    assert [(one.position, one.type) for one in arguments(texts)] == expected


def test_messages_are_read_from_the_outside_to_the_inside():
    text = "{a, select, x {{n, plural, offset:1 =0 {none} other {#}}} other {}} {b, plural, one {#"
    found = list(messages(text))
    assert [(one.name, one.kind, one.closed) for one in found] == [
        ("a", "select", True),
        ("n", "plural", True),
        ("b", "plural", False),
    ]
    assert {key: text[slice(*span)] for key, span in found[1].branches.items()} == {"=0": "none", "other": "#"}


@pytest.mark.parametrize(
    ("text", "value", "sure"),
    [
        ("<br />", "<br>", True),
        ('<a title="x" HREF="y">', "<a href=y>", True),
        ("<input disabled>", "<input disabled=>", False),
        ("<Enter>", "<Enter>", False),
        ("<g12>", "<g12>", True),
        ("<F5>", "<f5>", False),
        ("</B>", "</b>", True),
        ("[quote=Ana]", "[quote]", True),
        ("[/url]", "[/url]", True),
        ("[b]", "[b]", False),
    ],
)
def test_a_tag_has_a_name_and_what_identifies_it(text, value, sure):
    found = element(text)
    assert found is not None
    assert found.value == value
    assert found.sure == sure


@pytest.mark.parametrize("text", ["<expiry date>", "<b and c>", "[see below]"])
def test_words_in_brackets_are_no_tag(text):
    assert element(text) is None


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("# A\n**b** __c__ *d* _e_ ~~f~~", ["heading", "bold", "bold", "italic", "italic", "struck out"]),
        ("2 * 3 * 4, a_b_c, my__own__name *.txt, * one\n* two #1", []),
        ("这**很**重要", ["bold"]),
        ("** no **", []),
    ],
)
def test_markdown_is_what_it_does_to_words(text, kinds):
    assert [one.kind for one in marks(text)] == kinds


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("&File", 1),
        ("E&xit", 1),
        ("ファイル(&F)", 1),
        ("_Open", 1),
        ("Ö_ffnen", 1),
        ("AT&T", 0),
        ("Tom & Ann", 0),
        ("&nbsp;x", 0),
        ("snake_case", 0),
        ("a" * 90 + " &File", 0),
    ],
)
def test_a_key_is_a_sign_before_a_letter(text, count):
    assert len(accelerators(text)) == count
