"""Alignment error rate against sure and possible links (Och & Ney 2003, https://aclanthology.org/J03-1002)."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from workbench.alignment.links import Link


@dataclass(frozen=True)
class LinkCounts:
    """Sums over a corpus; add them up with ``+``. ``sentences`` counts pairs."""

    found: int = 0
    sure: int = 0
    found_sure: int = 0
    found_possible: int = 0
    sentences: int = 0

    @classmethod
    def of(cls, found: Set[Link], sure: Set[Link], possible: Set[Link]) -> LinkCounts:
        """Sure links count as possible ones whether or not ``possible`` repeats them."""
        return cls(len(found), len(sure), len(found & sure), len(found & (possible | sure)), 1)

    def __add__(self, other: LinkCounts) -> LinkCounts:
        return LinkCounts(
            self.found + other.found,
            self.sure + other.sure,
            self.found_sure + other.found_sure,
            self.found_possible + other.found_possible,
            self.sentences + other.sentences,
        )

    @property
    def aer(self) -> float | None:
        """1 − (|A∩S| + |A∩P|) / (|A| + |S|); None without any link on either side."""
        total = self.found + self.sure
        return None if not total else 1 - (self.found_sure + self.found_possible) / total

    @property
    def precision(self) -> float | None:
        return self.found_possible / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        return self.found_sure / self.sure if self.sure else None
