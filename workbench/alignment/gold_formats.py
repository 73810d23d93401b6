"""One reader per format of gold alignments: what each file says, with indices as they stand there."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from workbench.alignment.lines import numbered_lines
from workbench.alignment.pharaoh import POSSIBLE, SURE, is_link, marked_links
from workbench.alignment.sentences import check_ids, joined
from workbench.errors import AlignmentError, UnknownNameError

COLUMNS = ("id", "source", "target", "sure", "possible")

_NAACL = re.compile(r"\s*([0-9]{1,9})\s+([0-9]{1,9})\s+([0-9]{1,9})(?:\s+([SP]))?(?:\s+[0-9.eE+-]+)?\s*")


class WrittenLink(NamedTuple):
    """A link as a file has it; ``line`` is where."""

    source: int
    target: int
    sure: bool
    line: int


@dataclass(frozen=True)
class Entry:
    """What a file says of one pair, in or from ``line``.

    ``id`` or (NAACL) ``number`` tells the pair where the order of lines does not; ``texts`` are source and target
    where the file has them.
    """

    line: int
    links: tuple[WrittenLink, ...]
    id: str | None = None
    number: int | None = None
    texts: tuple[str, str] | None = None


Lines = Sequence[tuple[int, str]]


def tsv(path: Path, lines: Lines) -> list[Entry]:
    """Our own: a header ``id source target sure possible``, then one pair a line, tabs between; links ``i-j`` from 0.

    ``possible`` has the links that are possible only; further columns are left alone.
    """
    header = tuple(lines[0][1].split("\t")) if lines else ()
    if header[: len(COLUMNS)] != COLUMNS:
        raise AlignmentError(f"{path}:1: columns {' '.join(COLUMNS)} expected, found {' '.join(header)!r}")
    entries = []
    for number, line in lines[1:]:
        cells = line.split("\t")
        if len(cells) < len(COLUMNS):
            raise AlignmentError(f"{path}:{number}: {len(COLUMNS)} columns expected, found {len(cells)}")
        sure, possible = (_links(cell, path, number, SURE) for cell in cells[3:5])
        links = sure + tuple(link._replace(sure=False) for link in possible)
        entries.append(Entry(number, links, cells[0], texts=(joined(cells[1]), joined(cells[2]))))
    return entries


def pharaoh(path: Path, lines: Lines) -> list[Entry]:
    """One pair a line, links ``i-j``, all sure."""
    return [Entry(number, _links(line, path, number, SURE)) for number, line in lines]


def talp(path: Path, lines: Lines) -> list[Entry]:
    """One pair a line, links ``i-j`` sure and ``ipj`` possible (Lambert et al. 2005,
    https://doi.org/10.1007/s10579-005-4822-5); some write ``i?j`` for possible."""
    return [Entry(number, _links(line, path, number)) for number, line in lines]


def ids(path: Path, lines: Lines) -> list[Entry]:
    """One pair a line, ``ID<TAB>links`` with links as in `talp`."""
    entries = []
    for number, line in lines:
        id, *cells = line.split("\t")
        if not line.strip():
            continue
        if not id.strip() or len(cells) != 1:
            raise AlignmentError(f"{path}:{number}: expected an id, one tab and links; found {len(cells)} tabs")
        entries.append(Entry(number, _links(cells[0], path, number), id))
    return entries


def naacl(path: Path, lines: Lines) -> list[Entry]:
    """One link a line, ``sentence i j S|P``, sure without a letter (Mihalcea & Pedersen 2003,
    https://aclanthology.org/W03-0301); a confidence after it is left alone. Words count from 1; 0 is NULL, no word."""
    links: dict[int, list[WrittenLink]] = {}
    for number, line in lines:
        if not line.strip():
            continue
        match = _NAACL.fullmatch(line)
        if match is None:
            raise AlignmentError(
                f"{path}:{number}: {line.strip()!r} received; expected sentence number, source word, target word and "
                "S or P, such as 1 2 3 S"
            )
        sentence, source, target = map(int, match.groups()[:3])
        links.setdefault(sentence, []).append(WrittenLink(source, target, match[4] != "P", number))
    return [Entry(found[0].line, tuple(found), number=sentence) for sentence, found in links.items()]


GOLD_FORMATS: dict[str, Callable[[Path, Lines], list[Entry]]] = {
    "tsv": tsv,
    "pharaoh": pharaoh,
    "talp": talp,
    "ids": ids,
    "naacl": naacl,
}
"""Each raises `AlignmentError` with file and line for a line that is not as it describes."""


def read_entries(path: Path, format: str | None = None) -> tuple[str, list[Entry]]:
    """The format of a file, one of `GOLD_FORMATS`, told by its content unless given; and what it says of each pair.

    Raises `UnknownNameError` for a format that does not exist, `AlignmentError` as the readers do and for an id that
    is there twice.
    """
    if format is not None and format not in GOLD_FORMATS:
        raise UnknownNameError("format of links", format, GOLD_FORMATS)
    lines = list(numbered_lines(path))
    format = format or _told_by(lines)
    entries = GOLD_FORMATS[format](path, lines)
    named = [entry for entry in entries if entry.id is not None]
    check_ids([str(entry.id) for entry in named], [entry.line for entry in named], path)
    return format, entries


def _told_by(lines: Lines) -> str:
    first = next((line for _, line in lines if line.strip()), "")
    cells = first.split("\t")
    if len(cells) > 1 and cells[0] == COLUMNS[0]:
        return "tsv"
    if _NAACL.fullmatch(first):
        return "naacl"
    if len(cells) > 1 and (not is_link(cells[0].split(" ")[0]) or _all_named(lines)):
        return "ids"
    tokens = (token for _, line in lines for token in line.split())
    return "talp" if any(is_link(token, POSSIBLE) for token in tokens) else "pharaoh"


def _all_named(lines: Lines) -> bool:
    """Whether every line has one tab, behind something that no other line begins with: an id may look like a link."""
    parted = [line.split("\t") for _, line in lines if line.strip()]
    return all(len(cells) == 2 for cells in parted) and len({cells[0] for cells in parted}) == len(parted)


def _links(text: str, path: Path, line: int, marks: str = SURE + POSSIBLE) -> tuple[WrittenLink, ...]:
    found = marked_links(text, f"{path}:{line}", marks)
    return tuple(WrittenLink(*link, mark == SURE, line) for link, mark in found)
