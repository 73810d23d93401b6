"""Tags that are not the same: names, attributes, which closes which."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from workbench.language.element import LOOKS, Element, element
from workbench.language.markup import Markup
from workbench.language.web_address import difference
from workbench.symptoms.evidence import quoted
from workbench.symptoms.markup_side import AGAIN, HALF, LOST, WEAK, Difference, Side, changed, unlike

_ADDRESSES = frozenset({"href", "src", "action", "cite", "data", "poster", "formaction", "srcset"})
_NO_OTHER_TAG = 0.8
"""An element around nothing that was around words."""

Tag = tuple[Markup, Element]


def of_tags(a: Side, b: Side) -> Iterator[Difference]:
    """All differences between tags."""
    missing, more = a.take("tag"), b.take("tag")
    every = _tags(a), _tags(b)
    if missing or more:
        elements = {one: found for tags in every for one, found in tags}
        missing, more = _closed_at_once(a, every[0], missing, every[1]), _closed_at_once(b, every[1], more, every[0])
        for one in [*missing]:
            # The same element with other attributes, or written as text.
            like = [other for other in more if _alike(elements[one], elements[other])]
            if like:
                other = max(
                    like, key=lambda other: len({*elements[one].value.split()} & {*elements[other].value.split()})
                )
                missing.remove(one)
                more.remove(other)
                yield _of_attributes(a, one, elements[one], b, other, elements[other])
        yield from unlike(a, b, missing, more, LOST, again=LOST)
    if len(every[1]) > 1:
        yield from _of_order(a, b, *every)


def _closed_at_once(side: Side, own: Sequence[Tag], left: list[Markup], others: Sequence[Tag]) -> list[Markup]:
    """Without what closes an element at once that stands alone on the other side: ``<x></x>`` is ``<x/>``."""
    alone = {tag.key for _, tag in others if tag.alone}
    empty = {one.span[1] for one, tag in _around_nothing(side, own) if tag.key in alone}
    return [one for one in left if one.span[0] not in empty]


def _tags(side: Side) -> list[Tag]:
    found = []
    for one in side.all:
        if one.kind == "tag" and (
            tag := element(html.unescape(side.shown(one)) if one.value[0] == "&" else side.shown(one))
        ):
            found.append((one, tag))
    return found


def _alike(one: Element, other: Element) -> bool:
    return one.key == other.key and one.closes == other.closes


def _of_attributes(a: Side, one: Markup, of: Element, b: Side, other: Markup, to: Element) -> Difference:
    if of.attributes == to.attributes:
        return changed(a, one, b, other, AGAIN, ": written as text on one side alone")
    names = [name for name in {**of.attributes, **to.attributes} if of.attributes.get(name) != to.attributes.get(name)]
    severity = max(_of_attribute(name, of.attributes.get(name), to.attributes.get(name), b.language) for name in names)
    named = [name for name in names if name]
    why = f": another {' and '.join(named[:3])}" if named else ""
    return changed(a, one, b, other, severity, why)


def _of_attribute(name: str, value: str | None, other: str | None, language: str | None) -> float:
    if name in LOOKS:
        return HALF
    if value is None or other is None:
        return LOST
    if name in _ADDRESSES or "://" in value:
        return difference(value, other, language)
    return LOST


def _of_order(a: Side, b: Side, source: Sequence[Tag], target: Sequence[Tag]) -> Iterator[Difference]:
    """Elements that are closed in the wrong place, in the target alone."""
    if [one.value for one, _ in source] == [one.value for one, _ in target]:
        faults: list[Tag] = []
    else:
        faults, edges = _faults(target)
        known, own = _faults(source)
        if faults and not known:
            names = quoted([b.shown(one) for one, _ in faults])
            yield Difference(
                LOST,
                f"{names} {'is' if len(faults) == 1 else 'are'} closed in the wrong place",
                target=[one.span for one, _ in faults],
            )
        elif not faults and not known and not b.left and edges != own and _keys(source) == _keys(target):
            yield Difference(
                WEAK, "elements stand inside others than in the source", target=[one.span for one, _ in target]
            )
    around = Counter(tag.key for _, tag in _around_nothing(a, source))
    for one, tag in _around_nothing(b, target):
        if not around[tag.key] and not faults and any(tag.key == of.key and of.closes for _, of in source):
            yield Difference(
                _NO_OTHER_TAG, f"{quoted([b.shown(one)])} is around nothing in the target", target=[one.span]
            )


def _keys(tags: Sequence[Tag]) -> Counter[str]:
    return Counter(one.value for one, _ in tags)


def _faults(tags: Sequence[Tag]) -> tuple[list[Tag], Counter[tuple[str, str]]]:
    """Tags that close what is not open, or not the last that was opened, of elements that are opened and closed; and
    which element each stands in."""
    opened, closed = (Counter(tag.key for _, tag in tags if tag.closes is closes) for closes in (False, True))
    paired = {key for key in closed if closed[key] == opened[key]}
    found, stack, edges = list[Tag](), list[str](), Counter[tuple[str, str]]()
    for one, tag in tags:
        if tag.key not in paired:
            continue
        if not tag.closes:
            edges[stack[-1] if stack else "", tag.key] += 1
            stack.append(tag.key)
        elif stack and stack[-1] == tag.key:
            stack.pop()
        else:
            found.append((one, tag))
            if tag.key in stack:
                stack.remove(tag.key)
    return found, edges


def _around_nothing(side: Side, tags: Sequence[Tag]) -> list[Tag]:
    return [
        (one, tag)
        for (one, tag), (other, close) in pairwise(tags)
        if close.closes
        and close.key == tag.key
        and not tag.closes
        and not side.text[one.span[1] : other.span[0]].strip()
    ]
