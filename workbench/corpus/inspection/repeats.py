"""Segments that come again: the same source, the same pair, one side of a pair with another other side."""

from __future__ import annotations

import re
from hashlib import blake2b

from workbench.corpus.inspection.check import target_of
from workbench.corpus.segment import Segment

REMEMBERED = 500_000
"""Different sources, and different targets, at most, as 8-byte hashes: some 150 MB."""
WORDS = 3
"""That a target must have: what is said in fewer, several sources may well say."""

_WORD = re.compile(r"[^\W\d_]+")


class Repeats:
    """``full``: whether there were more sources than are remembered; then later ones may repeat each other unseen.

    One source in two contexts, or in two forms of a plural, has its translation in each; and what differs in case,
    spaces and signs alone is the same source for a target.
    """

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._most = remembered
        self._of_sources: dict[int, tuple[int, int]] = {}
        self._of_targets: dict[int, int] = {}
        self.full = False

    def __call__(self, segment: Segment) -> str | None:
        """The name of what it repeats; empty sources repeat nothing."""
        if not segment.source.strip():
            return None
        target = target_of(segment) or ""
        source, found = _hash(segment.source), (_hash(target), _hash(_place(segment)))
        before = self._of_sources.get(source)
        if before is None:
            if len(self._of_sources) < self._most:
                self._of_sources[source] = found
            else:
                self.full = True
            return self._target(segment, target)
        if not target:
            return "repeated_source"
        if before[0] == found[0]:
            return "repeated_pair"
        return "several_targets" if before[1] == found[1] else None

    def _target(self, segment: Segment, target: str) -> str | None:
        if segment.metadata.get("plural") or len(_WORD.findall(target)) < WORDS:
            return None
        target_hash, source = _hash(target), _hash("".join(_WORD.findall(segment.source.casefold())))
        if len(self._of_targets) < self._most:
            before = self._of_targets.setdefault(target_hash, source)
        else:
            before = self._of_targets.get(target_hash, source)
        return None if before == source else "several_sources"


def _place(segment: Segment) -> str:
    """What tells one source from the same in another place."""
    return "\0".join(str(segment.metadata.get(name) or "") for name in ("context", "disambiguation", "plural"))


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(errors="surrogatepass"), digest_size=8).digest(), "big")
