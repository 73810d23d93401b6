"""One row of a parallel corpus."""

from __future__ import annotations

from collections.abc import Mapping
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
