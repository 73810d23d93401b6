"""A translation unit of TMX: its texts on both sides, and the segments that they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.corpus.code import Code
from workbench.corpus.format import Row
from workbench.corpus.formats.tmx.header import code
from workbench.corpus.formats.tmx.inline import Content, Inline
from workbench.corpus.formats.tmx.sides import Sides
from workbench.corpus.segment import LeftOut, Segment
from workbench.corpus.values import Value, of_table
from workbench.files.xml import XML_LANG

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

ATTRIBUTES = frozenset({"creationid", "creationdate", "changeid", "changedate"})
"""Of units and their texts: who, and when."""
NOTE, HYPOTHESIS = "note", "hypothesis"
SIDES = ("source:", "target:")
"""What stands before the names of properties that are those of one text."""

_WITHHELD = "checksum-seg"
_MACHINE = "MT!"


@dataclass(slots=True)
class Flow:
    """A segment and where its texts stand: ``target`` is its first translation, empty or not. ``language``: of that, as
    the file writes it. ``outer``: the text in whose code it stands, where it stands in one."""

    segment: Segment
    source: Content
    target: Content | None
    language: str = ""
    outer: Element | None = None

    @property
    def inside(self) -> bool:
        return self.outer is not None


# Records cost more than what is in them where there are millions. A tuv: its language as the file writes it, its texts
# (one unless it has more than one seg), and itself.
_Variant = tuple[str, list[Content], "Element"]


class Units:
    """Reads one unit after the other."""

    def __init__(self, chosen: Sides):
        self._chosen = chosen
        self._side: dict[str, int | None] = {}
        self._omegat, self._ours = chosen.found.is_omegat, chosen.found.is_ours
        self._inline = Inline(tags=self._omegat, ours=self._ours)
        self._number = 0

    def __call__(self, unit: Element) -> list[Row]:
        """The segments of a unit, and what is left out of it."""
        if segment := self._simple(unit):
            self._number += 1
            return [segment]
        return [one.segment if type(one) is Flow else one for one in self.flows(unit)]  # type: ignore[misc]

    def _simple(self, unit: Element) -> Segment | None:
        """What `flows` makes of a unit with one text on each side and none beside: nearly all units are like that, and
        this is half the work. None for any other."""
        source: Content | None = None
        target: Content | None = None
        said: Element | None = None
        metadata: dict[str, Value] = {}
        notes: list[str] = []
        for child in unit:
            name: str = child.tag  # type: ignore[assignment]
            if name == "prop" or name == "note":
                _add(child, name, metadata, notes)
                continue
            side, seg = self._side.get(_language(child)), child[0] if len(child) == 1 else None
            if name != "tuv" or side is None or seg is None or seg.tag != "seg":
                return None
            if side == 0 and source is None:
                source = self._inline.read(seg)
            elif side == 1 and target is None:
                target, said = self._inline.read(seg), child
            else:
                return None
        if source is None or target is None or source.is_blank or target.is_blank or source.subs or target.subs:
            return None
        _add_attributes(unit, metadata)
        return Segment(
            id=unit.get("tuid", ""),
            source=source.text,
            references=(target.text,),
            hypothesis=self._finish(metadata, notes, said),
            metadata=metadata,
            line=unit.sourceline or 0,
            source_codes=source.codes,
            reference_codes=(target.codes,) if target.codes else (),
        )

    def flows(self, unit: Element) -> list[Flow | LeftOut]:
        """The same with where they stand."""
        self._number += 1
        sources: list[_Variant] = []
        targets: list[_Variant] = []
        metadata: dict[str, Value] = {}
        notes: list[str] = []
        withheld, line = self._parts(unit, sources, targets, metadata, notes), unit.sourceline or 0
        if not sources:
            other = "text in the source language" if targets else "text in the two languages"
            return [LeftOut(f"unit without {other}", line)]
        if withheld:
            return [LeftOut("unit of which text is withheld", line)]
        _add_attributes(unit, metadata)
        id = unit.get("tuid", "")
        language, translations, said = targets[0] if targets else ("", [], None)
        hypothesis = self._finish(metadata, notes, said)
        texts, further = sources[0][1], len(sources) - 1
        if len(texts) > 1 and len(translations) == len(texts):
            pairs = [(text, [translations[at]]) for at, text in enumerate(texts)]
        else:
            further += len(texts) - 1
            if len(targets) > 1:
                translations = [text for each in targets for text in each[1]]
            pairs = [(texts[0], translations)]
        flows: list[Flow | LeftOut] = []
        for text, found in pairs:
            references = found
            for one in found:
                if one.is_blank:
                    references = [other for other in found if not other.is_blank]
                    break
            if not references and text.is_blank:
                flows.append(LeftOut("unit without text", line))
                continue
            segment = Segment(
                id=f"{id or self._number}.{len(flows) + 1}" if flows else id,
                source=text.text,
                references=(references[0].text,) if len(references) == 1 else tuple([one.text for one in references]),
                hypothesis=hypothesis,
                metadata=metadata if references else {**metadata, "state": "untranslated"},
                line=line,
                source_codes=text.codes,
                reference_codes=_codes(references),
            )
            target = references[0] if references else found[0] if found else None
            flows.append(Flow(segment=segment, source=text, target=target, language=language))
            if text.subs or (target and target.subs):
                flows += self._subs(text, references, id, line)
        return flows + [LeftOut("further text in the source language", line)] * further if further else flows

    def _parts(
        self,
        unit: Element,
        sources: list[_Variant],
        targets: list[_Variant],
        metadata: dict[str, Value],
        notes: list[str],
    ) -> bool:
        """Fills the lists; whether text is withheld. The source in its very language stands before one in another
        region of it."""
        known, withheld = self._side, False
        for child in unit:
            name: str = child.tag  # type: ignore[assignment]
            if name != "tuv" and name.rpartition("}")[2] != "tuv":
                _add(child, name, metadata, notes)
                continue
            language = _language(child)
            if language not in known:
                known[language] = self._chosen.side(code(language))
            side = known[language]
            if side is None:
                continue
            if side == 0 and self._chosen.positions and sources:
                side = 1
            texts: list[Content] = []
            held = False
            for part in child:
                name = part.tag  # type: ignore[assignment]
                if name == "seg" or name.rpartition("}")[2] == "seg":
                    texts.append(self._inline.read(part))
                else:
                    held |= part.get("type") == _WITHHELD
                    _add(part, name, metadata, notes, SIDES[side])
            withheld |= held and all(text.is_blank for text in texts)
            variant = (language, texts or [Content(element=child)], child)
            exact = sources and side == 0 and code(language) == self._chosen.source != code(sources[0][0])
            if exact:
                sources.insert(0, variant)
            else:
                (targets if side else sources).append(variant)
        return withheld

    def _finish(self, metadata: dict[str, Value], notes: list[str], target: Element | None) -> str | None:
        """Adds what the target and the tool say to what a unit says of itself; the hypothesis, where we wrote one."""
        if target is not None:
            _add_attributes(target, metadata)
        if "creationid" in metadata and metadata["creationid"] == _MACHINE:
            metadata["origin"] = "mt"
        if self._omegat and (place := [str(metadata[name]) for name in ("file", "id") if name in metadata]):
            metadata["context"] = " ".join(place)
        if notes:
            metadata[NOTE] = "\n".join(notes)
        hypothesis = metadata.pop(HYPOTHESIS, None) if self._ours else None
        return None if hypothesis is None else str(hypothesis)

    def _subs(self, source: Content, references: list[Content], id: str, line: int) -> Iterator[Flow | LeftOut]:
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
            yield Flow(segment=segment, source=text, target=translation, outer=references[0].element)
            yield from self._subs(text, found, name, line)


def _add(element: Element, tag: str, metadata: dict[str, Value], notes: list[str], side: str = "") -> None:
    """Heed an element if it is a ``note`` or a ``prop``."""
    name, text = tag.rpartition("}")[2], element.text
    if text is None or not text.strip():
        return
    key = element.get("type") or element.get("type2") or "prop"
    if name == "note" or (name == "prop" and key == NOTE):
        notes.append(text.strip())
    elif name == "prop":
        key = side + key
        before = metadata.get(key)
        metadata[key] = of_table(text) if before is None else f"{before}\n{text}"


def _add_attributes(element: Element, metadata: dict[str, Value]) -> None:
    """Those that are heeded. Each costs time by how many there are, and a file may have any number."""
    for name in element.keys():  # noqa: SIM118
        if name in ATTRIBUTES:
            metadata[name] = element.get(name, "")


def _language(variant: Element) -> str:
    """Of a ``tuv``, as the file writes it."""
    return variant.get(XML_LANG) or variant.get("lang") or ""


def _codes(texts: list[Content]) -> tuple[tuple[Code, ...], ...]:
    for one in texts:
        if one.codes:
            return tuple([each.codes for each in texts])
    return ()
