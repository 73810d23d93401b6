"""Zip archives that hold one file, which is read as it lies in them; nothing is written anywhere."""

from __future__ import annotations

import errno
import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from workbench.files.packed import Allowance, Damaged, Packed, Refused, reason, told

MAGIC = b"PK\x03\x04"
EMPTY = b"PK\x05\x06"

_LONGEST_DIRECTORY = 4 << 20
"""Bytes of an archive's list of files: some 40,000 of them."""
_END, _END_LENGTH = b"PK\x05\x06", 22
# What makes a zip archive a document: Office Open XML, OpenDocument and EPUB.
_DOCUMENT = {"[Content_Types].xml", "mimetype"}
# What systems add to a folder that is packed.
_LITTER_FOLDER, _LITTER = "__MACOSX", {".ds_store", "thumbs.db", "desktop.ini"}
# What is said of a corpus beside it, and what memoQ keeps of the document that it made one of.
_BESIDE = re.compile(
    r"(readme|licen[cs]e|copying|citation|notice|changelog|authors)\b.*|.*\.md|skeleton\.xml", re.IGNORECASE
)
_ENCRYPTED = 0x1 | 0x40 | 0x2000
# The others come out of zipfile in pieces of any size.
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_METHOD_NAMES = {9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "xz", 98: "PPMd"}
_MOST_NAMED = 10


def is_zip(head: bytes) -> bool:
    return head.startswith((MAGIC, EMPTY))


def inner_name(path: Path, content: Path | None = None) -> str | None:
    """The name, without folders, of the one file in a zip archive; None for any other file, also for a document that
    is a zip archive (.xlsx, .docx, .odt), and for a pipe.

    Raises `CorpusError`, which names ``path``, for an archive that is broken, hostile, or does not hold one file.
    """
    where = content or path
    if not where.is_file():
        return None
    with told(path), where.open("rb") as stream:
        found = _one_file(stream) if is_zip(stream.peek(4)) else None
        return PurePosixPath(_slashed(found[1].filename)).name if found else None


def only_file(stream: io.BufferedReader, allowed: Allowance) -> Packed | None:
    """The one file in a zip archive, unpacked as it is read; None for a document, whose stream is at its beginning.

    Raises `Refused` and `Damaged`.
    """
    found = _one_file(stream)
    if found is None:
        stream.seek(0)
        return None
    return _Member(stream, *found, allowed)


class _Member(Packed):
    def __init__(self, packed: io.BufferedReader, archive: zipfile.ZipFile, info: zipfile.ZipInfo, allowed: Allowance):
        super().__init__(packed, allowed)
        # An archive may say that more went in than there is; no more comes out than it says.
        self._taken = min(info.compress_size, packed.seek(0, io.SEEK_END))
        allowed.check(info.file_size, self._taken)
        with _damage_told():
            self._member = archive.open(info)

    def _next(self, size: int) -> bytes:
        with _damage_told():
            return self._member.read(size)


@contextmanager
def _damage_told() -> Iterator[None]:
    """Raises `Damaged` for what zipfile raises on bytes that are no archive, or one that it does not know."""
    try:
        yield
    except (EOFError, zipfile.BadZipFile) as error:
        said = reason(error)
        raise Damaged("it ends too early" if said in ("", "File is not a zip file") else said) from error
    except (zlib.error, struct.error, NotImplementedError, OverflowError, RuntimeError, ValueError) as error:
        raise Damaged(reason(error)) from error
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        raise Damaged("it points outside itself") from error


class _InPieces(io.RawIOBase):
    """A file for zipfile, which reads the list of files at once, however long that says it is."""

    def __init__(self, stream: io.BufferedReader):
        self._stream = stream

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def read(self, size: int | None = -1, /) -> Any:
        most = _LONGEST_DIRECTORY
        data = self._stream.read(size if size is not None and 0 <= size <= most else most + 1)
        if len(data) > most:
            raise Refused("holds more files than can be listed; unpack it and give one of them")
        return data


def _one_file(stream: io.BufferedReader) -> tuple[zipfile.ZipFile, zipfile.ZipInfo] | None:
    """The archive and the file in it; None for a document."""
    if not stream.seekable():
        raise Refused("is a zip archive in a pipe, which can be read from a file alone; write it into one")
    with _damage_told():
        archive = zipfile.ZipFile(_InPieces(stream))
        stream.seek(-_END_LENGTH - len(archive.comment), io.SEEK_END)
    if stream.read(len(_END)) != _END:
        raise Damaged("something else follows it")
    if any(info.filename in _DOCUMENT for info in archive.infolist()):
        return None
    files = [info for info in archive.infolist() if _is_content(info)]
    if len(files) > 1:
        # An archive of a single file holds what it holds, whatever that is called.
        files = [info for info in files if not _BESIDE.fullmatch(_name(info))] or files
    if len(files) != 1:
        raise Refused(_not_one(files))
    _check(files[0])
    return archive, files[0]


def _is_content(info: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(_slashed(info.filename))
    folder = _slashed(info.filename).endswith("/")
    return not folder and _LITTER_FOLDER not in path.parts and path.name.lower() not in _LITTER


def _check(info: zipfile.ZipInfo) -> None:
    """Raises `Refused` for a file that leads elsewhere, or is not packed as can be read."""
    name = _slashed(info.filename)
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or (path.parts and path.parts[0].endswith(":")):
        raise Refused(f"holds a file named {info.filename!r}, which leads out of the archive; pack it again")
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise Refused(f"holds {info.filename!r}, which is a link or a device and no file; pack the file itself")
    if info.flag_bits & _ENCRYPTED:
        raise Refused(f"holds {info.filename!r} encrypted; unpack it with its password and give that")
    if info.compress_type not in _METHODS:
        method = _METHOD_NAMES.get(info.compress_type, f"method {info.compress_type}")
        raise Refused(f"holds {info.filename!r} packed with {method}; expected Deflate: unpack it and give that")


def _not_one(files: list[zipfile.ZipInfo]) -> str:
    if not files:
        return "is a zip archive that holds no file; expected one"
    named = ", ".join(repr(info.filename) for info in files[:_MOST_NAMED])
    more = f" and {len(files) - _MOST_NAMED:,} more" if len(files) > _MOST_NAMED else ""
    told = (
        f"is a zip archive that holds {len(files):,} files: {named}{more}; expected one: unpack it and give one of them"
    )
    first, second, *others = map(_name, files)
    if not others and first.rpartition(".")[0] == second.rpartition(".")[0]:
        told += f"; a pair of which one is named is found whole, so {first} is enough"
    return told


def _name(info: zipfile.ZipInfo) -> str:
    """Without folders."""
    return PurePosixPath(_slashed(info.filename)).name


def _slashed(name: str) -> str:
    """Some systems write their own backslashes."""
    return name.replace("\\", "/")
