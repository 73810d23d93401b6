"""Documents embedded in a file (``internal-file``, base64): left out, for they may be larger than any text is read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.files.xml import elements, local, namespace

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_BEGIN = re.compile(rb"<(?:[\w.-]+:)?internal-file(?=[\s>])[^<>]*(?<!/)>")
_NAME = b"internal-file"
_BASE64 = re.compile(rb"[A-Za-z0-9+/=\s]*")
_LONGEST_TAG = 4_096
_OWN = frozenset({"xliff", "file", "unit", "trans-unit", "bin-unit", "tool"})


def xliff_elements(
    path: Path, whole: Collection[str], starts: Collection[str], content: Path | None
) -> Iterator[tuple[str, Element]]:
    """`elements` of an XLIFF file, without what documents are embedded in it; what has a name of XLIFF's in another
    namespace than the first element, or the first file where that has none, is none of them."""
    space: str | None = None
    known: dict[str, bool] = {}
    for event, element in elements(path, whole, starts, content=content, through=without_embedded):
        tag = str(element.tag)
        if tag not in known:
            if space is None:
                space = namespace(element.getroottree().getroot()) or namespace(element)
            own = namespace(element) in ("", space)
            known[tag] = own or local(element) not in _OWN
        if known[tag]:
            yield event, element


def without_embedded(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same text with the lines of embedded documents empty."""
    rest, inside = b"", False
    for chunk in chunks:
        data, rest, place = rest + chunk, b"", 0
        kept: list[bytes] = []
        while place < len(data):
            if inside:
                # Nothing at all is a match, too.
                within = _BASE64.match(data, place)[0]  # type: ignore[index]
                kept.append(b"\n" * within.count(b"\n"))
                place += len(within)
                inside = place == len(data)
            elif _NAME in data and (begin := _BEGIN.search(data, place)):
                kept.append(data[place : begin.end()])
                place, inside = begin.end(), True
            else:
                # A tag may go on in the next piece.
                cut = data.rfind(b"<", max(place, len(data) - _LONGEST_TAG))
                cut = cut if cut >= 0 and b">" not in data[cut:] else len(data)
                kept.append(data[place:cut])
                rest, place = data[cut:], len(data)
        yield b"".join(kept)
    yield rest
