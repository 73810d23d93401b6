from __future__ import annotations

import pytest

from workbench.language.exonyms import exonyms
from workbench.language.names import has_name, names
from workbench.language.scripts import letters, letters_of, script_of


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Yesterday we saw Tom and Anna Karenina .", "en", ["Tom", "Anna", "Karenina"]),
        ("Tom is here . Mary too .", "en", []),
        ("On Monday evening I met Mr Brown from some NATO office", "en", ["Brown"]),
        ("Why Everybody Will Love This New Film", "en", []),
        ("Мы купили iPhone вчера", "ru", ["iPhone"]),
        ("", "en", []),
    ],
)
def test_names_have_a_capital_that_their_place_does_not_explain(text, language, found):
    words = text.split()
    assert [words[i] for i in names(words, language)] == found


@pytest.mark.parametrize(
    ("name", "text", "languages", "has"),
    [
        ("Munich", "Wir wohnen in München", ("en", "de"), True),
        ("Cologne", "Köln ist alt", ("en", "de"), True),
        ("Vienna", "in Wien", ("en", "de"), True),
        ("Germany", "en Allemagne", ("en", "fr"), True),
        ("Greeks", "die Griechen", ("en", "de"), True),
        ("Tom's", "Toms Hund", ("en", "de"), True),
        ("Tom", "der Hund vom Nachbarn", ("en", "de"), False),
        ("Boston", "besonders in Hamburg", ("en", "de"), False),
    ],
)
def test_a_name_may_be_spelt_or_called_otherwise(name, text, languages, has):
    assert has_name(text.split(), name, *languages) == has


def test_countries_and_languages_have_names_in_other_languages():
    assert "deutschland" in exonyms("Germany", "en", "de") and "deutsch" in exonyms("German", "en", "de")
    assert not exonyms("table", "en", "de")


def test_scripts_are_told_by_letters():
    assert (letters("Да, ok 1"), letters_of("ru", "Да, ok 1"), letters_of("sr", "Да"), letters_of("xx", "a")) == (
        4,
        2,
        None,
        None,
    )
    assert letters_of("ja", "日本のカメラ") == 6
    assert (script_of("'да"), script_of("12")) == ("CYRILLIC", "")
