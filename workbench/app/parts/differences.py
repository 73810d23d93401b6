"""What differs between two texts, as HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from workbench.app.parts.markup import safe


def marked(old: Sequence[str], new: Sequence[str]) -> tuple[str, str]:
    """Two texts beside each other, by words: what only the first has as gone, what only the second has as come."""
    was, is_ = [], []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = safe(" ".join(old[a:b])), safe(" ".join(new[c:d]))
        was.append(gone if kind == "equal" or not gone else f"<del>{gone}</del>")
        is_.append(come if kind == "equal" or not come else f"<ins>{come}</ins>")
    return " ".join(filter(None, was)), " ".join(filter(None, is_))


def difference(old: str, new: str) -> str:
    """One text, ``new``, with what of ``old`` is gone struck out and what came in its place marked, by words and the
    white space between them."""
    before, after = (re.findall(r"\s+|[^\W]+|[^\w\s]", text) for text in (old, new))
    if before == after:
        return f"{safe(new)} <i>(the same)</i>"
    parts = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, came = safe("".join(before[a:b])), safe("".join(after[c:d]))
        if kind == "equal":
            parts.append(came)
            continue
        parts.append((f"<del>{gone}</del>" if gone else "") + (f"<ins>{came}</ins>" if came else ""))
    return "".join(parts)
