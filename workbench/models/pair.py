"""A source and a target as the model reads them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.alignment.tokens import Tokens

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True)
class Encoded:
    """Token ids of a text, special tokens left out, beside the pieces they stand for.

    ``prefix``: of a source, the ids of the words that tell the model its task, as they are cut before this text; None
    where there are no such words.
    """

    ids: list[int]
    tokens: Tokens
    prefix: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Pair:
    """One source with one target that the model is made to read: its own hypothesis, a reference, typed text.

    ``states``: what the encoder made of the source, ``[src+specials width]``, where that is known already (it was
    translated a moment ago); the forced pass then starts from it.
    """

    source: Encoded
    target: Encoded
    states: torch.Tensor | None = field(default=None, repr=False, compare=False)
