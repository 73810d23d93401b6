"""What comes out of compressed data: no more than is allowed, or what is wrong with it."""

from __future__ import annotations

import io
import os
import re
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.errors import CorpusError
from workbench.files.writing import Unwritten

CHUNK = 1 << 16

_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
_SIZE = re.compile(r"\s*(\d{1,15})\s*([KMGT]?)(?:i?B)?\s*", re.IGNORECASE | re.ASCII)


class Damaged(Exception):
    """What is wrong with compressed data."""


class Refused(Exception):
    """Why compressed data that may be sound are not unpacked, and what to do, as a sentence about the file."""


@dataclass(frozen=True)
class Allowance:
    """How much may come out of compressed data: ``most`` bytes, and beyond the first ``free`` bytes ``ratio`` times
    what went in. 0 for no limit.

    Text of distinct sentences unpacks to 3 to 20 times its size. One sentence over and over reaches 350 with gzip,
    whose utmost is 1,032, and 5,000 to 12,000 with the others: two million such lines of 50 bytes are still ``free``,
    and blank lines alone of that size cost a reader most of a minute.
    """

    most: int = 64 << 30
    ratio: int = 1000
    free: int = 128 << 20

    def check(self, out: int, taken: int) -> None:
        """Raises `Refused` when ``out`` bytes are more than may come of ``taken``."""
        if self.most and out > self.most:
            raise Refused(
                f"unpacks to more than {_in_words(self.most)}; take a part of it, or allow more: "
                "WORKBENCH_MAX_UNPACKED=200G (0 for no limit)"
            )
        if self.ratio and out > max(self.free, self.ratio * taken):
            raise Refused(
                f"unpacks to more than {self.ratio:,} times its size ({_in_words(out)} from "
                f"{_in_words(taken)}), as no corpus does that is worth reading; if it is one, unpack it and give that, "
                "or allow more: WORKBENCH_MAX_RATIO=100000 (0 for no limit)"
            )


def allowance() -> Allowance:
    """The usual one, or as ``WORKBENCH_MAX_UNPACKED`` (bytes, ``500M``, ``20G``) and ``WORKBENCH_MAX_RATIO`` say it.

    Raises `CorpusError` for what is no size or ratio.
    """
    usual = Allowance()
    return Allowance(
        most=_setting("WORKBENCH_MAX_UNPACKED", usual.most, "bytes, such as 500M or 20G"),
        ratio=_setting("WORKBENCH_MAX_RATIO", usual.ratio, "a whole number, such as 5000"),
    )


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Raises `CorpusError`, which names ``path``, for what cannot be read or unpacked inside."""
    try:
        yield
    except Damaged as error:
        broken = f"the compressed data is broken ({error}): the file is damaged; copy or compress it again"
        raise CorpusError(broken, path) from error
    except Refused as error:
        raise CorpusError(str(error), path) from error
    except Unwritten:
        raise  # of another file, which is written meanwhile
    except OSError as error:
        raise CorpusError(f"the file cannot be read: {error.strerror or error}", path) from error


class Packed(io.RawIOBase):
    """A file that is unpacked as it is read, and closes ``packed``, where it comes from.

    Reading raises `Damaged` and `Refused`.
    """

    def __init__(self, packed: io.BufferedReader, allowed: Allowance):
        self._packed, self._allowed = packed, allowed
        self._out = self._taken = 0

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._packed.close()
        super().close()

    def readinto(self, buffer: Any, /) -> int:
        data = self._next(len(buffer))
        self._out += len(data)
        self._allowed.check(self._out, self._taken)
        buffer[: len(data)] = data
        return len(data)

    @abstractmethod
    def _next(self, size: int) -> bytes:
        """Up to ``size`` bytes, none at the end; what went in for them is counted in ``_taken``."""


def reason(error: Exception) -> str:
    """What a library says of damaged data, without its own preamble."""
    said = re.sub(r"^(Error -?\d+ while decompressing data|Unable to decompress Zstandard data): ", "", str(error))
    if said in ("incorrect data check", "Restored data doesn't match checksum") or said.startswith("Bad CRC-32"):
        return "CRC check failed"
    return said


def _setting(name: str, usual: int, expected: str) -> int:
    given = os.environ.get(name, "").strip()
    if not given:
        return usual
    found = _SIZE.fullmatch(given)
    if not found:
        raise CorpusError(f"{name}={given!r} received; expected {expected}, or 0 for no limit")
    return int(found[1]) * _UNITS[found[2].upper()]


def _in_words(size: int) -> str:
    for unit in ("G", "M", "k"):
        factor = _UNITS[unit.upper()]
        if size >= factor:
            return f"{size / factor:,.0f} {unit}B"
    return f"{size:,} bytes"
