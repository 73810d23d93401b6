"""What is tried on a model when it is loaded: nothing that it says later should be silently wrong."""

from __future__ import annotations

import torch

from workbench.errors import ModelError
from workbench.models.capture import Recorder
from workbench.models.forced import run_batches
from workbench.models.network import Network


def check_ties(network: Network) -> None:
    model = network.model
    for one, other in network.anatomy.ties(model).items():
        if not torch.equal(model.get_parameter(one), model.get_parameter(other)):
            raise ModelError(
                f"{network.name}: the configuration ties input and output embeddings, but {one} and {other} differ "
                "after loading; its translations would be garbage. "
                "Save the checkpoint again with a current transformers"
            )


def check_attention(network: Network) -> None:
    """One tiny forced pass: every captured row must be a distribution, every log-probability finite."""
    pair = network.encode_pairs(["a"], ["a"])[0]
    batch = next(run_batches(network, [pair], lambda: Recorder(network.attention_modules())))
    if len(batch.weights) != network.layers:
        raise ModelError(
            f"{network.name}: attention of {len(batch.weights)} of {network.layers} decoder layers was seen; "
            "this architecture does not use the attention interface as expected"
        )
    for layer, weights in batch.weights.items():
        off = (weights.sum(-1) - 1).abs().max().item()
        if not off < 1e-2:
            raise ModelError(f"{network.name}: attention rows of layer {layer} do not sum to one (off by {off:.2f})")
    if batch.token_logprobs is None or not torch.isfinite(batch.token_logprobs).all():
        raise ModelError(f"{network.name}: log-probabilities are not finite in {network.dtype}; try dtype float32")
