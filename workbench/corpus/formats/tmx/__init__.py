"""TMX 1.1 to 1.4b, as translation memories are exchanged, and what OmegaT, Trados, memoQ, the EU, OPUS and others make
of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.corpus.description import Description
from workbench.corpus.format import Format
from workbench.corpus.formats.tmx.reading import read_tmx, sides_of
from workbench.corpus.formats.tmx.rewriting import rewrite_tmx
from workbench.corpus.formats.tmx.writing import write_tmx
from workbench.corpus.head import Head, Match
from workbench.files.xml_text import root_name

if TYPE_CHECKING:
    from workbench.corpus.corpus import Corpus


def _describe(corpus: Corpus) -> Description:
    chosen = sides_of(corpus)
    return Description(
        kind=chosen.found.kind,
        languages=(chosen.source or None, chosen.target or None),
        all_languages=tuple(filter(None, chosen.found.languages)),
        notes=tuple(chosen.notes),
        undecided=chosen.undecided,
    )


def _recognises(head: Head) -> Match:
    name = root_name(head.data)
    if name.casefold() == "tmx":
        return Match.SURE
    # What is wrong with a file of that name is told by reading it.
    return Match.POSSIBLE if not name and head.ending in TMX.endings else Match.NO


TMX = Format(
    name="tmx",
    title="TMX",
    meaning="a translation memory, as CAT tools exchange them",
    endings=(".tmx",),
    read=read_tmx,
    recognises=_recognises,
    describe=_describe,
    write=write_tmx,
    rewrite=rewrite_tmx,
)
