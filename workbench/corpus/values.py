"""Further columns of a corpus: numbers become numbers, so that they rank and filter like scores."""

from __future__ import annotations

import json
import math
import re

Value = str | float | int | bool | None

# Up to 15 digits, which a float holds exactly; what begins with a needless zero is a name ("007").
_INTEGER = re.compile(r"[+-]?(0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"[+-]?((0|[1-9][0-9]*)?\.[0-9]+(e[+-]?[0-9]+)?|(0|[1-9][0-9]*)e[+-]?[0-9]+)", re.IGNORECASE)


def value(cell: object) -> Value:
    """What a cell says: empty and ``nan`` are None; JSON lists and objects become JSON text.

    Text is turned into a number only when it can be nothing else.
    """
    if isinstance(cell, str):
        return _of_text(cell)
    if isinstance(cell, float):
        return cell if math.isfinite(cell) else None
    if cell is None or isinstance(cell, int):
        return cell
    return json.dumps(cell, ensure_ascii=False)


def _of_text(text: str) -> Value:
    stripped = text.strip()
    if stripped.casefold() in ("", "nan"):
        return None
    if _INTEGER.fullmatch(stripped):
        return int(stripped)
    if _DECIMAL.fullmatch(stripped) and math.isfinite(number := float(stripped)):
        return number
    return text
