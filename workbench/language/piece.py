"""Pieces that tokenizers cut words into, as text."""

from __future__ import annotations

PIECE_MARK = "▁"
"""What stands for the space before a word."""


def plain(piece: str) -> str:
    """A piece as people read it: that it begins a word is no letter of it. Empty for the piece that is nothing else."""
    return piece.removeprefix(PIECE_MARK)
