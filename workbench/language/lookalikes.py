"""Words with letters of another alphabet that look like their own: a Cyrillic ``о`` in ``contrоl``."""

from __future__ import annotations

import regex

# Of each alphabet the letters that are drawn like Latin ones, and the Latin ones that are drawn like these.
_CYRILLIC, _LATIN_OF_CYRILLIC = "АВЕЅІЈКМНОРСТХаеорсухѕіј", "ABEIKMHOPCTXaeopcyxi"
_GREEK, _LATIN_OF_GREEK = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧον", "ABEZHIKMNOPTYXov"
_LATIN = regex.compile(r"\p{Latin}")
# Abbreviations with an ending: "PCшный".
_INFLECTED = regex.compile(r"[A-Z]{2,}+\p{Ll}+$")
_Pair = tuple[regex.Pattern[str], regex.Pattern[str], frozenset[str], frozenset[str]]


def _pair(other: str, like_latin: str, like_other: str) -> _Pair:
    # Three letters at least: shorter ones are units and symbols (kΩ, ΔT). Hyphens part what is of two alphabets.
    words = regex.compile(rf"(?=\p{{L}}*(?:\p{{Latin}}{other}|{other}\p{{Latin}}))\p{{L}}{{3,}}")
    return words, regex.compile(other), frozenset(like_latin), frozenset(like_other)


_PAIRS = (_pair(r"\p{Cyrillic}", _CYRILLIC, _LATIN_OF_CYRILLIC), _pair(r"\p{Greek}", _GREEK, _LATIN_OF_GREEK))


def lookalike(text: str) -> str | None:
    """The first word that has letters of two alphabets, where those of one of them are all drawn like letters of the
    other; None without any. ``SMSка`` and ``λmax`` are meant as they are."""
    if text.isascii():
        return None
    for words, letters, others, latins in _PAIRS:
        for word in words.findall(text):
            other, latin = letters.findall(word), _LATIN.findall(word)
            alike = others.issuperset(other) or latins.issuperset(latin)
            if other and latin and alike and not _INFLECTED.match(word):
                return str(word)
    return None
