"""One unit with what is to be changed of it: targets, notes, issues, parts that go.

A target keeps the element that it stands in, with its attributes; placeholders become the unit's own codes again. A
unit goes when all that is in it goes. Of several segments in a unit one goes from all sides alike: the source, what is
segmented of it, the target, and the tool's own list; a segment of XLIFF 2 that shares a code with another one, or is
moved in the target, stays and is called to be dropped in a note.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from typing import TYPE_CHECKING

from workbench.corpus.edit import Edit, Issue
from workbench.corpus.formats.xliff.part import Part, children_of, first, parts
from workbench.corpus.formats.xliff.reading import Unit
from workbench.corpus.formats.xliff.refilling import refill
from workbench.corpus.segment import Segment
from workbench.files.xml import local, namespace
from workbench.files.xml_escape import forbidden, quoted

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

OURS = "workbench"
ITS = "http://www.w3.org/2005/11/its"
_BLANK = re.compile(r"\s*")


def changed(raw: str, read: Unit, edits: Sequence[Edit | None], path: object) -> str | None:
    """A unit as it stands in the file, changed; None where nothing of it stays. Raises `CorpusError`."""
    kept = [edit is None or edit.keep for edit in edits]
    segments = [stays for stays, found in zip(kept, read.found, strict=True) if isinstance(found.row, Segment)]
    if segments and not any(segments):
        return None
    unit = _parsed(raw, read.element)
    again = list(parts(unit, children_of(unit)))
    own = [(found, edit) for found, edit in zip(read.found, edits, strict=True) if found.part is not None]
    several = len(again) > 1
    gone: list[Part] = []
    for (found, edit), part in zip(own, again, strict=True):
        if edit is None or not isinstance(found.row, Segment):
            continue
        notes, issues = list(edit.notes), list(edit.issues)
        if not edit.keep:
            if part.holder is None or _is_alone(part.unit, part.holder):
                gone.append(part)
                continue
            notes = ["to be dropped", *notes]
        if edit.target is not None:
            _write_target(part, edit.target, read, path)
        if part.holder is not None and read.version > "2.0" and part.target is not None:
            for issue in issues:
                _mark(unit, part.target, issue)
        else:
            notes += [issue.comment for issue in issues]
        for note in notes:
            _add_note(unit, f"{part.name}: {note}" if several and part.name else note, part.holder is not None)
    for part in gone:
        _take_out(part)
    if gone and first(children_of(unit), "seg-source") is not None:
        _join_source(unit)
    return _written(unit)


def _parsed(raw: str, read: Element) -> Element:
    """A unit with its comments, as it stands in the file. References to entities stay such."""
    from lxml import etree

    parent = read.getparent()
    spaces = {} if parent is None else parent.nsmap
    declared = "".join(_declaration(prefix, str(uri)) for prefix, uri in spaces.items())
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, strip_cdata=False)
    whole = etree.fromstring(f'<!DOCTYPE r SYSTEM "r"><r{declared}>{raw}</r>', parser)
    return whole[0]


def _declaration(prefix: str | None, uri: str) -> str:
    name = f"xmlns:{prefix}" if prefix else "xmlns"
    return f" {name}={quoted(uri)}"


def _written(unit: Element) -> str:
    """The element without the declarations of namespaces that stand above it already."""
    from lxml import etree

    text = etree.tostring(unit, encoding="unicode", with_tail=False)
    parent = unit.getparent()
    begin = text.find(">") + 1
    tag, rest = text[:begin], text[begin:]
    for prefix, uri in ({} if parent is None else parent.nsmap).items():
        tag = tag.replace(_declaration(prefix, str(uri)), "", 1)
    return tag + rest


def _write_target(part: Part, text: str, read: Unit, path: object) -> None:
    unit = part.unit
    if part.target is None:
        part.target = _new_target(part)
    elif not part.name:
        for other in part.children.get("target", [])[1:]:
            unit.remove(other)
    refill(part, part.target, read.dialect.written(part, text), read, path)


def _new_target(part: Part) -> Element:
    """A target where there is none: behind the source, or as a further segment of the unit's."""
    place = part.unit if part.holder is None else part.holder
    children = children_of(place)
    target = first(children, "target")
    if target is None:
        before = first(children, "seg-source")
        before = first(children, "source") if before is None else before
        target = place.makeelement(_tag(place, "target"))
        if before is None:
            place.insert(0, target)
        else:
            _add_after(place, before, target)
    if part.holder is not None or not part.name or part.source is None:
        return target
    mark = target.makeelement(part.source.tag, dict(part.source.attrib))
    if len(target):
        target[-1].tail = (target[-1].tail or "") or part.source.tail
    target.append(mark)
    return mark


