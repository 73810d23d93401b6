"""What a text may hold: every character of Unicode but NUL, and no half of a surrogate pair.

A NUL is what UTF-16 looks like where UTF-8 is expected, and ends a text for programs written in C. Half of a surrogate
pair is what becomes of bytes that are not UTF-8 on a command line, and can be written to no file.
"""

from __future__ import annotations

import re
from typing import NamedTuple

REPLACEMENT = "\ufffd"

_UNFIT = re.compile("[\0\ud800-\udfff]")


class Unfit(NamedTuple):
    """The first character of a text that no text may hold. ``place``: from 1."""

    place: int
    character: str

    def __str__(self) -> str:
        kind = "a NUL character" if self.character == "\0" else "half of a surrogate pair"
        return f"{kind} (\\u{ord(self.character):04x})"

    @property
    def told(self) -> str:
        return f"character {self.place} of a text is {self.character!a}, {self.why}: {self}; give the text in UTF-8"

    @property
    def why(self) -> str:
        return "which no text has" if self.character == "\0" else "which is no valid Unicode"


def unfit(text: str) -> Unfit | None:
    """What in ``text`` makes it no text; None where it is one. Every text that comes in is asked about here."""
    if text.isascii() and "\0" not in text:
        return None
    found = _UNFIT.search(text)
    return Unfit(found.start() + 1, found[0]) if found else None


def fit(text: str) -> str:
    """The text with a replacement character in place of what no text may hold."""
    return _UNFIT.sub(REPLACEMENT, text) if unfit(text) else text
