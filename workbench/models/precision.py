"""How the forced pass multiplies: in float32, or by processors that have instructions for it in bfloat16.

In bfloat16 states stay what they are; what a linear layer multiplies, states and weights, is rounded to 8 bits before,
and its sums to 8 bits after. Norms, softmax, residuals and log-probabilities are float32, and so is the logit of the
token that is asked about: where the model is all but certain, its rounding would be all there is. What this does to the
figures is measured by ``python -m tests.benchmarks.precision``. Which bits come out depends on the processor's
instructions, so the signature of a number names them.
"""

from __future__ import annotations

import platform
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn import functional
from torch.utils.weak import WeakIdKeyDictionary

from workbench.errors import ModelError, UnknownNameError

PRECISIONS = ("float32", "bfloat16", "auto")
_IDENTITY = ("vendor_id", "cpu family", "model", "model name")

_halves: Any = WeakIdKeyDictionary()
"""Weight → its version and its copy in bfloat16."""
_reduced: ContextVar[bool] = ContextVar("workbench_reduced", default=False)
_own: ContextVar[torch.Tensor | None] = ContextVar("workbench_own", default=None)


def instructions() -> str | None:
    """What this processor multiplies bfloat16 by, None where it has nothing that is faster than float32."""
    if torch.cpu._is_amx_tile_supported():
        return "amx_bf16"
    return "avx512_bf16" if torch.cpu._is_avx512_bf16_supported() else None


def settled(asked: str | None, device: str, dtype: torch.dtype) -> str:
    """``float32`` or ``bfloat16`` for what is ``asked`` of a model on ``device`` whose weights are ``dtype``.

    ``auto`` is bfloat16 where that is possible and fast. Raises `UnknownNameError` for what is no precision,
    `ModelError` for bfloat16 where it is not possible.
    """
    if asked is not None and asked not in PRECISIONS:
        raise UnknownNameError("precision", asked, PRECISIONS)
    if asked in (None, "float32"):
        return "float32"
    why = _impossible(device, dtype)
    if why is None:
        return "bfloat16"
    if asked == "auto":
        return "float32"
    raise ModelError(f"precision bfloat16 asked for, but {why}; leave --precision out, or give auto")


def _impossible(device: str, dtype: torch.dtype) -> str | None:
    if device != "cpu" or dtype != torch.float32:
        kept = str(dtype).removeprefix("torch.")
        return f"the weights are {kept} on {device}, and it is for float32 weights on a processor (see --dtype)"
    return None if instructions() else "this processor has no instructions for it (AVX512_BF16 or AMX)"


def processor() -> str:
    """The type of processor, and what it multiplies bfloat16 by: what figures in bfloat16 depend on."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").split("\n\n")[0].split("\n")
    except OSError:
        lines = []
    told = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    kind = " ".join(told[name] for name in _IDENTITY if name in told) or platform.processor() or platform.machine()
    return f"{kind}, {instructions()}"


class Linear(nn.Linear):
    """A linear layer that multiplies as `multiplying` says."""

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        return linear(states, self.weight, self.bias)


def prepare(model: nn.Module) -> None:
    """Let the linear layers of ``model`` be told how to multiply; until then they do it as before."""
    for module in model.modules():
        if type(module) is nn.Linear:
            module.__class__ = Linear


@contextmanager
def multiplying(precision: str) -> Iterator[None]:
    """Linear layers of prepared models multiply so in this thread until the block ends."""
    token = _reduced.set(precision == "bfloat16")
    try:
        yield
    finally:
        _reduced.reset(token)


@contextmanager
def own_outputs(places: torch.Tensor) -> Iterator[None]:
    """Linear layers of prepared models give of each state, ``[n width]``, the one output at its place, ``[n 1]``, in
    float32 whatever `multiplying` says, until the block ends."""
    token = _own.set(places)
    try:
        yield
    finally:
        _own.reset(token)


def is_reduced() -> bool:
    return _reduced.get()


def linear(states: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None = None) -> torch.Tensor:
    """``states @ weight.T + bias``, float32 whichever way it is multiplied."""
    places = _own.get()
    if places is not None:
        made = (states * weight[places]).sum(-1, keepdim=True)
        return made if bias is None else made + bias[places, None]
    if not _reduced.get():
        return functional.linear(states, weight, bias)
    made = functional.linear(states.bfloat16(), _half(weight))
    return made.float() if bias is None else made + bias


def _half(weight: torch.Tensor) -> torch.Tensor:
    known = _halves.get(weight)
    if known is None or known[0] != weight._version:
        known = weight._version, weight.detach().bfloat16()
        _halves[weight] = known
    return known[1]
