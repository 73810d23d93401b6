from __future__ import annotations

import pytest

from workbench.language.negations import LANGUAGES, negations, soft_negations


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("He isn't here and never was; nobody cannot.", "en", ["isn't", "never", "nobody", "cannot"]),
        ("You know it, don't you? Not only that.", "en", []),
        ("Er hat keinen Hund, nicht wahr?", "de", ["keinen"]),
        ("Nicht nur heute.", "de", []),
        ("Je ne veux pas, n'est-ce pas ?", "fr", ["pas"]),
        ("Une personne de plus, et plus de dix autres.", "fr", []),
        ("Il ne vient plus.", "fr", ["ne"]),
        ("No, nunca. Vienes, ¿no?", "es", ["No", "nunca"]),
        ("Non lo so.", "it", ["Non"]),
        ("Hij heeft geen tijd, niet waar?", "nl", ["geen"]),
        ("Não há ninguém.", "pt", ["Não", "ninguém"]),
        ("Jag vet inte.", "sv", ["inte"]),
        ("Jeg vet ikke. Jeg ved ikke.", "no", ["ikke", "ikke"]),
        ("Det er ikke her.", "da", ["ikke"]),
    ],
)
def test_negation_words_are_found_and_tags_are_none(text, language, found):
    assert [text[slice(*span)] for span in negations(text, language)] == found


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("It is impossible and unlikely, a stop only till noon.", "en", ["impossible", "unlikely", "stop"]),
        ("Unser Hund ist unmöglich und arbeitslos, und kaum unter uns.", "de", ["unmöglich", "arbeitslos", "kaum"]),
    ],
)
def test_words_that_may_stand_for_one(text, language, found):
    assert [text[slice(*span)] for span in soft_negations(text, language)] == found


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_language_has_all_tables(language):
    assert negations("", language) == soft_negations("", language) == []
