"""Letters of menus that a key is bound to: ``&File``, ``E&xit``, ``_File``, ``文件(&F)``."""

from __future__ import annotations

import regex

from workbench.language.segmentation import Span

LONGEST = 60
"""Characters of a menu's or a button's text, beyond which ``&`` and ``_`` are something else."""
_AMPERSAND = regex.compile(
    # Neither AT&T nor an entity.
    r"(?<![&\p{L}\p{N}])&(?=[\p{L}\p{N}])(?!\w+;)|(?<=\p{L})&(?=\p{Ll})(?!\w+;)|(?<=\()&(?=[\p{L}\p{N}]\))"
)
_UNDERSCORE = regex.compile(r"(?<![\w_])_(?=\p{L})(?!\w*_)|(?<=(?<!\w)\p{Lu}\p{Ll}{0,9})_(?=\p{Ll})(?!\w*_)")


def accelerators(text: str) -> list[Span]:
    """Where ``&`` and ``_`` stand that mark a letter; nothing in what is too long to be a menu's text."""
    if len(text) > LONGEST or not ("&" in text or "_" in text):
        return []
    return [match.span() for pattern in (_AMPERSAND, _UNDERSCORE) for match in pattern.finditer(text)]
