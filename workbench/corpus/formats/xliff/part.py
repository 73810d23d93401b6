"""What a unit consists of: pairs of a source and a target."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from workbench.files.xml import local

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

Children = dict[str, list["Element"]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit stands. ``file``: its name among those of the document, empty where there is one alone.
    ``languages``: as the file says. ``translate``: whether it is to be translated at all, by all above it. ``group``:
    what the nearest group is (``restype``)."""

    file: str
    languages: tuple[str | None, str | None]
    translate: bool
    group: str


@dataclass(slots=True)
class Part:
    """A source and a target that belong together. ``name``: of the part within its unit (``mid``, id of a segment);
    empty where the unit has one alone. ``children``: of the unit, by local name. ``holder``: the segment of XLIFF 2.
    ``filled``: whether there is text in the target; ``copied``: whether that is the source again.
    """

    unit: Element
    children: Children
    source: Element | None
    target: Element | None
    name: str = ""
    holder: Element | None = None
    filled: bool = False
    copied: bool = False


def children_of(unit: Element) -> Children:
    """The direct children by local name; nothing deeper, where older versions and proposals stand."""
    found: Children = {}
    for child in unit:
        tag = child.tag
        name = local_name(tag) if isinstance(tag, str) else ""
        if name in found:
            found[name].append(child)
        elif name:
            found[name] = [child]
    return found


@lru_cache(maxsize=1024)
def local_name(tag: str) -> str:
    """A name without its namespace."""
    return tag.rpartition("}")[2]


def first(children: Children, name: str) -> Element | None:
    found = children.get(name)
    return found[0] if found else None


def parts(unit: Element, children: Children) -> Iterator[Part]:
    """The parts of a unit: of XLIFF 2 its segments, of XLIFF 1 the pairs of ``mrk mtype="seg"`` of one ``mid``, at any
    depth; where these do not pair, the whole unit."""
    if "segment" in children and local(unit) == "unit":
        yield from _segments(unit, children)
        return
    source, target = first(children, "source"), first(children, "target")
    if (source is None or not len(source)) and (target is None or not len(target)) and "seg-source" not in children:
        yield Part(unit, children, source, target)
        return
    segmented = first(children, "seg-source")
    if segmented is None:
        segmented = source
    left = _marks(segmented)
    right = _marks(target)
    if not left or (not right and target is not None and "".join(target.itertext()).strip()):
        only = next(iter(right.values()), []) if len(right) == 1 else []
        yield Part(unit=unit, children=children, source=source, target=only[0] if len(only) == 1 else target)
        return
    for mid, marks in left.items():
        for number, mark in enumerate(marks):
            others = right.get(mid, [])
            other = others[number] if number < len(others) else None
            yield Part(unit=unit, children=children, source=mark, target=other, name=mid)
    for mid, marks in right.items():
        for mark in marks[len(left.get(mid, [])) :]:
            yield Part(unit=unit, children=children, source=None, target=mark, name=mid)


def _marks(element: Element | None) -> dict[str, list[Element]]:
    """The segments marked within a text, by ``mid``."""
    found: defaultdict[str, list[Element]] = defaultdict(list)
    if element is not None and len(element):
        for mark in element.iter("{*}mrk"):
            if mark.get("mtype") == "seg":
                found[mark.get("mid", "")].append(mark)
    return found


def _segments(unit: Element, children: Children) -> Iterator[Part]:
    segments = children.get("segment", [])
    for number, segment in enumerate(segments, start=1):
        inside = children_of(segment)
        yield Part(
            unit=unit,
            children=children,
            source=first(inside, "source"),
            target=first(inside, "target"),
            name="" if len(segments) == 1 else segment.get("id", str(number)),
            holder=segment,
        )
