"""Ids that tell segments apart: a repeated ``x`` becomes ``x#2``, ``x#3``."""

from __future__ import annotations

from collections import defaultdict
from hashlib import blake2b


class UniqueIds:
    """Gives every row an id that no earlier row has; ``renamed`` counts those that had to change.

    A row without an id gets its number. Ids are remembered as 8-byte hashes, once a row has brought one.
    """

    def __init__(self) -> None:
        self.renamed = 0
        self._seen: set[int] = set()
        self._repeats: defaultdict[str, int] = defaultdict(lambda: 1)

    def __call__(self, given: str, row: int) -> str:
        """The id of row number ``row``, which is given as ``given`` (empty when it has none)."""
        if not self._seen:
            if not given:
                return str(row)
            self._seen.update(_hash(str(number)) for number in range(1, row))
        wanted = given or str(row)
        unique = wanted
        while (found := _hash(unique)) in self._seen:
            self._repeats[wanted] += 1
            unique = f"{wanted}#{self._repeats[wanted]}"
        self._seen.add(found)
        self.renamed += unique != wanted
        return unique


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")
