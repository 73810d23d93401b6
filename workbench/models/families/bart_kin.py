"""Where things are in the architectures that transformers derives from BART's code: Marian, M2M100, mBART and others.

All name their parts alike: ``model.encoder.layers.N.self_attn``, ``model.decoder.layers.N.encoder_attn``. A layer's
``final_layer_norm`` is the norm of its feed-forward part. Whether norms stand before or after attention no
configuration tells any more; each family says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import torch
from torch import nn

from workbench.models.families.family import Anatomy, Embedding
from workbench.models.precision import linear
from workbench.models.sublayer import Block, Sublayer


def project_with_bias(model: Any, states: torch.Tensor) -> torch.Tensor:
    return linear(states, model.lm_head.weight, model.final_logits_bias[0])


def ties(model: Any) -> Mapping[str, str]:
    """As the classes have it: a model whose files held two tables leaves them out of its own list once it is loaded."""
    if not model.config.tie_word_embeddings:
        return {}
    within = type(model.model)._tied_weights_keys or {}
    return {**type(model)._tied_weights_keys, **{f"model.{one}": f"model.{other}" for one, other in within.items()}}


def anatomy(
    norm_first: bool,
    project: Callable[[Any, torch.Tensor], torch.Tensor] = lambda model, states: model.lm_head(states),
    scales_ids: bool = False,
    ties: Callable[[Any], Mapping[str, str]] = ties,
    counts_from_pad: bool = False,
) -> Anatomy:
    """``norm_first``: see `Sublayer`; ``counts_from_pad``: see `Anatomy`. ``scales_ids``: the encoder scales embeddings
    of ids, not those it is given."""
    return Anatomy(
        encoder=lambda model: model.model.encoder,
        decoder=lambda model: model.model.decoder,
        sublayers=partial(_sublayers, norm_first=norm_first),
        embed_source=Embedding(
            lambda model: model.model.encoder.embed_tokens,
            (lambda model: model.model.encoder.embed_scale) if scales_ids else (lambda _model: 1.0),
        ),
        embed_target=Embedding(lambda model: model.model.decoder.embed_tokens),
        project=project,
        positions=lambda model: model.config.max_position_embeddings,
        ties=ties,
        counts_from_pad=counts_from_pad,
    )


def _sublayers(model: Any, norm_first: bool) -> dict[tuple[Block, int], Sublayer]:
    found: dict[tuple[Block, int], Sublayer] = {}

    def add(block: Block, number: int, layer: Any, attention: Any, norm: nn.Module) -> None:
        found[block, number] = Sublayer(
            attention=attention,
            output=attention.out_proj,
            norm=norm,
            heads=attention.num_heads,
            layer=layer,
            norm_first=norm_first,
        )

    for i, layer in enumerate(model.model.encoder.layers):
        add("encoder", i, layer, layer.self_attn, layer.self_attn_layer_norm)
    for i, layer in enumerate(model.model.decoder.layers):
        add("decoder", i, layer, layer.self_attn, layer.self_attn_layer_norm)
    for i, layer in enumerate(model.model.decoder.layers):
        add("cross", i, layer, layer.encoder_attn, layer.encoder_attn_layer_norm)
    return found
