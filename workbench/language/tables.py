"""Tables of words, written as text."""

from __future__ import annotations


def table(text: str, columns: int) -> list[tuple[str, ...]]:
    """Rows of so many words and, behind them, a pattern; a line that begins with ``|`` goes on with the one before."""
    lines: list[str] = []
    for line in filter(None, text.split("\n")):
        if line.startswith("|"):
            lines[-1] += line
        else:
            lines.append(line)
    return [tuple(line.split(" ", columns)) for line in lines]
