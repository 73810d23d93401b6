"""English and German words, their translations and their opposites: what ``datasets/opposites.en-de.tsv`` holds.

Each row is a meaning, most with its opposite. Words in front of a ``|`` are forms that exchange for one another, the
first for the first; those behind it also stand for the meaning, so that they excuse and never accuse. ``stem*`` is
every word that begins so. Rows with an opposite belong to one of two halves: faults are planted from the first, and a
detector that is to be measured can be left without it. Rows that share a form share a half.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache, reduce
from itertools import chain
from operator import or_
from typing import Literal

from workbench import bundled
from workbench.language.segmentation import Span, word_spans

LANGUAGES = frozenset({"en", "de"})

KIN = 4
"""Letters of a stem that make it one word with a form that begins so."""

Half = Literal["a", "b"]
PLANTED: Half = "a"
"""The half of the word lists that faults are planted from."""


@dataclass(frozen=True)
class Meaning:
    """``row``: of the table; ``opposite``: whether it is the second of the row. ``half``: None for one without an
    opposite."""

    row: int
    opposite: bool
    half: str | None

    @property
    def turned(self) -> Meaning:
        return Meaning(self.row, not self.opposite, self.half)


@dataclass(frozen=True)
class Stands:
    """Where a meaning stands in a text. ``plain``: by a form of the table's own, not only by a word that may mean it
    too."""

    spans: tuple[Span, ...]
    plain: bool


@dataclass(frozen=True)
class _Index:
    """Words of one language. ``words`` and ``stems``: to (meaning, plain); ``forms``: to the form that says the
    opposite, as written."""

    words: Mapping[str, tuple[tuple[Meaning, bool], ...]]
    stems: Mapping[str, tuple[tuple[Meaning, bool], ...]]
    forms: Mapping[str, tuple[tuple[Meaning, str], ...]]
    shortest: int


def meanings(text: str, language: str) -> Mapping[Meaning, Stands]:
    """Of the words of a text in a language of `LANGUAGES`."""
    return _meanings(text, language)


@lru_cache(maxsize=512)
def _meanings(text: str, language: str) -> Mapping[Meaning, Stands]:
    index = _index(language)
    found: dict[Meaning, Stands] = {}
    for span in word_spans(text):
        written = text[slice(*span)]
        hits = _of_word(written, language)
        if not hits:
            continue
        # A German "Jungen" is not "jungen", but for the first word nobody can tell.
        noun = language == "de" and span[0] > 0 and written[:1].isupper() and written not in index.forms
        for meaning, own in hits:
            plain = own and not noun
            before = found.get(meaning, Stands((), False))
            spans = before.spans if span in before.spans else (*before.spans, span)
            found[meaning] = Stands(spans, plain or before.plain)
    return found


@lru_cache(maxsize=1 << 16)
def _of_word(written: str, language: str) -> tuple[tuple[Meaning, bool], ...]:
    """What a word may mean, and whether it is a form of the table's own."""
    index, word = _index(language), _folded(written)
    stems = (index.stems.get(word[:length], ()) for length in range(index.shortest, len(word) + 1))
    return tuple(chain(index.words.get(word, ()), *stems))


def may_oppose(source: str, target: str, languages: tuple[str, str]) -> bool:
    """Whether any word of one text could be the opposite of a word of the other: quick to tell, and mostly not so."""
    first, second = (
        reduce(or_, (_bits(text[slice(*span)], language) for span in word_spans(text)), 0)
        for text, language in zip((source, target), languages, strict=True)
    )
    # A meaning and its opposite are neighbours.
    even = int("01" * len(_rows()), 2)
    return bool(first & (((second & even) << 1) | ((second >> 1) & even)))


@lru_cache(maxsize=1 << 16)
def _bits(written: str, language: str) -> int:
    """A bit for each meaning that a word has as a form of the table's own."""
    return sum({1 << (2 * one.row + one.opposite) for one, own in _of_word(written, language) if own})


def exchanges(text: str, language: str, half: Half) -> list[tuple[Span, str, Meaning]]:
    """Words of a text that have an opposite in a half of the table: where, what says the opposite, what they mean."""
    forms = _index(language).forms
    found = []
    for start, end in word_spans(text):
        word = text[start:end]
        for meaning, other in forms.get(word, ()) or forms.get(word[:1].lower() + word[1:] if start == 0 else "", ()):
            if meaning.half == half:
                found.append(((start, end), other[:1].upper() + other[1:] if word[:1].isupper() else other, meaning))
    return found


@cache
def verb_forms() -> Mapping[str, tuple[str, str]]:
    """English verbs of the table: base form to "she ..." and "she did"."""
    found: dict[str, tuple[str, str]] = {}
    for _, english, english_opposite, _, _ in _rows():
        for cell in (english, english_opposite):
            forms = cell.partition("|")[0].split()
            # Verbs are listed as base, third person, past, participles.
            for place in range(len(forms) - 3):
                base, third, past = forms[place : place + 3]
                if third in (base + "s", base + "es", base[:-1] + "ies") and forms[-1].endswith("ing"):
                    found.setdefault(base, (third, past))
    return found


def _folded(word: str) -> str:
    return word.replace("\u00ad", "").casefold()


@cache
def _rows() -> list[list[str]]:
    return bundled.table("opposites.en-de.tsv")[1:]


@cache
def _index(language: str) -> _Index:
    words: dict[str, list[tuple[Meaning, bool]]] = {}
    stems: dict[str, list[tuple[Meaning, bool]]] = {}
    forms: dict[str, list[tuple[Meaning, str]]] = {}
    for row, (half, english, english_opposite, german, german_opposite) in enumerate(_rows()):
        sides = (english, english_opposite) if language == "en" else (german, german_opposite)
        plain = [side.partition("|")[0].split() for side in sides]
        for opposite, side in enumerate(sides):
            meaning = Meaning(row, bool(opposite), half or None)
            for place, word in enumerate(side.replace("|", " ").split()):
                own = place < len(plain[opposite])
                where, key = (stems, word[:-1]) if word.endswith("*") else (words, word)
                # "Hass*" is the same word as "hassen".
                kin = where is stems and len(key) >= KIN and any(form.startswith(key) for form in plain[opposite])
                where.setdefault(_folded(key), []).append((meaning, own or kin))
                if own and half and place < len(plain[1 - opposite]):
                    forms.setdefault(word, []).append((meaning, plain[1 - opposite][place]))
    return _Index(
        words={word: tuple(found) for word, found in words.items()},
        stems={stem: tuple(found) for stem, found in stems.items()},
        forms={word: tuple(found) for word, found in forms.items()},
        shortest=min(map(len, stems)),
    )
