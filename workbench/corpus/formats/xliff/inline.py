"""The text of a source or target: what is text in it, and which inline codes stand where, in all versions of XLIFF."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from workbench.corpus.code import Code, CodedText, Kind, placeholder
from workbench.corpus.formats.xliff.part import name_within
from workbench.language.characters import unfit

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

Text = tuple[str, tuple[Code, ...]]
"""A text with placeholders, and its codes."""
Shown = Mapping[str, str]
Shape = tuple[Kind, str, str | None]
"""Kind, id and what is shown of a code."""

NOTHING: Shown = {}
PAIRED = frozenset({"g", "pc"})
KINDS: Mapping[str, Kind] = {
    "x": "alone",
    "ph": "alone",
    "bx": "open",
    "bpt": "open",
    "sc": "open",
    "ex": "close",
    "ept": "close",
    "ec": "close",
}
CODES = PAIRED | KINDS.keys() | {"it", "cp"}
# What a code has as its id: rid pairs bx with ex and bpt with ept, startRef an ec with its sc.
_IDS = ("rid", "startRef", "id")
_SHOWN = ("equiv-text", "disp", "equiv")
_MARKS = frozenset({"sm", "em"})


class Inline:
    """Reads texts by the standards; a dialect overrides what its tool writes otherwise.

    ``data``: texts of ``originalData`` by id. ``shown``: what codes of the source show, by id: the target often has no
    more than their ids.
    """

    plain: ClassVar[bool] = True
    """Whether a text without inline elements is all text."""
    flows = 0
    """How many codes were met that hold text of another flow (``sub``)."""

    def text(self, element: Element, data: Shown = NOTHING, shown: Shown = NOTHING) -> Text:
        """The text of an element, with placeholders where codes are."""
        if self.plain and not len(element):
            return element.text or "", ()
        items: list[str | Shape] = []
        self.walk(element, items, data, shown)
        return joined(items)

    def walk(self, element: Element, items: list[str | Shape], data: Shown, shown: Shown) -> None:
        """Append what stands in an element."""
        if text := element.text:
            items.append(text)
        for child in element:
            tag = child.tag
            name = name_within(tag, str(element.tag)) if isinstance(tag, str) else ""
            if name in PAIRED:
                begin, end = self.pair(child, data, shown)
                items.append(begin)
                self.walk(child, items, data, shown)
                items.append(end)
            elif name in CODES:
                items.append(self.code(child, name, data, shown))
            elif name == "mrk":
                if not self.is_deleted(child):
                    self.walk(child, items, data, shown)
            elif name and name not in _MARKS:
                # No element of the standards: what is in it is text, as in a browser.
                name = name.removeprefix(":")
                items.append(("open", name, None))
                self.walk(child, items, data, shown)
                items.append(("close", name, None))
            if tail := child.tail:
                items.append(tail)

    def code(self, element: Element, name: str, data: Shown, shown: Shown) -> Shape | str:
        """A code that has no text in it, or the characters that it stands for: the native markup of ``bpt``, ``ept``,
        ``ph`` and ``it`` is not shown."""
        if name == "cp":
            return _character(element)
        if len(element):
            self.flows += next(element.iter("{*}sub"), None) is not None
        id = code_id(element)
        return self.kind(element, name), id, self.shows(element, data) or shown.get(id)

    def pair(self, element: Element, data: Shown, shown: Shown) -> tuple[Shape, Shape]:
        """The two codes of an element that has text in it."""
        id = element.get("id", "")
        begin = shown.get(id) if shown else None
        end = shown.get(f"/{id}") if shown else None
        if len(element.attrib) > 1:
            begin = _side(element, "Start", data) or element.get("equiv-text") or begin
            end = _side(element, "End", data) or end
        return ("open", id, begin), ("close", id, end)

    def kind(self, element: Element, name: str) -> Kind:
        if name == "it":
            return {"open": "open", "close": "close"}.get(element.get("pos", ""), "alone")  # type: ignore[return-value]
        return KINDS[name]

    def shows(self, element: Element, data: Shown) -> str | None:
        """What a person should see in place of a code without text."""
        for name in _SHOWN:
            if found := element.get(name):
                return found
        return data.get(element.get("dataRef", "")) or None if data else None

    def is_deleted(self, mark: Element) -> bool:
        """Whether what stands in a ``mrk`` was taken away (tracked changes), and is no text."""
        return mark.get("mtype") == "x-sdl-deleted"


def joined(items: list[str | Shape]) -> Text:
    """A text put together of text and codes."""
    parts: list[str] = []
    codes: list[Code] = []
    length = 0
    for item in items:
        if isinstance(item, str):
            parts.append(item)
            length += len(item)
        else:
            kind, id, shows = item
            stands = placeholder(kind, id, shows)
            parts.append(stands)
            start, length = length, length + len(stands)
            codes.append(Code(start=start, end=length, kind=kind, id=id, shows=shows))
    return "".join(parts), tuple(codes)


def _side(element: Element, side: str, data: Shown) -> str | None:
    return element.get(f"disp{side}") or element.get(f"equiv{side}") or data.get(element.get(f"dataRef{side}", ""))


def code_id(element: Element) -> str:
    """The id of a code, by which an opening one finds its closing one."""
    for name in _IDS:
        if (found := element.get(name)) is not None:
            return found
    return ""


def shown_by(codes: tuple[Code, ...]) -> Shown:
    """What codes show, by id; those that close by ``/`` and the id too."""
    found: dict[str, str] = {}
    for code in codes:
        if code.shows:
            found.setdefault(code.id, code.shows)
            if code.kind == "close":
                found.setdefault(f"/{code.id}", code.shows)
    return found or NOTHING


def collapsed(text: str, codes: tuple[Code, ...]) -> Text:
    """The same with one blank for each run of white space, and none at either end."""
    out, place, blank = CodedText(), 0, False
    for code in (*codes, None):
        run = text[place : code.start if code else None]
        words = " ".join(run.split())
        if run[:1].isspace() and place:
            blank = True
        if words:
            out.text(" " if blank else "")
            out.text(words)
            blank = run[-1:].isspace()
        if code:
            out.text(" " if blank else "")
            blank = False
            out.code(code.kind, code.id, code.shows)
            place = code.end
    return out.finished()


def _character(element: Element) -> Shape | str:
    """A character that XML cannot hold (``cp hex="001A"``); one that no text may hold is a code."""
    hex = element.get("hex", "")
    try:
        character = chr(int(hex, 16))
    except (ValueError, OverflowError):
        character = "\0"
    return ("alone", f"U-{hex.upper()}", f"<U+{hex.upper()}>") if unfit(character) else character
