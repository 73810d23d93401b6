"""Where lines end: at a newline, or in a file without any newline at a carriage return."""

from __future__ import annotations

from collections.abc import Iterator

NEWLINE, RETURN = "\n", "\r"


class MixedEnds(Exception):
    """It cannot be told what ends a line; ``line`` is where that shows."""

    def __init__(self, message: str, line: int):
        super().__init__(message)
        self.line = line


def ended_lines(texts: Iterator[str], longest: int, strict: bool = True) -> Iterator[str | None]:
    """The lines of a text that comes in pieces, with their ends; None for one of more than ``longest`` characters.

    A file of no newline but with a carriage return inside has lines that end at carriage returns. Otherwise these
    are text inside a line, as they stand in some corpora; with ``strict``, they are at fewer places than newlines.

    Raises `MixedEnds` where that is not so, and for a newline after a megabyte of lines that ended at returns.
    """
    pending, end = "", ""
    count = newlines = inside = 0
    too_long = False
    for text in texts:
        pending += text
        if not end:
            end = _end_of(pending, longest)
        if end == RETURN and NEWLINE in pending:
            before = pending[: pending.index(NEWLINE)].count(RETURN)
            raise MixedEnds("a newline, where lines ended at carriage returns before", count + before + 1)
        if not end:
            continue
        *whole, pending = pending.split(end)
        for line in whole:
            count += 1
            if end == NEWLINE:
                newlines += 1
                if RETURN in line:
                    inside += line.rstrip(RETURN).count(RETURN)
                    if strict and inside > newlines:
                        raise MixedEnds(_told(inside, newlines), count)
            yield None if too_long or len(line.removesuffix(RETURN)) > longest else line + end
            too_long = False
        if len(pending) > longest + 1:
            pending, too_long = "", True
    if not end and RETURN in pending:
        *whole, pending = pending.split(RETURN)
        yield from (line + RETURN for line in whole)
    elif end == NEWLINE:
        inside += pending.rstrip(RETURN).count(RETURN)
        if strict and inside and inside >= newlines:
            raise MixedEnds(_told(inside, newlines), count)
    if pending or too_long:
        yield None if too_long or len(pending) > longest else pending


def _end_of(pending: str, longest: int) -> str:
    if NEWLINE in pending:
        return NEWLINE
    if len(pending) <= longest + 1:
        return ""
    return RETURN if RETURN in pending[:-1] else NEWLINE


def _told(inside: int, newlines: int) -> str:
    returns = f"{inside} carriage return{'s' * (inside != 1)} inside lines"
    return f"{returns}, where {newlines} newline{' ends a line' if newlines == 1 else 's end lines'}"
