"""The same file again: units that nothing is changed of are copied byte by byte."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.corpus.edit import UNCHANGED, Edit
from workbench.corpus.format import Destination
from workbench.corpus.formats.xliff.changed import changed
from workbench.corpus.formats.xliff.look import UNITS
from workbench.corpus.formats.xliff.reading import Found, read_units
from workbench.corpus.segment import Segment
from workbench.files.xml import local, namespace
from workbench.files.xml_bytes import copied

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from workbench.corpus.corpus import Corpus


def rewrite_xliff(corpus: Corpus, destination: Destination, edit: Callable[[Segment], Edit]) -> None:
    """Write a file again, with what ``edit`` says changed; see `changed` for how. Raises `CorpusError`, `OSError`.

    A ``file`` of XLIFF 2, which must not be empty, goes with the last of its units; where all go, the last one stays
    with an empty group.
    """
    left: Counter[str] = Counter()
    content = corpus.content(corpus.path)
    units = read_units(corpus)
    with copied(corpus.path, destination.path, content) as copy:
        places = copy.elements(UNITS)
        for unit in units:
            # Elements of another namespace are no units.
            place = next(one for one in places if one.namespace == namespace(unit.element))
            edits = [_edit(found, edit) for found in unit.found]
            new: str | None = ""
            if any(edits):
                new = changed(copy.raw(place.start, place.end), unit, edits, corpus.path)
            if new is None:
                copy.delete(place)
            elif new:
                copy.replace(place.start, place.end, new)
            if unit.version >= "2":
                left[_file_of(unit.element)] += new is not None
    if empty := [id for id, count in left.items() if not count]:
        _take_out_files(destination.path, empty, last=len(empty) == len(left))


def _file_of(unit: Element) -> str:
    """The id of the file in which a unit stands."""
    return next((above.get("id", "") for above in unit.iterancestors() if local(above) == "file"), "")


def _take_out_files(path: Path, empty: list[str], last: bool) -> None:
    """Take files out of a document that has been written; ``last``: they are all that have had units."""
    with copied(path, path) as copy:
        for place in copy.elements({"file"}, empty):
            if not last or place.attributes.get("id") != empty[-1]:
                copy.delete(place)
            elif not place.named("group"):
                prefix = place.tag.removesuffix("file")
                copy.insert(place.inner_end, f'<{prefix}group id="empty"/>')


def _edit(found: Found, edit: Callable[[Segment], Edit]) -> Edit | None:
    """What is to be changed; None where there is nothing."""
    if not isinstance(found.row, Segment):
        return None
    # XLIFF has no columns.
    asked = replace(edit(found.row), columns={})
    if found.row.references[:1] == (asked.target,):
        asked = replace(asked, target=None)
    return None if asked == UNCHANGED else asked
