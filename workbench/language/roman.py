"""Roman numerals."""

from __future__ import annotations

import regex

from workbench.language.segmentation import Span

# Of two letters or more: I is a word, C a degree and D a vitamin; and of those that are as often a word or a short form.
_ROMAN = regex.compile(
    r"(?<![\p{L}\p{N}.'’])(?=[IVXLCDM]{2,}|[VX](?![\p{L}]))M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?:(?=(?:e|er|ème|es|th|st|nd|rd|[ºª°])(?![\p{L}\p{N}]))|(?![\p{L}\p{N}'’]))"
)
_WORDS = frozenset({"MIX", "DIV", "CIV", "MD", "CD", "DC", "MM", "CC", "CM", "DM", "CV", "XL", "XXL", "DVI", "LI", "MI", "DI", "MC", "LCD", "XX", "LL", "DX", "MX", "VI"})
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def roman_numerals(text: str) -> list[tuple[int, Span, bool]]:
    """Value, characters, and whether it is no other word, in order."""
    found = []
    for match in _ROMAN.finditer(text):
        if match[0]:
            values = [_VALUES[char] for char in match[0]]
            total = sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
            found.append((total, match.span(), len(match[0]) > 1 and match[0] not in _WORDS - {"XX", "VI"}))
    return found
