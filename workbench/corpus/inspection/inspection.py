"""What a look through a corpus found: the file, its languages, its columns, and what is odd in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbench.corpus.inspection.sides import Side
from workbench.files.facts import FileFacts


@dataclass(frozen=True)
class Seen:
    """One segment in which something was found, and what to show of it."""

    id: str
    line: int
    shown: str


@dataclass(frozen=True)
class Finding:
    """``title`` and ``about``: for people; ``count`` of segments; ``first``: a few of them."""

    name: str
    title: str
    about: str
    count: int
    first: tuple[Seen, ...]


@dataclass(frozen=True)
class Column:
    """A further column: ``filled`` in so many segments; ``kind``: text, number, truth value, or mixed."""

    name: str
    kind: str
    filled: int


@dataclass(frozen=True)
class Inspection:
    """``kind``: format, version and dialect; ``decided``: how it was read, in one line; ``notes``: what else a person
    should know of that; ``overrides``: the options that read it otherwise.
    ``undecided``: what has to be said before its segments can be read, of which nothing is told then.

    ``translated``: segments with a translation, ``coded`` with inline codes, ``locked`` that must not be changed.
    ``states``: how many segments are in each. ``left_out``: what is no segment, by reason; ``bad_rows``: what cannot be
    read, ``bad_rows_told`` of the first why.
    """

    files: tuple[FileFacts, ...]
    format: str
    kind: str
    decided: str
    notes: tuple[str, ...]
    undecided: str | None
    overrides: tuple[str, ...]
    source: Side
    target: Side
    all_languages: tuple[str, ...]
    segments: int
    translated: int
    references: int
    hypotheses: int
    coded: int
    locked: int
    columns: tuple[Column, ...]
    states: Mapping[str, int]
    left_out: Mapping[str, int]
    bad_rows: int
    bad_rows_told: tuple[str, ...]
    findings: tuple[Finding, ...]

    def record(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "format": self.format,
            "kind": self.kind,
            "decided": self.decided,
            "notes": list(self.notes),
            "undecided": self.undecided,
            "overrides": list(self.overrides),
            "files": [
                {
                    "path": str(one.path),
                    "bytes": one.size,
                    "compression": one.packed,
                    "encoding": one.encoding,
                    "byte_order_mark": one.mark,
                    "line_ends": dict(one.line_ends),
                }
                for one in self.files
            ],
            "languages": {
                name: {"code": side.language, "said": side.said, "reads_like": side.reads_like}
                for name, side in (("source", self.source), ("target", self.target))
            },
            "all_languages": list(self.all_languages),
            "segments": self.segments,
            "translated": self.translated,
            "references": self.references,
            "hypotheses": self.hypotheses,
            "with_codes": self.coded,
            "locked": self.locked,
            "columns": [{"name": one.name, "type": one.kind, "filled": one.filled} for one in self.columns],
            "states": dict(self.states),
            "left_out": dict(self.left_out),
            "bad_rows": {"count": self.bad_rows, "first": list(self.bad_rows_told)},
            "findings": [
                {
                    "name": one.name,
                    "title": one.title,
                    "about": one.about,
                    "count": one.count,
                    "first": [{"id": seen.id, "line": seen.line, "shown": seen.shown} for seen in one.first],
                }
                for one in self.findings
            ],
        }
