"""What one look through a corpus counts."""

from __future__ import annotations

import reprlib
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Survey:
    """Counts of segments, of repeated ids that were renamed, and of texts that are only white space.

    ``empty_references`` counts segments that have references, all of them empty. ``doubtful_header`` is the first
    row of a table where it was read as a sentence although it looks like names of columns. ``without_target`` counts
    segments that have neither a reference nor a hypothesis, ``without_hypothesis`` those without the latter.
    ``several_references`` counts segments with more than one that is not empty.
    ``bad_rows`` counts rows that cannot be read and were skipped; ``bad_rows_told`` says of the first why.
    ``left_out`` counts, by reason, what stands in the file and is no segment.
    """

    segments: int
    renamed_ids: int
    empty_sources: int
    empty_references: int
    doubtful_header: tuple[str, ...] = ()
    without_target: int = 0
    without_hypothesis: int = 0
    bad_rows: int = 0
    bad_rows_told: tuple[str, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    several_references: int = 0

    @property
    def to_translate(self) -> bool:
        """Whether a model has to make the hypotheses: nobody gave any. Where some are given, one that is not there is
        a missing output, not a wish for one."""
        return self.without_hypothesis == self.segments

    @property
    def header_note(self) -> str | None:
        """What to tell a person of a doubtful header; None where there is none."""
        if not self.doubtful_header:
            return None
        return (
            f"the first line ({', '.join(map(reprlib.repr, self.doubtful_header))}) was read as a sentence, but "
            "looks like a header; if it is one, name its columns (--source NAME --target NAME), if not, --no-header"
        )

    @property
    def bad_row_notes(self) -> list[str]:
        """What to tell a person of rows that were skipped."""
        if not self.bad_rows:
            return []
        rows = "1 row was" if self.bad_rows == 1 else f"{self.bad_rows:,} rows were"
        more = self.bad_rows - len(self.bad_rows_told)
        return [
            f"{rows} skipped that cannot be read",
            *(f"skipped {told}" for told in self.bad_rows_told),
            *([f"skipped {more:,} more"] if more else []),
        ]

    @property
    def first_reference_note(self) -> str | None:
        """What to tell a person of references that are read one by one; None where no segment has several."""
        if not self.several_references:
            return None
        have = "segment has" if self.several_references == 1 else "segments have"
        return f"{self.several_references:,} {have} several references; the first that is not empty is read"

    @property
    def notes(self) -> list[str]:
        """What to tell a person of how a corpus was read."""
        left_out = [f"left out: {told_left_out(self.left_out)}"] if self.left_out else []
        return [*([self.header_note] if self.header_note else []), *left_out, *self.bad_row_notes]


def told_left_out(counts: Mapping[str, int]) -> str:
    """How many of what were left out, the most first."""
    ranked = sorted(counts.items(), key=lambda item: -item[1])
    return ", ".join(f"{count:,} × {reason}" for reason, count in ranked)
