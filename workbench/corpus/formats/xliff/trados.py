"""Trados Studio's SDLXLIFF: states and locks in ``sdl:seg``, remarks and locked words kept elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.corpus.formats.xliff.dialect import Dialect
from workbench.corpus.formats.xliff.embedded import xliff_elements
from workbench.corpus.formats.xliff.inline import Inline, Shape, Shown
from workbench.corpus.formats.xliff.part import Part, Place
from workbench.corpus.values import Value
from workbench.files.xml import local

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_STATES = {
    "Draft": "draft",
    "Translated": "translated",
    "RejectedTranslation": "rejected",
    "RejectedSignOff": "rejected",
    "ApprovedTranslation": "approved",
    "ApprovedSignOff": "approved",
}
_LOCKED = "lockTU_"


class Trados(Dialect):
    """Without ``conf`` a segment is not translated, although text may stand there."""

    title = "Trados Studio"
    noticed = ("cmt-def",)

    def __init__(self, *args: object):
        super().__init__(*args)  # type: ignore[arg-type]
        self._remarks: dict[str, list[str]] = {}

    def notice(self, element: Element) -> None:
        texts = ("".join(found.itertext()).strip() for found in element.iter("{*}Comment"))
        self._remarks[element.get("id", "")] = [text for text in texts if text]

    def left_out(self, part: Part) -> str | None:
        return "locked words" if part.unit.get("id", "").startswith(_LOCKED) else None

    def identity(self, part: Part) -> str:
        # Numbered through the whole file; the ids of units are GUIDs.
        return part.name or super().identity(part)

    def state(self, part: Part) -> str | None:
        if not part.filled:
            return "untranslated"
        if not part.name:
            return super().state(part)
        segment = self._segment(part)
        said = "" if segment is None else segment.get("conf", "")
        return _STATES.get(said, "untranslated" if part.copied else "draft")

    def add_facts(self, facts: dict[str, Value], part: Part, place: Place) -> None:
        super().add_facts(facts, part, place)
        segment = self._segment(part)
        if segment is None:
            return
        if segment.get("locked") == "true":
            facts["locked"] = True
        if segment.get("origin", "not-translated") != "not-translated":
            facts["origin"] = segment.get("origin")
        if (percent := segment.get("percent", "")).isdecimal():
            facts["percent"] = int(percent[:4])

    def remarks(self, side: Element) -> Iterator[str]:
        for mark in side.iter("{*}mrk"):
            if mark.get("mtype") == "x-sdl-comment":
                name = next((name for name in mark.keys() if str(name).endswith("}cid")), "")  # noqa: SIM118
                yield from self._remarks.get(mark.get(name, "") if name else "", ())

    def code(self, element: Element, name: str, data: Shown, shown: Shown) -> Shape | str:
        kept, id = element.get("xid", ""), element.get("id", "")
        if not kept.startswith(_LOCKED):
            return super().code(element, name, data, shown)
        return "alone", id, self._locked_words.get(kept) or shown.get(id)

    def _segment(self, part: Part) -> Element | None:
        for definitions in part.children.get("seg-defs", ()):
            for segment in definitions:
                if local(segment) == "seg" and segment.get("id") == part.name:
                    return segment
        return None

    @cached_property
    def _locked_words(self) -> dict[str, str]:
        """Units of words that must not be changed, wherever in the file they stand."""
        reader, found = Inline(), {}
        for event, unit in xliff_elements(self.path, ("trans-unit",), (), self.content):
            id = unit.get("id", "")
            if event == "end" and id.startswith(_LOCKED):
                source = unit.find("{*}source")
                if source is not None:
                    found[id] = reader.text(source)[0]
        return found
