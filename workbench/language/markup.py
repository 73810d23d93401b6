"""What stands in a text for machines, or is the same in every language: addresses, tags, placeholders, emoji."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from workbench.language.segmentation import Span

# In order: what is inside an address or a tag is no placeholder of its own.
_KINDS = {
    "e-mail address": r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}",
    # A sentence's own mark behind an address is not part of it.
    "address": r"(?:(?:https?|ftp)://|www\.)[^\s<>\"“”„«»]*[^\s<>\"“”„«».,;:!?…)\]}'’]",
    "tag": r"</?[A-Za-z][\w:-]*(?:\s[^<>]*)?/?>",
    "placeholder": (
        # {{name}}, ${name}, %(name)s, {0}, {name}, {count, plural, …
        r"\{\{\s*[#/^&>]?\s*[\w.-]+\s*\}\}|\$\{[\w.-]+\}|%\(\w+\)[a-z]|\{\w*(?:[.:!][^\s{}]*)?\}"
        # {1> and <1}, as Phrase has paired tags
        r"|\{\w+>|<\w+\}"
        r"|\{\s*\w+\s*,\s*(?:plural|select|selectordinal|number|date|time)\b"
        # %s, %1$d, %.2f, but neither 50% nor "100%ig"
        r"|(?<![\p{L}\p{N}%])%(?:\d+\$)?[-+0#]?\d*(?:\.\d+)?(?:hh?|ll?|z)?[sdiufFgGeExXoc@](?!\p{L})"
    ),
    "emoji": r"(?![©®™])(?:\p{Emoji_Presentation}|\p{Extended_Pictographic})(?:\p{Emoji_Modifier}|\ufe0f|\u200d\X)*",
}
WHOLE = ("tag", "placeholder")
"""Kinds that are one thing, however many words stand in them."""
_MARKUP = regex.compile("|".join(f"({pattern})" for pattern in _KINDS.values()), regex.VERSION1)
_MAY_HAVE_ANY = regex.compile(r"[@</{%\u203c-\U0010ffff]|www\.")
_TAG = regex.compile(r"<(/?)\s*([\w:-]+)[^>]*?(/?)>")


@dataclass(frozen=True)
class Markup:
    """``kind``: for people. ``value``: what has to be the same: of a tag its name, without attributes."""

    kind: str
    value: str
    span: Span


def markup(text: str) -> list[Markup]:
    """Addresses, e-mail addresses, tags, placeholders (printf, braces, ICU, mustache) and emoji, in order."""
    if not _MAY_HAVE_ANY.search(text):
        return []
    kinds = tuple(_KINDS)
    found = []
    for match in _MARKUP.finditer(text):
        kind = kinds[(match.lastindex or 1) - 1]
        found.append(Markup(kind, _value(kind, match[0]), match.span()))
    return found


def whole_words(text: str, words: Sequence[Span]) -> tuple[Span, ...]:
    """The words of a text with every tag and placeholder as one word, which no other word shares."""
    wholes = [one.span for one in markup(text) if one.kind in WHOLE]
    if not wholes:
        return tuple(words)
    found = [*wholes]
    for start, end in words:
        # What of a word stands before or behind one of them is a word by itself: "Seite{n}".
        for first, last in wholes:
            if first < end and start < last:
                if start < first:
                    found.append((start, first))
                start = max(start, last)
        if start < end:
            found.append((start, end))
    return tuple(sorted(found))


def _value(kind: str, text: str) -> str:
    if kind == "tag" and (parts := _TAG.match(text)):
        # Some write <br>, others <br/>.
        return f"<{parts[1]}{parts[2].lower()}>"
    if kind == "emoji":
        return text.replace("\ufe0f", "")
    if kind == "placeholder":
        return regex.sub(r"\s+", "", text)
    return text


def without_markup(text: str) -> str:
    """The text with all of it blank, every character that is left in its old place."""
    for one in markup(text):
        start, end = one.span
        text = text[:start] + " " * (end - start) + text[end:]
    return text
