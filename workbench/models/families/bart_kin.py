"""Where things are in the architectures that transformers derives from BART's code: Marian, M2M100, mBART and others.

All name their parts alike: ``model.encoder.layers.N.self_attn``, ``model.decoder.layers.N.encoder_attn``. A layer's
``final_layer_norm`` is the norm of its feed-forward part. Whether norms stand before or after attention no
configuration tells any more; each family says so.
"""

from __future__ import annotations

from typing import Any

from torch import nn

from workbench.models.sublayer import Block, Sublayer


def encoder(model: Any) -> nn.Module:
    return model.model.encoder


def decoder(model: Any) -> nn.Module:
    return model.model.decoder


def positions(model: Any) -> int:
    return model.config.max_position_embeddings


def sublayers(model: Any, norm_first: bool) -> dict[tuple[Block, int], Sublayer]:
    """``norm_first``: see `Sublayer`."""
    found: dict[tuple[Block, int], Sublayer] = {}

    def add(block: Block, layer: int, attention: Any, norm: nn.Module) -> None:
        found[block, layer] = Sublayer(
            attention=attention, output=attention.out_proj, norm=norm, heads=attention.num_heads, norm_first=norm_first
        )

    for i, layer in enumerate(model.model.encoder.layers):
        add("encoder", i, layer.self_attn, layer.self_attn_layer_norm)
    for i, layer in enumerate(model.model.decoder.layers):
        add("decoder", i, layer.self_attn, layer.self_attn_layer_norm)
    for i, layer in enumerate(model.model.decoder.layers):
        add("cross", i, layer.encoder_attn, layer.encoder_attn_layer_norm)
    return found
