"""Units become segments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from workbench.corpus.code import Code, without
from workbench.corpus.formats.xliff.dialect import Dialect
from workbench.corpus.formats.xliff.embedded import xliff_elements
from workbench.corpus.formats.xliff.inline import NOTHING, Inline, Shown, shown_by
from workbench.corpus.formats.xliff.look import UNITS, Look, look, only, said_of
from workbench.corpus.formats.xliff.part import Children, Part, Place, children_of, first, has_marks, name_within, parts
from workbench.corpus.formats.xliff.states import of_word
from workbench.corpus.languages import SIDES, agree, asked, which
from workbench.corpus.segment import LeftOut, Segment
from workbench.corpus.values import Value
from workbench.errors import CorpusError
from workbench.files.xml import XML_LANG, XML_SPACE, local

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from workbench.corpus.corpus import Corpus

# What a dialect may read otherwise than by the standard, and what is said of a unit that changes nothing.
_WAYS = ("plain", "text", "left_out", "identity", "target", "state", "add_facts", "notes")
_SAID = frozenset({"id", "datatype", XML_SPACE})
_SIMPLE = (["source", "target"], ["source"])
_ASIDE = (frozenset(UNITS) - {"bin-unit"}) | {"header", "skeleton"}
"""Where no unit of the file stands: in another one (but a picture may have texts), or in a skeleton."""


class Found(NamedTuple):
    """A segment, or what is none, and where in its unit it stands; None for what is no part of its own."""

    row: Segment | LeftOut
    part: Part | None = None


class Unit(NamedTuple):
    """A unit and all that is in it. ``version``: of XLIFF."""

    element: Element
    dialect: Dialect
    version: str
    found: list[Found]


def read_xliff(corpus: Corpus) -> Iterator[Segment | LeftOut]:
    """The segments of a file, with what is none. Raises `CorpusError`."""
    for reader, element in _elements(corpus):
        if segment := reader.simple(element):
            yield segment
        else:
            for found in reader.unit(element):
                yield found.row


def read_units(corpus: Corpus) -> Iterator[Unit]:
    """The units of a file, each with what is in it. Raises `CorpusError`."""
    for reader, element in _elements(corpus):
        yield Unit(element, reader.dialect, reader.seen.version, reader.unit(element))


def _elements(corpus: Corpus) -> Iterator[tuple[_Reader, Element]]:
    """The units of a file, with what reads them."""
    content = corpus.content(corpus.path)
    seen = look(corpus.path, content)
    dialect = seen.dialect(corpus.path, content)
    reader = _Reader(seen, dialect, _wanted(corpus, seen))
    for event, element in xliff_elements(corpus.path, (*UNITS, *dialect.noticed), ("file",), content):
        if event == "start":
            reader.files += 1
        elif dialect.noticed and local(element) in dialect.noticed:
            dialect.notice(element)
        else:
            yield reader, element


def _wanted(corpus: Corpus, seen: Look) -> tuple[str | None, str | None]:
    """The language of each side that units must be in, where the file says any. Raises `CorpusError` where it has
    several and none is asked for, and for one that it does not have."""
    try:
        return _chosen(corpus, seen)
    except CorpusError:
        if seen.whole:
            raise
    # What is asked for may come later in the file.
    return _chosen(corpus, look(corpus.path, corpus.content(corpus.path), None))


def _chosen(corpus: Corpus, seen: Look) -> tuple[str | None, str | None]:
    wanted: list[str | None] = []
    for name, side, counts, stated in zip(SIDES, seen.sides(), seen.counts, corpus.stated, strict=True):
        # A file of several may have no units.
        there = {code: counts[code] for code in side if counts[code]} or dict.fromkeys(side, 0)
        if stated and there:
            wanted.append(asked(stated, there, corpus.path, name, seen.among))
        elif len(there) > 1 and only(tuple(there)) is None:
            raise which(name, there, corpus.path, seen.among)
        else:
            wanted.append(next(iter(there), None))
    return wanted[0], wanted[1]


class _Reader:
    """Reads one unit after the other; ``files``: how many have begun."""

    def __init__(self, seen: Look, dialect: Dialect, wanted: tuple[str | None, str | None]):
        self.files = 0
        self.seen, self.dialect, self._wanted = seen, dialect, wanted
        self._keys = seen.has_keys
        self._standard = not self._keys and all(
            getattr(type(dialect), name) is getattr(Dialect, name) for name in _WAYS
        )
        self._parent: Element | None = None
        self._place: Place | None = None

    def unit(self, unit: Element) -> list[Found]:
        """What is in a unit; nothing where it stands within another one."""
        line = unit.sourceline or 0
        place = self._place_at(unit)
        if place is None:
            return []
        if local(unit) == "bin-unit":
            return [Found(LeftOut("binary unit", line))]
        children = children_of(unit)
        if place.other or (place.open and self._is_other(tuple(_language(children, side) for side in SIDES))):
            return [Found(LeftOut("unit in another language", line))]
        data = original_data(children["originalData"]) if "originalData" in children else NOTHING
        translate = unit.get("translate")
        kept = place.translate if translate is None else translate == "yes"
        found: list[Found] = []
        for part in parts(unit, children):
            reason = self.dialect.left_out(part)
            if reason is None and not kept:
                reason = "unit not to be translated" if _has_text(part) else "unit without text"
            found.append(Found(LeftOut(reason, line), part) if reason else self._found(part, place, data, line))
        if self.dialect.flows:
            found += [Found(LeftOut("text within a code", line))] * self.dialect.flows
            self.dialect.flows = 0
        return found

    def simple(self, unit: Element) -> Segment | None:
        """What `unit` finds in one of a text and its translation, both without marks, that the standard's way is to be
        read in: nearly all units are, and this is half the work. None for any other."""
        place = self._place_at(unit)
        if place is None or not self._standard or place.other or place.open or not place.translate or place.group:
            return None
        sides = [*unit]
        names = [name_within(str(side.tag), str(unit.tag)) for side in sides]
        if names not in _SIMPLE or not _SAID.issuperset(unit.keys()) or local(unit) == "bin-unit":
            return None
        text, written, state = sides[0].text or "", "", None
        source_codes: tuple[Code, ...] = ()
        codes: tuple[Code, ...] = ()
        if len(sides[0]):
            if has_marks(sides[0]):
                return None
            text, source_codes = self.dialect.text(sides[0])
        if len(sides) == 2:
            target = sides[1]
            state = target.get("state")
            if target.get("state-qualifier") is not None or (len(target) and has_marks(target)):
                return None
            shown = shown_by(source_codes) if source_codes else NOTHING
            written, codes = self.dialect.text(target, NOTHING, shown) if len(target) else (target.text or "", ())
        if self.dialect.flows:
            self.dialect.flows = 0
            return None
        plain = without(text, source_codes) if source_codes else text
        bare = without(written, codes) if codes else written
        filled = bare != "" and not bare.isspace()
        if not filled and (not plain or plain.isspace()):
            return None
        copied = filled and bare == plain
        facts: dict[str, Value] = {}
        if state := of_word(state, filled, copied):
            facts["state"] = state
        if copied:
            facts["copy_of_source"] = True
        id = unit.get("id", "")
        return Segment(
            id=f"{place.file}/{id}" if place.file else id,
            source=text,
            references=(written,) if filled else (),
            metadata=facts,
            line=unit.sourceline or 0,
            source_codes=source_codes,
            reference_codes=(codes,) if filled and codes else (),
        )

    def _place_at(self, unit: Element) -> Place | None:
        """Where a unit stands; None within another one."""
        parent = unit.getparent()
        if parent is not self._parent or parent is None:
            self._parent, self._place = parent, self._place_of(parent)
        return self._place

    def _found(self, part: Part, place: Place, data: Shown, line: int) -> Found:
        dialect = self.dialect
        source, source_codes = dialect.text(part.source, data) if part.source is not None else ("", ())
        plain = without(source, source_codes) if source_codes else source
        target, said = "", None
        codes: tuple[Code, ...] = ()
        if part.target is not None:
            shown = shown_by(source_codes) if source_codes else NOTHING
            (target, codes), said = dialect.target(part, dialect.text(part.target, data, shown))
            bare = without(target, codes) if codes else target
            if bare and not bare.isspace():
                part.filled, part.copied = True, bare == plain
        id = dialect.identity(part)
        if self._keys:
            id, source, source_codes = part.unit.get("resname") or part.unit.get("name") or id, "", ()
            part.filled, part.copied = part.filled and not part.copied, False
        elif not part.filled and not said and (not plain or plain.isspace()):
            return Found(LeftOut("unit without text", line), part)
        facts: dict[str, Value] = {}
        if state := said or dialect.state(part):
            facts["state"] = state
        if part.copied:
            facts["copy_of_source"] = True
        dialect.add_facts(facts, part, place)
        if notes := dialect.notes(part):
            facts["note"] = "\n".join(dict.fromkeys(notes))
        if self._keys:
            facts.pop("resname", None)
            facts.pop("name", None)
        segment = Segment(
            id=f"{place.file}/{id}" if place.file else id,
            source=source,
            references=(target,) if part.filled else (),
            metadata=facts,
            line=line if part.source is None or not part.name else part.source.sourceline or line,
            source_codes=source_codes,
            reference_codes=(codes,) if part.filled and codes else (),
        )
        return Found(segment, part)

    def _place_of(self, parent: Element | None) -> Place | None:
        """Where the children of an element stand; None inside a unit."""
        translate, group = None, None
        if parent is not None and any(local(above) in _ASIDE for above in (parent, *parent.iterancestors())):
            return None
        while parent is not None and local(parent) not in ("file", "xliff"):
            if translate is None:
                translate = parent.get("translate")
            if group is None and local(parent) == "group":
                group = parent.get("restype", "")
            parent = parent.getparent()
        file = parent if parent is not None and local(parent) == "file" else None
        name = ""
        languages: tuple[str | None, str | None] = (None, None)
        if file is not None:
            if self.seen.several_files or self.files > 1:
                name = file.get("original") or file.get("id") or str(self.files)
            translate = translate or file.get("translate")
            root = file.getparent()
            outer = (None, None) if root is None else (root.get("srcLang"), root.get("trgLang"))
            own = (file.get("source-language") or outer[0], file.get("target-language") or outer[1])
            languages = (said_of(own[0]), said_of(own[1]))
        return Place(
            file=name,
            languages=languages,
            translate=translate != "no",
            group=group or "",
            other=self._is_other(languages),
            open=any(wanted and not own for own, wanted in zip(languages, self._wanted, strict=True)),
        )

    def _is_other(self, languages: tuple[str | None, ...]) -> bool:
        """Whether one of the languages of the sides is another one than is read."""
        pairs = zip(languages, self._wanted, strict=True)
        return any(own and wanted and own != wanted and not agree(own, wanted) for own, wanted in pairs)


def original_data(found: list[Element] | None) -> Shown:
    """What codes stand for, by the id that they refer to."""
    reader = Inline()
    return {data.get("id", ""): reader.text(data)[0] for data in (found[0] if found else ()) if local(data) == "data"}


def _language(children: Children, side: str) -> str | None:
    """The language that a text itself says."""
    found = first(children, side)
    return None if found is None else said_of(found.get(XML_LANG))


def _has_text(part: Part) -> bool:
    return part.source is not None and bool("".join(part.source.itertext()).strip())
