"""The same file again: units that nothing is changed of are copied byte by byte."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.corpus.edit import UNCHANGED, Edit
from workbench.corpus.format import Destination
from workbench.corpus.formats.xliff.changed import changed
from workbench.corpus.formats.xliff.look import UNITS
from workbench.corpus.formats.xliff.reading import Found, read_units
from workbench.corpus.segment import Segment
from workbench.files.xml import namespace
from workbench.files.xml_bytes import copied

if TYPE_CHECKING:
    from workbench.corpus.corpus import Corpus


def rewrite_xliff(corpus: Corpus, destination: Destination, edit: Callable[[Segment], Edit]) -> None:
    """Write a file again, with what ``edit`` says changed; see `changed` for how. Raises `CorpusError`, `OSError`."""
    content = corpus.content(corpus.path)
    units = read_units(corpus)
    with copied(corpus.path, destination.path, content) as copy:
        places = copy.elements(UNITS)
        for unit in units:
            # Elements of another namespace are no units.
            place = next(one for one in places if one.namespace == namespace(unit.element))
            edits = [_edit(found, edit) for found in unit.found]
            if not any(edits):
                continue
            new = changed(copy.raw(place.start, place.end), unit, edits, corpus.path)
            if new is None:
                copy.delete(place)
            else:
                copy.replace(place.start, place.end, new)


def _edit(found: Found, edit: Callable[[Segment], Edit]) -> Edit | None:
    """What is to be changed; None where there is nothing."""
    if not isinstance(found.row, Segment):
        return None
    # XLIFF has no columns.
    asked = replace(edit(found.row), columns={})
    if found.row.references[:1] == (asked.target,):
        asked = replace(asked, target=None)
    return None if asked == UNCHANGED else asked
