"""How far a long job over a corpus is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Doing(StrEnum):
    """The steps that who is told may act on; their text is for people alone."""

    BEGINNING = "beginning"
    READING = "reading the corpus"
    LOADING = "loading the model"
    MENDING = "making damaged shards again"
    LEARNING = "learning what is suspicious"
    TRANSLATING = "translating"
    SCORING = "scoring"
    SUMMING_UP = "summing up"
    LINKING = "linking"


@dataclass(frozen=True)
class Progress:
    """``done`` of ``total`` segments; ``doing`` names the step, one of `Doing` or another. ``remark``: what a person
    should know, told once."""

    done: int
    total: int
    doing: str
    remark: str | None = None
