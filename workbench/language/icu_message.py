"""ICU messages: ``{count, plural, one {# file} other {# files}}``, whose branches differ by language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import regex

from workbench.language.segmentation import Span

_HEAD = regex.compile(r"\{\s*([\w.]{1,64})\s*,\s*(plural|select|selectordinal)\s*,\s*(?:offset:\s*\d+)?")
_KEY = regex.compile(r"\s*(=?[\w.-]{1,64})\s*\{")
_BRACE = regex.compile(r"[{}]")
NUMBER = regex.compile(r"#(?!\{)")
"""What stands for the number of a plural."""
_BLANK = regex.compile(r"\s*")

CATEGORIES = frozenset({"zero", "one", "two", "few", "many", "other"})
"""Of plurals in all languages (CLDR)."""
LAST = "other"
"""The branch that every message must have."""


@dataclass(frozen=True)
class Message:
    """An argument with branches. ``head``: ``{count, plural,``. ``branches``: where the text of each stands, by key.
    ``closed``: whether all braces are. ``syntax``: all that is no text."""

    name: str
    kind: str
    head: Span
    end: int
    branches: dict[str, Span] = field(default_factory=dict)
    closed: bool = True
    syntax: tuple[Span, ...] = ()

    @property
    def value(self) -> str:
        """``{count,plural}``."""
        return f"{{{self.name},{self.kind}}}"


def messages(text: str) -> Iterator[Message]:
    """All in order, those inside a branch after the one they belong to."""
    if "plural" not in text and "select" not in text:
        return
    closing = _closing(text)
    for match in _HEAD.finditer(text):
        end = closing.get(match.start())
        branches, syntax, at = dict[str, Span](), list[Span](), match.end()
        while key := _KEY.match(text, at):
            last = closing.get(key.end() - 1)
            if last is None:
                break
            syntax += [key.span(), (last, last + 1)]
            branches[key[1]] = (key.end(), last)
            at = last + 1
        closed = end is not None and _BLANK.fullmatch(text, at, end) is not None
        if closed and end is not None:
            syntax.append((end, end + 1))
        yield Message(
            name=match[1],
            kind=match[2],
            head=match.span(),
            end=at if end is None else end + 1,
            branches=branches,
            closed=closed,
            syntax=tuple(syntax),
        )


def _closing(text: str) -> dict[int, int]:
    """Where each opening brace is closed."""
    opened, found = list[int](), dict[int, int]()
    for match in _BRACE.finditer(text):
        if match[0] == "{":
            opened.append(match.start())
        elif opened:
            found[opened.pop()] = match.start()
    return found
