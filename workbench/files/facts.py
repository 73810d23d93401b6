"""What the bytes of a file show: how large it is, how it is packed, its encoding, and how its lines end."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from workbench import work
from workbench.files.text_file import opened

_CHUNK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "UTF-8"),
    (codecs.BOM_UTF16_LE, "UTF-16LE"),
    (codecs.BOM_UTF16_BE, "UTF-16BE"),
)
_PACKED = ((b"\x1f\x8b", "gzip"), (b"BZh", "bzip2"), (b"\xfd7zXZ\0", "xz"), (b"\x28\xb5\x2f\xfd", "zstd"))
_DECLARED = re.compile(rb"""<\?xml[^>]*encoding=["']([\w.-]+)|^"Content-Type:[^\n]*charset=([\w.-]+)""", re.MULTILINE)
_NO_TEXT = (b"PK\x03\x04", b"PAR1", b"ARROW1")
_ENDS = {"\r\n": "CRLF", "\n": "LF", "\r": "CR"}


@dataclass(frozen=True)
class FileFacts:
    """``size`` in bytes as it lies on the disk; of a folder of all files in it. ``packed``: gzip, … or None.

    ``encoding``: as declared or found, None where the bytes are no text or in one that is not told. ``mark``: whether a
    byte order mark stands at the beginning. ``line_ends``: how many lines end in each way (LF, CRLF, CR).
    """

    path: Path
    size: int
    packed: str | None = None
    encoding: str | None = None
    mark: bool = False
    line_ends: tuple[tuple[str, int], ...] = ()


def facts_of(path: Path, content: Path | None = None) -> FileFacts:
    """``content``: where the bytes lie, if not at ``path``. Raises `CorpusError` for what cannot be read."""
    place = content or path
    if place.is_dir():
        return FileFacts(path=path, size=sum(one.stat().st_size for one in place.rglob("*") if one.is_file()))
    with place.open("rb") as stream:
        head = stream.read(8)
    packed = next((name for magic, name in _PACKED if head.startswith(magic)), None)
    with opened(path, content) as stream:
        first = stream.read(_CHUNK)
        mark, encoding = next((found for found in _MARKS if first.startswith(found[0])), (b"", None))
        if head.startswith(_NO_TEXT[0]) and not first.startswith(_NO_TEXT[0]):
            packed = "zip"
        if first.startswith(_NO_TEXT) or (encoding is None and b"\0" in first):
            return FileFacts(path=path, size=place.stat().st_size, packed=packed)
        declared = _DECLARED.search(first[:4096])
        named = next(filter(None, declared.groups()), b"").decode("ascii").upper() if declared else None
        decoder = codecs.getincrementaldecoder(encoding or "utf-8")("surrogateescape")
        counts = dict.fromkeys(_ENDS, 0)
        ascii_alone, fits, last = True, True, ""
        chunk = first[len(mark) :]
        while chunk:
            work.check()
            try:
                text = decoder.decode(chunk)
            except UnicodeDecodeError:  # UTF-16 that is cut; reading it as a corpus tells
                break
            ascii_alone = ascii_alone and text.isascii()
            fits = fits and not any("\udc80" <= one <= "\udcff" for one in set(text)) if not text.isascii() else fits
            _count(last + text, counts)
            last = "\r" if text.endswith("\r") else ""
            chunk = stream.read(_CHUNK)
        counts["\r"] += bool(last)
    found = encoding or named or ("ASCII" if ascii_alone else "UTF-8" if fits else None)
    return FileFacts(
        path=path,
        size=place.stat().st_size,
        packed=packed,
        encoding=found,
        mark=bool(mark),
        line_ends=tuple((_ENDS[end], count) for end, count in counts.items() if count),
    )


def _count(text: str, counts: dict[str, int]) -> None:
    """Adds the ends of lines in a piece of text; a carriage return at its end waits for what follows."""
    both = text.count("\r\n")
    counts["\r\n"] += both
    counts["\n"] += text.count("\n") - both
    counts["\r"] += text.count("\r") - both - text.endswith("\r")
