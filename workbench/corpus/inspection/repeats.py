"""Segments that come again: the same source, the same pair, the same source with another translation."""

from __future__ import annotations

from hashlib import blake2b

from workbench.corpus.inspection.check import target_of
from workbench.corpus.segment import Segment

REMEMBERED = 500_000
"""Different sources at most, as 8-byte hashes: some 60 MB."""


class Repeats:
    """``full``: whether there were more sources than are remembered; then later ones may repeat each other unseen."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._most = remembered
        self._pairs: dict[int, int] = {}
        self.full = False

    def __call__(self, segment: Segment) -> str | None:
        """The name of what it repeats; empty sources repeat nothing."""
        if not segment.source.strip():
            return None
        target = target_of(segment)
        source, pair = _hash(segment.source), _hash(target or "")
        before = self._pairs.get(source)
        if before is None:
            if len(self._pairs) < self._most:
                self._pairs[source] = pair
            else:
                self.full = True
            return None
        if not target:
            return "repeated_source"
        return "repeated_pair" if before == pair else "several_targets"


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(errors="surrogatepass"), digest_size=8).digest(), "big")
