"""Every choice of cross-attention over the same pairs, from one forced pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import torch

from workbench.alignment.map import LEAST_KEPT_MASS
from workbench.errors import AlignmentError
from workbench.models.capture import Recorder
from workbench.models.choice import ATTENTION_VIEWS, AttentionChoice, AttentionView
from workbench.models.forced import run_batches
from workbench.models.value_norms import value_norms, value_norms_of_each_head

if TYPE_CHECKING:
    from workbench.models import Pair, Translator
    from workbench.models.template import Template

ROWS = ("output", "input")
NONE = -1


@dataclass(frozen=True, eq=False)
class ScannedPair:
    """``mass``: view → ``float32[layer head+1 step src]`` over all decoder steps and the source's own pieces; the last
    "head" stands for all heads together."""

    pair: Pair
    template: Template
    mass: Mapping[AttentionView, np.ndarray]

    def weights(self, choice: AttentionChoice) -> np.ndarray:
        """``float32[tgt src]`` between words, as a map of the choice has them; rows that kept nothing are NaN."""
        if choice.layer == "all" or choice.heads == "max":
            raise AlignmentError(f"{choice}: a scan measures single layers and means over heads")
        of_layer = self.mass[choice.view][choice.layer][:, self.template.steps(self.pair.target.ids, choice.row)]
        if choice.heads is None:
            mass = of_layer[-1]
        elif len(choice.heads) == 1 or choice.view == "attention":
            mass = of_layer[list(choice.heads)].mean(axis=0)
        else:
            raise AlignmentError(f"{choice}: values of several heads do not add up; scan single heads or all of them")
        kept = mass.sum(axis=1)
        some = kept >= LEAST_KEPT_MASS
        rows = mass[some] / kept[some, None]
        pieces_of_word = self._target_words[:, some]
        counts = pieces_of_word.sum(axis=1, keepdims=True)
        with np.errstate(invalid="ignore"):
            return pieces_of_word @ (rows @ self._source_words.T) / np.where(counts > 0, counts, np.nan)

    @cached_property
    def _source_words(self) -> np.ndarray:
        return self.pair.source.tokens.membership()

    @cached_property
    def _target_words(self) -> np.ndarray:
        return self.pair.target.tokens.membership()


@dataclass(frozen=True, eq=False)
class Scan:
    """``choices``: every view, layer and row, with all heads and with each head alone."""

    translator: Translator
    pairs: tuple[ScannedPair, ...]

    @classmethod
    def of(cls, translator: Translator, pairs: Sequence[Pair]) -> Scan:
        """One forced pass over ``pairs``, whose attention is held in memory: give a sample of some hundred.

        Raises `AlignmentError` for no pairs, or one that is longer than the model's positions.
        """
        if not pairs:
            raise AlignmentError("no pairs to measure on")
        for place, pair in enumerate(pairs, start=1):
            if not translator.fits(pair):
                raise AlignmentError(f"pair {place} is longer than the model's {translator.positions} positions")
        modules, template = translator.attention_modules(), translator.template

        def reduce(layer: int, weights: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
            """``[batch 2·(head+1) tgt src]``"""
            sublayer = translator.sublayers["cross", layer]
            each = value_norms_of_each_head(sublayer)(layer, weights, value)
            together = value_norms(sublayer)(layer, weights, value)
            return torch.cat([weights, weights.mean(1, keepdim=True), each, together[:, None]], dim=1)

        found: dict[int, ScannedPair] = {}
        for batch in run_batches(translator, pairs, lambda: Recorder(modules, reduce=reduce), logprobs=False):  # type: ignore[arg-type]
            layers = torch.stack([batch.weights[layer] for layer in sorted(modules)], dim=1).cpu().numpy()
            for row, place in enumerate(batch.indices):
                pair = pairs[place]
                own = layers[row][
                    ..., : len(template.fed(pair.target.ids)), template.own(pair.source.ids, pair.source.prefix)
                ]
                halves = np.split(own, 2, axis=1)
                mass = {view: half.copy() for view, half in zip(ATTENTION_VIEWS, halves, strict=True)}
                found[place] = ScannedPair(pair, template, mass)
        return cls(translator, tuple(found[place] for place in range(len(pairs))))

    @cached_property
    def choices(self) -> tuple[AttentionChoice, ...]:
        return tuple(_choices(self.translator))

    def weights(self, choice: AttentionChoice) -> Iterator[np.ndarray]:
        """`ScannedPair.weights` of every pair."""
        return (pair.weights(choice) for pair in self.pairs)

    def linked(self, choice: AttentionChoice) -> list[np.ndarray]:
        """Per pair the source word ``int[tgt]`` that each target word weighs most, `NONE` where it weighs none."""
        return [_largest(weights) for weights in self.weights(choice)]


def _largest(weights: np.ndarray) -> np.ndarray:
    if not weights.shape[1]:
        return np.full(len(weights), NONE)
    known = ~np.isnan(weights).any(axis=1)
    return np.where(known, np.where(known[:, None], weights, 0).argmax(axis=1), NONE)


def _choices(translator: Translator) -> Iterator[AttentionChoice]:
    for view in ATTENTION_VIEWS:
        for layer in range(translator.layers):
            for row in ROWS:
                for heads in (None, *((head,) for head in range(translator.heads))):
                    yield AttentionChoice(layer=layer, heads=heads, row=row, view=view)  # type: ignore[arg-type]
