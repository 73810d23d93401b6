"""Text as it stands in XML, where what it means to markup is escaped and what a parser would change is a number."""

from __future__ import annotations

import re

_TEXT = re.compile("[&<>\r]")
_ATTRIBUTE = re.compile('[&<>"\t\n\r]')
_FORBIDDEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


def escaped(text: str) -> str:
    """A text between tags."""
    return _TEXT.sub(_escape, text)


def quoted(text: str) -> str:
    """The value of an attribute, in quotation marks."""
    return f'"{_ATTRIBUTE.sub(_escape, text)}"'


def forbidden(text: str) -> str | None:
    """The first character of a text that no XML 1.0 can hold, however it is written; None where it can."""
    found = _FORBIDDEN.search(text)
    return found[0] if found else None


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    return _NAMED.get(character) or f"&#{ord(character)};"
