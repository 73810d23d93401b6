"""Words of a text, as character spans.

Runs of letters, marks and digits are words, with inner apostrophes, hyphens and (between digits) separators;
every other visible character is a word of its own. Scripts written without spaces are cut by character class:
one word per Han character, runs of kana, Thai, Lao, Khmer and Burmese kept together.
"""

from __future__ import annotations

from functools import lru_cache

import regex

Span = tuple[int, int]

# Thai, Lao, Khmer and Burmese also have punctuation of their own, which is no part of a word.
_RUNS = r"[[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]--\p{P}]"
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_LETTER = rf"[[\p{{L}}\p{{N}}\p{{M}}_]--[{_UNSPACED}\p{{Nd}}]]"
_NUMBER = r"(?:\p{Nd}++(?:[.,:/’']\p{Nd}++)*+)"
# Soft hyphens and zero-width joiners stand inside words, but are none.
_PART = rf"(?:{_LETTER}|{_NUMBER})(?:{_LETTER}|{_NUMBER}|[\u00ad\u200c\u200d])*+"
_WORD = regex.compile(
    rf"""
      \p{{Han}}\p{{M}}*
    | (?:[\p{{Hiragana}}\p{{Katakana}}ー][\p{{M}}ﾞﾟ]*)+
    | (?:{_RUNS}\p{{M}}*)+
    | {_PART}(?:[’'\-‐‑·׳״]{_PART})*+
    | \.{{2,}} | -{{2,}}
    | (?=[^\s\p{{Z}}\p{{Cc}}\p{{Cf}}\p{{Cs}}])\X
    """,
    regex.VERBOSE | regex.V1,
)
# Aligners and tokenizers of the field join words by plain spaces; a no-break space stands inside a word.
_SPACED = regex.compile(r"[^ \t\n\r\f\v]+")


@lru_cache(maxsize=4096)
def word_spans(text: str, pretokenized: bool = False) -> tuple[Span, ...]:
    """Character spans ``(start, end)`` of the words of ``text``, in order and without overlap.

    ``pretokenized`` takes the words as they are between plain spaces and tabs (gold alignment files).
    """
    pattern = _SPACED if pretokenized else _WORD
    return tuple(match.span() for match in pattern.finditer(text))


@lru_cache(maxsize=1 << 16)
def is_punctuation(word: str) -> bool:
    """Whether a word has no letter and no digit: punctuation, symbols, emoji."""
    return not regex.search(r"[\p{L}\p{N}]", word)
