"""Where lines end: at a newline, or in a file without any newline at a carriage return."""

from __future__ import annotations

import re
from collections.abc import Iterator

NEWLINE, RETURN = "\n", "\r"
MIXED = (
    "a carriage return inside a line, where newlines end lines; it cannot be told what ends a line. If both do: "
    "sed 's/\\r$//' FILE | tr '\\r' '\\n' > NEW; if carriage returns are no text: tr -d '\\r' < FILE > NEW"
)
"""What is wrong with a line of more than one part."""

_PART = re.compile(r"[^\r\n]*(?:[\r\n]+|$)")


def ended_lines(texts: Iterator[str], longest: int) -> Iterator[str | None]:
    """The lines of a text that comes in pieces, with their ends; None for one of more than ``longest`` characters.

    In a file of no newline they end at carriage returns, if there is one inside; in every other at newlines. Which it
    is has been decided after ``longest`` characters: what ends lines elsewhere is inside a line then (`is_parted`).
    """
    pending, end = "", ""
    too_long = False
    for text in texts:
        pending += text
        end = end or _end_of(pending, longest)
        if not end:
            continue
        *whole, pending = pending.split(end)
        for line in whole:
            if too_long or (len(line) > longest and len(line.removesuffix(RETURN)) > longest):
                yield None
            else:
                yield line + end
            too_long = False
        if len(pending) > longest + 1:
            pending, too_long = "", True
    if not end:
        *whole, pending = pending.split(RETURN)
        yield from (line + RETURN for line in whole)
    if pending or too_long:
        yield None if too_long or len(pending) > longest else pending


def without_end(line: str) -> str:
    """A line without what ends it: carriage returns before a newline belong to that, however many they are."""
    return line.rstrip("\r\n")


def is_parted(text: str) -> bool:
    """Whether another end stands inside a line, which is given without its own."""
    return RETURN in text or NEWLINE in text


def parts(line: str) -> list[str]:
    """What other ends inside a line part it into, each with its end: most often the line itself."""
    return [part for part in _PART.findall(line) if part] if is_parted(without_end(line)) else [line]


def _end_of(pending: str, longest: int) -> str:
    if NEWLINE in pending:
        return NEWLINE
    if len(pending) <= longest + 1:
        return ""
    return RETURN if RETURN in pending[:-1] else NEWLINE
