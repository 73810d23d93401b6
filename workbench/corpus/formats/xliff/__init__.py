"""XLIFF 1.0 to 1.2 and 2.0 to 2.2, in the dialects of the tools that write it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.corpus.description import Description
from workbench.corpus.format import Format
from workbench.corpus.formats.xliff.look import look
from workbench.corpus.formats.xliff.reading import read_xliff
from workbench.corpus.head import Head, Match

if TYPE_CHECKING:
    from workbench.corpus.corpus import Corpus

_ROOT = re.compile(r"<(?:[\w.-]+:)?xliff[\s/>]")


def _recognises(head: Head) -> Match:
    return Match.SURE if _ROOT.search(head.text) else Match.NO


def describe_xliff(corpus: Corpus) -> Description:
    """Version, tool and languages of a file, and what else its first units show. Raises `CorpusError`."""
    return look(corpus.path, corpus.content(corpus.path)).description()


XLIFF = Format(
    name="xliff",
    title="XLIFF",
    meaning="what translation tools exchange: XLIFF 1.0 to 1.2, 2.0 to 2.2, and the dialects of Trados, memoQ, Phrase …",
    endings=(".xlf", ".xliff", ".sdlxliff", ".mqxliff", ".mxliff", ".txlf", ".poxliff", ".xlz"),
    recognises=_recognises,
    describe=describe_xliff,
    read=read_xliff,
)
