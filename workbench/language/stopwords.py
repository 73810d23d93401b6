"""Stop-words and content words.

The lists are those of Stopwords ISO (MIT, 58 languages), from the package ``stopwordsiso``, which holds them on disk.
They are generous: beside articles and prepositions they hold frequent verbs and nouns. Words with a digit are
content whatever a list says, because a lost number is a fault.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from workbench.language.codes import language_code
from workbench.language.segmentation import is_punctuation

# Where ISO has several codes for what the lists know by one.
_LISTED_AS = {"nb": "no", "nn": "no", "fil": "tl"}
_INNER = re.compile(r"['\-]")
_VARIANTS = str.maketrans({"’": "'", "‐": "-", "‑": "-", "\u00ad": None})


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).translate(_VARIANTS).casefold()


@lru_cache(maxsize=64)
def stop_words(language: str | None) -> frozenset[str] | None:
    """The stop-words of a language, case-folded; None, never an empty set, where no list is known."""
    # Reads one file of 200 kB: not before somebody asks.
    import stopwordsiso

    code = language_code(language)
    words = stopwordsiso.stopwords(_LISTED_AS.get(code, code)) if code else ()
    return frozenset(map(_folded, words)) or None


@lru_cache(maxsize=1 << 16)
def is_content(word: str, language: str | None) -> bool:
    """Whether a word is neither punctuation nor a stop-word.

    A contraction or compound of stop-words alone (``c'est``, ``est-ce``) is one too. Where there is no list for
    the language every word but punctuation counts; figures that need the list ask `stop_words` first.
    """
    if is_punctuation(word):
        return False
    known = stop_words(language)
    if known is None or any(map(str.isdecimal, word)):
        return True
    folded = _folded(word)
    return folded not in known and not all(part in known for part in _INNER.split(folded) if part)
