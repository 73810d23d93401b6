"""What stands in a text for machines, or is the same in every language: addresses, tags, placeholders, emoji."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache

import regex

from workbench.language import element, icu_message, printf, web_address
from workbench.language.segmentation import Span

_EMOJI = r"(?![©®™])(?:\p{Emoji_Presentation}|\p{Extended_Pictographic})(?:\p{Emoji_Modifier}|\ufe0f|\u200d\X)*"
# In other scripts words stand right beside an address.
_OF_MAIL = r"\p{Latin}\p{Greek}\p{Cyrillic}\p{Nd}_"
_MAIL = rf"(?<![{_OF_MAIL}.+-])[{_OF_MAIL}.+-]{{1,64}}@[{_OF_MAIL}-]{{1,63}}(?:\.[{_OF_MAIL}-]{{1,63}}){{1,8}}"
_ESCAPED = r"&lt;/?[A-Za-z][\w-]*(?:\s(?:[^<>&]|&(?:quot|apos|#39);)*+)?/?&gt;"
_ENTITY = r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});"
# [NAME], [ORDER ID], [user_1]; of the kind in angle brackets what is no tag.
_CAPITALS = (
    r"<[A-Z][A-Z0-9]{2,40}(?:_[A-Z0-9]{1,40}){0,8}>|\[[A-Z][A-Z0-9]{2,40}(?:[ _-][A-Z0-9]{1,40}){0,8}\]"
    r"|\[[A-Za-z0-9]{1,40}(?:_[A-Za-z0-9]{1,40}){1,8}\]"
)

# In order: what is inside an address or a tag is no placeholder of its own. Beside each, marks without one of which
# there is none.
_KINDS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("comment", ("<!--",), r"<!--(?:(?!<!--|-->).)*+-->"),
    ("code span", ("`",), r"(?<![`\\])`[^`\n]+`(?!`)"),
    # Of a link in Markdown its address alone: what is shown are words.
    ("link", ("](",), r"\]\((?=[^\s()]*[/#.:{%$])(?:[^\s()]|\([^\s()]*\))++(?:\s+\"[^\"\n]*\")?\)"),
    ("e-mail address", ("@",), _MAIL),
    ("address", ("://", "www.", ".com", ".org", ".net", ".edu", ".gov", ".info", ".io", ".app", ".dev", ".int", ".mil"),
     web_address.PATTERN),
    ("tag", ("<", "[", "{", "&lt;"), f"{element.PATTERN}|{_ESCAPED}"),
    ("placeholder", ("{{", "{%", "<%"),
     r"\{\{\{?\s*[^\s{}][^{}\n]{0,100}\}\}\}?|\{%[^{}%\n]{1,200}%\}|<%[=-]?[^<>%\n]{1,200}%>"),
    ("placeholder", ("{", "$("),
     # ${name}, #{name}, %{name}, {}, {0}, {0:.2f}, { name }, {when, date, short}
     r"[$#%]\{[^{}\s]{1,100}\}|\$\([A-Za-z_][\w.]{0,63}\)|\{\s?\w{0,64}\s?(?:[.:!\[][^\s{}]{0,100})?\}"
     r"|\{\s*\w{1,64}\s*,\s*(?:number|date|time|spellout|ordinal|duration)\b[^{}]{0,100}\}"),
    ("placeholder", ("%",),
     r"%\([\w.-]{1,64}\)[-+0#]?[0-9]{0,3}(?:\.[0-9]{1,2})?[A-Za-z]"
     r"|(?<![\w%])%[A-Za-z_][A-Za-z0-9_.]{0,40}%(?![\w%])"),
    ("printf", ("%",), rf"{printf.PATTERN}|%%"),
    # Qt counts with them.
    ("placeholder", ("%",), r"(?<![\p{N}%٪])%(?:L?[1-9][0-9]?|n)(?![\p{Latin}\p{N}%]|[.,]\p{N})"),
    # Laravel's, and names of emoji
    ("placeholder", (":",), r"(?<![\p{Latin}\p{N}:/\\.])(?::[a-z][a-z0-9_+-]{1,40}:|:[a-z][a-z_]{2,40}(?![\w:(/]))"),
    ("placeholder", ("$",), r"(?<![\w$])\$(?!(?:thousand|million|billion|trillion)\b)[a-z_][A-Za-z_]{2,40}(?![\w$])"),
    ("placeholder", ("__",), r"(?<!\w)__[A-Z0-9]+(?:_[A-Z0-9]+)*__(?!\w)"),
    ("placeholder", ("[",), _CAPITALS),
    ("entity", ("&",), _ENTITY),
    ("emoji", (), _EMOJI),
)  # fmt: skip
WHOLE = ("tag", "placeholder")
"""Kinds that are one thing, however many words stand in them."""

_PICTURES = (
    r"\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u27bf\u2934\u2935\u2b05-\u2b55"
    r"\u3030\u303d\u3297\u3299\U0001f000-\U0010ffff"
)
_MAY_BE_EMOJI = re.compile(f"[{_PICTURES}]")
# Two by the standard library, which is three times as fast at them as one, or as `regex`.
_SIGN = re.compile(rf"[@<\[{{`*_#~{_PICTURES}]")
_BEGINNING = re.compile(
    r"&[#\w]|%(?:[^\s.,;:)]|\.[0-9])|\$[a-z{(]|:[a-z/]|www\.|\.(?:com|org|net|edu|gov|info|io|app|dev|int|mil)\b"
)
_SHOWN = 400
"""Characters of a link's text at most."""
_CLOSING = regex.compile(r"<(/)([^\s<>/]+)\s*>|\[(/)([\w-]+)\]")


