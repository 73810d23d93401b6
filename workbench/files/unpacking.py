"""Compressed files, unpacked as they are read; what is damaged, cut off or followed by something else is told."""

from __future__ import annotations

import bz2
import io
import lzma
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any, Protocol

_CHUNK = 1 << 16


class Damaged(Exception):
    """What is wrong with compressed data."""


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


@dataclass(frozen=True)
class _Form:
    """``magic``: how a stream begins; ``padding``: what may stand after one."""

    magic: re.Pattern[bytes]
    unpacker: Callable[[], _Unpacker]
    padding: bytes = b""


_FORMS = (
    _Form(re.compile(rb"\x1f\x8b"), _Gunzip, b"\0"),
    _Form(re.compile(rb"BZh[1-9](1AY&SY|\x17rE8P\x90)"), bz2.BZ2Decompressor),
    _Form(re.compile(rb"\xfd7zXZ\x00"), lzma.LZMADecompressor, b"\0"),
)
_LONGEST_MAGIC = 10


def unpacked(stream: io.BufferedReader) -> io.BufferedReader:
    """The stream itself, or what is packed in it if it begins as gzip, bzip2 or xz does; that raises `Damaged`."""
    head = stream.peek(_LONGEST_MAGIC)
    for form in _FORMS:
        if form.magic.match(head):
            return io.BufferedReader(_Unpacked(stream, form), _CHUNK)
    return stream


def is_packed(stream: io.BufferedReader) -> bool:
    """Whether this is what `unpacked` made of compressed data."""
    return isinstance(stream.raw, _Unpacked)


class _Unpacked(io.RawIOBase):
    """All streams of a file, one after the other. Python's own files leave out what follows bzip2 and xz."""

    def __init__(self, packed: IO[bytes], form: _Form):
        self._packed, self._form = packed, form
        self._unpacker = form.unpacker()

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._packed.close()
        super().close()

    def readinto(self, buffer: Any, /) -> int:
        data = self._next(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _next(self, size: int) -> bytes:
        rest = b""
        while True:
            if self._unpacker.eof:
                rest = self._after_stream()
                if not rest:
                    return b""
                self._unpacker = self._form.unpacker()
            if not rest and self._unpacker.needs_input:
                rest = self._packed.read(_CHUNK)
                if not rest:
                    raise Damaged("it ends too early")
            try:
                data = self._unpacker.decompress(rest, size)
            except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
                raise Damaged(_reason(error)) from error
            if data:
                return data
            rest = b""

    def _after_stream(self) -> bytes:
        """The beginning of a further stream; nothing at the end of the file."""
        rest = self._unpacker.unused_data
        while True:
            rest = rest.lstrip(self._form.padding) if self._form.padding else rest
            more = self._packed.read(_CHUNK) if len(rest) < _LONGEST_MAGIC else b""
            if not more:
                break
            rest += more
        if rest and not self._form.magic.match(rest):
            raise Damaged("something else follows it")
        return rest


def _reason(error: Exception) -> str:
    reason = str(error).removeprefix("Error -3 while decompressing data: ")
    return "CRC check failed" if reason == "incorrect data check" else reason
