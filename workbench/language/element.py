"""Tags: of XML and HTML in angle brackets, of bulletin boards in square ones, of translation tools in half a brace."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import regex

PATTERN = (
    # Values in quotation marks may hold ">". No "<": a text of nothing else is gone through once.
    r"</?[\p{L}\p{Nd}_][\p{L}\p{N}_:.-]*(?:[\s/](?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+)?>"
    r"|\[/?(?:[A-Za-z][\w-]*|\*)(?:[=\s][^\[\]<>{}]*)?\]"
    # {1> and <1}, as Phrase has paired tags; [1} and {1], as memoQ has them
    r"|\{\w+>|<\w+\}|\[\w+\}|\{\w+\]"
)
_PARTS = regex.compile(r"[<\[](/?)([^\s/\]>=]+|\*)(.*)[>\]]", regex.DOTALL)
_ATTRIBUTE = regex.compile(r"([^\s\"'<>/=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
_NUMBERED = regex.compile(r"[a-z]{0,3}[0-9]{1,6}")


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


ALWAYS = _names(
    "a b i u s p q em tt hr br wbr li td tr th ul ol dl dd dt h1 h2 h3 h4 h5 h6 img sub sup ins pre div span kbd dfn "
    "abbr nobr thead tbody tfoot colgroup blockquote strong font rp rt bpt ept ph it ut hi mrk"
)
"""Names of elements that nobody writes in angle brackets as a word: `<title>` and `<address>` may be one."""
_BOARD = frozenset({"*", "hr", "br"})
_BARE = _names(
    "allowfullscreen async autofocus autoplay checked controls default defer disabled download hidden inert ismap loop "
    "multiple muted nomodule novalidate open readonly required reversed selected"
)
"""Attributes that HTML has without a value."""
FOR_READERS = _names("title alt placeholder label summary abbr lang hreflang dir translate equiv-text")
"""Attributes that a translator has to change, or may. Those of ARIA are told by what they begin with."""
_OF_ARIA = ("aria-label", "aria-description", "aria-placeholder", "aria-roledescription", "aria-valuetext", "xml:lang")
LOOKS = _names("style align width height size color face border content value")
"""Attributes that may have to change with a language, or hold words of it."""


@dataclass(frozen=True)
class Element:
    """``form``: its brackets, ``<``, ``[`` or ``{``. ``attributes``: those that have to stay as they are, by name."""

    form: str
    name: str
    closes: bool = False
    alone: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)
    sure: bool = True

    @property
    def key(self) -> str:
        """Its brackets and name: what an opening and a closing one have in common."""
        return f"{self.form}{self.name}"

    @property
    def value(self) -> str:
        """The tag without what may differ: ``<a href=x>``, ``</a>``, ``<br>`` for ``<br />``."""
        attributes = "".join(f" {name}={value}" for name, value in sorted(self.attributes.items()))
        return f"{self.form}{'/' if self.closes else ''}{self.name}{attributes}{_END[self.form]}"


_END = {"<": ">", "[": "]", "{": ">"}


@lru_cache(maxsize=4096)
def element(text: str) -> Element | None:
    """What `PATTERN` matched, as a tag; None for words in brackets: ``<expiry date>``.

    ``sure``: a tag by itself. Otherwise it is one if it has a counterpart that closes it.
    """
    if text[0] + text[-1] in ("{>", "<}", "[}", "{]"):
        opens = text[0] == "{" if text[-1] in ">}" and "[" not in text else text[0] == "["
        form = "{" if text[0] + text[-1] in ("{>", "<}") else "["
        return Element(form, f"{text[1:-1]}{'' if form == '{' else '}'}", closes=not opens)
    parts = _PARTS.fullmatch(text)
    if parts is None:
        return None
    form, slash, name, rest = text[0], *parts.groups()
    if form == "[":
        return _of_board(name.lower(), bool(slash), rest)
    alone = rest.rstrip().endswith("/")
    rest = rest.rstrip().removesuffix("/").strip()
    # <F5> is a key.
    numbered = bool(_NUMBERED.fullmatch(name))
    name = name_of(name)
    found = [
        (key.lower(), next((one for one in values if one is not None), None)) for key, *values in _attributes(rest)
    ]
    valued = any(value is not None for _, value in found)
    if not slash and rest and not valued and not all(key in _BARE for key, _ in found):
        return None
    # A name alone may be a word.
    sure = bool(slash) or alone or valued or name in ALWAYS or numbered
    kept = {key: html.unescape(value if value is not None else key) for key, value in found if not for_readers(key)}
    kept = {key: "" if key in _BARE else value for key, value in kept.items()}
    return Element(form="<", name=name, closes=bool(slash), alone=alone, attributes=kept, sure=sure)


def name_of(written: str) -> str:
    """The name of an element: those of HTML may be written in capitals, but ``<Link>`` and ``<link>`` are two."""
    return written.lower() if written.isupper() or written.lower() in ALWAYS else written


def _attributes(text: str) -> list[tuple[str, ...]]:
    return [(match[1], match[2], match[3], match[4]) for match in _ATTRIBUTE.finditer(text)]


def _of_board(name: str, closes: bool, rest: str) -> Element | None:
    rest = rest.strip()
    if rest and "=" not in rest:
        return None
    # [url=…] has a value of its own, which whoever is quoted may have no part in.
    kept = {} if name == "quote" else {"": rest.removeprefix("=").strip().strip("\"'")} if rest else {}
    return Element(form="[", name=name, closes=closes, attributes=kept, sure=closes or bool(rest) or name in _BOARD)


def for_readers(attribute: str) -> bool:
    """Whether an attribute holds words, or what goes with a language."""
    return attribute in FOR_READERS or attribute.startswith(_OF_ARIA)
