"""What countries and languages are called elsewhere: Germany, Deutschland, Allemagne."""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from string import ascii_uppercase

import langcodes
from langcodes.language_lists import CLDR_LANGUAGES

from workbench.language.folding import folded
from workbench.language.segmentation import word_spans

# Shorter parts of a name are "of", "and", "the".
_LONG_ENOUGH = 4


@lru_cache(maxsize=1)
def _territories() -> tuple[langcodes.Language, ...]:
    codes = map("".join, product(ascii_uppercase, repeat=2))
    places = ((code, langcodes.Language.make(territory=code)) for code in codes)
    return tuple(
        place for code, place in places if place.territory_name("en") not in (code, f"Unknown Region [{code}]")
    )


@lru_cache(maxsize=16)
def _names(language: str) -> tuple[frozenset[str], ...]:
    """Country by country, then language by language: the words of its name, folded."""
    countries = [place.territory_name(language) for place in _territories()]
    languages = [langcodes.get(code).display_name(language) for code in sorted(CLDR_LANGUAGES)]
    return tuple(
        frozenset(folded(name[start:end]) for start, end in word_spans(name) if end - start >= _LONG_ENOUGH)
        for name in (*countries, *languages)
    )


@lru_cache(maxsize=64)
def _dictionary(language: str, other: str) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for here, there in zip(_names(language), _names(other), strict=True):
        for word in here:
            found[word] = found.get(word, frozenset()) | there
    return found


def exonyms(word: str, language: str, other: str) -> frozenset[str]:
    """Words of the names that the other language has for the countries and languages which this word stands in the
    name of; folded, and none if there are none. "Germans" is asked for as "German"."""
    names = _dictionary(language, other)
    plain = folded(word)
    return names.get(plain) or names.get(plain.removesuffix("s")) or frozenset()
