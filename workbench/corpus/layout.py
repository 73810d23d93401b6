"""Where a row keeps what, once its columns are known."""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from workbench.corpus.segment import Segment
from workbench.corpus.values import Digits, Value
from workbench.errors import BadRow


@dataclass(frozen=True, slots=True)
class Layout:
    """Places of the columns in a row, counted from 0; ``names`` has one name for each. ``ids``: those whose cells are
    joined to the id, most often one. ``needed``: how many cells a row has at least."""

    path: Path
    names: tuple[str, ...]
    source: int
    references: tuple[int, ...]
    hypothesis: int | None
    ids: tuple[int, ...]
    metadata: tuple[int, ...]
    needed: int = field(init=False)

    def __post_init__(self) -> None:
        needed = 1 + max(self.source, *self.references, self.hypothesis or 0, *self.ids)
        object.__setattr__(self, "needed", needed)

    def segment(self, cells: Sequence[object], line: int, value: Callable[[object], Value]) -> Segment:
        """The segment in a row; its id is empty where the row gives none.

        ``value``: what a metadata cell says; those that are missing are None. Raises `BadRow` when a text is missing or
        is not text, and when there are more cells than columns.
        """
        names, given = self.names, len(cells)
        if given < self.needed or (given > len(names) and any(cell != "" for cell in cells[len(names) :])):
            raise BadRow(
                f"{given} columns received, {len(names)} expected: {reprlib.repr(names)}; "
                "a separator may be missing, or stand inside a text",
                self.path,
                line,
            )
        return Segment(
            id="-".join(filter(None, [self._id(cells[place], line) for place in self.ids])),
            source=self._text(cells[self.source], self.source, line),
            references=self._references(cells, line),
            hypothesis=self._optional(cells, self.hypothesis, line),
            metadata={names[i]: value(cells[i]) if i < given else None for i in self.metadata},
            line=line,
        )

    def _references(self, cells: Sequence[object], line: int) -> tuple[str, ...]:
        """All references of a row; among several, those that are empty or missing are left out."""
        if len(self.references) == 1 and type(cells[self.references[0]]) is str:
            return (cells[self.references[0]],)  # type: ignore[return-value]
        texts = []
        for place in self.references:
            cell = cells[place]
            if cell is not None:
                given = cell if isinstance(cell, list) else [cell]
                texts += [self._text(text, place, line) for text in given if text is not None]
        return tuple(filter(str.strip, texts)) or tuple(texts[:1])

    def _optional(self, cells: Sequence[object], place: int | None, line: int) -> str | None:
        return None if place is None or cells[place] is None else self._text(cells[place], place, line)

    def _text(self, cell: object, place: int, line: int) -> str:
        if type(cell) is str:
            return cell
        if not isinstance(cell, str) or isinstance(cell, Digits):
            raise BadRow(f"{self.names[place]!r} is {reprlib.repr(cell)}; expected text", self.path, line)
        return cell

    def _id(self, cell: object, line: int) -> str:
        if type(cell) is str:
            return cell
        if cell is None or isinstance(cell, (str, int)):
            return "" if cell is None else str(cell)
        raise BadRow(f"the id is {reprlib.repr(cell)}; expected text or a whole number", self.path, line)
