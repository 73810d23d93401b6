"""What the header of a TMX file and its first units tell: tool, version, languages."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.corpus.formats.tmx.balance import Balanced
from workbench.errors import CorpusError
from workbench.files.xml import XML_LANG, elements, local
from workbench.language.tag import tag_of_code

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

FIRST = 1000
"""Units that are looked at for their languages."""
OURS = "Translation Workbench"
ANY = "*all*"

# DGT's memories have "-01" where a language has no other region.
_NO_REGION = re.compile(r"[-_]0\d$")
_TOOLS = (
    (r"bitextor", "Bitextor"),
    (r"uplug|opus", "OPUS"),
    (r"matecat", "Matecat"),
    (r"mymemory", "MyMemory"),
    (r"apertium", "Apertium"),
    (r"memoq", "memoQ"),
    (r"trados|sdl|tw4win", "Trados"),
    (r"memsource|phrase", "Phrase"),
    (r"omegat", "OmegaT"),
)


@dataclass
class Header:
    """``version``: of TMX; ``tool``: what wrote the file, ``memory``: what wrote the memory (``o-tmf``).
    ``source``: the language of its sources, as it says or as its units say; None where any may be. ``languages``: how
    many of the first units have a text in each; ``units``: how many these are; ``two``: how many of them have more than
    one text in one language.
    """

    version: str = ""
    tool: str = ""
    memory: str = ""
    source: str | None = None
    languages: Counter[str] = field(default_factory=Counter)
    units: int = 0
    two: int = 0
    document_numbers: bool = False

    @property
    def is_omegat(self) -> bool:
        return self.memory.casefold() == "omegat tmx"

    @property
    def is_ours(self) -> bool:
        return self.tool == OURS

    @property
    def kind(self) -> str:
        """The tool and the version for people."""
        version = f"TMX {self.version.strip('. ')}" if self.version.strip(". ") else "TMX"
        if self.is_omegat:
            return f"OmegaT project memory, {version}"
        if self.document_numbers:
            return f"EU translation memory (DGT), {version}"
        wrote = f"{self.tool} {self.memory}".casefold()
        tool = next((name for pattern, name in _TOOLS if re.search(pattern, wrote)), self.tool)
        return f"{tool} translation memory, {version}" if tool else f"translation memory, {version}"


def header(path: Path, content: Path, first: int | None = FIRST) -> Header:
    """Looks at so many units, or at all. Raises `CorpusError` for what is no TMX."""
    found, sources = Header(), Counter[str]()
    for event, element in elements(path, {"tu"}, {"tmx", "header"}, content=content, through=Balanced()):
        name = local(element)
        if event == "start":
            if name == "tmx":
                found.version = element.get("version", "")
            else:
                found.tool, found.memory = element.get("creationtool", ""), element.get("o-tmf", "")
                found.source = _stated(element.get("srclang"))
            continue
        _count(element, found, sources)
        if found.units == first:
            break
    if not found.version and not found.units:
        raise CorpusError("no TMX: it has no translation units (tu)", path)
    if found.source is None and sources:
        found.source = sources.most_common(1)[0][0]
    return found


def _count(unit: Element, found: Header, sources: Counter[str]) -> None:
    found.units += 1
    if said := _stated(unit.get("srclang")):
        sources[said] += 1
    languages = [language_of(child) for child in unit if local(child) == "tuv"]
    found.languages.update(dict.fromkeys(languages, 1))
    found.two += len(set(languages)) < len(languages)
    found.document_numbers |= any(child.get("type") == "Txt::Doc. No." for child in unit)


def language_of(variant: Element) -> str:
    """The language of a ``tuv``, as BCP 47 writes it where it is one; empty where none is said."""
    return code(variant.get(XML_LANG) or variant.get("lang") or "")


@lru_cache(maxsize=4096)
def code(given: str) -> str:
    """``EN_us`` is ``en-US``, ``BG-01`` is ``bg``."""
    cut = _NO_REGION.sub("", given.strip())
    tag = tag_of_code(cut)
    return str(tag) if tag else cut


def _stated(source: str | None) -> str | None:
    return code(source) if source and source.strip().casefold() not in (ANY, "all", "") else None
