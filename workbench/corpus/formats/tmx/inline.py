"""What stands in a ``seg``: text, highlighted text, codes, and texts of their own inside codes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.corpus.code import Code, CodedText, Kind
from workbench.files.xml import local
from workbench.files.xml_escape import escaped, quoted

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

CODES = frozenset({"bpt", "ept", "it", "ph", "ut"})
TEXT = frozenset({"hi", "seg", "sub"})

_KINDS: dict[str, Kind] = {"bpt": "open", "ept": "close", "it": "open"}
_OMEGAT_TAG = re.compile(r"<(/?)([a-zA-Z]{1,10}\d+)(/?)>")


@dataclass(slots=True)
class Content:
    """A text with its codes. ``subs``: texts inside its codes, each a flow of its own. ``element``: where it stands."""

    text: str = ""
    codes: tuple[Code, ...] = ()
    subs: Sequence[Content] = ()
    element: Element | None = None

    @property
    def is_blank(self) -> bool:
        return not self.codes and not self.text.strip()


@dataclass(frozen=True)
class Inline:
    """How a tool writes codes. ``tags``: those of OmegaT, which stand in the text as text. ``ours``: a code has in it
    what it shows, and no other id than its own."""

    tags: bool = False
    ours: bool = False

    def read(self, element: Element) -> Content:
        """What a ``seg`` or a ``sub`` says."""
        if not len(element):
            text = element.text or ""
            return self._tagged(text, element) if self.tags and "<" in text else Content(text, (), (), element)
        found = CodedText()
        subs: list[Content] = []
        pairs: dict[str, str] = {}
        self._add(element, found, subs, pairs)
        return Content(*found.finished(), subs, element)

    def _tagged(self, text: str, element: Element) -> Content:
        found, place = CodedText(), 0
        for tag in _OMEGAT_TAG.finditer(text):
            if not (tag[1] and tag[3]):
                found.text(text[place : tag.start()])
                found.code("close" if tag[1] else "alone" if tag[3] else "open", tag[2])
                place = tag.end()
        found.text(text[place:])
        return Content(*found.finished(), (), element)

    def _add(self, element: Element, found: CodedText, subs: list[Content], pairs: dict[str, str]) -> None:
        found.text(element.text)
        for child in element:
            name = local(child)
            if name in CODES:
                self._add_code(child, name, found, pairs)
                if len(child):
                    subs += [self.read(sub) for sub in child if local(sub) == "sub"]
            elif name in TEXT:
                self._add(child, found, subs, pairs)
            else:
                found.code("open", name)
                self._add(child, found, subs, pairs)
                found.code("close", name)
            found.text(child.tail)

    def _add_code(self, code: Element, name: str, found: CodedText, pairs: dict[str, str]) -> None:
        """``pairs``: what is called ``i`` where a pair begins, and its id; ``x`` is the same on both sides."""
        kind = _KINDS.get(name, "alone")
        number, id = code.get("i", ""), code.get("x", "")
        if not id and not self.ours:
            id = number
        if name == "bpt":
            pairs[number] = id
        elif name == "ept":
            id = pairs.get(number, id)
        elif name == "it" and code.get("pos") == "end":
            kind = "close"
        found.code(kind, id, (code.text or None) if self.ours else None)


def written(text: str, codes: Sequence[Code]) -> str:
    """What a new ``seg`` says: codes that belong together are ``bpt`` and ``ept``, others ``it``."""
    parts, place = [], 0
    pairs = _pairs(codes)
    for number, code in enumerate(codes):
        x = f" x={quoted(code.id)}" if code.id else ""
        shows = escaped(code.shows or "")
        parts.append(escaped(text[place : code.start]))
        if code.kind == "alone":
            parts.append(f"<ph{x}>{shows}</ph>")
        elif number not in pairs:
            pos = "begin" if code.kind == "open" else "end"
            parts.append(f'<it pos="{pos}"{x}>{shows}</it>')
        elif code.kind == "open":
            parts.append(f'<bpt i="{pairs[number]}"{x}>{shows}</bpt>')
        else:
            parts.append(f'<ept i="{pairs[number]}">{shows}</ept>')
        place = code.end
    return "".join([*parts, escaped(text[place:])])


def _pairs(codes: Sequence[Code]) -> dict[int, int]:
    """The numbers of codes that belong together: which pair each is of."""
    open_at: dict[str, list[int]] = {}
    pairs: dict[int, int] = {}
    for number, code in enumerate(codes):
        if code.kind == "open":
            open_at.setdefault(code.id, []).append(number)
        elif code.kind == "close" and (begun := open_at.get(code.id)):
            pairs[begun.pop()] = pairs[number] = len(pairs) // 2 + 1
    return pairs


def put_back(text: str, placeholders: Sequence[tuple[str, str]]) -> str:
    """A text in XML: where a placeholder stands, the XML that it stands for; of several that look alike each once, in
    their order."""
    waiting: dict[str, Iterator[str]] = {}
    for shown in {shown for shown, _ in placeholders if shown}:
        waiting[shown] = iter([xml for other, xml in placeholders if other == shown])
    if not waiting:
        return escaped(text)
    # The longest first: one may begin as another does.
    found = re.compile("|".join(map(re.escape, sorted(waiting, key=len, reverse=True))))
    parts, place = [], 0
    for one in found.finditer(text):
        xml = next(waiting[one[0]], None)
        parts += [escaped(text[place : one.start()]), escaped(one[0]) if xml is None else xml]
        place = one.end()
    return "".join([*parts, escaped(text[place:])])
