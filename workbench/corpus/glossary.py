"""A user's own terms: a file of two columns, the term in the source language and its required translation."""

from __future__ import annotations

from pathlib import Path

from workbench.errors import CorpusError
from workbench.files.text_file import lines


def read_glossary(path: str | Path) -> tuple[tuple[str, str], ...]:
    """The terms of a TSV file without a header, as they stand there; empty lines are left out.

    Raises `CorpusError` for a file that cannot be read, a line that is not two terms, and a file without any.
    """
    path = Path(path)
    terms = []
    for number, line in lines(path):
        if not line.strip():
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != 2 or not all(cells):
            raise CorpusError(
                f"{line!r} received; expected a source term, a tab and its required translation", path, number
            )
        terms.append((cells[0], cells[1]))
    if not terms:
        raise CorpusError("there are no terms in this file; expected a source term and a translation a line", path)
    return tuple(terms)