@dataclass(frozen=True)
class Markup:
    """``kind``: for people. ``value``: what has to be the same: of a tag its name and the attributes that do, of a
    placeholder of printf its position and type. ``branch``: it stands where another language may have no counterpart,
    in "one" of a plural."""

    kind: str
    value: str
    span: Span
    branch: bool = False


def may_have_any(text: str) -> bool:
    """Whether a text has a character without which there is neither markup nor Markdown in it."""
    return _SIGN.search(text) is not None or _BEGINNING.search(text) is not None


def markup(text: str, closed: Set[str] = frozenset()) -> list[Markup]:
    """Addresses, e-mail addresses, tags, placeholders (printf, braces, ICU, mustache …), entities, code and emoji, in
    order. ``closed``: keys of elements known to be tags, as `closed_in` another version of the text."""
    if not may_have_any(text):
        return []
    messages, text, branches = _of_messages(text) if "{" in text else ([], text, [])
    present = tuple(
        place
        for place, (_, marks, _) in enumerate(_KINDS)
        if (any(mark in text for mark in marks) if marks else _MAY_BE_EMOJI.search(text))
    )
    found = _numbered(text, [*_lexed(text, present, closed | closed_in(text))]) if present else []
    if not messages:
        return found
    found = [replace(one, branch=_inside(one.span, branches)) for one in [*messages, *found]]
    return sorted(found, key=lambda one: one.span)


def closed_in(text: str) -> frozenset[str]:
    """Keys of the elements that a text closes: what opens one is a tag and no word in brackets."""
    if "/" not in text:
        return frozenset()
    return frozenset(
        f"<{element.name_of(one[2])}" if one[1] else f"[{one[4].lower()}" for one in _CLOSING.finditer(text)
    )


@lru_cache(maxsize=256)
def _lexer(present: tuple[int, ...]) -> regex.Pattern[str]:
    return regex.compile("|".join(f"({_KINDS[place][2]})" for place in present), regex.VERSION1 | regex.DOTALL)


def _lexed(text: str, present: tuple[int, ...], closed: Set[str]) -> Iterator[Markup]:
    at, search = 0, _lexer(present).search
    while match := search(text, at):
        kind = _KINDS[present[(match.lastindex or 1) - 1]][0]
        value = _VALUES[kind](match[0]) if kind != "tag" else _tag(match[0], closed)
        if value is None and kind == "tag" and _IN_CAPITALS.fullmatch(match[0]):
            kind, value = "placeholder", match[0]
        if kind == "link" and text.rfind("[", max(0, match.start() - _SHOWN), match.start()) < 0:
            value = None
        # What is in brackets without being a tag may have markup inside.
        at = match.end() if value is not None else match.start() + 1
        if value is not None:
            yield Markup(kind, value, match.span())


