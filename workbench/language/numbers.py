"""Numbers in a text, in digits, in words, or in Chinese characters."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import regex

from workbench.language.digits import LONGEST, digits
from workbench.language.han_numbers import han_numbers
from workbench.language.number_words import LANGUAGES, word_numbers
from workbench.language.segmentation import Span
from workbench.language.spans import Taken

IN_CHARACTERS = frozenset({"ja", "zh"})
IN_WORDS = LANGUAGES | IN_CHARACTERS
"""Languages whose number words are known, by code."""
_PARTS = regex.compile(r"\p{Nd}+")


@dataclass(frozen=True)
class Number:
    """``readings``: what it may be worth, the likeliest first; ``span``: characters of the text; ``words``: not in
    digits; ``ordinal``: in words, and of the kind of "seventh"; ``sure``: no other word, as some are in characters."""

    readings: tuple[Fraction, ...]
    span: Span
    words: bool = False
    ordinal: bool = False
    sure: bool = True

    @property
    def value(self) -> Fraction:
        """The likeliest."""
        return self.readings[0]

    @property
    def whole(self) -> int | None:
        """As a whole number, None if it is none."""
        return int(self.value) if self.value.denominator == 1 else None


def numbers(text: str, language: str | None = None, *, ordinals: bool = False) -> list[Number]:
    """Numbers in digits, and in a language of `IN_WORDS` also those in words from two on, in order.

    "One" is left out, since it is an article or a pronoun as often as a number. 1,000 and 1.000 are a thousand each,
    3,5 and 3.5 the same; of 9:30 and 2026-11-25 each part is a number of its own, and so it is of 3.2.1.
    ``ordinals``: those in words too, from "second" on.
    """
    found: list[Number] = []
    if language in IN_CHARACTERS:
        found += [
            Number((one.value,), one.span, words=not one.digits, sure=one.sure)
            for one in han_numbers(text)
            if one.value >= 2 or one.value.denominator > 1
        ]
    taken = Taken(one.span for one in found)
    for one in digits(text):
        if taken.meets(one.span):
            continue
        if one.readings:
            found.append(Number(one.readings, one.span))
        else:
            start = one.span[0]
            found += [
                Number((Fraction(int(part[0])),), (start + part.start(), start + part.end()))
                for part in _PARTS.finditer(one.plain)
                if len(part[0]) <= LONGEST
            ]
    for word in word_numbers(text, language):
        if ordinals or not word.ordinal:
            found.append(Number((word.value,), word.span, words=True, ordinal=word.ordinal))
    return sorted(found, key=lambda one: one.span)
