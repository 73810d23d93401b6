"""Trados TagEditor's TTX: a document with pairs in it, as far as it has been segmented. Read alone: TagEditor itself
writes the translated document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from workbench.corpus.code import Kind
from workbench.corpus.description import Description
from workbench.corpus.format import Format, Row
from workbench.corpus.formats.ut import NO_TEXT, described, has_text, paired, text_of
from workbench.corpus.head import Head, Match
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
    source, target = [*texts, NO_TEXT, NO_TEXT][:2]
    there = has_text(target)
    origin, match = element.get("Origin"), element.get("MatchPercent", "")
    said: dict[str, Value] = {} if there else {"state": "untranslated"}
    if there and (origin or "").casefold() in _MACHINE:
        said["state"] = "draft"
    if origin:
        said["origin"] = origin
    if match.isascii() and match.isdigit():
        said["match_percent"] = int(match[:4])
    return paired(source, target, said, element.sourceline or 0)


def _code(element: Element) -> tuple[Kind, str]:
    return _KINDS.get(element.get("Type", ""), "alone"), element.get("DisplayText", "")


def _recognises(head: Head) -> Match:
    return Match.SURE if root_name(head.data) == "TRADOStag" else Match.NO


def _describe(corpus: Corpus) -> Description:
    return described(corpus, TTX.title, "UserSettings", ("SourceLanguage", "TargetLanguage"))


TTX = Format(
    name="ttx",
    title="Trados TagEditor TTX",
    meaning="a document in TagEditor, as far as it has been segmented",
    endings=(".ttx",),
    recognises=_recognises,
    describe=_describe,
    read=read_ttx,
)
