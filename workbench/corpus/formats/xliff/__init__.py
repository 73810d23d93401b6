"""XLIFF 1.0 to 1.2 and 2.0 to 2.2, in the dialects of the tools that write it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.corpus.description import Description
from workbench.corpus.format import Format
from workbench.corpus.formats.xliff.look import look
from workbench.corpus.formats.xliff.reading import read_xliff
from workbench.corpus.formats.xliff.rewriting import rewrite_xliff
from workbench.corpus.formats.xliff.writing import write_xliff
from workbench.corpus.head import Head, Match
from workbench.files.xml_text import root_name

if TYPE_CHECKING:
    from workbench.corpus.corpus import Corpus


def _recognises(head: Head) -> Match:
    return Match.SURE if root_name(head.data) == "xliff" else Match.NO


def describe_xliff(corpus: Corpus) -> Description:
    """Version, tool and languages of a file, and what else its first units show. Raises `CorpusError`."""
    return look(corpus.path, corpus.content(corpus.path)).description()


XLIFF = Format(
    name="xliff",
    title="XLIFF",
    meaning="what translation tools exchange: XLIFF 1.0 to 2.2, also as Trados, memoQ, Phrase and others write it",
    endings=(".xlf", ".xliff", ".sdlxliff", ".mqxliff", ".mxliff", ".txlf", ".poxliff"),
    recognises=_recognises,
    describe=describe_xliff,
    read=read_xliff,
    write=write_xliff,
    rewrite=rewrite_xliff,
)
