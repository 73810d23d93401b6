"""Writing systems: which one a language uses, and which letters of a text belong to it."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import langcodes
import regex

from workbench.language.codes import language_code
from workbench.language.folding import listed
from workbench.language.tag import Tag, tag_of, tag_of_code

# Of scripts that ISO names together or apart, the Unicode scripts; each as a class of characters.
_MADE_OF = {
    "Hans": r"\p{Han}\p{Bopomofo}",
    "Hant": r"\p{Han}\p{Bopomofo}",
    "Jpan": r"\p{Han}\p{Hiragana}\p{Katakana}ー",
    "Kore": r"\p{Hangul}\p{Han}",
}
# A text is as well read in one as in the other.
_ALIKE = frozenset({"Hani", "Hans", "Hant"})
# Written in two scripts or more, or in another one lately.
_SEVERAL = listed("az bs ha ku kk ky mn ms pa ps ro sd sr tg tk tt ug uz")
_LETTERS = regex.compile(r"\p{L}")


@lru_cache(maxsize=256)
def reads_as(language: str | None) -> str | None:
    """What a text of a language is looked at as: its `language_code`, whatever it is written as (``deu_Latn``,
    ``German``). In another script than is known of its texts it is a language of which nothing is known: ``ar-Latn``.
    """
    tag = _tag(language)
    code = language_code(tag.language if tag else language)
    if code is None or tag is None or tag.script is None or code in _SEVERAL:
        return code
    usual = langcodes.get(code).maximize().script
    return code if tag.script == usual or {tag.script, usual} <= _ALIKE else f"{code}-{tag.script}"


def _tag(language: str | None) -> Tag | None:
    return (tag_of_code(language) or tag_of(language)) if language else None


@lru_cache(maxsize=256)
def _pattern(language: str | None) -> regex.Pattern[str] | None:
    tag = _tag(language)
    code = language_code(tag.language if tag else language)
    script = tag.script if tag else None
    if code is None or (script is None and code in _SEVERAL):
        return None
    script = script or langcodes.get(code).maximize().script
    if not script:
        return None
    characters = _MADE_OF.get(script, rf"\p{{Script={script}}}")
    try:
        return regex.compile(rf"[[{characters}]&&\p{{L}}]", regex.VERSION1)
    except regex.error:
        return None


def letters(text: str) -> int:
    """How many letters a text has."""
    return len(_LETTERS.findall(text))


def letters_of(language: str | None, text: str) -> int | None:
    """How many letters of a text belong to a language's script; None where that is unknown or there are several."""
    pattern = _pattern(language)
    return None if pattern is None else len(pattern.findall(text))


@lru_cache(maxsize=1 << 14)
def script_of(word: str) -> str:
    """LATIN, CYRILLIC, …: by the first letter; empty without any."""
    # Compatibility forms have names like "HALFWIDTH KATAKANA LETTER A" and "MATHEMATICAL BOLD SMALL A".
    letter = next((char for char in unicodedata.normalize("NFKC", word) if char.isalpha()), "")
    return unicodedata.name(letter, "").split(" ")[0] if letter else ""
