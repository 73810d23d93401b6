"""Numbers in words.

text2num reads those of eight languages; Russian, Arabic and Hindi are put together here from `number_tables`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

import regex

from workbench.language.number_tables import LANGUAGES as FROM_TABLES
from workbench.language.number_tables import word_value
from workbench.language.segmentation import Span, word_spans
from workbench.language.spans import Taken

BY_TEXT2NUM = frozenset({"da", "de", "en", "es", "fr", "it", "nl", "pt"})
LANGUAGES = BY_TEXT2NUM | FROM_TABLES
"""Of these, by code, number words are known; Chinese and Japanese ones are characters (`han_numbers`)."""

# "Per cent" is no hundred; German "acht geben" and French "neuf" (new) are as often something else.
_NO_NUMBER = {
    "fr": r"pour cent|le neuf\b|tout neuf|flambant neuf|\bles? sien",
    "es": r"por ciento",
    "it": r"per cento",
    "pt": r"por cento",
    "de": r"außer acht|in acht|\bacht (?=auf|geben)",
    "en": r"per cent",
    "nl": r"per cent",
    "da": r"(?!)",
}
# What follows a number in one word with it.
_COMPOUND = {
    "de": (
        "jährig|jährlich|köpfig|fach|mal|stündig|tägig|wöchig|monatig|minütig|sekündig|prozentig|teilig|stellig"
        "|seitig|sprachig|stöckig|geschossig|dimensional|malig|eckig|beinig|strahlig|gängig|stufig|spurig|türig"
        "|silbig|reihig|tausender|hunderter|er"
    ),
    "nl": "jarig|voudig|maal|daags|delig|koppig|talig",
    "en": "fold",
}
_ENDING = r"(?:en?|er|es|em|s|n)?"
_AROUND = 3
# How a number word begins, in the two languages read most: a quick look before a slow one.
_BEGINNINGS = {
    "de": regex.compile(
        r"\b(?:zw|drei|dritt|vier|f[üu]nf|sech|sieb|acht|neun|zehn|elf|ein(?:und|hun|tau)|hundert|tausend|milli|billi|trilli)",
        regex.I,
    ),
    "en": regex.compile(
        r"\b(?:tw[oe]|thr[ei]|thir|thous|four|for[t]|fif|five|six|seven|eigh|nin|ten|elev|hund|mill|bill|trill|quadr|second)",
        regex.I,
    ),
}
_HYPHEN = regex.compile(r"[-‐‑]")


@dataclass(frozen=True)
class WordNumber:
    """``ordinal``: of the kind of "seventh"; ``compound``: a part of a longer word, as in "fünfjährig"."""

    value: Fraction
    span: Span
    ordinal: bool = False
    compound: bool = False


class _Token:
    def __init__(self, word: str) -> None:
        self._word, self._lower = word, word.lower()
        self._digits = any(map(str.isdecimal, word))

    def text(self) -> str:
        return self._word

    def text_lowercase(self) -> str:
        return self._lower

    def nt_separated(self, _previous: _Token) -> bool:
        return False

    def not_a_number_part(self) -> bool:
        return self._digits


def word_numbers(text: str, language: str | None) -> list[WordNumber]:
    """From two on, in order. "One" is left out, since it is an article or a pronoun as often as a number."""
    if language in BY_TEXT2NUM:
        return _by_text2num(text, language)
    return _from_tables(text, language) if language in FROM_TABLES else []


def _by_text2num(text: str, language: str) -> list[WordNumber]:
    if language in _BEGINNINGS and not _BEGINNINGS[language].search(text):
        return []
    spans: Sequence[Span] = word_spans(text)
    if _HYPHEN.search(text):
        spans = [part for span in spans for part in _parts(text, span, language)]
    kinds = [_kind(text[start:end], language) for start, end in spans]
    if not any(kinds):
        return []
    from text_to_num import find_numbers

    none = Taken(match.span() for match in _no_number(language).finditer(text))
    found = []
    for first, last in _clusters(kinds):
        words = [_Token(text[start:end]) for start, end in spans[first:last]]
        for one in find_numbers(words, language, 0.0):
            start, end = spans[first + one.start][0], spans[first + one.end - 1][1]
            if one.value >= 2 and not none.meets((start, end)):
                found.append(WordNumber(Fraction(str(one.value)), (start, end), ordinal=one.is_ordinal))
    for span, kind in zip(spans, kinds, strict=True):
        if isinstance(kind, Fraction):
            found.append(WordNumber(kind, span, compound=True))
    return sorted(found, key=lambda one: one.span)


def _clusters(kinds: Sequence[bool | Fraction]) -> list[tuple[int, int]]:
    """Stretches with number words in them and a few words around: "and" and "point" are part of a number too."""
    found: list[tuple[int, int]] = []
    for at in (at for at, kind in enumerate(kinds) if kind is True):
        first, last = max(at - _AROUND, 0), at + _AROUND + 1
        if found and first < found[-1][1]:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return found


@lru_cache
def _no_number(language: str) -> regex.Pattern[str]:
    return regex.compile(_NO_NUMBER[language], regex.I)


def _parts(text: str, span: Span, language: str) -> list[Span]:
    """A word with hyphens in its parts, where it is no number as a whole: "three-year-old"."""
    start, end = span
    word = text[start:end]
    if not _HYPHEN.search(word) or _kind(word, language) is True:
        return [span]
    edges = [start, *(start + match.start() for match in _HYPHEN.finditer(word)), end]
    return [(a + (a > start), b) for a, b in pairwise(edges) if b > a + (a > start)]


@lru_cache(maxsize=1 << 16)
def _kind(word: str, language: str) -> bool | Fraction:
    """Whether a word alone is a number from two on, as one word at least is of every number in words; if a part of
    it is one, that part's value."""
    if language in _BEGINNINGS and not _BEGINNINGS[language].match(word):
        return False
    from text_to_num import find_numbers

    if any(one.value >= 2 for one in find_numbers([_Token(word)], language, 0.0)):
        return True
    if language in _COMPOUND and (match := _compound(language).fullmatch(word)):
        found = find_numbers([_Token(match[1].lower())], language, 0.0)
        if len(found) == 1 and found[0].value >= 2 and not found[0].is_ordinal:
            return Fraction(str(found[0].value))
    return False


