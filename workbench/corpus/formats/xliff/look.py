"""A look at the first units of a file: its version, the tool that wrote it, languages, whether its sources are keys."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.corpus.description import Description
from workbench.corpus.formats.xliff.dialect import Dialect
from workbench.corpus.formats.xliff.embedded import xliff_elements
from workbench.corpus.formats.xliff.memoq import NAMESPACE, MemoQ
from workbench.corpus.formats.xliff.part import Children, children_of, first, parts
from workbench.corpus.formats.xliff.phrase import NAMESPACES, Phrase
from workbench.corpus.formats.xliff.strings import Angular, BusinessCentral, Gettext, WordPress, Xcode
from workbench.corpus.formats.xliff.trados import Trados
from workbench.corpus.languages import agree
from workbench.errors import CorpusError
from workbench.files.xml import XML_LANG, local

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

UNITS = ("trans-unit", "bin-unit", "unit")
SEEN = 500
"""Units at most."""
_NOT_SAID = ("", "und", "zxx", "mul")
_KEY = re.compile(r"\S+")
_JOINED = re.compile(r"\w[._:/-]\w")
_GENERIC = ("", "unknown")


@dataclass
class Look:
    """What was seen. ``languages``: pairs, in their order; ``counts``: of units, by the languages of each side.
    ``tools``: ids and names. ``written``: targets with text; ``copied``: those that are the source again; ``named``:
    units whose source is their own name. ``whole``: whether there is no more."""

    version: str = ""
    namespaces: set[str] = field(default_factory=set)
    tools: list[str] = field(default_factory=list)
    originals: list[str] = field(default_factory=list)
    languages: list[tuple[str | None, str | None]] = field(default_factory=list)
    counts: tuple[Counter[str], Counter[str]] = field(default_factory=lambda: (Counter(), Counter()))
    traits: set[str] = field(default_factory=set)
    units: int = 0
    written: int = 0
    copied: int = 0
    named: int = 0
    keys: int = 0
    joined: int = 0
    whole: bool = True

    @property
    def has_keys(self) -> bool:
        """Whether the sources are keys, not texts: each is its unit's name, in one word, as keys are made of parts."""
        named = 0 < self.units == self.named == self.keys
        return named and (2 * self.joined >= self.units or self.dialect.has_keys)

    @property
    def dialect(self) -> type[Dialect]:
        return next((dialect for is_of, dialect in _RECOGNISED if is_of(self)), Dialect)

    @property
    def several_files(self) -> bool:
        return len(self.originals) > 1

    def sides(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The languages of each side, in their order."""
        first, second = (tuple(dict.fromkeys(filter(None, side))) for side in zip(*self.languages, strict=True))
        return first, second

    @property
    def among(self) -> str:
        return f" of {'' if self.whole else 'the first '}{self.units:,} units"

    def description(self) -> Description:
        sides = self.sides() if self.languages else ((), ())
        tool = self.dialect.title or next(
            (name for name in reversed(self.tools) if name.casefold() not in _GENERIC), ""
        )
        version = f"XLIFF {self.version}".strip()
        return Description(
            kind=f"{tool}, {version}" if tool else version,
            languages=tuple(only(side) for side in sides),  # type: ignore[arg-type]
            all_languages=tuple(dict.fromkeys((*sides[0], *sides[1]))),
            notes=tuple(self._notes(sides)),
        )

    def _notes(self, sides: tuple[tuple[str, ...], tuple[str, ...]]) -> Iterator[str]:
        among = "" if self.whole else f" of the first {self.units:,} units"
        if self.has_keys:
            yield (
                "the source is the unit's own name everywhere: sources are keys, and there are no source texts; take "
                "them by key from the file of the source language"
            )
        elif self.written and 2 * self.copied > self.written:
            yield (
                f"the target is the source again in {self.copied:,} of {self.written:,} targets with text{among}: "
                "perhaps not translated yet (column copy_of_source)"
            )
        if self.several_files:
            yield f"{len(self.originals):,} files in one; ids begin with the name of theirs"
        for name, side in zip(("source", "target"), sides, strict=True):
            if len(side) > 1 and only(side) is None:
                yield f"several {name} languages ({', '.join(side)}); name the one to read (--{name}-lang)"


def look(path: Path, content: Path | None = None, most: int | None = SEEN) -> Look:
    """Look at so many units of a file, or at all. Raises `CorpusError` also for XML that is no XLIFF."""
    found = Look()
    place: tuple[str | None, str | None] = (None, None)
    for event, element in xliff_elements(path, UNITS, ("xliff", "file", "tool"), content):
        name = local(element)
        if event == "start" and name == "xliff":
            found.version = element.get("version", "")
            found.namespaces |= {str(uri) for uri in element.nsmap.values()}
            place = _languages(element, "srcLang", "trgLang")
        elif event == "start" and name == "file":
            _see_file(found, element)
            own = _languages(element, "source-language", "target-language")
            found.languages.append((own[0] or place[0], own[1] or place[1]))
        elif event == "start":
            if name == "tool":
                found.tools += filter(None, (element.get("tool-id"), element.get("tool-name")))
        else:
            if found.units == most:
                found.whole = False
                break
            _see_unit(found, element)
    if not found.version and not found.languages and not found.units:
        raise CorpusError("this XML is no XLIFF: it has neither files nor units; expected an <xliff> element", path)
    found.version = found.version or _version(found)
    found.languages = found.languages or [place]
    return found


def _see_file(found: Look, element: Element) -> None:
    found.originals.append(element.get("original") or element.get("id") or "")
    found.tools += filter(None, (element.get("tool-id"),))
    if element.get("id") == "ngi18n":
        found.traits.add("angular")


def _see_unit(found: Look, unit: Element) -> None:
    found.units += 1
    found.namespaces |= {str(uri) for uri in unit.nsmap.values()}
    children = children_of(unit)
    if unit.get("restype", "").startswith("x-gettext"):
        found.traits.add("gettext")
    if any((note.get("from") or "") == "Xliff Generator" for note in children.get("note", ())):
        found.traits.add("al")
    if (unit.get("restype"), unit.get("datatype")) == ("string", "html"):
        found.traits.add("wpml")
    for part in parts(unit, children):
        _see_part(found, unit, children, _text(part.source), part.target)
        break


def _see_part(found: Look, unit: Element, children: Children, source: str, target: Element | None) -> None:
    names = (unit.get("resname") or unit.get("name"), unit.get("id"))
    found.named += source != "" and source in names
    found.keys += bool(_KEY.fullmatch(source))
    found.joined += bool(_JOINED.search(source))
    text = _text(target)
    if text.startswith("[NAB:"):
        found.traits.add("al")
    found.written += bool(text)
    found.copied += bool(text) and text == source
    # The language of a text may be said there alone.
    sides = first(children, "source"), first(children, "target")
    said = tuple(None if side is None else said_of(side.get(XML_LANG)) for side in sides)
    if found.languages:
        one, two = found.languages[-1]
        found.languages[-1] = (one or said[0], two or said[1])
    else:
        found.languages.append((said[0], said[1]))
    for counts, own, language in zip(found.counts, said, found.languages[-1], strict=True):
        if code := language or own:
            counts[code] += 1


def _text(element: Element | None) -> str:
    return "" if element is None else "".join(element.itertext()).strip()


def _languages(element: Element, source: str, target: str) -> tuple[str | None, str | None]:
    return said_of(element.get(source)), said_of(element.get(target))


def said_of(language: str | None) -> str | None:
    return None if (language or "").casefold() in _NOT_SAID else language


def only(side: tuple[str, ...]) -> str | None:
    """The language of a side: the first of several that say the same, but for a region that some leave open."""
    return side[0] if side and all(agree(one, other) for one, other in combinations(side, 2)) else None


def _version(found: Look) -> str:
    said = (re.search(r"urn:oasis:names:tc:xliff:document:([\d.]+)", uri) for uri in found.namespaces)
    return next((match[1] for match in said if match), "")


def _has_tool(*names: str) -> Callable[[Look], bool]:
    return lambda found: any(tool.casefold().startswith(names) for tool in found.tools)


def _has_namespace(*beginnings: str) -> Callable[[Look], bool]:
    return lambda found: any(uri.startswith(beginnings) for uri in found.namespaces)


def _has_original(*names: str) -> Callable[[Look], bool]:
    return lambda found: any(original in names for original in found.originals)


def _has_trait(trait: str) -> Callable[[Look], bool]:
    return lambda found: trait in found.traits


class _Loco(Dialect):
    title = "Loco"
    has_keys = True


class _Lokalise(Dialect):
    title = "Lokalise"
    has_keys = True


class _Crowdin(Dialect):
    title = "Crowdin"


class _Matecat(Dialect):
    title = "Matecat"


_RECOGNISED: tuple[tuple[Callable[[Look], bool], type[Dialect]], ...] = (
    (_has_namespace("http://sdl.com/FileTypes/SdlXliff"), Trados),
    (_has_namespace(NAMESPACE), MemoQ),
    (_has_namespace(*NAMESPACES), Phrase),
    (_has_tool("matecat"), _Matecat),
    (_has_tool("crowdin"), _Crowdin),
    (_has_tool("loco"), _Loco),
    (_has_tool("lokalise"), _Lokalise),
    (_has_tool("com.apple.dt.xcode"), Xcode),
    (_has_original("ng2.template", "ng.template"), Angular),
    (_has_trait("angular"), Angular),
    (_has_trait("al"), BusinessCentral),
    (_has_trait("wpml"), WordPress),
    (_has_trait("gettext"), Gettext),
)
