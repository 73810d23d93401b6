"""Language codes as people and models write them: ``EN``, ``en-GB``, ``en_XX``, ``eng_Latn`` are all ``en``."""

from __future__ import annotations

import re
from functools import lru_cache

import langcodes

_SEPARATOR = re.compile(r"[-_.@]")
_TAG = re.compile(r"(?P<code>[a-z]{2,3})([-_][a-z]{4})?([-_](?P<region>[a-z]{2}|[0-9]{3}))?", re.IGNORECASE)
_NO_REGION = ("id", "mt")
"""Regions too, but behind a language more often an identifier and a machine translation."""


@lru_cache(maxsize=1024)
def language_code(language: str | None) -> str | None:
    """The shortest ISO 639 code of a language: two letters where there are two, otherwise three; unknown → None.

    Script, region and locale suffixes are left off. A variety known only by three letters becomes the language
    it belongs to, when that has two (``cmn`` → ``zh``, ``arb`` → ``ar``, ``zsm`` → ``ms``).
    """
    if not language:
        return None
    try:
        known = langcodes.get(_SEPARATOR.split(language.strip(), maxsplit=1)[0])
    except langcodes.LanguageTagError:
        return None
    if known.language is None or not known.is_valid():
        return None
    wider = known.prefer_macrolanguage().language
    return wider if len(known.language) > 2 and wider is not None and len(wider) == 2 else known.language


@lru_cache(maxsize=1024)
def language_named(text: str) -> str | None:
    """The code of the language that a text is the code or the name of, in whatever language: ``de``, ``en-US``,
    ``German``, ``allemand``; None for any other text, ``en_text`` and ``de_mt`` too."""
    tag = _TAG.fullmatch(text.strip())
    try:
        if tag is None:
            return language_code(langcodes.find(text).language)
        code, last = tag["code"].casefold(), (tag["region"] or "").casefold()
        known = last not in _NO_REGION or last == code
        return language_code(code) if known and langcodes.get(text.strip().replace("_", "-")).is_valid() else None
    except (LookupError, langcodes.LanguageTagError):
        return None


def names_a_language(text: str) -> bool:
    """Whether a text is the code or the name of a language, in whatever language: ``de``, ``German``, ``allemand``."""
    if language_code(text):
        return True
    try:
        return bool(langcodes.find(text))
    except LookupError:
        return False
