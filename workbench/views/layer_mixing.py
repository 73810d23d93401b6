"""Layers chained: what each position of the top layer is made of, if each layer only mixes the positions below.

Shared by `rollout` (mixing by attention) and `decomposition` (mixing by measured contributions). All matrices have
rows that add up to 1; in the decoder the cross-attention row and ``own``, the decoder state's share, do so together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from workbench.alignment.map import AlignmentMap
from workbench.models.forced import dropped_mass, kept_mass

if TYPE_CHECKING:
    from workbench.models import Pair, Translator
    from workbench.models.choice import Row


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


def source_and_prefix_maps(
    translator: Translator,
    pairs: Sequence[Pair],
    chained: tuple[torch.Tensor, torch.Tensor],
    row: Row,
    provenance: Mapping[str, object],
) -> list[AlignmentMap]:
    """One per pair of the batch from ``C [batch tgt src]`` and ``D [batch tgt tgt]``, cut down to the pair's own
    tokens, each part renormalised."""
    from_source, from_prefix = (part.cpu().numpy() for part in chained)
    made = []
    for pair, source, prefix in zip(pairs, from_source, from_prefix, strict=True):
        made.append(
            AlignmentMap.from_parts(
                pair.source.tokens,
                pair.target.tokens,
                kept_mass(translator, source, pair, "cross", row),
                kept_mass(translator, prefix, pair, "decoder", row),
                source[translator.template.steps(pair.target.ids, row)].sum(axis=1),
                provenance,
                dropped_mass(translator, source, pair, "cross", row),
            )
        )
    return made
