"""What is surely another language, and what is left in peace."""

from __future__ import annotations

import pytest

from workbench.language.identification import Foreign, foreign, likelier


@pytest.mark.parametrize(
    ("text", "expected", "reads_like", "script"),
    [
        ("القطة تنام على السجادة في غرفة الجلوس", "en", "ar", "Arabic"),
        ("مرحبا", "de", None, "Arabic"),
        ("Привет", "de", None, "Cyrillic"),
        ("Да", "en", None, "Cyrillic"),
        ("החתול ישן", "de", "he", "Hebrew"),
        ("Η γάτα κοιμάται", "en", "el", "Greek"),
        ("猫はマットの上で寝ています", "de", "ja", "Hiragana"),
        ("고양이가 잔다", "en", "ko", "Hangul"),
        ("แมวนอน", "en", "th", "Thai"),
        ("The cat sleeps on the mat.", "ru", "en", "Latin"),
        ("Je ne sais pas où est la gare.", "en", "fr", None),
        ("Los niños juegan en el jardín de la casa.", "de", "es", None),
        ("Die Katze schläft auf der Matte.", "en", "de", None),
        ("The cat sleeps on the mat.", "de", "en", None),
        ("De kinderen spelen in de tuin met hun hond.", "de", "nl", None),
        ("Non so dove sia la stazione.", "en", "it", None),
    ],
)
def test_another_language_is_named(text, expected, reads_like, script):
    found = foreign(text, expected)
    assert isinstance(found, Foreign) and found.expected == expected
    if reads_like is not None:
        assert found.reads_like == reads_like
    assert found.script == script or (script in ("Hiragana",) and found.script in ("Katakana", "Hiragana", "Chinese"))
    assert found.told.startswith(("reads like ", "is written in "))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *((text, "en") for text in ("", "12.5 %", "OK", "Hello.", "Jean-Claude Van Damme", "Rio de Janeiro", "π r²")),
        *((text, "en") for text in ("ls -la | grep foo", "SELECT * FROM users WHERE id = 5;", "λ → μ", "Bonjour!")),
        *((text, "en") for text in ("for i in range(10): print(i)", "She read Le Monde in the Café de Flore.")),
        ("He called it 'fait accompli', et cetera, à la carte.", "en"),
        *((text, "de") for text in ("Danke.", "Tom Jackson", "Nie.", "Microsoft Visual Studio Code", "Hallo dort!")),
        *(
            (text, "de")
            for text in ("Das Meeting war cool.", "Er las die New York Times.", "https://example.org/the/and")
        ),
        ("Das Wort »Здравствуйте« steht hier im Text.", "de"),
        ("Dobar dan, kako ste danas?", "hr"),
        ("Bonjour tout le monde, comment allez-vous ?", None),
        ("Bonjour tout le monde, comment allez-vous ?", "xx"),
    ],
)
def test_names_figures_code_and_short_text_are_left_in_peace(text, expected):
    assert foreign(text, expected) is None


def test_the_language_of_the_other_side_is_a_possible_one_however_rare():
    text = "Ki mapo nsango ya yo mpe ya bandeko na yo."
    assert likelier(text, "en", "ln").language == "ln"
