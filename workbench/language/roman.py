"""Roman numerals."""

from __future__ import annotations

from itertools import pairwise

import regex

from workbench.language.folding import listed
from workbench.language.segmentation import Span

# Of two letters or more, V and X alone as well: I is a word, C a degree and D a vitamin. "XVIe" has an ending.
_ROMAN = regex.compile(
    r"(?<![\p{L}\p{N}.'’])(?=[IVXLCDM]{2,}|[VX](?!\p{L}))"
    r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
    r"(?=(?:e|er|ème|es|th|st|nd|rd|[ºª°])?(?![\p{L}\p{N}'’]))"
)
# Of those that are one, the ones that as often are a word or a short form.
_WORDS = listed("MIX DIV CIV MD CD DC MM CC CM DM CV XL XXL DVI LI MI DI MC LCD LL DX MX")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def roman_numerals(text: str) -> list[tuple[int, Span, bool]]:
    """Value, characters, and whether it is hardly another word, in order."""
    found = []
    for match in filter(None, _ROMAN.finditer(text)):
        values = [*(_VALUES[char] for char in match[0]), 0]
        total = sum(-one if one < following else one for one, following in pairwise(values))
        if total:
            found.append((total, match.span(), len(match[0]) > 1 and match[0] not in _WORDS))
    return found
