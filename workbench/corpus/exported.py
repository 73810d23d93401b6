"""The tables that we write ourselves: what is done to their cells for a spreadsheet, and undone when they are read."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

HEAD = ("id", "side", "status", "source", "hypothesis", "references")
"""The columns that every table of records begins with."""
JOINT = " ||| "
"""Stands between the references of a segment, and between its symptoms."""

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
# Kept as text for its many digits, it is a number to a spreadsheet and no formula.
_NUMBER = re.compile(r"[+-]([0-9]+|[0-9]*\.?[0-9]+e[+-]?[0-9]+)", re.IGNORECASE)


def joined(texts: Sequence[str]) -> str:
    """Several texts in a cell, with `JOINT` between them; as a JSON list where that would not give them back."""
    plain = JOINT.join(texts)
    return plain if parted(plain) == [*texts] else json.dumps([*texts], ensure_ascii=False)


def parted(cell: str) -> list[str]:
    """The texts that `joined` put into a cell."""
    if cell.startswith('["'):
        try:
            found = json.loads(cell)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, list) and all(isinstance(text, str) for text in found):
            return found
    return cell.split(JOINT) if cell else []


def neutralised(cell: object) -> object:
    """A text that a spreadsheet would take for a formula, made harmless with a leading apostrophe.

    One that begins with an apostrophe before such a sign gets another, so that `formulas_restored` gives back either.
    """
    return f"'{cell}" if isinstance(cell, str) and is_formula(cell) else cell


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would take a text for a formula, or an apostrophe before one for its own."""
    return _FORMULA.match(text) is not None and not _NUMBER.fullmatch(text)


def formulas_restored(cells: Sequence[str]) -> list[str]:
    """The cells without the apostrophe that `neutralised` puts before a formula."""
    return [cell[1:] if cell[:1] == "'" and _FORMULA.match(cell) else cell for cell in cells]


def restored(cells: Sequence[str]) -> list[object]:
    """A row of such a table as the record was: formulas, several references, no hypothesis where there was none."""
    row: list[object] = [*(texts := formulas_restored(cells))]
    if len(row) >= len(HEAD):
        _, _, status, _, hypothesis, references = texts[: len(HEAD)]
        row[4] = hypothesis if hypothesis or status == "empty_target" else None
        row[5] = parted(references)
    return row
