"""TMX read: its units become segments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from workbench.corpus.format import Row
from workbench.corpus.formats.tmx.balance import Balanced
from workbench.corpus.formats.tmx.header import FIRST, header
from workbench.corpus.formats.tmx.sides import Sides, sides
from workbench.corpus.formats.tmx.unit import Units
from workbench.corpus.segment import LeftOut
from workbench.errors import CorpusError
from workbench.files.xml import elements, local

if TYPE_CHECKING:
    from workbench.corpus.corpus import Corpus


def sides_of(corpus: Corpus) -> Sides:
    """Raises `CorpusError` for what is no TMX, and for languages that the file does not have."""
    content = corpus.content(corpus.path)
    found = header(corpus.path, content)
    try:
        return sides(found, corpus.path, corpus.stated)
    except CorpusError:
        if found.units < FIRST:
            raise
    # What is asked for may come later in the file.
    return sides(header(corpus.path, content, None), corpus.path, corpus.stated)


def read_tmx(corpus: Corpus) -> Iterator[Row]:
    """The units of a file. Raises `CorpusError`."""
    chosen = sides_of(corpus)
    chosen.check()
    read = Units(chosen)
    path, content = corpus.path, corpus.content(corpus.path)
    given, waiting, before = 0, list[Row](), None
    try:
        for _, unit in elements(path, {"tu"}, content=content):
            parent = unit.getparent()
            if parent is not before and parent is not None and local(parent) == "tu":
                break
            # Not before the next one has come: until then it may end twice.
            yield from waiting
            given += bool(before is not None)
            waiting, before = read(unit), parent
        else:
            yield from waiting
            return
    except CorpusError as error:
        if "mismatch" not in error.reason:
            yield from waiting
            raise
    yield from _balanced(corpus, Units(chosen), given)


def _balanced(corpus: Corpus, read: Units, given: int) -> Iterator[Row]:
    """The units after the first ``given``, where not all that begin also end."""
    balanced = Balanced()
    found = elements(corpus.path, {"tu"}, content=corpus.content(corpus.path), through=balanced)
    for number, (_, unit) in enumerate(found, start=1):
        rows = read(unit)
        if number in balanced.broken:
            yield LeftOut("unit whose tags are not balanced", unit.sourceline or 0)
        elif number > given:
            yield from rows
