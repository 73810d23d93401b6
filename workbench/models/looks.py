"""One source and one beginning of its translation, read again and again with heads made to look elsewhere.

All readings have the same tokens, so nothing is padded; the encoder runs once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from workbench import work
from workbench.models.batching import length_batches
from workbench.models.capture import Look, made_to_look
from workbench.models.forced import project
from workbench.models.memory import batch_tokens, in_halves

if TYPE_CHECKING:
    from workbench.models.choice import AttentionChoice
    from workbench.models.network import Network
    from workbench.models.pair import Encoded

Places = tuple[int, ...]
"""Pieces of the source that all mass is spread over evenly; none leaves the heads to themselves."""


@dataclass(frozen=True, eq=False)
class Steps:
    """``logprobs``: ``float32[look step]`` of the pieces asked about. ``values`` and ``ids``: ``[look step k]``, the
    likeliest pieces, with their log-probabilities."""

    logprobs: torch.Tensor
    values: torch.Tensor
    ids: torch.Tensor


class Reader:
    """``heads``: layer → heads of its cross-attention that are made to look, None for all of them."""

    def __init__(self, network: Network, source: Encoded, heads: Mapping[int, Sequence[int] | None]):
        self._network, self._heads = network, heads
        self._row = network.template.source(source.ids, source.prefix)
        self._own = network.template.own(source.ids, source.prefix).start
        ids = torch.tensor([self._row], device=network.device)
        work.spend(len(self._row))
        with torch.inference_mode(), network.lock:
            self._states = network.encoder_states(torch.ones_like(ids), input_ids=ids)

    def read(
        self, looks: Sequence[Places], beginnings: Sequence[Sequence[int]], pieces: Sequence[Sequence[int]], top_k: int
    ) -> Steps:
        """With each of ``looks``, how likely its ``pieces`` are, the last of them after the whole of its beginning,
        and the ``top_k``, at least 1, that are likeliest.

        ``beginnings``: ids of targets, all of one length, as are ``pieces``. Heads look there at the steps that predict
        the pieces, and as they do by themselves before.
        """
        most = batch_tokens(self._network)
        length = max(len(self._row), len(self._network.template.fed(beginnings[0])))
        batches = length_batches([length] * len(looks), batch_tokens=most)
        found: dict[int, list[torch.Tensor]] = {}

        def run(batch: Sequence[int]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
            begun, asked = [beginnings[i] for i in batch], [pieces[i] for i in batch]
            return self._run([looks[i] for i in batch], begun, asked, top_k)

        for batch, made in in_halves(batches, run):
            for i, *parts in zip(batch, *(made or ()), strict=True):
                found[i] = parts
        return Steps(*(torch.stack([found[i][part] for i in range(len(looks))]) for part in range(3)))

    def _run(
        self, looks: Sequence[Places], beginnings: Sequence[Sequence[int]], pieces: Sequence[Sequence[int]], top_k: int
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        network, count, asked = self._network, len(looks), len(pieces[0])
        fed = torch.tensor([network.template.fed(ids) for ids in beginnings], device=network.device)
        mask = torch.ones(count, len(self._row), dtype=torch.long, device=network.device)
        weights = torch.zeros(count, fed.shape[1], len(self._row), device=network.device)
        for row, places in enumerate(looks):
            for place in places:
                weights[row, -asked:, self._own + place] = 1 / len(places)
        modules = network.attention_modules()
        put = {modules[layer]: Look(weights, heads) for layer, heads in self._heads.items()}
        work.spend(fed.numel())
        with torch.inference_mode(), network.lock, made_to_look(put):
            states = network.decoder_states(self._states.expand(count, -1, -1), mask, input_ids=fed)[:, -asked:]
            labels = torch.tensor([*pieces], device=network.device).flatten()
            logprobs, top = project(network, states.flatten(0, 1), labels, top_k)
        values, ids = (part.view(count, asked, top_k).cpu() for part in top or ())
        return logprobs.view(count, asked).cpu(), values, ids


def heads_read_by(network: Network, choice: AttentionChoice) -> dict[int, tuple[int, ...] | None]:
    """Layer → heads of cross-attention that a choice reads, None for all."""
    layers = range(network.layers) if choice.layer == "all" else [choice.layer]
    return dict.fromkeys(layers, choice.numbered or None)