_SPACES = regex.compile(r"\s+")
_IN_CAPITALS = regex.compile(_CAPITALS)


def _tag(text: str, closed: Set[str]) -> str | None:
    if text[0] == "&":
        found = element.element(html.unescape(text))
        return f"&{found.value}" if found else None
    found = element.element(text)
    return found.value if found and (found.sure or found.key in closed) else None


def _placeholder(text: str) -> str:
    # Those who read {{ name }} and {when, date} pass over spaces.
    return _SPACES.sub("", text) if text[:2] == "{{" or (text[0] == "{" and "," in text) else text


def _entity(text: str) -> str | None:
    # "AT&T;" is none.
    plain = html.unescape(text)
    return None if plain == text else plain


_VALUES: dict[str, Callable[[str], str | None]] = {
    "comment": lambda text: " ".join(text.split()),
    "code span": lambda text: text,
    "link": lambda text: web_address.web_address(text[2:-1].split(" ")[0]).value,
    "e-mail address": str.lower,
    "address": lambda text: web_address.web_address(text).value,
    "placeholder": _placeholder,
    "printf": lambda text: text,
    "entity": _entity,
    "emoji": lambda text: text.replace("\ufe0f", ""),
}


def _numbered(text: str, found: list[Markup]) -> list[Markup]:
    """With what counts on by itself, ``%s`` and ``{}``, by its number."""
    printed = [one for one in found if one.kind == "printf"]
    if printed:
        found = [one for one in found if one.kind != "printf"]
        given = [one for one in printed if one.value != "%%"]
        # "%%" by itself is no more than a sign.
        if given and not printf.OF_TIME.search(text):
            found += [replace(one, kind="placeholder") for one in printed if one.value == "%%"]
            for one, argument in zip(given, printf.arguments(one.value for one in given), strict=True):
                found.append(replace(one, kind="placeholder", value=argument.value))
            found.sort(key=lambda one: one.span)
    empty = iter(range(len(found)))
    return [
        replace(one, value=f"{{{next(empty)}{one.value[1:]}")
        if one.kind == "placeholder" and one.value.startswith(("{}", "{:", "{!"))
        else one
        for one in found
    ]


def _of_messages(text: str) -> tuple[list[Markup], str, list[Span]]:
    """Arguments with branches, the text with all their syntax blank, and where branches are that not all have."""
    found, branches, blank, counted = list[Markup](), list[Span](), list[Span](), 0
    for message in icu_message.messages(text):
        found.append(Markup("placeholder", message.value, message.head))
        found += [Markup("message", "", span) for span in message.syntax]
        blank += [message.head, *message.syntax]
        branches += [span for key, span in message.branches.items() if key != icu_message.LAST]
        if message.kind == "select":
            continue
        for start, end in message.branches.values():
            # Messages may stand inside each other.
            numbers = icu_message.NUMBER.finditer(text, max(start, counted), max(end, counted))
            found += [Markup("placeholder", "#", number.span()) for number in numbers]
            counted = max(end, counted)
    return found, _blanked(text, blank), _merged(branches)


def _merged(spans: list[Span]) -> list[Span]:
    found = list[Span]()
    for start, end in sorted(spans):
        if not found or start > found[-1][1]:
            found.append((start, end))
        elif end > found[-1][1]:
            found[-1] = (found[-1][0], end)
    return found


def _inside(span: Span, spans: list[Span]) -> bool:
    place = bisect_right(spans, span[0], key=lambda one: one[0]) - 1
    return place >= 0 and span[0] < spans[place][1]


def _blanked(text: str, spans: Sequence[Span]) -> str:
    parts, at = list[str](), 0
    for start, end in sorted(spans):
        if end > at:
            parts += [text[at:start], " " * (end - max(start, at))]
            at = end
    return "".join([*parts, text[at:]])


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


def without_markup(text: str) -> str:
    """The text with all of it blank, every character that is left in its old place."""
    found = markup(text)
    return _blanked(text, [one.span for one in found]) if found else text
