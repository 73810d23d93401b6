"""An attention sub-layer: where attention, its output projection, the residual and the norm stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from torch import nn

Block = Literal["cross", "encoder", "decoder"]
"""Cross-attention, self-attention of the encoder, self-attention of the decoder."""

BLOCKS: tuple[Block, ...] = ("cross", "encoder", "decoder")


@dataclass(frozen=True, eq=False)
class Sublayer:
    """``output``: the projection that joins the heads. ``norm``: layer norm or RMSNorm, before attention when
    ``norm_first`` (pre-norm), else after the residual was added (post-norm). ``layer``: the whole layer that it is a
    part of, feed-forward part and all."""

    attention: nn.Module
    output: nn.Linear
    norm: nn.Module
    heads: int
    layer: nn.Module
    norm_first: bool = False

    def transformed(self, value: torch.Tensor, heads: Sequence[int] | None = None) -> torch.Tensor:
        """What each source position adds to the output per unit of attention: ``[batch head src width]``.

        ``value``: ``[batch head src head_width]``, of ``heads`` only when those are given.
        """
        by_head = self.output.weight.view(self.output.out_features, -1, value.shape[-1]).permute(1, 2, 0)
        return value @ (by_head if heads is None else by_head[list(heads)])
