"""A target gets another text; placeholders of codes become codes again, copied from its old text or the source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import copy as shallow
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.corpus.code import placeholder
from workbench.corpus.formats.xliff.inline import CODES, NOTHING, PAIRED, Shown, shown_by
from workbench.corpus.formats.xliff.part import Part, children_of
from workbench.corpus.formats.xliff.reading import Unit, original_data
from workbench.errors import CorpusError
from workbench.files.xml import local, namespace
from workbench.files.xml_escape import forbidden

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_UNPAIRED = {("g", "open"): "bx", ("g", "close"): "ex", ("pc", "open"): "sc", ("pc", "close"): "ec"}


@dataclass(frozen=True, eq=False)
class _Native:
    """An inline element of the unit; ``kind``: its beginning, its end, or all of it."""

    element: Element
    kind: str


def refill(part: Part, target: Element, text: str, read: Unit, path: object) -> None:
    """Put a text into the target of a part, in place of what it holds.

    Raises `CorpusError` for a character that the file cannot hold.
    """
    second = part.holder is not None
    data = original_data(children_of(part.unit).get("originalData"))
    tokens = _paired(list(_tokens(text, part, read, data)))
    for child in [*target]:
        target.remove(child)
    target.text = None
    inside = [target]
    for token in tokens:
        if isinstance(token, str):
            _append_text(inside[-1], token, second, read, path)
        elif token.kind == "close":
            inside.pop()
        else:
            inside[-1].append(token.element)
            if token.kind == "open":
                inside.append(token.element)


def _tokens(text: str, part: Part, read: Unit, data: Shown) -> Iterator[str | _Native]:
    """The text in pieces, and what stands for the placeholders in it."""
    dialect, shown = read.dialect, NOTHING
    if part.source is not None:
        shown = shown_by(dialect.text(part.source, data)[1])
    known: dict[str, list[_Native]] = {}
    for side in (part.target, part.source):
        if side is None:
            continue
        for element in side.iter("*"):
            name = local(element)
            if (
                element is side
                or namespace(element) != namespace(side)
                or name not in CODES
                or not _belongs(element, side)
            ):
                continue
            for stands, native in _natives(element, name, read, data, shown):
                known.setdefault(stands, []).append(native)
    if not known:
        yield text
        return
    place = 0
    for found in re.finditer("|".join(map(re.escape, sorted(known, key=len, reverse=True))), text):
        yield text[place : found.start()]
        place = found.end()
        natives = known[found[0]]
        yield natives.pop(0) if len(natives) > 1 else natives[0]
    yield text[place:]


def _natives(element: Element, name: str, read: Unit, data: Shown, shown: Shown) -> Iterator[tuple[str, _Native]]:
    dialect = read.dialect
    if name in PAIRED:
        for shape in dialect.pair(element, data, shown):
            yield placeholder(*shape), _Native(element, shape[0])
        return
    code = dialect.code(element, name, data, shown)
    stands = code if isinstance(code, str) else placeholder(*code)
    if stands and not (isinstance(code, str) and name == "cp"):
        yield stands, _Native(element, "alone")


def _belongs(element: Element, side: Element) -> bool:
    """Whether a code is one of the text, not of what was taken out of it or stands inside another code."""
    parent = element.getparent()
    while parent is not None and parent is not side:
        if local(parent) in CODES - PAIRED:
            return False
        parent = parent.getparent()
    return True


def _paired(tokens: list[str | _Native]) -> list[str | _Native]:
    """Copies of the elements; those that do not open and close in order become codes that stand alone."""
    opened: list[int] = []
    partner: dict[int, int] = {}
    for place, token in enumerate(tokens):
        if isinstance(token, str) or token.kind == "alone":
            continue
        if token.kind == "open":
            opened.append(place)
            continue
        for back in range(len(opened) - 1, -1, -1):
            begin = tokens[opened[back]]
            if isinstance(begin, _Native) and begin.element.get("id") == token.element.get("id"):
                partner[opened[back]] = place
                del opened[back:]
                break
    closing = set(partner.values())
    return [
        token if isinstance(token, str) else _copied(token, place in partner or place in closing)
        for place, token in enumerate(tokens)
    ]


def _copied(token: _Native, paired: bool) -> _Native:
    element = token.element
    if token.kind == "alone":
        new = deepcopy(element)
        new.tail = None
        return _Native(new, "alone")
    if paired:
        return _Native(_emptied(element), token.kind)
    name = local(element)
    new = _emptied(element)
    new.tag = str(element.tag).replace(name, _UNPAIRED[name, token.kind])
    for attribute in [*new.attrib]:
        if attribute != "id":
            del new.attrib[attribute]
    if name == "pc":
        new.set("isolated", "yes")
    return _Native(new, "alone")


def _emptied(element: Element) -> Element:
    new = shallow(element)
    for child in [*new]:
        new.remove(child)
    new.text = new.tail = None
    return new


def _append_text(element: Element, text: str, second: bool, read: Unit, path: object) -> None:
    while character := forbidden(text):
        number = f"{ord(character):04X}"
        if not second:
            told = f"U+{number} in the new target of a unit, which XLIFF {read.version} cannot hold; delete it"
            raise CorpusError(told, path, read.element.sourceline)
        before, _, text = text.partition(character)
        _add(element, before)
        space = str(element.tag).rpartition("}")[0]
        element.append(element.makeelement(f"{space}}}cp" if space else "cp", {"hex": number}))
    _add(element, text)


def _add(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text
