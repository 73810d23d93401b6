"""The special tokens around a text, and which position or decoder step belongs to which token."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import torch

from workbench.models.choice import Row

Kind = Literal["start", "tag", "prefix", "end"]
"""Of a special token: what begins a text, names a language, tells the model its task, or ends a text."""


@dataclass(frozen=True)
class Template:
    """Ids that a model reads around a source and a target, settled for one direction of translation.

    A source is read as ``before_source``, its own ids, ``after_source``. The decoder is fed ``before_target``, at
    least one id (its start token, a language tag), then the target's own ids; after the last of these it should
    predict ``end``. ``pad`` fills up rows of a batch and stands for an erased piece, ``unknown`` for a piece that is
    not in the vocabulary. The last ``prefix_length`` of ``before_source`` are text that tells the model what to do;
    ``tags`` are the ids that name languages.
    """

    before_source: tuple[int, ...]
    after_source: tuple[int, ...]
    before_target: tuple[int, ...]
    end: int
    pad: int
    unknown: int
    prefix_length: int = 0
    tags: frozenset[int] = frozenset()

    def before(self, prefix: tuple[int, ...] | None = None) -> tuple[int, ...]:
        """``before_source``; ``prefix``: the ids of its text as it was cut together with a source, where they are known
        to be others."""
        return self.before_source if prefix is None else self._around_prefix + prefix

    @property
    def _around_prefix(self) -> tuple[int, ...]:
        return self.before_source[: len(self.before_source) - self.prefix_length]

    def kinds(self, ids: Sequence[int], prefix: tuple[int, ...] | None = None) -> dict[Kind, list[int]]:
        """Where special tokens stand in `source`, by what they are."""
        own, around = self.own(ids, prefix), len(self._around_prefix)
        found: dict[Kind, list[int]] = {}
        for place, i in enumerate(self.before(prefix)):
            found.setdefault("prefix" if place >= around else self._kind(i, "start"), []).append(place)
        for place, i in enumerate(self.after_source, start=own.stop):
            found.setdefault(self._kind(i, "end"), []).append(place)
        return found

    @property
    def fed_kinds(self) -> dict[Kind, list[int]]:
        """Where special tokens stand in `fed`, by what they are; a target of any length has them there."""
        found: dict[Kind, list[int]] = {}
        for place, i in enumerate(self.before_target):
            found.setdefault(self._kind(i, "start"), []).append(place)
        return found

    def _kind(self, i: int, otherwise: Kind) -> Kind:
        """By place: some models begin a text with the token that ends others."""
        return "tag" if i in self.tags else otherwise

    def source(self, ids: Sequence[int], prefix: tuple[int, ...] | None = None) -> list[int]:
        """A source as the encoder reads it; ``prefix``: see `before`."""
        return [*self.before(prefix), *ids, *self.after_source]

    def own(self, ids: Sequence[int], prefix: tuple[int, ...] | None = None) -> slice:
        """Where the source's own ids stand in `source`."""
        first = len(self.before(prefix))
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
