"""Rows that cannot be read: they end the reading, or are left out, told and counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from workbench.errors import BadRow

TOLD = 12
"""Rows of which each is told; of the others only how many there are."""

Given = TypeVar("Given")
Read = TypeVar("Read")


@dataclass
class BadRows:
    """``told``: file, line and reason of the first `TOLD`."""

    count: int = 0
    told: list[str] = field(default_factory=list)

    def add(self, row: BadRow) -> None:
        self.count += 1
        if self.count <= TOLD:
            self.told.append(f"{Path(str(row.path)).name}:{row.line}: {row.reason}")


def read_or_bad(read: Callable[[Given, int], Read], row: Given, line: int) -> Read | BadRow:
    """What ``read`` makes of a row, or what is wrong with it: whoever goes through the rows decides what follows."""
    try:
        return read(row, line)
    except BadRow as error:
        return error
