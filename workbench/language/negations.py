"""Words that negate a sentence, and what only looks like it: what ``datasets/negations.tsv`` holds.

Each row is a regular expression of a language: a ``word`` that negates; a ``set phrase`` whose negation word negates
nothing, or nothing in another language ("not only", "nicht wahr?", "can't help"); a ``soft`` word that says no in
another way (prefixes, "hardly", "fail", "only" for "nothing but", "until" for "not before"). Words but for "not" and
"no" belong to one of two halves, see `workbench.language.opposites`; those two are grammar, without which there is
nothing to detect.
"""

from __future__ import annotations

from functools import cache

import regex

from workbench import bundled
from workbench.language.opposites import Half
from workbench.language.segmentation import Span

LANGUAGES = frozenset({"ar", "da", "de", "en", "es", "fr", "hi", "it", "ja", "nl", "no", "pt", "ru", "sv", "zh"})
"""Languages whose negation words are known, by code."""

_UNSPACED = frozenset({"ja", "zh"})
"""Written without spaces, so that a word shows by what stands around it alone."""

_EDGE = r"[\p{L}\p{M}\p{N}]"


def negations(text: str, language: str, withheld: Half | None = None) -> list[Span]:
    """Negation words of a text in a language of `LANGUAGES`, but for those of tags and set phrases.

    ``withheld``: a half of the words to pass over.
    """
    return [span for span, idle in _words(text, language, withheld) if not idle]


def soft_negations(text: str, language: str) -> list[Span]:
    """Words that may say the same as a negation of another language: "impossible", "hardly", "only"; and negation
    words of set phrases, which other languages may take at their word."""
    found = [match.span() for match in _pattern(language, "soft").finditer(text)]
    return sorted({*found, *(span for span, idle in _words(text, language) if idle)})


def _words(text: str, language: str, withheld: Half | None = None) -> list[tuple[Span, bool]]:
    """Negation words, and whether a set phrase holds them."""
    found = [match.span() for match in _pattern(language, "word", withheld).finditer(text)]
    if not found:
        return []
    phrases = [match.span() for match in _pattern(language, "set phrase").finditer(text)]
    return [(span, any(start <= span[0] < end for start, end in phrases)) for span in found]


@cache
def _pattern(language: str, kind: str, withheld: Half | None = None) -> regex.Pattern[str]:
    pattern = "|".join(one for half, one in _table()[language, kind] if not half or half != withheld)
    if language not in _UNSPACED:
        # A set phrase may begin with the comma before a tag.
        before = rf"(?:(?<!{_EDGE})|(?=[,–]))" if kind == "set phrase" else rf"(?<!{_EDGE})"
        pattern = rf"{before}(?:{pattern})(?!{_EDGE})"
    return regex.compile(pattern, regex.IGNORECASE)


@cache
def _table() -> dict[tuple[str, str], list[tuple[str, str]]]:
    """(language, kind) → (half, pattern)."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for language, kind, half, pattern in bundled.table("negations.tsv")[1:]:
        found.setdefault((language, kind), []).append((half, pattern))
    return found
