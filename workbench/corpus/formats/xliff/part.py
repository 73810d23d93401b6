"""What a unit consists of: pairs of a source and a target."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

Children = dict[str, list["Element"]]

_TEXTS = {"source", "target", "seg-source", "segment", "ignorable", "originalData", "notes", "note", "alt-trans"}
_INLINE = {"g", "pc", "x", "ph", "bx", "bpt", "ex", "ept", "sc", "ec", "it", "cp", "mrk", "sm", "em"}
_OWN = frozenset(_TEXTS | _INLINE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit stands. ``file``: its name among those of the document, empty where there is one alone.
    ``languages``: as the file says. ``translate``: whether it is to be translated at all, by all above it. ``group``:
    what the nearest group is (``restype``). ``other``: the file is in other languages than those that are read;
    ``open``: it does not say one that may be another."""

    file: str
    languages: tuple[str | None, str | None]
    translate: bool
    group: str
    other: bool = False
    open: bool = False


@dataclass(slots=True)
class Part:
    """A source and a target that belong together. ``name``: of the part within its unit (``mid``, id of a segment);
    empty where the unit has one alone. ``children``: of the unit, by local name. ``holder``: the segment of XLIFF 2.
    ``marked``: whether there may be ``mrk`` in it. ``filled``: whether there is text in the target; ``copied``: whether
    that is the source again.
    """

    unit: Element
    children: Children
    source: Element | None
    target: Element | None
    name: str = ""
    holder: Element | None = None
    marked: bool = False
    filled: bool = False
    copied: bool = False


def children_of(unit: Element) -> Children:
    """The direct children by local name; nothing deeper, where older versions and proposals stand."""
    found: Children = {}
    for child in unit:
        tag = child.tag
        if isinstance(tag, str):
            found.setdefault(name_within(tag, str(unit.tag)), []).append(child)
    return found


@lru_cache(maxsize=1024)
def name_within(tag: str, outer: str) -> str:
    """The name of an element in another one, without its namespace; one that XLIFF has, of another namespace than the
    outer one, begins with a colon: it is none of XLIFF's."""
    space, _, name = tag.rpartition("}")
    return f":{name}" if space and name in _OWN and space != outer.rpartition("}")[0] else name


@lru_cache(maxsize=64)
def beside(tag: str, name: str) -> str:
    """The tag of that name in the namespace of another tag."""
    space, brace, _ = tag.rpartition("}")
    return f"{space}{brace}{name}"


def first(children: Children, name: str) -> Element | None:
    found = children.get(name)
    return found[0] if found else None


def parts(unit: Element, children: Children) -> list[Part]:
    """The parts of a unit: of XLIFF 2 its segments, of XLIFF 1 the pairs of ``mrk mtype="seg"`` of one ``mid``, at any
    depth; where these do not pair, the whole unit."""
    if "segment" in children:
        return _segments(unit, children)
    sources, targets = children.get("source"), children.get("target")
    source = sources[0] if sources else None
    target = targets[0] if targets else None
    segmented = children["seg-source"][0] if "seg-source" in children else source
    source = segmented if source is None else source
    if not has_marks(segmented) and not has_marks(target):
        return [Part(unit=unit, children=children, source=source, target=target)]
    left, right = _marks(segmented), _marks(target)
    if not left or (not right and target is not None and "".join(target.itertext()).strip()):
        only = next(iter(right.values()), []) if len(right) == 1 else []
        found = only[0] if len(only) == 1 else target
        return [Part(unit=unit, children=children, source=source, target=found, marked=True)]
    pairs: list[tuple[str, Element | None, Element | None]] = [
        (mid, mark, others[number] if number < len(others) else None)
        for mid, marks in left.items()
        for others in [right.get(mid, [])]
        for number, mark in enumerate(marks)
    ]
    pairs += [(mid, None, mark) for mid, marks in right.items() for mark in marks[len(left.get(mid, [])) :]]
    return [
        Part(unit=unit, children=children, source=one, target=other, name=mid, marked=True) for mid, one, other in pairs
    ]


def has_marks(element: Element | None) -> bool:
    """Whether stretches of a text are marked (``mrk``)."""
    return (
        element is not None
        and len(element) > 0
        and next(element.iter(beside(str(element.tag), "mrk")), None) is not None
    )


def _marks(element: Element | None) -> dict[str, list[Element]]:
    """The segments marked within a text, by ``mid``."""
    found: defaultdict[str, list[Element]] = defaultdict(list)
    if element is not None and len(element):
        for mark in element.iter(beside(str(element.tag), "mrk")):
            if mark.get("mtype") == "seg":
                found[mark.get("mid", "")].append(mark)
    return found


def _segments(unit: Element, children: Children) -> list[Part]:
    segments = children["segment"]
    return [
        Part(
            unit=unit,
            children=children,
            source=first(inside, "source"),
            target=first(inside, "target"),
            name="" if len(segments) == 1 else segment.get("id", str(number)),
            holder=segment,
            marked=True,
        )
        for number, segment in enumerate(segments, start=1)
        for inside in [children_of(segment)]
    ]
