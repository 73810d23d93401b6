"""A source and a target as the model reads them."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.alignment.tokens import Tokens


@dataclass(frozen=True)
class Encoded:
    """Token ids of a text, special tokens left out, beside the pieces they stand for."""

    ids: list[int]
    tokens: Tokens


@dataclass(frozen=True)
class Pair:
    """One source with one target that the model is made to read: its own hypothesis, a reference, typed text."""

    source: Encoded
    target: Encoded
