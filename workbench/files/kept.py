"""Records that are gone through more than once, however many they are."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import Generic, TypeVar

IN_MEMORY = 8 << 20
"""Bytes that are kept in memory; more are kept in a temporary file."""

Record = TypeVar("Record")


class Kept(Generic[Record]):
    """Records as they came, as often as wanted, in constant memory, until the block ends.

    They lie in a file that has no name and that this process alone has written: nobody else's pickle is read.
    """

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(IN_MEMORY, prefix="workbench-")  # noqa: SIM115
        self._count = 0

    def add(self, record: Record) -> None:
        """Behind the others; not while they are gone through."""
        pickle.dump(record, self._file, pickle.HIGHEST_PROTOCOL)
        self._count += 1

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Record]:
        self._file.seek(0)
        for _ in range(self._count):
            yield pickle.load(self._file)

    def __enter__(self) -> Kept[Record]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()
