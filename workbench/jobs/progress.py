"""How far a long job over a corpus is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """``done`` of ``total`` segments; ``doing`` names the step. ``remark``: what a person should know, told once."""

    done: int
    total: int
    doing: str
    remark: str | None = None
