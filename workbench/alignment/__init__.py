"""Tokens, maps between them, words from subwords, hard links, gold alignments and AER."""

from workbench.alignment.map import AlignmentMap
from workbench.alignment.tokens import Tokens

__all__ = ["AlignmentMap", "Tokens"]
