"""One row of a parallel corpus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Segment:
    """A source sentence with what is known about its translation.

    ``position`` counts rows from 0 over the whole corpus; ``line`` is the 1-based line of the (first) file
    it came from. ``metadata`` holds every further column; numeric ones rank and filter like scores.
    """

    id: str
    source: str
    references: tuple[str, ...] = ()
    hypothesis: str | None = None
    metadata: Mapping[str, str | float | int | bool | None] = field(default_factory=dict)
    position: int = 0
    line: int = 0

    @property
    def reference(self) -> str | None:
        """The one that is read where several cannot be: see `first_reference`."""
        return first_reference(self.references)


def has_several(references: Sequence[str]) -> bool:
    """Whether more than one of them has text in it."""
    return sum(bool(text.strip()) for text in references) > 1


def first_reference(references: Sequence[str]) -> str | None:
    """The first with text in it, an empty one where all are; None where there is none."""
    return next((text for text in references if text.strip()), references[0] if references else None)
