"""Compressed files, unpacked as they are read; what is damaged, cut off or followed by something else is told."""

from __future__ import annotations

import bz2
import io
import lzma
import re
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from workbench.files.archive import is_zip, only_file
from workbench.files.packed import CHUNK, Allowance, Damaged, Packed, Refused, allowance, reason

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MOST_WINDOW = 128 << 20
"""Bytes that unpacking may look back, and hold in memory: xz -9 needs 64 MB, zstd --ultra -22 all of it."""


class _Unpacker(Protocol):
    """One stream of compressed data, as `bz2.BZ2Decompressor` and `lzma.LZMADecompressor` read it."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes: ...


class _Gunzip:
    """The same for gzip, with its header and checksum."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def needs_input(self) -> bool:
        return not self._zlib.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._zlib.unused_data

    def decompress(self, data: bytes, max_length: int = 0, /) -> bytes:
        return self._zlib.decompress(self._zlib.unconsumed_tail + data, max_length)


def _unxz() -> lzma.LZMADecompressor:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MOST_WINDOW + (16 << 20))


def _unzstd() -> zstd.ZstdDecompressor:
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: MOST_WINDOW.bit_length() - 1})


@dataclass(frozen=True)
class _Form:
    """``magic``: how a stream begins; ``padding``: what may stand after one."""

    magic: re.Pattern[bytes]
    unpacker: Callable[[], _Unpacker]
    padding: bytes = b""


_FORMS = (
    _Form(re.compile(rb"\x1f\x8b"), _Gunzip, b"\0"),
    _Form(re.compile(rb"BZh[1-9](1AY&SY|\x17rE8P\x90)"), bz2.BZ2Decompressor),
    _Form(re.compile(rb"\xfd7zXZ\x00"), _unxz, b"\0"),
    # A frame, or one that is to be skipped: pzstd begins with such a one, seekable files end with one.
    _Form(re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18"), _unzstd),
)
_LONGEST_MAGIC = 10
# What is wrong with sound data, as liblzma and libzstd say it.
_BEYOND = (
    (
        ("Memory usage limit", "requires too much memory"),
        f"needs more than {MOST_WINDOW >> 20} MB of memory to be unpacked; compress it again with the usual settings "
        "(zstd without --long, xz -9 at most)",
    ),
    (("Dictionary mismatch",), "was compressed with a dictionary that is not in it; compress it again without one"),
)


def unpacked(stream: io.BufferedReader, allowed: Allowance | None = None) -> io.BufferedReader:
    """The stream itself, or what is packed in it if it begins as gzip, bzip2, xz, Zstandard or a zip archive does that
    holds one file. A document that is a zip archive (.xlsx, .odt) is given as it is.

    ``allowed``: how much may come out of it, `allowance` if none is given. Raises `Damaged` and `Refused`, as reading
    does; the stream is closed then.
    """
    try:
        return _unpacked(stream, allowed or allowance())
    except BaseException:
        stream.close()
        raise


def is_packed(stream: io.BufferedReader) -> bool:
    """Whether this is what `unpacked` made of compressed data."""
    return isinstance(stream.raw, Packed)


def _unpacked(stream: io.BufferedReader, allowed: Allowance) -> io.BufferedReader:
    head = stream.peek(_LONGEST_MAGIC)
    if form := _form_of(head):
        return io.BufferedReader(_Unpacked(stream, form, allowed), CHUNK)
    inner = only_file(stream, allowed) if is_zip(head) else None
    if inner is None:
        return stream
    found: io.BufferedReader = io.BufferedReader(inner, CHUNK)
    if _form_of(found.peek(_LONGEST_MAGIC)):
        raise Refused("is a zip archive that holds a file which is compressed itself; unpack it and give that")
    return found


def _form_of(head: bytes) -> _Form | None:
    return next((form for form in _FORMS if form.magic.match(head)), None)


class _Unpacked(Packed):
    """All streams of a file, one after the other. Python's own files leave out what follows bzip2 and xz."""

    def __init__(self, packed: io.BufferedReader, form: _Form, allowed: Allowance):
        super().__init__(packed, allowed)
        self._form = form
        self._unpacker = form.unpacker()

    def _next(self, size: int) -> bytes:
        rest = b""
        while True:
            if self._unpacker.eof:
                rest = self._after_stream()
                if not rest:
                    return b""
                self._unpacker = self._form.unpacker()
            if not rest and self._unpacker.needs_input:
                rest = self._read()
                if not rest:
                    raise Damaged("it ends too early")
            try:
                data = self._unpacker.decompress(rest, size)
            except (OSError, EOFError, zlib.error, lzma.LZMAError, zstd.ZstdError) as error:
                said = reason(error)
                for signs, advice in _BEYOND:
                    if any(sign in said for sign in signs):
                        raise Refused(advice) from error
                raise Damaged(said) from error
            if data:
                return data
            rest = b""

    def _after_stream(self) -> bytes:
        """The beginning of a further stream; nothing at the end of the file."""
        rest = self._unpacker.unused_data
        while True:
            rest = rest.lstrip(self._form.padding) if self._form.padding else rest
            more = self._read() if len(rest) < _LONGEST_MAGIC else b""
            if not more:
                break
            rest += more
        if rest and not self._form.magic.match(rest):
            raise Damaged("something else follows it")
        return rest

    def _read(self) -> bytes:
        data = self._packed.read(CHUNK)
        self._taken += len(data)
        return data
