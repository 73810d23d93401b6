"""Trados TagEditor's TTX: a document with pairs in it, as far as it has been segmented. Read alone: TagEditor itself
writes the translated document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from workbench.corpus.code import Kind, without
from workbench.corpus.description import Description
from workbench.corpus.format import Format, Row
from workbench.corpus.formats.ut import text_of
from workbench.corpus.head import Head, Match
from workbench.corpus.languages import check_stated
from workbench.corpus.segment import LeftOut, Segment
from workbench.corpus.values import Value
from workbench.errors import CorpusError
from workbench.files.xml import elements, local
from workbench.files.xml_text import root_name

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from workbench.corpus.corpus import Corpus

_KINDS: dict[str, Kind] = {"start": "open", "end": "close"}
_MACHINE = ("mt", "machine")


def read_ttx(corpus: Corpus) -> Iterator[Row]:
    """The pairs; text outside of them is not segmented yet. Raises `CorpusError`, also where there is no other."""
    _, target = corpus.description.languages
    found = False
    for _, element in elements(corpus.path, ("Tu",), content=corpus.content(corpus.path)):
        found = True
        yield _segment(element, target)
    if not found:
        told = "there are no segments: the document has not been segmented yet; open it in TagEditor and translate it"
        raise CorpusError(told, corpus.path)


def _segment(element: Element, target_language: str | None) -> Row:
    variants = [variant for variant in element if local(variant) == "Tuv"]
    if len(variants) > 1 and variants[0].get("Lang") == target_language != variants[1].get("Lang"):
        variants.reverse()
    texts = [text_of(variant, _code) for variant in variants]
    (source, source_codes), (target, target_codes) = [*texts, ("", ()), ("", ())][:2]
    there = bool(without(target, target_codes).strip())
    line = element.sourceline or 0
    if not without(source, source_codes).strip() and not there:
        return LeftOut("segment without text", line)
    origin, match = element.get("Origin"), element.get("MatchPercent", "")
    said: dict[str, Value] = {} if there else {"state": "untranslated"}
    if there and (origin or "").casefold() in _MACHINE:
        said["state"] = "draft"
    if origin:
        said["origin"] = origin
    if match.isascii() and match.isdigit():
        said["match_percent"] = int(match[:4])
    return Segment(
        id="",
        source=source,
        references=(target,) if there else (),
        metadata=said,
        line=line,
        source_codes=source_codes,
        reference_codes=(target_codes,) if there and target_codes else (),
    )


def _code(element: Element) -> tuple[Kind, str]:
    return _KINDS.get(element.get("Type", ""), "alone"), element.get("DisplayText", "")


def _recognises(head: Head) -> Match:
    return Match.SURE if root_name(head.data) == "TRADOStag" else Match.NO


def _describe(corpus: Corpus) -> Description:
    content = corpus.content(corpus.path)
    begun = elements(corpus.path, (), ("UserSettings",), content=content)
    said = ((found.get("SourceLanguage") or None, found.get("TargetLanguage") or None) for _, found in begun)
    languages = next(said, (None, None))
    check_stated(corpus.stated, languages, corpus.path)
    return Description(kind=TTX.title, languages=languages)


TTX = Format(
    name="ttx",
    title="Trados TagEditor TTX",
    meaning="a document in TagEditor, as far as it has been segmented",
    endings=(".ttx",),
    recognises=_recognises,
    describe=_describe,
    read=read_ttx,
)
