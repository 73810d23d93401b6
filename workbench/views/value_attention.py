"""Attention weighed by what it carries: the length of the value vectors that each source position adds.

Shows how much of a sub-layer's output comes from where: ‖Σ_h α_h[t,s]·W_h·v_h[s]‖ over the chosen heads, so that a
position with much attention but a value of almost nothing (often the end token) counts for little. Does not show what
the layers above make of it, nor the residual beside it. Kobayashi et al. 2020, https://arxiv.org/abs/2004.10102.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import torch

from workbench.alignment.map import AlignmentMap
from workbench.models.capture import Recorder
from workbench.models.forced import map_of
from workbench.models.sublayer import Sublayer
from workbench.views.batches import in_order

if TYPE_CHECKING:
    from workbench.models import AttentionChoice, Pair, Translator


def value_attention(
    translator: Translator, pairs: Sequence[Pair], *, choice: AttentionChoice | None = None, by_word: bool = True
) -> Iterator[AlignmentMap]:
    """One unsigned map per pair, in order: ``weights[tgt src]``, rows renormalised over the pair's own tokens.

    ``choice`` None takes the model's preset; its ``block`` may be self-attention, with target (or source) tokens on
    both axes.
    """
    chosen = translator.check(choice or translator.preset)
    key = (chosen.block, chosen.layer)
    sublayer = translator.sublayers[key]
    norms = partial(_norms, sublayer, chosen.heads)

    def make(batch: Sequence[Pair], recorder: Recorder) -> list[AlignmentMap]:
        captured = recorder.weights[key].cpu().numpy()
        return [map_of(translator, w, pair, chosen, "value_attention") for w, pair in zip(captured, batch, strict=True)]

    for found in in_order(translator, pairs, lambda: Recorder({key: sublayer.attention}, chosen.heads, norms), make):
        yield found.by_word() if by_word else found


def _norms(
    sublayer: Sublayer, heads: Sequence[int] | None, _key: Hashable, weights: torch.Tensor, value: torch.Tensor
) -> torch.Tensor:
    """``[batch tgt src]``, rows adding up to 1.

    The squared length is a quadratic form in the weights of the heads, over products of their value vectors: no
    tensor ``[batch tgt src width]`` is ever made.
    """
    carried = sublayer.transformed(value, heads).double().transpose(1, 2)
    products = carried @ carried.transpose(2, 3)
    per_source = weights.double().permute(0, 3, 2, 1)
    squared = ((per_source @ products) * per_source).sum(-1).transpose(1, 2)
    lengths = squared.clamp(min=0).sqrt()
    return (lengths / lengths.sum(-1, keepdim=True).clamp(min=1e-30)).float()
