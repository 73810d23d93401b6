"""Numbers in a text, in digits or in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import regex

from workbench.language.segmentation import Span, word_spans

# Groups of digits with marks between them; a point or comma before the end of a sentence is none of them.
_DIGITS = regex.compile(r"\p{Nd}+(?:[.,’'\u00a0\u202f]\p{Nd}+)*")
_THOUSANDS = regex.compile(r"\p{Nd}{1,3}(?:([.,’'\u00a0\u202f])\p{Nd}{3})(?:\1\p{Nd}{3})*")
IN_WORDS = frozenset({"da", "de", "en", "es", "fr", "it", "nl", "pt"})
"""Languages whose number words text2num knows, by code."""


@dataclass(frozen=True)
class Number:
    """``value``: as it is read, thousands' marks gone; ``span``: characters of the text; ``words``: not in digits;
    ``ordinal``: in words, and of the kind of "seventh"."""

    value: Decimal
    span: Span
    words: bool = False
    ordinal: bool = False


def numbers(text: str, language: str | None = None, *, ordinals: bool = False) -> list[Number]:
    """Numbers in digits, and in a language of `IN_WORDS` also those in words from two on, in order.

    "One" is left out, since it is an article or a pronoun as often as a number. 1,000 and 1.000 are a thousand each,
    3,5 and 3.5 the same; of 9:30 and 2026-11-25 each part is a number of its own, and so is 9.30.
    ``ordinals``: those in words too, from "second" on.
    """
    found = [Number(_value(match[0]), match.span()) for match in _DIGITS.finditer(text)]
    if language in IN_WORDS:
        found += _in_words(text, language, ordinals)
    return sorted(found, key=lambda one: one.span)


def _value(digits: str) -> Decimal:
    plain = "".join(char if not char.isdecimal() else str(int(char)) for char in digits)
    if _THOUSANDS.fullmatch(plain):
        return Decimal(regex.sub(r"\D", "", plain))
    *whole, last = regex.split(r"\D", plain)
    if len(whole) > 1 or not whole:
        # More than one mark that is no thousands' mark: the last stands before decimals, if it differs from the others.
        marks = regex.findall(r"\D", plain)
        if len({*marks}) < 2:
            return Decimal("".join([*whole, last]))
    return Decimal(f"{''.join(whole)}.{last}")


@dataclass(frozen=True)
class _Token:
    word: str

    def text(self) -> str:
        return self.word

    def text_lowercase(self) -> str:
        return self.word.lower()

    def nt_separated(self, _previous: _Token) -> bool:
        return False

    def not_a_number_part(self) -> bool:
        return any(char.isdecimal() for char in self.word)


def _in_words(text: str, language: str, ordinals: bool) -> list[Number]:
    from text_to_num import find_numbers

    spans = word_spans(text)
    words = [text[start:end] for start, end in spans]
    if not any(_is_number_word(word, language) for word in words):
        return []
    return [
        Number(
            Decimal(str(one.value)).normalize(),
            (spans[one.start][0], spans[one.end - 1][1]),
            words=True,
            ordinal=one.is_ordinal,
        )
        for one in find_numbers([*map(_Token, words)], language, 0.0)
        if one.value >= 2 and (ordinals or not one.is_ordinal)
    ]


@lru_cache(maxsize=1 << 16)
def _is_number_word(word: str, language: str) -> bool:
    """Whether a word alone is a number from two on, as one word at least is of every number in words."""
    from text_to_num import find_numbers

    return any(one.value >= 2 for one in find_numbers([_Token(word)], language, 0.0))
