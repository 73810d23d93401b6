from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.language.markup import markup, without_markup


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Hi {name}, {{ user }} has %d of %1$s in ${x} and %(y)s.",
            ["{name}", "{{user}}", "%d", "%1$s", "${x}", "%(y)s"],
        ),
        ("{count, plural, one {# file} other {# files}}", ["{count,plural"]),
        ("50% off, 100%ig, 5 % de, {not this one}", []),
        ("See https://example.org/a_b?c=1. Or (www.example.org)!", ["https://example.org/a_b?c=1", "www.example.org"]),
        ("mail ana.b@example.co.uk, not @home", ["ana.b@example.co.uk"]),
        ('<a href="x">y</A><br/> 1 < 2 > 0', ["<a>", "</a>", "<br>"]),
        ("❤️ ❤ 👍🏽 👩‍👧 © 1 #", ["❤", "❤", "👍🏽", "👩‍👧"]),
        ("", []),
    ],
)
def test_what_is_for_machines_is_found_and_ordinary_text_is_not(text, found):
    assert [one.value for one in markup(text)] == found


@given(st.text(alphabet="{}%<>/@.$ aws1:🙂\u200d", max_size=40))
def test_what_is_left_without_it_stands_where_it_stood(text):
    rest = without_markup(text)
    assert len(rest) == len(text)
    assert all(a in (b, " ") for a, b in zip(rest, text, strict=True))
