"""Evidence in words: which ones a stretch of text covers, how they are named to people, how signs add up."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from workbench.alignment.tokens import Tokens
from workbench.language.display import printable
from workbench.language.segmentation import Span

NAMED = 3
LONGEST = 60


def words_of(tokens: Tokens, spans: Iterable[Span]) -> tuple[int, ...]:
    """Numbers of the words that stand, in full or in part, in any of these character spans."""
    starts, ends = [start for start, _ in tokens.spans], [end for _, end in tokens.spans]
    found: set[int] = set()
    for start, end in spans:
        found.update(range(bisect_right(ends, start), bisect_left(starts, end)))
    return tuple(sorted(found))


def quoted(texts: Sequence[str]) -> str:
    """``'a'``, ``'a' and 'b'``, ``'a', 'b', 'c' and 4 more``: for messages; long ones are cut short."""
    # Cut before it is made printable: a text may be huge.
    shown = [text if len(text) <= LONGEST else text[: LONGEST - 1] + "…" for text in texts[:NAMED]]
    names = [f"'{printable(text)}'" for text in shown]
    if len(texts) > NAMED:
        names.append(f"{len(texts) - NAMED} more")
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def together(severities: Iterable[float]) -> float:
    """``1 − Π (1 − severity)``: independent signs of the same fault, none of which need be sure."""
    nothing = 1.0
    for severity in severities:
        nothing *= 1.0 - severity
    return 1.0 - nothing


def share_between(value: float, low: float, high: float) -> float:
    """0 up to ``low``, 1 from ``high`` on, straight in between."""
    return min(max((value - low) / (high - low), 0.0), 1.0)
