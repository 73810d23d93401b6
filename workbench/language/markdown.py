"""Markdown by what it does to words: bold, italics, struck out, headings. Links and code are `markup`."""

from __future__ import annotations

import regex

from workbench.language.markup import Markup

# Neither f**k nor 2**3; scripts without spaces have letters beside them.
_STRONG = (
    r"(?<![*\\\p{Latin}\p{N}])\*\*(?![\s*])[^*\n]{1,400}(?<!\s)\*\*(?![*\p{Latin}\p{N}])"
    r"|(?<![\w\\])__(?![\s_])[^_\n]{1,400}(?<!\s)__(?!\w)"
)
_STRUCK = r"(?<![~\\])~~(?![\s~])[^~\n]{1,400}(?<!\s)~~(?!~)"
_ITALIC = (
    r"(?<![*\\\p{L}\p{N}])\*(?![\s*])[^*\n]{1,400}(?<![\s*])\*(?![*\p{Latin}\p{N}])"
    r"|(?<![\w\\])_(?![\s_])[^_\n]{1,400}(?<![\s_])_(?!\w)"
)
_HEADING = r"(?m:^)[ ]{0,3}\#{1,6}(?=[ \t]+\S)"
_KINDS = ("bold", "struck out", "italic", "heading")
_MARKS = regex.compile(f"({_STRONG})|({_STRUCK})|({_ITALIC})|({_HEADING})", regex.VERSION1)
_MAY = regex.compile(r"[*_~#]")


def marks(text: str) -> list[Markup]:
    """In order; what has to be the same is that they are there, and a heading's level."""
    if not _MAY.search(text):
        return []
    found = []
    for match in _MARKS.finditer(text):
        kind = _KINDS[(match.lastindex or 1) - 1]
        found.append(Markup(kind, match[0].strip() if kind == "heading" else kind, match.span()))
    return found