@lru_cache
def _compound(language: str) -> regex.Pattern[str]:
    return regex.compile(rf"(\p{{L}}{{3,}}?)(?:{_COMPOUND[language]}){_ENDING}", regex.I)


def _from_tables(text: str, language: str) -> list[WordNumber]:
    found: list[WordNumber] = []
    run: list[tuple[int, Span]] = []

    def close(ordinal: bool = False) -> None:
        if run:
            value = Fraction(_sum([value for value, _ in run]))
            found.append(WordNumber(value, (run[0][1][0], run[-1][1][1]), ordinal=ordinal))
            run.clear()

    for span in word_spans(text):
        known = word_value(text[slice(*span)], language)
        joined = bool(run) and text[run[-1][1][1] : span[0]].strip(" \u00a0-") == ""
        if known is None or not joined or not _follows([value for value, _ in run], known[0], text[span[0]] == "و"):
            close()
        if known is not None:
            run.append((known[0], span))
            if known[1]:
                close(ordinal=True)
    close()
    return found


def _follows(before: list[int], value: int, with_and: bool) -> bool:
    """Whether a number word goes on with a number: two hundred, hundred two, but not two three."""
    last = before[-1]
    if (value >= 100 and value in (100, 1000)) or value >= 1000:
        return True if last < value else value < last
    if value == 10 and 2 <= last < 10:  # Arabic teens: three ten.
        return not with_and
    if value < 100 and with_and and last < 10 and value % 10 == 0:  # Arabic: five and twenty.
        return True
    return last > value and last >= 20 and (value < 10 or last >= 100)


def _sum(values: list[int]) -> int:
    total, section = 0, 0
    for value in values:
        if value >= 1000 and (value in (10**3, 10**5, 10**6, 10**7, 10**9, 10**12)):
            total += (section or 1) * value
            section = 0
        elif value == 100 and section:
            section = section - section % 100 + 100 * (section % 100 or 1) if section < 100 else section + 100
        else:
            section += value
    return total + section
