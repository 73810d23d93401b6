"""Language codes as people and models write them: ``EN``, ``en-GB``, ``en_XX``, ``eng_Latn`` are all ``en``."""

from __future__ import annotations

import re
from functools import lru_cache

import langcodes

_SEPARATOR = re.compile(r"[-_.@]")


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


def names_a_language(text: str) -> bool:
    """Whether a text is the code or the name of a language, in whatever language: ``de``, ``German``, ``allemand``."""
    if language_code(text):
        return True
    try:
        return bool(langcodes.find(text))
    except LookupError:
        return False
