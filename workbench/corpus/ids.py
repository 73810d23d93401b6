"""Ids that tell segments apart: a repeated ``x`` becomes ``x#2``, ``x#3``."""

from __future__ import annotations

from array import array
from collections import defaultdict


class UniqueIds:
    """Gives every row an id that no earlier row has; ``renamed`` counts those that had to change.

    A row without an id gets its number. Ids are remembered as 8-byte hashes, once a row has brought one; as long as
    each comes after the one before (by length, then by letters, as numbers do) in an array, then in a set, which takes
    eight times as much memory.
    """

    def __init__(self) -> None:
        self.renamed = 0
        self._in_order: array[int] | None = array("q")
        self._last = (0, "")
        self._seen: set[int] = set()
        self._repeats: defaultdict[str, int] = defaultdict(lambda: 1)

    def __call__(self, given: str, row: int) -> str:
        """The id of row number ``row``, which is given as ``given`` (empty when it has none)."""
        if not given and self._in_order is not None and not self._in_order:
            return str(row)
        wanted = given or str(row)
        if self._in_order is not None:
            if not self._in_order and row > 1:
                self._in_order.extend(hash(str(number)) for number in range(1, row))
                self._last = (len(str(row - 1)), str(row - 1))
            order = (len(wanted), wanted)
            if order > self._last:
                self._last = order
                self._in_order.append(hash(wanted))
                return wanted
            self._seen.update(self._in_order)
            self._in_order = None
        unique, key = wanted, hash(wanted)
        while key in self._seen:
            self._repeats[wanted] += 1
            unique = f"{wanted}#{self._repeats[wanted]}"
            key = hash(unique)
        self._seen.add(key)
        self.renamed += unique != wanted
        return unique
