"""Attention weighed by the length of the value vectors it carries.

Kobayashi et al. 2020, https://arxiv.org/abs/2004.10102: a position with much attention but a value of almost nothing
adds little.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import torch

from workbench.models.capture import Reduce
from workbench.models.sublayer import Sublayer


def value_norms(sublayer: Sublayer, heads: Sequence[int] | None = None) -> Reduce:
    """What a `Recorder` of ``sublayer`` keeps: ‖Σ_h α_h[t,s]·W_h·v_h[s]‖ over ``heads`` ``[batch tgt src]``, rows
    adding up to 1.

    The squared length is a quadratic form in the weights of the heads, over products of their value vectors: no
    tensor ``[batch tgt src width]`` is ever made.
    """

    def reduce(_key: Hashable, weights: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
        carried = sublayer.transformed(value, heads).double().transpose(1, 2)
        products = carried @ carried.transpose(2, 3)
        per_source = weights.double().permute(0, 3, 2, 1)
        squared = ((per_source @ products) * per_source).sum(-1).transpose(1, 2)
        return _shares(squared.clamp(min=0).sqrt())

    return reduce


def value_norms_of_each_head(sublayer: Sublayer) -> Reduce:
    """The same of every head alone: ``[batch head tgt src]``."""

    def reduce(_key: Hashable, weights: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
        lengths = sublayer.transformed(value).norm(dim=-1)
        return _shares(weights.double() * lengths.double()[:, :, None, :])

    return reduce


def largest_value_norms(sublayer: Sublayer) -> Reduce:
    """The largest over heads of their `value_norms_of_each_head` ``[batch tgt src]``."""
    of_each = value_norms_of_each_head(sublayer)
    return lambda key, weights, value: of_each(key, weights, value).amax(dim=1)


def _shares(lengths: torch.Tensor) -> torch.Tensor:
    return (lengths / lengths.sum(-1, keepdim=True).clamp(min=1e-30)).float()
