"""Words made comparable, and lists of them."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=1 << 16)
def folded(word: str) -> str:
    """Without case and accents: "Häuser" is "hauser"."""
    return "".join(char for char in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(char))


def listed(words: str) -> frozenset[str]:
    """What stands between blanks, as a set: for tables of words and of language codes."""
    return frozenset(words.split())
