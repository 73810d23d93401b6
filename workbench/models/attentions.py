"""All attention of one forced pass over one pair, as other tools take it: every head of every layer and block."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.models.capture import Recorder, each_head
from workbench.models.forced import run_batches
from workbench.models.network import Network
from workbench.models.pair import Pair
from workbench.models.sublayer import BLOCKS, Block


@dataclass(frozen=True, eq=False)
class Attentions:
    """Softmax weights, rows adding up to 1; special tokens are there too, nothing is dropped or renormalised.

    ``cross``: ``float32[layer head tgt src]``; ``decoder``: ``float32[layer head tgt tgt]``; ``encoder``:
    ``float32[layer head src src]``. ``source``, ``target``: the pieces that the encoder and the decoder read. Row t of
    a decoder block is the step that reads piece t and predicts the one after it. The same as ``output_attentions`` of
    transformers.
    """

    source: tuple[str, ...]
    target: tuple[str, ...]
    cross: np.ndarray
    decoder: np.ndarray
    encoder: np.ndarray

    def __repr__(self) -> str:
        layers, heads, target, source = self.cross.shape
        return (
            f"<Attentions of {layers} decoder layers of {heads} heads, {target} target and {source} source pieces; "
            "cross, decoder, encoder: [layer head tgt src]>"
        )


def attentions(network: Network, pair: Pair) -> Attentions:
    """Those of a pair that fits the model."""
    modules = {key: found.attention for key, found in network.sublayers.items()}
    [batch] = run_batches(network, [pair], lambda: Recorder(modules, reduce=each_head), logprobs=False)

    def stacked(block: Block) -> np.ndarray:
        found = [batch.weights[block, layer][0].float().cpu().numpy() for layer in range(network.depth(block))]
        return np.stack(found)

    source, target = network.template.source(pair.source.ids, pair.source.prefix), network.template.fed(pair.target.ids)
    blocks = {block: stacked(block) for block in BLOCKS}
    return Attentions(tuple(network.piece_names(source)), tuple(network.piece_names(target)), **blocks)
