"""What a corpus is, in lines for people."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.corpus.inspection.inspection import Inspection
from workbench.language.display import things
from workbench.language.identification import name_of


def told(seen: Inspection) -> Iterator[tuple[str, str]]:
    """Pairs of a name and a line."""
    for one in seen.files:
        ends = ", ".join(end if len(one.line_ends) == 1 else f"{count:,} × {end}" for end, count in one.line_ends)
        mark = " with a byte order mark" if one.mark else ""
        facts = [_size(one.size), one.packed, f"{one.encoding}{mark}" if one.encoding else None, ends or None]
        yield "file", f"{one.path.name}: {', '.join(filter(None, facts))}"
    if seen.undecided:
        yield "to be said", seen.undecided
        return
    for name, side in (("source", seen.source), ("target", seen.target)):
        said = f"{side.language} ({side.said})" if side.language else "language not stated"
        yield name, said + (f", reads like {name_of(side.reads_like)}" if side.reads_like else "")
    if len(seen.all_languages) > 2:
        yield "languages", ", ".join(seen.all_languages)
    parts = [things(seen.segments, "segment"), f"{seen.translated:,} translated"]
    parts += [f"up to {seen.references} references"] if seen.references > 1 else []
    parts += [f"{seen.hypotheses:,} with a hypothesis"] if seen.hypotheses else []
    parts += [f"{seen.coded:,} with inline codes"] if seen.coded else []
    parts += [f"{seen.locked:,} locked"] if seen.locked else []
    yield "segments", ", ".join(parts)
    if seen.states:
        yield "states", ", ".join(f"{count:,} {state}" for state, count in seen.states.items())
    if seen.columns:
        yield "columns", ", ".join(f"{one.name} ({one.kind}, {one.filled:,})" for one in seen.columns)
    if seen.left_out:
        yield "left out", ", ".join(f"{count:,} × {reason}" for reason, count in seen.left_out.items())
    if seen.bad_rows:
        yield "bad rows", f"{seen.bad_rows:,} cannot be read; the first: {'; '.join(seen.bad_rows_told[:3])}"
    for note in seen.notes:
        yield "note", note


def _size(count: int) -> str:
    for unit, least in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= least:
            return f"{count / least:.1f} {unit}"
    return f"{count} bytes"