def _held(text: str) -> str:
    """A remark as XML can hold it: a character that it cannot stands there by its number."""
    while character := forbidden(text):
        text = text.replace(character, f"<U+{ord(character):04X}>")
    return text


def _add_note(unit: Element, text: str, second: bool) -> None:
    children, text = children_of(unit), _held(text)
    if not second:
        note = unit.makeelement(_tag(unit, "note"), {"from": OURS})
        before = next(found[-1] for name in ("note", "target", "seg-source", "source") if (found := children.get(name)))
        note.text = text
        _add_after(unit, before, note)
        return
    notes = first(children, "notes")
    if notes is None:
        notes = unit.makeelement(_tag(unit, "notes"))
        behind = next(child for child in unit if local(child) in ("originalData", "segment", "ignorable"))
        notes.tail = _indent(unit)
        behind.addprevious(notes)
    note = notes.makeelement(_tag(unit, "note"), {"category": OURS})
    note.text = text
    notes.append(note)


def _mark(unit: Element, target: Element, issue: Issue) -> None:
    """All of a target becomes marked with an issue, as the ITS module of XLIFF 2.1 has it."""
    from lxml import etree

    ids = {element.get("id") for element in unit.iter("*")}
    number = next(number for number in range(1, len(ids) + 2) if f"{OURS}{number}" not in ids)
    mark = etree.Element(_tag(target, "mrk"), {"id": f"{OURS}{number}", "type": "its:generic"}, nsmap={"its": ITS})
    mark.set(f"{{{ITS}}}version", "2.0")
    mark.set(f"{{{ITS}}}locQualityIssueType", issue.type)
    mark.set(f"{{{ITS}}}locQualityIssueComment", _held(issue.comment))
    if issue.severity is not None:
        mark.set(f"{{{ITS}}}locQualityIssueSeverity", f"{issue.severity:g}")
    mark.text, target.text = target.text, None
    for child in [*target]:
        mark.append(child)
    target.append(mark)


def _is_alone(unit: Element, holder: Element) -> bool:
    """Whether a segment of XLIFF 2 can go: its codes begin and end in it, and no target of the unit is moved."""
    begun = {code.get("id") for code in holder.iter("{*}sc", "{*}sm")}
    ended = {code.get("startRef") for code in holder.iter("{*}ec", "{*}em")}
    moved = any(target.get("order") for target in unit.iter("{*}target"))
    return begun == ended and not moved


def _take_out(part: Part) -> None:
    if part.holder is not None:
        part.unit.remove(part.holder)
        return
    for side in (part.source, part.target):
        parent = None if side is None else side.getparent()
        if side is not None and parent is not None:
            parent.remove(side)
    for definitions in part.children.get("seg-defs", ()):
        for segment in [*definitions]:
            if local(segment) == "seg" and segment.get("id") == part.name:
                definitions.remove(segment)


def _join_source(unit: Element) -> None:
    """The source becomes what is left of its segments."""
    children = children_of(unit)
    source, segmented = first(children, "source"), first(children, "seg-source")
    if source is None or segmented is None:
        return
    copy = deepcopy(segmented)
    for mark in [*copy.iter("{*}mrk")]:
        if mark.get("mtype") == "seg":
            _unwrap(mark)
    for child in [*source]:
        source.remove(child)
    source.text = copy.text
    source.extend([*copy])


def _unwrap(element: Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    before, place = element.getprevious(), parent.index(element)
    inner = [*element]
    if before is None:
        parent.text = (parent.text or "") + (element.text or "")
    else:
        before.tail = (before.tail or "") + (element.text or "")
    tail = element.tail or ""
    parent.remove(element)
    for number, child in enumerate(inner):
        parent.insert(place + number, child)
    if inner:
        inner[-1].tail = (inner[-1].tail or "") + tail
    elif before is None:
        parent.text = (parent.text or "") + tail
    else:
        before.tail = (before.tail or "") + tail


def _add_after(parent: Element, before: Element, new: Element) -> None:
    """Put an element behind a child of its parent, on a line of its own where that is."""
    new.tail, before.tail = before.tail, _indent(parent)
    parent.insert(parent.index(before) + 1, new)


def _indent(parent: Element) -> str | None:
    """The white space before the first of its children."""
    return parent.text if parent.text and _BLANK.fullmatch(parent.text) else None


def _tag(like: Element, name: str) -> str:
    space = namespace(like)
    return f"{{{space}}}{name}" if space else name
