"""Lines of the text files that links and their sentences come in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from workbench.errors import AlignmentError, CorpusError
from workbench.files.text_file import lines


def numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a text file as they are read, with their numbers from 1; see `workbench.files.text_file.lines`.

    Raises `AlignmentError` for a file that cannot be read, and with the line for what is no text.
    """
    try:
        yield from lines(path)
    except CorpusError as error:
        raise AlignmentError(str(error)) from error
