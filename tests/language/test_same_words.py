"""What may be the same in two languages."""

from __future__ import annotations

import pytest

from workbench.language.same_words import in_title_case, is_code, own_words


@pytest.mark.parametrize(
    ("languages", "own", "shared"),
    [
        (("en", "de"), "the good while please i", "in was so name microsoft netscape ok hi homepage de uk"),
        (("de", "en"), "nicht und eine", "in was so"),
        (("en", "fr"), "the where is", "a on me"),
        (("es", "en"), "los donde", "a no he me"),
        (("ru", "en"), "где это", "ok"),
    ],
)
def test_a_language_has_common_words_that_another_has_not(languages, own, shared):
    words = own_words(*languages)
    assert {*own.split()} <= words
    assert words.isdisjoint(shared.split())


def test_without_a_list_there_are_none():
    assert own_words("xx", "en") == own_words(None, None) == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "apt-get install python3",
        "$ git push origin main",
        "SELECT name FROM users WHERE id = 5;",
        "for name in names: print(name)",
        "if x == 3 and y is not None:",
        "ls -la | grep foo",
        "~/work/notes.txt",
        "return compute(values)",
        "node server.js",
    ],
)
def test_commands_and_code_are_known(text):
    assert is_code(text, 1)


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Good morning", 1),
        ("Please select the file(s) that you want.", 4),
        ("Run make install && reboot when you are asked to.", 5),
        ("We go home.", 2),
        ("Top of the page", 2),
        ("", 0),
    ],
)
def test_sentences_are_none(text, own):
    assert not is_code(text, own)


@pytest.mark.parametrize(
    ("text", "title"),
    [("The New York Times", True), ("Save As Template", True), ("Good morning", False), ("Name", False)],
)
def test_titles_have_capitals(text, title):
    assert in_title_case(text.split()) == title
