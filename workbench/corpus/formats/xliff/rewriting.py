"""The same file again: units that nothing is changed of are copied byte by byte."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import IO, TYPE_CHECKING

from workbench.corpus.edit import UNCHANGED, Edit
from workbench.corpus.format import Destination
from workbench.corpus.formats.xliff.changed import changed
from workbench.corpus.formats.xliff.look import UNITS
from workbench.corpus.formats.xliff.pieces import pieces
from workbench.corpus.formats.xliff.reading import Found, read_units
from workbench.corpus.segment import Segment
from workbench.files.writing import whole_file
from workbench.files.xml_text import XmlText, xml_text

if TYPE_CHECKING:
    from workbench.corpus.corpus import Corpus


def rewrite_xliff(corpus: Corpus, destination: Destination, edit: Callable[[Segment], Edit]) -> None:
    """Write a file again, with what ``edit`` says changed; see `changed` for how. Raises `CorpusError`, `OSError`."""
    content = corpus.content(corpus.path)
    with xml_text(corpus.path, content) as text, whole_file(destination.path, "wb") as file:
        out = _Writer(file, text)
        units = read_units(corpus)
        for before, raw in pieces(text, UNITS, corpus.path):
            if raw is None:
                out.write(before)
                break
            unit = next(units)
            edits = [_edit(each, edit) for each in unit.found]
            if not any(edits):
                out.write(before + raw)
                continue
            new = changed(raw, unit, edits, corpus.path)
            # An element that is gone leaves no empty line.
            out.write(before + new if new else before.rstrip(b" \t\r\n"))
        for _ in units:  # what is wrong behind the last unit is told
            pass


def _edit(found: Found, edit: Callable[[Segment], Edit]) -> Edit | None:
    """What is to be changed; None where there is nothing."""
    if not isinstance(found.row, Segment):
        return None
    asked = edit(found.row)
    references: Sequence[str] = found.row.references
    if asked.target is not None and references and asked.target == references[0]:
        asked = Edit(keep=asked.keep, notes=asked.notes, columns=asked.columns, issues=asked.issues)
    return (
        None
        if Edit(keep=asked.keep, target=asked.target, notes=asked.notes, issues=asked.issues) == UNCHANGED
        else asked
    )


class _Writer:
    """Writes in the encoding of the file that is written again."""

    def __init__(self, file: IO[bytes], text: XmlText):
        self._file, self._encoding = file, text.encoding
        file.write(text.mark)

    def write(self, data: bytes) -> None:
        if self._encoding != "utf-8":
            data = data.decode().encode(self._encoding, "xmlcharrefreplace")
        self._file.write(data)
