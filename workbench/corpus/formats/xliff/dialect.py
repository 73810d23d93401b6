"""What a tool writes in its own way, and how that is read; `Dialect` itself is the standard's way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from workbench.corpus.code import moved
from workbench.corpus.formats.xliff.inline import Inline, Text
from workbench.corpus.formats.xliff.part import Children, Part, Place
from workbench.corpus.formats.xliff.states import of_word, origin
from workbench.corpus.values import Value
from workbench.files.xml import local

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

PLURAL_FORMS = frozenset({"zero", "one", "two", "few", "many", "other"})

# Notes that programs write for programs, by "category" and "from".
_NO_NOTES = frozenset({"approved", "file-source", "key", "location", "meaning", "path", "state", "xliff generator"})
# "src/app/dock.component.html:4,6"
_PLACE = re.compile(r"\S*[\w)]\.\w{1,12}:\d+(?:[,:-]\d+)*[;,]?")
_LONGEST = 500
_INDEX = re.compile(r"\[(\d+)\]$")
# Attributes of units that are kept under their own names.
_KEPT = frozenset({"resname", "name", "maxwidth"})
_REMARKS = ("note", "comment", "remark", "description")


class Dialect(Inline):
    """``title``: the tool, for people; empty for the standard's way.

    One instance is made for each reading; ``path`` and ``content``: the file, where a dialect looks into it before.
    """

    title: ClassVar[str] = ""
    has_keys: ClassVar[bool] = False
    """Whether the tool writes keys as sources, and each text as a target."""

    def __init__(self, path: Path, content: Path | None = None):
        self.path, self.content = path, content

    def notice(self, element: Element) -> None:
        """What is told of an element of `noticed`, which stands before the units."""

    noticed: ClassVar[tuple[str, ...]] = ()
    """Local names of further elements that the dialect wants to see."""

    def left_out(self, part: Part) -> str | None:
        """Why a part is no segment; None where it is one."""
        del part
        return None

    def identity(self, part: Part) -> str:
        """The id of a segment within its file."""
        unit = part.unit.get("id") or part.unit.get("resname") or ""
        return f"{unit}/{part.name}" if part.name else unit

    def target(self, part: Part, target: Text) -> tuple[Text, str | None]:
        """The target as it is meant, and its state where the text itself says one."""
        del part
        return target, None

    def state(self, part: Part) -> str | None:
        """One of `STATES`; None where nothing is said."""
        if part.holder is not None:
            return _state_of_segment(part, part.holder)
        if not part.filled:
            return "untranslated"
        target = _target_of(part)
        found = of_word(None if target is None else target.get("state"), part.filled, part.copied)
        if found is None and part.unit.get("approved") == "yes":
            return "approved"
        if found is None and target is not None and origin(target.get("state-qualifier")) == "mt":
            return "draft"
        return found

    def written(self, part: Part, text: str) -> str:
        """A new target as the tool writes it, where that is not by elements."""
        del part
        return text

    def add_facts(self, facts: dict[str, Value], part: Part, place: Place) -> None:
        """Add what else the file says of a segment."""
        if place.group == "x-gettext-plurals" and (form := _INDEX.search(part.unit.get("id", ""))):
            facts["plural"] = form[1]
        if not _KEPT.isdisjoint(part.unit.keys()):
            id = part.unit.get("id", "")
            for name in part.unit.keys():  # noqa: SIM118
                # Each value costs time by how many there are.
                if name in _KEPT and (value := part.unit.get(name)) and value != id:
                    facts[name] = value
        if part.holder is not None:
            if sub := part.holder.get("subState"):
                facts["sub_state"] = sub
            return
        target = _target_of(part)
        qualifier = target.get("state-qualifier") if target is not None else None
        if qualifier:
            if qualifier == "x-manual-notrans":
                facts["locked"] = True
            found = origin(qualifier)
            facts["origin" if found else "state_qualifier"] = found or qualifier

    def notes(self, part: Part) -> list[str]:
        """What people wrote of it for people."""
        children = part.children
        found: list[str] = []
        for note in _notes(children) if "note" in children or "notes" in children else ():
            kind = (note.get("category") or note.get("from") or "").casefold()
            text = "".join(note.itertext()).strip()
            if text and kind not in _NO_NOTES and self.is_note(part, text):
                found.append(text)
        for metadata in children.get("metadata", ()):
            for meta in metadata.iter("{*}meta"):
                text = (meta.text or "").strip()
                if text and any(word in meta.get("type", "").casefold() for word in _REMARKS):
                    found.append(text)
        for side in (part.source, part.target) if part.marked else ():
            if side is not None and len(side):
                found += self.remarks(side)
        return found

    def is_note(self, part: Part, text: str) -> bool:
        """Whether a note says more than where the text is, or what it is called."""
        return text not in (part.unit.get("id"), part.unit.get("resname")) and not all(
            _PLACE.fullmatch(word[:_LONGEST]) for word in text.split()
        )

    def remarks(self, side: Element) -> Iterator[str]:
        """What people wrote of a stretch of a text."""
        for mark in side.iter("{*}mrk"):
            said = mark.get("comment") or (mark.get("value") if mark.get("type") == "comment" else None)
            if said:
                yield said


def _target_of(part: Part) -> Element | None:
    """The ``target`` itself, also where the part is a stretch of it."""
    found = part.children.get("target")
    return found[0] if found else None


def _notes(children: Children) -> list[Element]:
    found = children.get("note", [])
    if "notes" in children:
        found = [*found, *(note for notes in children["notes"] for note in notes if local(note) == "note")]
    return found


def _state_of_segment(part: Part, holder: Element) -> str | None:
    word = holder.get("state")
    said = {note.get("category"): (note.text or "").strip() for note in _notes(part.children)}
    if word is None:
        word = said.get("state")
    found = of_word(word, part.filled, part.copied)
    return "approved" if found is None and said.get("approved") in ("true", "yes") else found


def replaced(text: Text, old: str, new: str) -> Text:
    """The same with one stretch of text for another, where no codes are."""
    found, codes = text
    return text if codes else (found.replace(old, new), codes)


def without_beginning(text: Text, length: int) -> Text:
    """The same without its first characters, in which no code stands."""
    found, codes = text
    return found[length:], moved(codes, -length)
