"""Inline codes: what CAT formats put into a text in place of tags, line breaks and variables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from workbench.corpus.record import setters

Kind = Literal["open", "close", "alone"]

_NO_NAME = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True, init=False)
class Code:
    """A code and where its placeholder stands in the text: characters ``start`` to ``end``.

    ``id``: as in the file, empty where it has none; an opening and a closing code with the same one are a pair.
    ``shows``: what the file says that a person should see in its place, None where it says nothing.
    """

    start: int
    end: int
    kind: Kind
    id: str = ""
    shows: str | None = None

    def __init__(self, start: int, end: int, kind: Kind, id: str = "", shows: str | None = None):
        _set_start(self, start)
        _set_end(self, end)
        _set_kind(self, kind)
        _set_id(self, id)
        _set_shows(self, shows)


_set_start, _set_end, _set_kind, _set_id, _set_shows = setters(Code)


@lru_cache(maxsize=4096)
def placeholder(kind: Kind, id: str = "", shows: str | None = None) -> str:
    """What stands for a code in a text: what it shows, or a tag made of its id: ``<g3>``, ``</g3>``, ``<x1/>``.

    An id that is a number alone, or none, gets a letter before it: ``<c1/>``.
    """
    if shows:
        return shows
    name = _NO_NAME.sub("-", id)
    name = name if name[:1].isalpha() else f"c{name}"
    return {"open": f"<{name}>", "close": f"</{name}>", "alone": f"<{name}/>"}[kind]


def without(text: str, codes: Iterable[Code]) -> str:
    """The text without the placeholders of its codes."""
    kept, place = [], 0
    for code in codes:
        kept.append(text[place : code.start])
        place = code.end
    return "".join([*kept, text[place:]])


class CodedText:
    """A text with codes, put together from the beginning to the end."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._codes: list[Code] = []
        self._length = 0

    def text(self, text: str | None) -> None:
        """Append text."""
        if text:
            self._parts.append(text)
            self._length += len(text)

    def code(self, kind: Kind, id: str = "", shows: str | None = None) -> None:
        """Append a code."""
        shown, start = placeholder(kind, id, shows), self._length
        self._parts.append(shown)
        self._length += len(shown)
        self._codes.append(Code(start=start, end=self._length, kind=kind, id=id, shows=shows))

    def finished(self) -> tuple[str, tuple[Code, ...]]:
        """The text with placeholders, and its codes in order."""
        return "".join(self._parts), tuple(self._codes)


def moved(codes: Sequence[Code], by: int) -> tuple[Code, ...]:
    """The codes of a text before which something was put in, or taken away."""
    return tuple(
        Code(start=code.start + by, end=code.end + by, kind=code.kind, id=code.id, shows=code.shows) for code in codes
    )
