"""Workbooks looked through before a library has them in memory: how much they unpack to, and how wide they are."""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from workbench import work
from workbench.errors import CorpusError

MOST_UNPACKED = 1 << 30
"""Bytes that all parts of a workbook may unpack to."""
MOST_CELLS = 50_000_000
"""Cells of the rectangle that a sheet fills: the library holds the empty ones too."""

_CHUNK = 1 << 20
_OVERLAP = 64
# Up to column Z a sheet of all rows has fewer cells than are allowed.
_WIDE = re.compile(rb"""r=["'][A-Za-z]{2,4}[0-9]""")
_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Za-z]{1,4})([0-9]{1,9})["']""")
_UNCOMPUTED = re.compile(rb"</f>\s*(?:<v>\s*</v>|<v\s*/>)?\s*</c>")
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True)
class Checked:
    """``uncomputed``: formulas whose result is not stored."""

    uncomputed: int = 0


def checked(path: Path, named: Path) -> Checked:
    """Reads all parts of a workbook that is a zip archive. Raises `CorpusError`, which names ``named``, for one that is
    damaged or beyond `MOST_UNPACKED` and `MOST_CELLS`."""
    try:
        size = path.stat().st_size
        if size > MOST_UNPACKED:
            raise CorpusError(_too_large(size), named)
        with path.open("rb") as stream:
            if stream.read(len(_ZIP)) != _ZIP:
                return Checked()
        with zipfile.ZipFile(path) as archive:
            total = sum(info.file_size for info in archive.infolist())
            if total > MOST_UNPACKED:
                raise CorpusError(_too_large(total), named)
            return Checked(sum(_part(archive, info, named) for info in archive.infolist()))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise CorpusError(f"the workbook is damaged ({error}); copy it again, or save it anew", named) from error
    except OSError as error:
        raise CorpusError(f"the file cannot be read: {error.strerror or error}", named) from error


def _part(archive: zipfile.ZipFile, info: zipfile.ZipInfo, named: Path) -> int:
    """Formulas without a result. What a part says of its size holds: more than that is damaged."""
    is_sheet = "/worksheets/" in info.filename and info.filename.endswith(".xml")
    uncomputed, is_wide, tail = 0, False, b""
    with archive.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            work.check()
            if is_sheet:
                data = tail + chunk
                # What is in the overlap has been counted.
                uncomputed += len(_UNCOMPUTED.findall(data)) - len(_UNCOMPUTED.findall(tail))
                is_wide = is_wide or _WIDE.search(data) is not None
                tail = data[-_OVERLAP:]
    if is_wide:
        _check_area(archive, info, named)
    return uncomputed


def _check_area(archive: zipfile.ZipFile, info: zipfile.ZipInfo, named: Path) -> None:
    lowest, tail = 0, b""
    columns: set[bytes] = set()
    with archive.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            work.check()
            data = tail + chunk
            for letters, digits in _CELL.findall(data):
                columns.add(letters)
                lowest = max(lowest, int(digits))
            tail = data[-_OVERLAP:]
    widest = max(map(_number, columns), default=0)
    if widest * lowest > MOST_CELLS:
        raise CorpusError(
            f"a sheet of {lowest:,} rows and {widest:,} columns; at most {MOST_CELLS:,} cells are read: delete what is "
            "not needed, or save it as CSV",
            named,
        )


def _number(letters: bytes) -> int:
    """Of a column: A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _too_large(size: int) -> str:
    return f"unpacks to {size / 2**20:,.0f} MB; at most {MOST_UNPACKED >> 20:,} MB are read: save it as CSV"
