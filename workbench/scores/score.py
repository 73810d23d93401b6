"""What a figure means: everything that a table, a chart or a report says about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Score:
    """A number per segment.

    ``higher_is`` gives the direction in which segments are ranked. ``range`` is closed, None where unbounded.
    ``unit`` is ``unitless`` for ratios and shares. ``source`` names the paper; ``null_when`` says when the
    figure has no value (NaN here, null on disk), which ranks last and is never taken for zero.
    """

    name: str
    higher_is: Literal["better", "worse"]
    range: tuple[float | None, float | None]
    unit: str
    formula: str
    source: str
    null_when: str
