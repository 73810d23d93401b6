"""Placeholders of printf and its kin, by position and type: ``%s %d`` are ``%1$s`` and ``%2$d``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import regex

# Neither 50% nor "100%ig"; in other scripts prefixes and suffixes stand right beside it.
PATTERN = (
    r"(?<![\p{N}%٪]|[0-9]\$)%(?:[1-9][0-9]?\$)?[-+0#,]{0,3}(?:\*|[0-9]{1,3})?(?:\.(?:\*|[0-9]{1,2}))?(?:hh?|ll?|z|t|j|q|L)?"
    r"(?:[sd@](?![A-Za-z])|(?<!\p{N}\s%)[sd@](?![A-Za-z]{4})|[iufFgGeExXocCSpD](?![A-Za-z\u00c0-\u024f]))"
)
_PARTS = regex.compile(r"%(?:([0-9]+)\$)?([-+0#,]*(?:\*|[0-9]+)?(?:\.(?:\*|[0-9]+))?)(hh?|ll?|z|t|j|q|L)?(.)")
_CLASSES = {"i": "d", "F": "f", "g": "f", "G": "f", "e": "f", "E": "f", "X": "x", "C": "c", "S": "s", "D": "d"}
OF_TIME = regex.compile(r"(?<![\p{N}%])%[-_]?[YmHMSByAIpjb](?![A-Za-z]{2})")
"""A format of dates has the same letters with other meanings, and every language has its own."""


@dataclass(frozen=True)
class Argument:
    """``position`` from 1. ``type``: one letter for all that print the same thing, with its length (``ld``).
    ``format``: flags, width and precision."""

    position: int
    type: str
    format: str

    @property
    def value(self) -> str:
        """With its position: ``%1$s``."""
        return f"%{self.position}${self.format}{self.type}"


def arguments(texts: Iterable[str]) -> list[Argument]:
    """The placeholders of one text in order; those without a position count on from the first.

    Raises `ValueError` for what is none.
    """
    found, at = [], 0
    for text in texts:
        parts = _PARTS.fullmatch(text)
        if parts is None:
            raise ValueError(f"{text!r} is no placeholder of printf")
        position, format, length, letter = parts.groups()
        if position is None:
            at += 1
        found.append(Argument(int(position or at), f"{length or ''}{_CLASSES.get(letter, letter)}", format))
    return found
