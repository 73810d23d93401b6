"""What may be brought, and what is odd in what was."""

from __future__ import annotations

from workbench.app.parts.markup import note, safe
from workbench.corpus.formats import either, single
from workbench.corpus.inspection import Finding, Inspection
from workbench.files.text_file import COMPRESSED
from workbench.language.display import things

SHOWN = 3
"""Segments of each finding."""
LONGEST = 160


def accepted() -> str:
    """What may be given, before anything is."""
    formats = either([form.title for form in single() if form.endings])
    return note(safe(f"{formats}, told by its content; plain or compressed ({', '.join(COMPRESSED)})."))


def oddities(seen: Inspection) -> str:
    """A fold of what is odd in the segments that were looked at; empty where nothing is."""
    count = len(seen.findings)
    if not count:
        return ""
    head = f"{things(count, 'kind of oddity', 'kinds of oddities')} in the first {things(seen.segments, 'row')}"
    found = "".join(map(_item, seen.findings))
    return f'<details class="wb-oddities"><summary>{safe(head)}</summary><ul>{found}</ul></details>'


def _item(one: Finding) -> str:
    first = "".join(
        f'<li><span>{safe(seen.id, 40)}</span> <span dir="auto">{safe(seen.shown, LONGEST)}</span></li>'
        for seen in one.first[:SHOWN]
    )
    return f"<li><b>{safe(one.title)}</b> {one.count:,} <i>{safe(one.about)}</i><ul>{first}</ul></li>"
