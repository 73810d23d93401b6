"""Lines of the text files that links and their sentences come in."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from workbench.errors import AlignmentError


def numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a UTF-8 file as they are read, with their numbers from 1.

    They end at a newline character and nowhere else; a carriage return before it and a byte order mark at the start
    are left out. Raises `AlignmentError` for a file that cannot be read, and with the line for a byte that is no UTF-8.
    """
    try:
        with open(path, "rb") as stream:
            for number, raw in enumerate(stream, start=1):
                yield number, _decoded(raw.removeprefix(codecs.BOM_UTF8) if number == 1 else raw, path, number)
    except OSError as error:
        raise AlignmentError(f"{path}: cannot be read: {error.strerror or error}; check the path") from error


def _decoded(raw: bytes, path: Path, number: int) -> str:
    try:
        return raw.decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError as error:
        raise AlignmentError(
            f"{path}:{number}: byte 0x{raw[error.start]:02x} is not UTF-8; convert the file, for example from Latin-1: "
            "iconv -f ISO-8859-1 -t UTF-8 FILE > NEW"
        ) from error
