"""How a text or a figure that comes from elsewhere is shown to a person."""

from __future__ import annotations

import math

# Control characters command a terminal and make an SVG ill-formed, U+2028 and U+2029 break lines, marks of direction
# turn what stands beside them, and a lone surrogate can be written nowhere.
_ESCAPED = (*(range(0x20), range(0x7F, 0xA0), range(0x2028, 0x202F), range(0x2066, 0x206A), range(0xD800, 0xE000)),)
_ESCAPES = {code: repr(chr(code))[1:-1] for codes in _ESCAPED for code in codes}

NULL = "–"


def printable(text: object) -> str:
    """Controls, line separators, overrides of direction and lone surrogates as escapes: ``\\x1b``, ``\\u202e``."""
    return str(text).translate(_ESCAPES)


def number(value: object) -> str:
    """A figure: three digits after the point, a dash for null."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return NULL
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def counted(count: int, of: int) -> str:
    """How many of how many, and the share of it: ``137 of 140 (98%)``. Not quite all is never 100 %, nor a few 0 %."""
    share = f"{count / of:.0%}"
    if 0 < count < of and share in ("0%", "100%"):
        share = f"{min(max(count / of, 0.001), 0.999):.1%}"
    return f"{count:,} of {of:,} ({share})"


def probability(value: float) -> str:
    """``12%``; small ones as ``0.3%``, tiny ones as ``under 0.1%``: never nothing where it is above nothing."""
    if value < 0.001:
        return "under 0.1%"
    return f"{value:.1%}" if value < 0.0995 else f"{value:.0%}"


def things(count: int, one: str, many: str | None = None) -> str:
    """``1 pair``, ``1,200 pairs``; ``many``: where it is not ``one`` with an s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def times(ratio: float) -> str:
    """By how much something is larger: ``1.02 times``, ``2.6 times``, ``1,400 times``."""
    return f"{ratio:,.{2 if ratio < 1.1 else 1 if ratio < 9.95 else 0}f} times"


def rounded(value: float) -> float:
    """A figure for other programs: six significant digits, more than any of ours is worth."""
    return float(f"{value:.6g}")
