from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.corpus.code import placeholder
from workbench.language.markup import markup, whole_words, without_markup
from workbench.language.segmentation import word_spans


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Hi {name}, {{ user }} has %d of %1$s in ${x} and %(y)s.",
            ["{name}", "{{user}}", "%1$d", "%1$s", "${x}", "%(y)s"],
        ),
        ("%s: {} of {}, %%, %@", ["%1$s", "{0}", "{1}", "%%", "%2$@"]),
        ("{count, plural, one {# file} other {# files}}", ["{count,plural}", "", "#", "", "", "#", "", ""]),
        ("50% off, 100%ig, 5 % de, {not this one}, 100%% sure, %d.%m.%Y", []),
        ("%1 of %n, %L2, :count :smile: but a:b, 10:30 and x::y", ["%1", "%n", "%L2", ":count", ":smile:"]),
        (
            "#{a} %{b} $(c) %USER% $name __N_1__ {% if %} <%= x %>",
            ["#{a}", "%{b}", "$(c)", "%USER%", "$name", "__N_1__"],
        ),
        ("See https://Example.org/a_b?c=1. Or (www.example.org)! example.com", ["example.org/a_b?c=1", "example.org"]),
        ("mail Ana.b@example.co.uk, not @home", ["ana.b@example.co.uk"]),
        ("请写信给ana@example.org或访问https://example.org/a查看。", ["ana@example.org", "example.org/a"]),
        ("문의 help@example.org으로, https://example.org에서", ["help@example.org", "example.org"]),
        ('<a href="x" title="y">y</A><br/> 1 < 2 > 0', ["<a href=x>", "</a>", "<br>"]),
        ("<expiry date> <Enter> <title> Map<K, V> a <b and c> d <https://a.org>", ["a.org"]),
        ("<Enter>a</Enter> <1> {2>b<2}", ["<Enter>", "</Enter>", "<1>", "{2>", "{/2>"]),
        ("[1}c{1] <x id='2'/>", ["[1}]", "[/1}]", "<x id=2>"]),
        ("[b]a[/b] [i] [sic] [1] [url=a.html]", ["[b]", "[/b]", "[url =a.html]"]),
        ("Dear [NAME] of [user_city], [EU] [Name] <URL>", ["[NAME]", "[user_city]", "<URL>"]),
        ("AT&T; &nbsp;&#91;&lt;b&gt;", ["\xa0", "[", "&<b>"]),
        ("[a](b/c.md) `git x` <!-- a  b -->", ["b/c.md", "`git x`", "<!-- a b -->"]),
        ("❤️ ❤ 👍🏽 👩‍👧 © 1 #", ["❤", "❤", "👍🏽", "👩‍👧"]),
        ("", []),
    ],
)
def test_what_is_for_machines_is_found_and_ordinary_text_is_not(text, found):
    values = [one.value for one in markup(text)]
    assert [value[: len(wanted)] for value, wanted in zip(values, found, strict=False)] == found


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Press <expiry date> or <Enter>", "Press <expiry date> or <Enter>"),
        ("[sic] he said [quietly]", "[sic] he said [quietly]"),
        ("<b>Tom</b> has %d", "   Tom     has   "),
        ("{n, plural, one {# dog} other {dogs}} of Tom", " " * 18 + "dog" + " " * 8 + "dogs   of Tom".rjust(13)),
        ("[Tom](a/b.md) &amp; Ann", "[Tom             Ann"),
        ("50% of them paid $5:more later", "50% of them paid $5:more later"),
    ],
)
def test_ordinary_words_are_left_and_no_others(text, rest):
    assert without_markup(text).split() == rest.split()


def test_a_tag_is_one_when_the_other_text_closes_it():
    assert markup("<Link>here") == []
    assert [one.value for one in markup("<Link>here", frozenset({"<Link"}))] == ["<Link>"]


def test_a_placeholder_in_one_branch_of_a_message_need_not_be_in_every_language():
    found = markup("{n, plural, one {# {a}} other {# {b} {m, select, x {{c}} other {{d}}}}}")
    assert {one.value: one.branch for one in found if one.kind == "placeholder"} == {
        "{n,plural}": False,
        "{m,select}": False,
        "#": False,
        "{a}": True,
        "{b}": False,
        "{c}": True,
        "{d}": False,
    }


@pytest.mark.parametrize("kind", ["open", "close", "alone"])
@pytest.mark.parametrize("id", ["", "1", "g3", "x-12", "40"])
def test_the_codes_of_a_file_are_tags(kind, id):
    written = placeholder(kind, id)
    if (kind, id) != ("open", "") and not (kind == "open" and "-" in id):
        assert [one.kind for one in markup(f"a {written} b")] == ["tag"]
    assert [one.kind for one in markup(f"a {placeholder('open', id)}b{placeholder('close', id)}")] == ["tag", "tag"]


@given(st.text(alphabet="{}%<>/@.$[]()`&;:#*_ aws1:🙂\u200d", max_size=60))
def test_what_is_left_without_it_stands_where_it_stood(text):
    rest = without_markup(text)
    assert len(rest) == len(text)
    assert all(a in (b, " ") for a, b in zip(rest, text, strict=True))
    found = [one.span for one in markup(text)]
    assert all(before[1] <= after[0] for before, after in pairwise(found))


@given(st.text(alphabet="{}%<>/[]() abs1,", max_size=60))
def test_whole_words_do_not_overlap_and_lose_nothing(text):
    words = whole_words(text, word_spans(text))
    assert all(before[1] <= after[0] for before, after in pairwise(words))
    assert {at for span in word_spans(text) for at in range(*span)} <= {at for span in words for at in range(*span)}


@pytest.mark.parametrize(
    "piece",
    [
        *"<[{%&`",
        "<a ",
        "<!--",
        "{a,plural,other{",
        "{{",
        "](a.b",
        "a@",
        "www.",
        "x.com/",
        "&lt;b ",
        "[NAME",
        "<%",
        "**a",
    ],
)
def test_long_texts_of_one_sign_take_time_in_proportion(piece):
    text = (piece * 100_000)[:100_000]
    start = time.process_time()
    without_markup(text)
    assert time.process_time() - start < 5
