"""Web addresses by part: which lead to the same place, and which to its translation."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

import regex

# Other scripts have no space before what follows an address: their marks end one, and so do their letters unless they
# stand right behind a separator.
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Hangul}ー"
_OUTSIDE = rf"\s\p{{Cf}}<>\"“”„«»‹›，。、！？；：（）「」『』【】《》〈〉؟،؛।{_UNSPACED}"
_PART_OF = rf"[^{_OUTSIDE}]|(?<=[/=#])[{_UNSPACED}]+"
_END = rf"[^{_OUTSIDE}.,;:!?…)\]}}'’*_`|]|(?<=[/=#])[{_UNSPACED}]+"
_BARE = r"(?:com|org|net|edu|gov|info|io|app|dev|int|mil)"
PATTERN = (
    # A sentence's own mark behind an address is not part of it.
    rf"(?:(?:https?|ftp)://|www\.)(?:{_PART_OF})*(?:{_END})"
    rf"|(?<![\p{{L}}\p{{N}}@./_-])(?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?\.){{1,4}}{_BARE}(?![\w@-]|\.\w)"
    rf"(?:/(?:{_PART_OF})*(?:{_END})|/)?"
)
_WORDS = regex.compile(rf"[{_UNSPACED}]+$")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_LOCALE = re.compile(r"([a-z]{2})(?:[-_](?:[a-z]{2}|[A-Z]{2}|[A-Z][a-z]{3}|419))?")
_CHOOSES = frozenset({"lang", "language", "locale", "hl", "l", "lc", "uselang", "setlang", "ui_locales"})
_TRACKS = ("utm_", "fbclid", "gclid")

SAME, OF_LANGUAGE, OTHER_LANGUAGE, OF_PAGE, OTHER = 0.0, 0.35, 0.75, 0.75, 0.95


@dataclass(frozen=True)
class WebAddress:
    """An address without what leads nowhere else: scheme of the web, ``www.``, a last slash, escapes."""

    scheme: str
    host: str
    path: str
    query: tuple[tuple[str, str], ...]
    fragment: str

    @property
    def value(self) -> str:
        """In one line."""
        query = "&".join(f"{name}={value}" for name, value in self.query)
        parts = (self.scheme, self.host, self.path, f"?{query}" if query else "", self.fragment and f"#{self.fragment}")
        return "".join(parts)


@lru_cache(maxsize=1024)
def web_address(text: str) -> WebAddress:
    """An address, or a part of one: ``docs/a.html``."""
    text = html.unescape(text.strip())
    written = text
    if not _SCHEME.match(text) and not text.startswith(("/", "#", "?", ".")):
        text = f"//{text}"
    try:
        parts = urlsplit(text)
        query = tuple(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    except ValueError:
        return WebAddress(scheme="", host="", path=written, query=(), fragment="")
    scheme = "" if parts.scheme in ("", "http", "https") else f"{parts.scheme}:"
    host = parts.netloc.lower().removesuffix(":80").removesuffix(":443").removeprefix("www.").rstrip(".")
    query = tuple(pair for pair in query if not pair[0].lower().startswith(_TRACKS))
    path = unquote(parts.path.removesuffix("/"))
    return WebAddress(scheme=scheme, host=host, path=path, query=query, fragment=unquote(parts.fragment))


def difference(one: str, other: str, language: str | None = None) -> float:
    """How surely the second is another address than the first: 0 the same, 0.35 the same in the target's language
    (folder, subdomain, parameter), 0.75 in another language or at another place of the page, else 0.95."""
    a, b = web_address(one), web_address(other)
    if a == b or _WORDS.sub("", a.value).rstrip("/") == _WORDS.sub("", b.value).rstrip("/"):
        return SAME
    without_a, spoken_a = _without_language(a)
    without_b, spoken_b = _without_language(b)
    if without_a == without_b:
        gone = spoken_b if spoken_b != spoken_a else None
        return OF_LANGUAGE if not gone or language is None or gone == language else OTHER_LANGUAGE
    if without_a[:-1] == without_b[:-1]:
        return OF_PAGE
    return OTHER


def _without_language(address: WebAddress) -> tuple[tuple[object, ...], str | None]:
    """Its parts without those that name a language, and the language."""
    found = []
    labels = address.host.split(".")
    if len(labels) > 2 and (code := _language(labels[0])):
        found.append(code)
        labels = labels[1:]
    folders = []
    for folder in address.path.split("/"):
        if folder and (code := _language(folder)):
            found.append(code)
        else:
            folders.append(folder)
    query = []
    for name, value in address.query:
        if name.lower() in _CHOOSES and (code := _language(value)):
            found.append(code)
        else:
            query.append((name, value))
    parts = (address.scheme, ".".join(labels), "/".join(folders).rstrip("/"), tuple(query), address.fragment)
    return parts, found[0] if found else None


def _language(text: str) -> str | None:
    from workbench.language.codes import language_code

    locale = _LOCALE.fullmatch(text)
    return language_code(locale[1]) if locale else None
