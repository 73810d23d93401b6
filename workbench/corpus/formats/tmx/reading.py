"""TMX read: its units become segments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from workbench.corpus.code import Code
from workbench.corpus.format import Row
from workbench.corpus.formats.tmx.balance import Balanced
from workbench.corpus.formats.tmx.header import FIRST, header, language_of
from workbench.corpus.formats.tmx.inline import Inline, Text
from workbench.corpus.formats.tmx.sides import Sides, sides
from workbench.corpus.segment import LeftOut, Segment
from workbench.corpus.values import Value, of_table
from workbench.errors import CorpusError
from workbench.files.xml import XML_LANG, elements, local

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from workbench.corpus.corpus import Corpus

ATTRIBUTES = ("creationid", "creationdate", "changeid", "changedate")
"""Of units and their texts: who, and when."""
NOTE, HYPOTHESIS = "note", "hypothesis"
_WITHHELD = "checksum-seg"


def sides_of(corpus: Corpus) -> Sides:
    """Raises `CorpusError` for what is no TMX, and for languages that the file does not have."""
    content = corpus.content(corpus.path)
    found = header(corpus.path, content)
    try:
        return sides(found, corpus.path, corpus.stated)
    except CorpusError:
        if found.units < FIRST:
            raise
    # What is asked for may come later in the file.
    return sides(header(corpus.path, content, None), corpus.path, corpus.stated)


def read_tmx(corpus: Corpus) -> Iterator[Row]:
    """The units of a file. Raises `CorpusError`."""
    for _, rows in units(corpus):
        yield from rows


def units(corpus: Corpus) -> Iterator[tuple[Element, list[Row]]]:
    """Each unit with its segments, or with why it is left out. Raises `CorpusError`."""
    chosen = sides_of(corpus)
    chosen.check()
    read = Units(chosen)
    path, content, count = corpus.path, corpus.content(corpus.path), 0
    try:
        for _, unit in elements(path, {"tu"}, content=content):
            parent = unit.getparent()
            if parent is not None and local(parent) == "tu":
                break
            yield unit, read(unit)
            count += 1
        else:
            return
    except CorpusError as error:
        if "mismatch" not in error.reason:
            raise
    balanced = Balanced()
    for number, (_, unit) in enumerate(elements(path, {"tu"}, content=content, through=balanced), start=1):
        if number > count:
            broken: list[Row] = [LeftOut("unit whose tags are not balanced", unit.sourceline or 0)]
            yield unit, broken if number in balanced.broken else read(unit)


@dataclass(slots=True)
class Variant:
    """A ``tuv``: its texts, one unless it has more than one ``seg``."""

    texts: list[Text]
    element: Element
    withheld: bool

    @property
    def written(self) -> str:
        """Its language as the file writes it."""
        return self.element.get(XML_LANG) or self.element.get("lang") or ""


@dataclass(slots=True)
class Flow:
    """A segment and where its texts stand: ``target`` is its first translation, empty or not. ``language``: of that, as
    the file writes it. ``outer``: the text in whose code it stands, where it stands in one."""

    segment: Segment
    source: Text
    target: Text | None
    language: str = ""
    outer: Element | None = None

    @property
    def inside(self) -> bool:
        return self.outer is not None


@dataclass(slots=True)
class _Facts:
    """What a unit says of itself."""

    metadata: dict[str, Value] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add(self, element: Element, name: str, side: str = "") -> None:
        """Heed an element if it is a ``note`` or a ``prop``."""
        text = element.text
        if text is None or not text.strip():
            return
        if name == "note" or (name == "prop" and element.get("type") == NOTE):
            self.notes.append(text.strip())
        elif name == "prop":
            key = side + (element.get("type") or element.get("type2") or "prop")
            before = self.metadata.get(key)
            self.metadata[key] = of_table(text) if before is None else f"{before}\n{text}"

    def finished(self, unit: Element, target: Element | None, omegat: bool) -> dict[str, Value]:
        found = self.metadata
        for name in ATTRIBUTES:
            said = (target is not None and target.get(name)) or unit.get(name)
            if said:
                found[name] = said
        if found.get("creationid") == "MT!":
            found["origin"] = "mt"
        if omegat and (place := [str(found[name]) for name in ("file", "id") if name in found]):
            found["context"] = " ".join(place)
        if self.notes:
            found[NOTE] = "\n".join(self.notes)
        return found


class Units:
    """Reads one unit after the other."""

    def __init__(self, chosen: Sides):
        self._side, self._positions, self._source = chosen.side, chosen.positions, chosen.source
        self._omegat, self._ours = chosen.found.is_omegat, chosen.found.is_ours
        self._inline = Inline(tags=self._omegat, ours=self._ours)
        self._number = 0

    def __call__(self, unit: Element) -> list[Row]:
        return [one.segment if isinstance(one, Flow) else one for one in self.flows(unit)]

    def flows(self, unit: Element) -> list[Flow | LeftOut]:
        """The segments of a unit, and what is left out of it."""
        self._number += 1
        facts, sources, targets = self.parts(unit)
        line = unit.sourceline or 0
        if not sources:
            other = "text in the source language" if targets else "text in the two languages"
            return [LeftOut(f"unit without {other}", line)]
        if any(one.withheld for one in chain(sources, targets)):
            return [LeftOut("unit of which text is withheld", line)]
        source = sources[0]
        further = len(sources) - 1
        metadata = facts.finished(unit, targets[0].element if targets else None, self._omegat)
        hypothesis = metadata.pop(HYPOTHESIS, None) if self._ours else None
        if len(source.texts) > 1 and targets and len(targets[0].texts) == len(source.texts):
            pairs = [(text, [targets[0].texts[at]]) for at, text in enumerate(source.texts)]
        else:
            further += len(source.texts) - 1
            pairs = [(source.texts[0], [text for one in targets for text in one.texts])]
        id, flows = unit.get("tuid") or "", list[Flow | LeftOut]()
        for at, (text, found) in enumerate(pairs, start=1):
            references = [one for one in found if not one.is_blank]
            if text.is_blank and not references:
                flows.append(LeftOut("unit without text", line))
                continue
            segment = Segment(
                id=id if at == 1 else f"{id or self._number}.{at}",
                source=text.text,
                references=tuple([one.text for one in references]),
                hypothesis=None if hypothesis is None else str(hypothesis),
                metadata=metadata if references else {**metadata, "state": "untranslated"},
                line=line,
                source_codes=text.codes,
                reference_codes=_codes(references),
            )
            target = references[0] if references else found[0] if found else None
            flows.append(Flow(segment, text, target, targets[0].written if targets else ""))
            if text.subs or (target and target.subs):
                flows += self._subs(text, references, id, line)
        return flows + [LeftOut("further text in the source language", line)] * further

    def parts(self, unit: Element) -> tuple[_Facts, list[Variant], list[Variant]]:
        """Facts, texts of the source, the one in its very language first, and of the target."""
        facts = _Facts()
        sources: list[Variant] = []
        targets: list[Variant] = []
        for child in unit:
            name = local(child)
            if name != "tuv":
                facts.add(child, name)
                continue
            language = language_of(child)
            side = self._side(language)
            if side == 0 and (not self._positions or not sources):
                found = self._variant(child, facts, "source:")
                # The very language stands before another region of it.
                exact = language == self._source and sources and language_of(sources[0].element) != language
                sources.insert(0 if exact else len(sources), found)
            elif side is not None:
                targets.append(self._variant(child, facts, "target:"))
        return facts, sources, targets

    def _variant(self, element: Element, facts: _Facts, side: str) -> Variant:
        texts, withheld = [], False
        for child in element:
            name = local(child)
            if name == "seg":
                texts.append(self._inline.read(child))
            else:
                withheld |= child.get("type") == _WITHHELD
                facts.add(child, name, side)
        withheld = withheld and all(text.is_blank for text in texts)
        return Variant(texts or [Text(element=element)], element, withheld)

    def _subs(self, source: Text, references: list[Text], id: str, line: int) -> Iterator[Flow | LeftOut]:
        """Texts inside codes, which are flows of their own: segments where each has its translation."""
        subs = references[0].subs if references else []
        if len(subs) != len(source.subs):
            yield from [LeftOut("text inside a code without its translation", line)] * max(len(subs), len(source.subs))
            return
        for at, (text, translation) in enumerate(zip(source.subs, subs, strict=True), start=1):
            name = f"{id or self._number}.sub{at}"
            found = [] if translation.is_blank else [translation]
            segment = Segment(
                id=name,
                source=text.text,
                references=tuple(one.text for one in found),
                metadata={} if found else {"state": "untranslated"},
                line=line,
                source_codes=text.codes,
                reference_codes=_codes(found),
            )
            yield Flow(segment, text, translation, outer=references[0].element)
            yield from self._subs(text, found, name, line)


def _codes(texts: list[Text]) -> tuple[tuple[Code, ...], ...]:
    return tuple([one.codes for one in texts]) if any(one.codes for one in texts) else ()
