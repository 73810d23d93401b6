"""Whether a corpus can be written where it is to be: asked before anything is read or computed for it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from workbench.corpus.format import Destination, Format
from workbench.corpus.formats.parallel import paths_of
from workbench.corpus.naming import plain
from workbench.errors import CorpusError
from workbench.files.text_file import COMPRESSED
from workbench.files.writing import PACKED_BY


def files_of(destination: Destination, form: Format) -> tuple[Path, ...]:
    """The files that are written. Raises `CorpusError` where two of them would be the same."""
    return paths_of(destination) if form.aligned else (destination.path,)


def check_destination(destination: Destination, form: Format, own: Iterable[Path] = ()) -> None:
    """Raises `CorpusError` for a folder that is not there, a name that no such file may have, what is no file, and for
    one of the files ``own`` that are read."""
    own = tuple(own)
    for path in files_of(destination, form):
        check_folder(path)
        check_ending(path, form)
        if os.path.exists(path) and not os.path.isfile(path):
            raise CorpusError("is there and no file; give another name to write to", path)
        check_not_own(own, path)


def check_folder(path: Path) -> None:
    """Raises `CorpusError` unless the folder of a file to write exists."""
    folder = path.absolute().parent
    if not os.path.isdir(folder):
        raise CorpusError(f"cannot be written: there is no folder {path.parent}; make it first", path)


def check_ending(path: Path, form: Format | None = None) -> None:
    """Raises `CorpusError` for the ending of a compressed file that is not written, and for one of files that ``form``
    only reads."""
    ending = path.suffix.lower()
    if ending in COMPRESSED and ending not in PACKED_BY:
        raise CorpusError(
            f"{ending} is read, but not written; leave it out, or compress with {', '.join(PACKED_BY)}", path
        )
    ending = Path(plain(path)).suffix.lower()
    if form and ending in form.read_only:
        raise CorpusError(f"{ending} is read, but not written; {form.title} is written as {form.endings[0]}", path)


def check_not_own(own: Iterable[Path], *paths: Path) -> None:
    """Raises `CorpusError` where a file to write is one of ``own``, which are read."""
    own = tuple(own)
    for path in paths:
        for read in own:
            there = os.path.exists(path) and os.path.exists(read)
            if path.absolute() == read.absolute() or (there and path.samefile(read)):
                raise CorpusError("this is the file that is read; give another name to write to", path)
