"""What one look through a corpus counts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Survey:
    """Counts of segments, of repeated ids that were renamed, and of texts that are only white space.

    ``empty_references`` counts segments that have references, all of them empty. ``doubtful_header`` is the first
    row of a table where it was read as a sentence although it looks like names of columns.
    """

    segments: int
    renamed_ids: int
    empty_sources: int
    empty_references: int
    doubtful_header: tuple[str, ...] = ()
