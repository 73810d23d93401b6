"""Word links as Pharaoh writes them: ``i-j`` (source-target), from 0, one line per sentence pair."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.alignment.links import Link


def pharaoh_line(links: Iterable[Link]) -> str:
    """``0-0 1-2``: the links in order of source words, then target words; no newline."""
    return " ".join(f"{source}-{target}" for source, target in sorted(links))
