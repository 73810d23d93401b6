"""Attention rolled out: attention of all layers multiplied through, residual connections counted as one half.

Shows which source words (and which earlier target words) a position can have been fed from, over all paths through
encoder and decoder. Does not show what moved the prediction: values, feed-forward layers and norms are left out, every
residual counts the same, and with depth the map evens out (on published gold alignments a full rollout is *worse* than
the best single layer). How much falls on source or prefix is a constant of the depth and says nothing; each part is
shown normalised. Abnar & Zuidema 2020, https://arxiv.org/abs/2005.00928, for encoder and decoder together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import torch

from workbench.alignment.map import AlignmentMap
from workbench.errors import UnknownNameError
from workbench.models.batching import BATCH_SIZE
from workbench.models.capture import Recorder
from workbench.models.choice import AttentionChoice
from workbench.models.forced import dropped_mass, kept_mass
from workbench.models.sublayer import Block
from workbench.views.batches import in_order
from workbench.views.layer_mixing import DecoderMixing, chain_decoder, chain_encoder, source_and_prefix_maps

if TYPE_CHECKING:
    from workbench.models import Pair, Translator
    from workbench.models.choice import Layer, Row

ROLLED: tuple[Block, ...] = ("cross", "encoder")


def rollout(
    translator: Translator,
    pairs: Sequence[Pair],
    *,
    block: Block = "cross",
    layer: Layer | None = None,
    row: Row = "output",
    batch_size: int = BATCH_SIZE,
    by_word: bool = True,
) -> Iterator[AlignmentMap]:
    """One unsigned map per pair, in order: ``weights[tgt src]``, ``prefix[tgt tgt]``, rows of each adding up to 1.

    ``layer``: the last decoder layer that is counted, from 0 (None or ``all``: all). ``block="encoder"`` rolls out the
    encoder alone, up to its layer ``layer``, with source tokens on both axes. Raises `ModelError` for a layer or row
    that is not there, `UnknownNameError` for another block.
    """
    if block not in ROLLED:
        raise UnknownNameError("block to roll out", block, ROLLED)
    half: Block = "encoder" if block == "encoder" else "decoder"
    depth = translator.depth(half)
    last = depth - 1 if layer is None or layer == "all" else layer
    translator.check(AttentionChoice(last, row=row, block=block))
    provenance: dict[str, object] = {"view": "rollout", "block": block, "layers": f"0 to {last}", "heads": "all"}
    if block == "cross":
        provenance["row"] = row
    modules = {
        (name, number): sublayer.attention
        for (name, number), sublayer in translator.sublayers.items()
        if number <= last or (name == "encoder" and block == "cross")
        if name == "encoder" or block == "cross"
    }

    def make(batch: Sequence[Pair], recorder: Recorder) -> list[AlignmentMap]:
        if block == "cross":
            return source_and_prefix_maps(translator, batch, rolled_out(recorder.weights), row, provenance)
        rolled = chain_encoder(_residual(recorder.weights, "encoder")).cpu().numpy()
        return [
            AlignmentMap.from_mass(
                pair.source.tokens,
                pair.source.tokens,
                kept_mass(translator, weights, pair, "encoder", row),
                provenance,
                dropped_mass(translator, weights, pair, "encoder", row),
            )
            for weights, pair in zip(rolled, batch, strict=True)
        ]

    for found in in_order(translator, pairs, lambda: Recorder(modules), make, batch_size):
        yield found.by_word() if by_word else found


def rolled_out(weights: dict[tuple[Block, int], torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
    """``C [batch tgt src]`` and ``D [batch tgt tgt]`` of attention ``[batch tgt src]`` by block and layer.

    Over all decoder positions and source tokens, specials too. Rows of both add up to 1, those of C to 1 - 2^-L for
    L decoder layers, whatever the attention.
    """
    encoder = chain_encoder(_residual(weights, "encoder"))
    within = _residual(weights, "decoder")
    layers = [
        DecoderMixing(mixing, 0.5 * weights["cross", number], torch.full(mixing.shape[:2], 0.5, device=mixing.device))
        for number, mixing in enumerate(within)
    ]
    return chain_decoder(layers, encoder)


def _residual(weights: dict[tuple[Block, int], torch.Tensor], block: Block) -> list[torch.Tensor]:
    """½ A + ½ I of each layer, the lowest first."""
    found = [value for (name, _), value in sorted(weights.items(), key=lambda item: item[0][1]) if name == block]
    identity = torch.eye(found[0].shape[-1], device=found[0].device)
    return [0.5 * value + 0.5 * identity for value in found]
