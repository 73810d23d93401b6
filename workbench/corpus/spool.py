"""Segments that have to be gone through twice: first for what columns they have, then to be written."""

from __future__ import annotations

from collections.abc import Iterable

from workbench import work
from workbench.corpus.own_table import TableColumns
from workbench.corpus.segment import Segment
from workbench.files.kept import Kept


class Spool(Kept[Segment]):
    """Segments as they came; ``columns`` that they have.

    ``kinds``: of each further column the types of its values, None left aside.
    """

    def __init__(self, segments: Iterable[Segment]):
        super().__init__()
        self.kinds: dict[str, set[type]] = {}
        references, hypothesis = 0, False
        try:
            for segment in segments:
                work.check()
                self.add(segment)
                references = max(references, len(segment.references))
                hypothesis = hypothesis or segment.hypothesis is not None
                for name, value in segment.metadata.items():
                    kinds = self.kinds.setdefault(name, set())
                    if value is not None:
                        kinds.add(type(value))
        except BaseException:
            self.close()
            raise
        self.columns = TableColumns(hypothesis=hypothesis, references=references, further=tuple(self.kinds))

    def __enter__(self) -> Spool:
        return self
