"""What a file that is to be scored turned out to be, and what is odd in it."""

from __future__ import annotations

from workbench.app.parts.markup import note, safe
from workbench.corpus.formats import either, single
from workbench.corpus.inspection import Finding, Inspection
from workbench.corpus.inspection.told import told
from workbench.files.text_file import COMPRESSED
from workbench.language.display import things

SHOWN = 3
"""Segments of each finding."""
LONGEST = 160


def accepted() -> str:
    """What may be given, before anything is."""
    formats = either([form.title for form in single() if form.endings])
    return note(safe(f"{formats}, told by its content; plain or compressed ({', '.join(COMPRESSED)})."))


def inspection_panel(seen: Inspection, most: int | None = None) -> str:
    """The panel under an upload. ``most``: segments that were looked at, where no more are."""
    rows = "".join(
        f'<dt>{safe(name)}</dt><dd{_important(name)} dir="auto">{safe(line, 4 * LONGEST)}</dd>'
        for name, line in told(seen)
    )
    looked = f" in the first {most:,} segments" if most is not None and seen.segments >= most else ""
    count = len(seen.findings)
    head = f"{things(count, 'kind of oddity', 'kinds of oddities')}{looked}" if count else f"nothing odd{looked}"
    found = "".join(map(_item, seen.findings))
    if seen.undecided:
        head = "nothing was read yet"
    inside = f"<details><summary>{safe(head)}</summary><ul>{found}</ul></details>" if count else f"<p>{safe(head)}</p>"
    return (
        f'<section class="wb-inspection" role="status" aria-label="what the file is"><b>{safe(seen.decided)}</b>'
        f"<dl>{rows}</dl>{inside}</section>"
    )


def _important(name: str) -> str:
    return ' class="wb-here"' if name in ("note", "to be said", "bad rows", "left out") else ""


def _item(one: Finding) -> str:
    first = "".join(
        f'<li><span>{safe(seen.id, 40)}</span> <span dir="auto">{safe(seen.shown, LONGEST)}</span></li>'
        for seen in one.first[:SHOWN]
    )
    return f"<li><b>{safe(one.title)}</b> {one.count:,} <i>{safe(one.about)}</i><ul>{first}</ul></li>"
