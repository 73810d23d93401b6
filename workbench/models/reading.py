"""What is recorded of a forced pass for a choice of attention, and the one matrix that is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import torch

from workbench.models.capture import Key, Recorder, Reduce, largest_of_heads, mean_of_heads
from workbench.models.choice import AttentionChoice
from workbench.models.sublayer import Sublayer
from workbench.models.value_norms import largest_value_norms, value_norms

if TYPE_CHECKING:
    from workbench.models.network import Network


def recorder_of(network: Network, choice: AttentionChoice) -> Recorder:
    """Of every layer that the choice reads; ``weights[layer]`` becomes ``[batch tgt src]``, its heads made one."""
    layers = range(network.depth(choice.block)) if choice.layer == "all" else [choice.layer]
    sublayers = {layer: network.sublayers[choice.block, layer] for layer in layers}
    reduces: dict[Key, Reduce] = {layer: _reduce_of(sublayer, choice) for layer, sublayer in sublayers.items()}

    def reduce(layer: Key, weights: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
        return reduces[layer](layer, weights, value)

    heads = None if choice.heads == "max" else choice.heads
    return Recorder({layer: sublayer.attention for layer, sublayer in sublayers.items()}, heads, reduce)


def matrix_of(weights: Mapping[Any, torch.Tensor], choice: AttentionChoice) -> torch.Tensor:
    """``[batch tgt src]`` of the ``weights`` that `recorder_of` took, by layer; rows add up to 1."""
    layers = list(weights.values())
    found = layers[0] if len(layers) == 1 else torch.stack(layers).mean(dim=0)
    if choice.heads == "max":
        found = found / found.sum(dim=-1, keepdim=True).clamp(min=1e-30)
    return found


def _reduce_of(sublayer: Sublayer, choice: AttentionChoice) -> Reduce:
    if choice.view == "attention":
        return largest_of_heads if choice.heads == "max" else mean_of_heads
    return largest_value_norms(sublayer) if choice.heads == "max" else value_norms(sublayer, choice.heads)
