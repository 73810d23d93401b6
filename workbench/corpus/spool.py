"""Segments that have to be gone through twice: first for what columns they have, then to be written."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterable, Iterator
from types import TracebackType

from workbench import work
from workbench.corpus.own_table import TableColumns
from workbench.corpus.segment import Segment

IN_MEMORY = 8 << 20
"""Bytes that are kept in memory; more are kept in a temporary file."""


class Spool:
    """Segments as they came, as often as wanted, in constant memory, until the block ends; ``columns`` that they have.

    ``kinds``: of each further column the types of its values, None left aside.
    """

    def __init__(self, segments: Iterable[Segment]):
        self._file = tempfile.SpooledTemporaryFile(IN_MEMORY, prefix="workbench-")  # noqa: SIM115
        self.count = 0
        self.kinds: dict[str, set[type]] = {}
        references, hypothesis = 0, False
        try:
            for segment in segments:
                work.check()
                pickle.dump(segment, self._file, pickle.HIGHEST_PROTOCOL)
                self.count += 1
                references = max(references, len(segment.references))
                hypothesis = hypothesis or segment.hypothesis is not None
                for name, value in segment.metadata.items():
                    kinds = self.kinds.setdefault(name, set())
                    if value is not None:
                        kinds.add(type(value))
        except BaseException:
            self._file.close()
            raise
        self.columns = TableColumns(hypothesis=hypothesis, references=references, further=tuple(self.kinds))

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def __iter__(self) -> Iterator[Segment]:
        self._file.seek(0)
        for _ in range(self.count):
            yield pickle.load(self._file)
