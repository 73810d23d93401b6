"""Attention weights captured while the model runs its fast SDPA path.

Registered once as an attention implementation of transformers. What is recorded belongs to the call: the
recorder travels in a context variable, so two threads that run the same model each see their own maps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

import torch
from transformers import AttentionInterface, AttentionMaskInterface, PreTrainedModel
from transformers.integrations.sdpa_attention import sdpa_attention_forward
from transformers.masking_utils import sdpa_mask

IMPLEMENTATION = "workbench_sdpa"


class Captured(Exception):
    """Everything asked for was seen; the rest of the forward pass is not needed."""


class Recorder:
    """Attention of the chosen modules in one forward pass.

    ``modules``: layer → attention module. ``heads``: a subset to average over, None for the mean of all,
    or ``"each"`` to keep them apart. ``weights[layer]`` becomes ``[batch tgt src]``, or
    ``[batch head tgt src]`` for ``"each"``. With ``stop`` set, the pass ends with `Captured` once the last of the
    modules was seen: nothing above it can change what it did.
    """

    def __init__(self, modules: Mapping[int, torch.nn.Module], heads: Sequence[int] | str | None = None):
        self._layer_of = {id(module): layer for layer, module in modules.items()}
        self._heads = heads
        self.stop = False
        self.weights: dict[int, torch.Tensor] = {}

    def see(
        self, module: torch.nn.Module, query: torch.Tensor, key: torch.Tensor, mask: torch.Tensor | None, scaling: float
    ) -> None:
        """``query`` and ``key``: ``[batch head tgt|src width]``; ``mask``: boolean or additive ``[batch 1 tgt src]``"""
        layer = self._layer_of.get(id(module))
        if layer is None:
            return
        if isinstance(self._heads, Sequence) and not isinstance(self._heads, str):
            chosen = list(self._heads)
            query, key = query[:, chosen], key[:, chosen]
        scores = torch.matmul(query, key.transpose(2, 3)) * scaling
        if mask is not None:
            scores = scores.masked_fill(~mask, float("-inf")) if mask.dtype == torch.bool else scores + mask
        weights = torch.softmax(scores, dim=-1, dtype=torch.float32)
        self.weights[layer] = weights if self._heads == "each" else weights.mean(dim=1)
        if self.stop and len(self.weights) == len(self._layer_of):
            raise Captured


_recorder: ContextVar[Recorder | None] = ContextVar("workbench_recorder", default=None)


def _attention(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    **kwargs: object,
) -> tuple[torch.Tensor, None]:
    recorder = _recorder.get()
    if recorder is not None:
        scaling = kwargs.get("scaling")
        recorder.see(module, query, key, attention_mask, query.shape[-1] ** -0.5 if scaling is None else scaling)  # type: ignore[arg-type]
    return sdpa_attention_forward(module, query, key, value, attention_mask, **kwargs)  # type: ignore[arg-type]


AttentionInterface.register(IMPLEMENTATION, _attention)
AttentionMaskInterface.register(IMPLEMENTATION, sdpa_mask)


def prepare(model: PreTrainedModel) -> None:
    """Make ``model`` use the capturing implementation; without a recorder it runs plain SDPA."""
    model.set_attn_implementation(IMPLEMENTATION)


@contextmanager
def recording(recorder: Recorder | None) -> Iterator[Recorder | None]:
    """Forward passes of this thread hand their attention to ``recorder`` until the block ends."""
    token = _recorder.set(recorder)
    try:
        yield recorder
    finally:
        _recorder.reset(token)
