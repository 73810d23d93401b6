"""The special tokens around a text, and which position or decoder step belongs to which token."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from workbench.models.choice import Row


@dataclass(frozen=True)
class Template:
    """Ids that a model reads around a source and a target, settled for one direction of translation.

    A source is read as ``before_source``, its own ids, ``after_source``. The decoder is fed ``before_target``, at
    least one id (its start token, a language tag), then the target's own ids; after the last of these it should
    predict ``end``. ``pad`` fills up rows of a batch and stands for an erased piece, ``unknown`` for a piece that is
    not in the vocabulary.
    """

    before_source: tuple[int, ...]
    after_source: tuple[int, ...]
    before_target: tuple[int, ...]
    end: int
    pad: int
    unknown: int

    def source(self, ids: Sequence[int]) -> list[int]:
        """A source as the encoder reads it."""
        return [*self.before_source, *ids, *self.after_source]

    def own(self, ids: Sequence[int]) -> slice:
        """Where the source's own ids stand in `source`."""
        first = len(self.before_source)
        return slice(first, first + len(ids))

    def fed(self, ids: Sequence[int]) -> list[int]:
        """What the decoder is fed to read a target whole."""
        return [*self.before_target, *ids]

    @property
    def first_step(self) -> int:
        """The decoder position that predicts a target's first own id; nothing is asked of those before it."""
        return len(self.before_target) - 1

    def labels(self, ids: Sequence[int]) -> list[int]:
        """What the decoder should predict, one label after each position from `first_step` on."""
        return [*ids, self.end]

    def labelled(self, real: torch.Tensor) -> torch.Tensor:
        """``bool[batch fed]``: positions that have a label, of those that are real."""
        steps = torch.arange(real.shape[1], device=real.device)
        return real & (steps >= self.first_step)

    def steps(self, ids: Sequence[int], row: Row) -> slice:
        """Decoder positions that predict a target's own ids (``output``) or, one later, consume them (``input``)."""
        first = self.first_step + (row == "input")
        return slice(first, first + len(ids))
