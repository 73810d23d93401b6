"""Attention weights captured while the model runs its fast SDPA path.

Registered once as an attention implementation of transformers. What is recorded belongs to the call: the
recorder travels in a context variable, so two threads that run the same model each see their own maps.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import torch
from transformers import AttentionInterface, AttentionMaskInterface, PreTrainedModel
from transformers.integrations.sdpa_attention import sdpa_attention_forward
from transformers.masking_utils import sdpa_mask

IMPLEMENTATION = "workbench_sdpa"


class Captured(Exception):
    """Everything asked for was seen; the rest of the forward pass is not needed."""


Key = Hashable
Reduce = Callable[[Key, torch.Tensor, torch.Tensor], torch.Tensor]
"""``(key, weights [batch head tgt src], value [batch head src width])`` to what is kept of them."""


def mean_of_heads(_key: Key, weights: torch.Tensor, _value: torch.Tensor) -> torch.Tensor:
    """``[batch tgt src]``"""
    return weights.mean(dim=1)


def largest_of_heads(_key: Key, weights: torch.Tensor, _value: torch.Tensor) -> torch.Tensor:
    """``[batch tgt src]``; rows add up to more than 1 where heads look at different places."""
    return weights.amax(dim=1)


def each_head(_key: Key, weights: torch.Tensor, _value: torch.Tensor) -> torch.Tensor:
    """``[batch head tgt src]``"""
    return weights


class Recorder:
    """Attention of the chosen modules in one forward pass.

    ``modules``: key (a layer, or block and layer) → attention module. ``heads``: a subset to look at, None for all.
    ``weights[key]`` becomes what ``reduce`` makes of the attention, by default its mean over heads. ``watched``:
    key → module whose input is kept in ``inputs[key]`` too. With ``stop`` set, the pass ends with `Captured` once the
    last of them was seen: nothing above it can change what it did.
    """

    def __init__(
        self,
        modules: Mapping[Any, torch.nn.Module],
        heads: Sequence[int] | None = None,
        reduce: Reduce = mean_of_heads,
        watched: Mapping[Any, torch.nn.Module] | None = None,
    ):
        self._key_of = {id(module): key for key, module in modules.items()}
        self._heads = None if heads is None else list(heads)
        self._reduce = reduce
        self._watched = watched or {}
        self.stop = False
        self.weights: dict[Any, torch.Tensor] = {}
        self.inputs: dict[Any, torch.Tensor] = {}

    def see(
        self,
        module: torch.nn.Module,
        query: torch.Tensor,
        key: torch.Tensor,
        value: torch.Tensor,
        mask: torch.Tensor | None,
        options: Mapping[str, Any],
    ) -> None:
        """Shapes as in `attention_weights`; modules that were not chosen are passed over."""
        place = self._key_of.get(id(module))
        if place is None:
            return
        if self._heads is not None:
            query, key, value = query[:, self._heads], key[:, self._heads], value[:, self._heads]
            bias = options.get("position_bias")
            options = options if bias is None else {**options, "position_bias": bias[:, self._heads]}
        self.weights[place] = self._reduce(place, attention_weights(module, query, key, mask, options), value)
        self._stop_if_complete()

    def _stop_if_complete(self) -> None:
        if self.stop and len(self.weights) == len(self._key_of) and len(self.inputs) == len(self._watched):
            raise Captured

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Keep the inputs of the watched modules until the block ends."""

        def keeper(key: Key) -> Callable[[torch.nn.Module, tuple[torch.Tensor, ...]], None]:
            def keep(_module: torch.nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
                self.inputs[key] = inputs[0]
                self._stop_if_complete()

            return keep

        hooks = [module.register_forward_pre_hook(keeper(key)) for key, module in self._watched.items()]
        try:
            yield
        finally:
            for hook in hooks:
                hook.remove()


@dataclass(frozen=True, eq=False)
class Look:
    """Where heads are made to look: ``weights[batch tgt src]`` take the place of what softmax made, in ``heads`` (None:
    all of the module). A row of zeros leaves that step of that sentence as it is."""

    weights: torch.Tensor
    heads: Sequence[int] | None = None

    def put(self, output: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
        """``output[batch tgt head width]`` with the rows of these heads made anew of ``value[batch head src width]``.

        Raises `IndexError` for a head that the module does not have.
        """
        heads = torch.arange(value.shape[1]) if self.heads is None else torch.tensor(self.heads)
        heads = heads.to(value.device)
        told = self.weights.to(value)
        made = torch.einsum("bts,bhsw->bthw", told, value.index_select(1, heads))
        rows = told.any(-1)[:, :, None, None]
        # A copy: SDPA keeps its output for the backward pass.
        return output.index_copy(2, heads, torch.where(rows, made, output.index_select(2, heads)))


def attention_weights(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    mask: torch.Tensor | None,
    options: Mapping[str, Any],
) -> torch.Tensor:
    """Softmax weights ``float32[batch head tgt src]`` as the fast path uses them.

    ``query``, ``key``: ``[batch head tgt|src width]``; ``mask``: boolean or additive ``[batch 1 tgt src]``, None for
    all (or for the past alone, in a causal module). ``options``: what transformers passes beside them.
    """
    scaling = options.get("scaling")
    scores = torch.matmul(query, key.transpose(2, 3)) * (query.shape[-1] ** -0.5 if scaling is None else scaling)
    if options.get("position_bias") is not None:
        scores = scores + options["position_bias"]
    causal = options.get("is_causal")
    if mask is None and query.shape[2] > 1 and (getattr(module, "is_causal", True) if causal is None else causal):
        mask = torch.ones(scores.shape[-2:], dtype=torch.bool, device=scores.device).tril()
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf")) if mask.dtype == torch.bool else scores + mask
    return torch.softmax(scores, dim=-1, dtype=torch.float32)


_recorder: ContextVar[Recorder | None] = ContextVar("workbench_recorder", default=None)
_differentiable: ContextVar[bool] = ContextVar("workbench_differentiable", default=False)
_off: ContextVar[Mapping[torch.nn.Module, Sequence[int]] | None] = ContextVar("workbench_off", default=None)
_looks: ContextVar[Mapping[torch.nn.Module, Look] | None] = ContextVar("workbench_looks", default=None)
_silent: ContextVar[Mapping[torch.nn.Module, torch.Tensor] | None] = ContextVar("workbench_silent", default=None)


def _attention(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    **kwargs: Any,
) -> tuple[torch.Tensor, None]:
    silent = (_silent.get() or {}).get(module)
    if silent is not None:
        value = value.masked_fill(silent[:, None, :, None], 0.0)
    recorder = _recorder.get()
    if recorder is not None:
        recorder.see(module, query, key, value, attention_mask, kwargs)
    if _differentiable.get():
        weights = attention_weights(module, query, key, attention_mask, kwargs).to(value.dtype)
        output = torch.matmul(weights, value).transpose(1, 2).contiguous()
    else:
        output, _ = sdpa_attention_forward(module, query, key, value, attention_mask, **kwargs)
    look = (_looks.get() or {}).get(module)
    if look is not None:
        output = look.put(output, value)
    heads = (_off.get() or {}).get(module)
    if heads:
        # A copy: SDPA keeps its output for the backward pass. ``[batch tgt head width]``
        output = output.index_fill(2, torch.tensor(heads, device=output.device), 0.0)
    return output, None


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
        with recorder.watching() if recorder else nullcontext():
            yield recorder
    finally:
        _recorder.reset(token)


@contextmanager
def differentiable() -> Iterator[None]:
    """Attention of this thread in plain operations: SDPA's backward pass is twice as slow on a CPU."""
    token = _differentiable.set(True)
    try:
        yield
    finally:
        _differentiable.reset(token)


@contextmanager
def switched_off(heads: Mapping[torch.nn.Module, Sequence[int]]) -> Iterator[None]:
    """Attention module → heads of it that put out zeros in this thread until the block ends; weights stay untouched.

    Blocks inside each other add up. A recorder still sees what the heads looked at. A head that the module does not
    have is an `IndexError` of the forward pass.
    """
    before = _off.get() or {}
    token = _off.set({**before, **{module: (*before.get(module, ()), *more) for module, more in heads.items()}})
    try:
        yield
    finally:
        _off.reset(token)


@contextmanager
def made_to_look(looks: Mapping[torch.nn.Module, Look]) -> Iterator[None]:
    """Attention module → where heads of it look in this thread until the block ends, whatever they would look at. A
    recorder still sees the latter."""
    token = _looks.set(looks)
    try:
        yield
    finally:
        _looks.reset(token)


@contextmanager
def silenced(positions: Mapping[torch.nn.Module, torch.Tensor]) -> Iterator[None]:
    """Attention module → ``bool[batch src]``: positions whose value vectors are zeros in this thread until the block
    ends. They are looked at as before."""
    token = _silent.set(positions)
    try:
        yield
    finally:
        _silent.reset(token)


@contextmanager
def hooked(hooks: Mapping[torch.nn.Module, Callable[[torch.Tensor], torch.Tensor]]) -> Iterator[None]:
    """Module → what is made of its output before anything else reads it, until the block ends: of the first tensor
    where there are several, as of a layer, or of the last hidden state. Hold the network's lock."""

    def hook_of(change: Callable[[torch.Tensor], torch.Tensor]) -> Callable[..., Any]:
        def hook(_module: torch.nn.Module, _given: Any, output: Any) -> Any:
            if isinstance(output, torch.Tensor):
                return change(output)
            if isinstance(output, tuple):
                return (change(output[0]), *output[1:])
            output.last_hidden_state = change(output.last_hidden_state)
            return output

        return hook

    handles = [module.register_forward_hook(hook_of(change)) for module, change in hooks.items()]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()
