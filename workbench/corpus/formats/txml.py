"""Wordfast's TXML: a document as blocks of segments. Read alone: Wordfast itself writes the translated document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from workbench.corpus.code import Kind
from workbench.corpus.description import Description
from workbench.corpus.format import Format, Row
from workbench.corpus.formats.ut import described, has_text, paired, text_of
from workbench.corpus.head import Head, Match
from workbench.corpus.values import Value
from workbench.files.xml import elements, local
from workbench.files.xml_text import root_name

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from workbench.corpus.corpus import Corpus


def read_txml(corpus: Corpus) -> Iterator[Row]:
    """The segments; their numbers begin anew in each block. Raises `CorpusError`."""
    block = ""
    found = elements(corpus.path, ("segment",), ("translatable",), content=corpus.content(corpus.path))
    for _, element in found:
        if local(element) == "translatable":
            block = element.get("blockId", "")
        else:
            yield _segment(element, block)


def _segment(element: Element, block: str) -> Row:
    parts = {local(part): part for part in element}
    source, target = (text_of(parts.get(side), _code) for side in ("source", "target"))
    there = has_text(target)
    machine = element.get("gtmt") == "true"
    draft = machine or element.get("unconfirmed") == "true"
    said: dict[str, Value] = {"state": "untranslated" if not there else "draft" if draft else "translated"}
    if machine and there:
        said["origin"] = "mt"
    if notes := [note.strip() for comment in element.iter("comment") if (note := "".join(comment.itertext())).strip()]:
        said["note"] = "\n".join(notes)
    return paired(source, target, said, element.sourceline or 0, id=f"{block}/{element.get('segmentId', '')}")


def _code(element: Element) -> tuple[Kind, str]:
    return "alone", element.get("x", "")


def _recognises(head: Head) -> Match:
    return Match.SURE if root_name(head.data) == "txml" else Match.NO


def _describe(corpus: Corpus) -> Description:
    return described(corpus, TXML.title, "txml", ("locale", "targetlocale"))


TXML = Format(
    name="txml",
    title="Wordfast TXML",
    meaning="a document in Wordfast, as segments; machine text and unconfirmed ones are drafts",
    endings=(".txml",),
    recognises=_recognises,
    describe=_describe,
    read=read_txml,
)
