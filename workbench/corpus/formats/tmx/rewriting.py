"""A TMX file written again: what is not changed stays as it is, byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.corpus.edit import UNCHANGED, Edit
from workbench.corpus.format import Destination
from workbench.corpus.formats.tmx.inline import CODES, TEXT, put_back
from workbench.corpus.formats.tmx.reading import sides_of
from workbench.corpus.formats.tmx.unit import Flow, Units
from workbench.corpus.formats.tmx.writing import check, property_element
from workbench.corpus.segment import Segment
from workbench.errors import CorpusError
from workbench.files.xml import elements
from workbench.files.xml_bytes import Place, XmlCopy, copied
from workbench.files.xml_escape import escaped, quoted

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from workbench.corpus.corpus import Corpus


def rewrite_tmx(corpus: Corpus, destination: Destination, edit: Callable[[Segment], Edit]) -> None:
    """Raises `CorpusError` for what cannot be read, and for a character that XML cannot hold."""
    chosen = sides_of(corpus)
    chosen.check()
    read, content = Units(chosen), corpus.content(corpus.path)
    language = destination.languages[1] or chosen.target or ""
    found = elements(corpus.path, {"tu"}, content=content)
    with copied(corpus.path, destination.path, content) as copy:
        for (_, unit), place in zip(found, copy.elements({"tu"}), strict=False):
            flows = read.flows(unit)
            language = next((flow.language for flow in flows if isinstance(flow, Flow) and flow.language), language)
            edits = [(flow, edit(flow.segment)) for flow in flows if isinstance(flow, Flow)]
            if any(one is not UNCHANGED for _, one in edits):
                _Unit(copy, place, unit, language, destination.path).change(edits)


class _Unit:
    """Changes one unit. ``language``: of the target, as the file writes it."""

    def __init__(self, copy: XmlCopy, place: Place, unit: Element, language: str, path: Path):
        self._copy, self._place, self._language, self._path = copy, place, language, path
        # Both go through the same elements in the same order.
        self._places = dict(zip(unit.iter(), _all(place), strict=True))

    def change(self, edits: list[tuple[Flow, Edit]]) -> None:
        whole = [(flow, edit) for flow, edit in edits if not flow.inside]
        if whole and not any(edit.keep for _, edit in whole):
            self._copy.delete(self._place)
            return
        filled: set[Element | None] = set()
        for flow, edit in edits:
            if not edit.keep:
                # One of several pairs of a unit; a text inside a code stays with what is around it.
                for text in (flow.source, flow.target):
                    if text and text.element is not None and not flow.inside:
                        self._copy.delete(self._places[text.element])
                continue
            notes = edit.told
            check(flow.segment, self._path, edit.target or "", *notes, *edit.columns, *map(str, edit.columns.values()))
            if edit.target is not None and flow.outer not in filled:
                self._set_target(flow, edit.target)
                filled.add(flow.target.element if flow.target else None)
            for note in notes:
                self._add(f"<note>{escaped(note)}</note>")
            for name, value in edit.columns.items():
                old = [one for one in self._place.named("prop") if one.attributes.get("type") == name]
                if old:
                    self._copy.fill(old[0], escaped("" if value is None else str(value)))
                elif value is not None:
                    self._add(property_element(name, value))

    def _add(self, xml: str) -> None:
        """A note or a property, which stand before the texts."""
        before = self._place.named("note", "prop")
        indent = self._copy.indent(self._place.children[0]) if self._place.children else ""
        self._copy.insert(before[-1].end if before else self._place.inner, indent + xml)

    def _set_target(self, flow: Flow, text: str) -> None:
        xml = put_back(text, self._placeholders(flow))
        if flow.target is not None and flow.target.element is not None:
            place = self._places[flow.target.element]
            if place.name == "tuv":
                self._copy.insert(place.inner_end, f"<seg>{xml}</seg>")
            else:
                self._copy.fill(place, xml)
            return
        variants = self._place.named("tuv")
        if not self._language:
            raise CorpusError("the language of the translations is not known; say it: --target-lang", self._path)
        key = "lang" if "lang" in variants[0].attributes else "xml:lang"
        variant = f"<tuv {key}={quoted(self._language)}><seg>{xml}</seg></tuv>"
        self._copy.insert(variants[-1].end, self._copy.indent(variants[0]) + variant)

    def _placeholders(self, flow: Flow) -> list[tuple[str, str]]:
        """Those of the codes of the target with what stands there in the file, and of the source's that it lacks."""
        found: list[tuple[str, str]] = []
        for text in (flow.target, flow.source):
            if text is None or text.element is None:
                continue
            codes = list(self._codes(self._places[text.element]))
            shown = {one for one, _ in found}
            if len(codes) == len(text.codes):
                pairs = zip(text.codes, codes, strict=True)
                every = [(text.text[code.start : code.end], xml) for code, xml in pairs]
                found += [(one, xml) for one, xml in every if one not in shown]
        return found

    def _codes(self, place: Place) -> Iterator[str]:
        """The codes of a text as they stand in the file, in the order in which they are read."""
        for child in place.children:
            if child.name in CODES:
                yield self._copy.raw(child.start, child.end)
            elif child.name in TEXT:
                yield from self._codes(child)
            else:
                yield self._copy.raw(child.start, child.inner)
                yield from self._codes(child)
                yield self._copy.raw(child.inner_end, child.end)


def _all(place: Place) -> Iterator[Place]:
    yield place
    for child in place.children:
        yield from _all(child)
