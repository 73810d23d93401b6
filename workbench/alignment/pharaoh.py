"""Links as text: ``i-j`` of Pharaoh and Moses, and ``ipj`` or ``i?j`` for links that are possible only.

One line is one pair, ``i`` a source and ``j`` a target word; a line without links is a pair without links.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from workbench.alignment.lines import numbered_lines
from workbench.alignment.links import Link, Links
from workbench.errors import AlignmentError
from workbench.files.bars import BARS

SURE, POSSIBLE = "-", "p?"

# Nine digits: more words than any text has, and nothing that is slow to make a number of.
_LINK = re.compile(r"([0-9]{1,9})([-p?])([0-9]{1,9})")


def pharaoh_line(links: Iterable[Link]) -> str:
    """Links from 0 as one line without its end, such as ``0-0 1-2``, in order of source words."""
    return " ".join(f"{source}{SURE}{target}" for source, target in sorted(links))


def read_pharaoh(path: Path) -> Iterator[Links]:
    """The links of each line, as `pharaoh_line` writes them, while the file is read.

    Raises `AlignmentError` with file and line for anything that is no link, and as `numbered_lines` does.
    """
    for number, line in numbered_lines(path):
        yield frozenset(link for link, _ in marked_links(line, f"{path}:{number}", SURE))


def marked_links(text: str, place: str, marks: str = SURE + POSSIBLE) -> list[tuple[Link, str]]:
    """The links in a text as they stand there, each with its mark, one of the characters of ``marks``.

    Raises `AlignmentError` that names ``place`` for anything else.
    """
    if BARS in text:
        raise AlignmentError(
            f"{place}: the line looks like 'source ||| target', the sentences that fast_align reads; expected the "
            "links that it writes, such as 0-0 1-2"
        )
    found = []
    for token in text.split():
        match = _LINK.fullmatch(token)
        if match is None or match[2] not in marks:
            expected = "i-j (sure) or ipj, i?j (possible)" if POSSIBLE in marks else "i-j"
            raise AlignmentError(
                f"{place}: {token!r} is no link; expected {expected}, two word numbers such as 0-2; "
                "state the format if the file is in another"
            )
        found.append(((int(match[1]), int(match[3])), match[2]))
    return found


def is_link(token: str, marks: str = SURE + POSSIBLE) -> bool:
    """Whether a token is a link with one of ``marks``."""
    match = _LINK.fullmatch(token)
    return match is not None and match[2] in marks
