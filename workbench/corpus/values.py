"""Further columns of a corpus: numbers become numbers, so that they rank and filter like scores.

A number is an ``int`` or a ``float`` where 64 bits hold it. One that they do not hold (``9223372036854775808``,
``1e400``) is kept as text, digit by digit, as is one of more than 15 digits in a table: JSON, Parquet and a browser can
each hold that. It ranks and filters as the number that it is all the same (`workbench.runs.query.NUMBER`).
"""

from __future__ import annotations

import json
import math
import re

Value = str | float | int | bool | None

# Up to 15 digits, which a float holds exactly; what begins with a needless zero is a name ("007").
_INTEGER = re.compile(r"[+-]?(0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"[+-]?((0|[1-9][0-9]*)?\.[0-9]+(e[+-]?[0-9]+)?|(0|[1-9][0-9]*)e[+-]?[0-9]+)", re.IGNORECASE)
_LARGEST = 2**63 - 1
_NOTHING = ("", "nan", "NaN")


class Digits(str):
    """A number that 64 bits do not hold, as it was written. Where a text is expected it is none."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def whole(digits: str) -> int | Digits:
    """A whole number of a JSON text."""
    number = int(digits) if len(digits) <= 20 else _LARGEST + 1
    return number if -_LARGEST - 1 <= number <= _LARGEST else Digits(digits)


def decimal(digits: str) -> float | Digits:
    """A number of a JSON text with a point or an exponent."""
    number = float(digits)
    return number if math.isfinite(number) else Digits(digits)


JSON = json.JSONDecoder(parse_int=whole, parse_float=decimal, parse_constant=lambda _: None)
"""Reads JSON with numbers as this file has them; ``NaN`` and ``Infinity``, which JSON does not have, are None."""


def of_json(cell: object) -> Value:
    """What `JSON` has read: texts stay texts, lists and objects become JSON text."""
    if isinstance(cell, str):
        return str(cell)
    if isinstance(cell, float):
        return cell if math.isfinite(cell) else None
    if isinstance(cell, bool) or cell is None:
        return cell
    if isinstance(cell, int):
        return cell if -_LARGEST - 1 <= cell <= _LARGEST else str(cell)
    return json.dumps(cell, ensure_ascii=False)


def of_table(cell: object) -> Value:
    """What a cell of a table says: a number only when it can be nothing else; empty, ``nan`` and ``NaN`` are None."""
    if not isinstance(cell, str):
        return of_json(cell)
    if cell[:1].isalpha() and cell not in _NOTHING:
        return cell  # most often, and no number
    stripped = cell.strip()
    if stripped in _NOTHING:
        return None
    if _INTEGER.fullmatch(stripped):
        return int(stripped)
    if _DECIMAL.fullmatch(stripped) and math.isfinite(number := float(stripped)):
        return number
    return cell
