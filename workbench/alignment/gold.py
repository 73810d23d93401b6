"""Hand-made word alignments: sentence pairs with sure and possible links."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workbench.alignment.links import Link
from workbench.errors import AlignmentError

COLUMNS = ("id", "source", "target", "sure", "possible")


@dataclass(frozen=True)
class GoldPair:
    """``source`` and ``target`` are words joined by single spaces. ``possible`` includes ``sure``."""

    id: str
    source: str
    target: str
    sure: frozenset[Link]
    possible: frozenset[Link]


def read_gold(path: Path) -> Iterator[GoldPair]:
    """Our own format: TSV with the header ``id source target sure possible``, links ``i-j`` (source-target) from 0.

    The column ``possible`` holds the links that are possible only. Raises `AlignmentError` with file and line.
    """
    with open(path, encoding="utf-8", newline="\n") as lines:
        header = tuple(lines.readline().rstrip("\n").split("\t"))
        if header[: len(COLUMNS)] != COLUMNS:
            raise AlignmentError(f"{path}:1: columns {' '.join(COLUMNS)} expected, found {' '.join(header)}")
        for number, line in enumerate(lines, start=2):
            cells = line.rstrip("\n").split("\t")
            if len(cells) < len(COLUMNS):
                raise AlignmentError(f"{path}:{number}: {len(COLUMNS)} columns expected, found {len(cells)}")
            name, source, target = cells[:3]
            size = len(source.split(" ")), len(target.split(" "))
            sure, possible = (_links(cell, size, f"{path}:{number}") for cell in cells[3:5])
            yield GoldPair(name, source, target, sure, sure | possible)


def _links(cell: str, size: tuple[int, int], place: str) -> frozenset[Link]:
    links = set()
    for text in cell.split():
        left, _, right = text.partition("-")
        if not (left.isdecimal() and right.isdecimal()):
            raise AlignmentError(f"{place}: link {text!r} is not of the form i-j")
        link = int(left), int(right)
        if link[0] >= size[0] or link[1] >= size[1]:
            raise AlignmentError(
                f"{place}: link {text} is out of range; the pair has {size[0]} source and {size[1]} target words "
                "(counted from 0)"
            )
        links.add(link)
    return frozenset(links)
