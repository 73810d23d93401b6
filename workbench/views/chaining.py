"""Layers chained: what each position of the top layer is made of, if each layer only mixes the positions below.

Shared by `rollout` (mixing by attention) and `decomposition` (mixing by measured contributions). All matrices have
rows that add up to 1; in the decoder the cross-attention row and ``own``, the decoder state's share, do so together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class DecoderMixing:
    """``within``: self-attention ``[batch tgt tgt]``; ``cross``: ``[batch tgt src]``; ``own``: ``[batch tgt]``."""

    within: torch.Tensor
    cross: torch.Tensor
    own: torch.Tensor


def chain_encoder(layers: Sequence[torch.Tensor]) -> torch.Tensor:
    """``R [batch src src]`` of mixing matrices from the lowest layer up: encoder output position × source token."""
    found = layers[0]
    for mixing in layers[1:]:
        found = mixing @ found
    return found


def chain_decoder(layers: Sequence[DecoderMixing], encoder: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """``C [batch tgt src]`` and ``D [batch tgt tgt]``: decoder position × source token, × position of its input.

    Rows of both together add up to 1.
    """
    steps = layers[0].within.shape[1]
    from_prefix = torch.eye(steps, device=encoder.device).expand_as(layers[0].within)
    from_source = torch.zeros_like(layers[0].cross)
    for layer in layers:
        own = layer.own[:, :, None]
        from_source = own * (layer.within @ from_source) + layer.cross @ encoder
        from_prefix = own * (layer.within @ from_prefix)
    return from_source, from_prefix
