"""Phrase TMS (Memsource), MXLIFF: how far a segment is confirmed, and codes as plain text beside a list of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.corpus.code import CodedText, Kind, placeholder
from workbench.corpus.formats.xliff.dialect import Dialect
from workbench.corpus.formats.xliff.inline import NOTHING, Shape, Shown, Text
from workbench.corpus.formats.xliff.part import Part, Place
from workbench.corpus.values import Value
from workbench.files.xml import local

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

NAMESPACES = ("http://www.memsource.com/mxlf/", "http://www.memsource.com/xliff")
_WRITTEN = re.compile(r"\{(?P<alone>[\w.-]+)\}|\{(?P<open>[\w.-]+)>|<(?P<close>[\w.-]+)\}")
_TAG = re.compile(r"<(?P<end>/?)\s*(?P<name>[\w:.-]+)[^<>]*?(?P<empty>/?)>")


class Phrase(Dialect):
    """``{1}`` is a code where the unit lists one of that number, else text."""

    title = "Phrase TMS (Memsource)"
    plain = False

    def state(self, part: Part) -> str | None:
        confirmed = _own(part.unit, "confirmed")
        if not part.filled or not confirmed.isdecimal():
            return super().state(part)
        return ("draft", "translated", "approved")[min(int(confirmed[:4]), 2)]

    def add_facts(self, facts: dict[str, Value], part: Part, place: Place) -> None:
        super().add_facts(facts, part, place)
        locked, confirmed = _own(part.unit, "locked"), _own(part.unit, "confirmed")
        if locked:
            facts["locked"] = locked == "true"
        if confirmed.isdecimal():
            facts["confirmed_level"] = int(confirmed[:4])
        origin = _own(part.unit, "trans-origin")
        if origin not in ("", "null"):
            facts["origin"] = origin

    def text(self, element: Element, data: Shown = NOTHING, shown: Shown = NOTHING) -> Text:
        found, codes = super().text(element, data, shown)
        if codes or not _WRITTEN.search(found) or not (marks := _marks(element)):
            return found, codes
        out, place = CodedText(), 0
        for written in _WRITTEN.finditer(found):
            if not (shape := _shape(written, marks)):
                continue
            out.text(found[place : written.start()])
            out.code(*shape)
            place = written.end()
        out.text(found[place:])
        return out.finished()

    def written(self, part: Part, text: str) -> str:
        """Placeholders become what stood for them, as in the source or the target."""
        for side in (part.target, part.source):
            if side is None:
                continue
            for written in _WRITTEN.finditer("".join(side.itertext())):
                if shape := _shape(written, _marks(side)):
                    text = text.replace(placeholder(*shape), written[0])
        return text


def _shape(written: re.Match[str], marks: dict[str, tuple[Kind, str | None]]) -> Shape | None:
    """What something that looks like a code is; None where it is text."""
    id = written["alone"] or written["open"] or written["close"]
    if id not in marks:
        return None
    kind, shows = marks[id]
    return ("open", id, shows) if written["open"] else ("close", id, None) if written["close"] else (kind, id, shows)


def _own(element: Element, name: str) -> str:
    """An attribute of the tool's own namespace, of whatever version."""
    for full in element.keys():  # noqa: SIM118
        if str(full).startswith("{http://www.memsource.com/") and str(full).endswith(f"}}{name}"):
            return element.get(full, "")
    return ""


def _marks(element: Element) -> dict[str, tuple[Kind, str | None]]:
    """What the codes of a unit are, by id."""
    unit = element.getparent()
    while unit is not None and local(unit) not in ("trans-unit", "unit"):
        unit = unit.getparent()
    metadata = None if unit is None else unit.find("{*}tunit-metadata")
    if metadata is None:
        return {}
    contents = {
        mark.get("id", ""): "".join(inner.itertext()) if (inner := mark.find("{*}content")) is not None else ""
        for mark in metadata
        if local(mark) == "mark"
    }
    tags = {id: _TAG.fullmatch(content.strip()) for id, content in contents.items()}
    ended = {tag["name"] for tag in tags.values() if tag and tag["end"]}
    found: dict[str, tuple[Kind, str | None]] = {}
    for id, content in contents.items():
        tag = tags[id]
        kind: Kind = "alone"
        if tag and tag["end"]:
            kind = "close"
        elif tag and not tag["empty"] and tag["name"] in ended:
            kind = "open"
        found[id] = (kind, content or None)
    return found
