"""Backward passes with rounded factors, where the processor has units for such products."""

from __future__ import annotations

from functools import cache
from typing import Any

import torch
from torch.nn.functional import linear
from torch.overrides import TorchFunctionMode


@cache
def rounding_pays() -> bool:
    """Whether products of bfloat16 factors are faster here: x86 processors with tiles for them (AMX)."""
    capabilities: dict[str, Any] = getattr(torch.cpu, "get_capabilities", dict)()
    return bool(capabilities.get("amx_bf16"))


class RoundedBackward(TorchFunctionMode):
    """Linear layers computed in this thread until the block ends round the factors of their backward pass to bfloat16.

    Their values are not rounded, and their weights get no gradients. A factor's relative error is up to 2⁻⁹. The
    setting that torch has for it (``fp32_precision``) holds for all threads, other people's forward passes included.
    """

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if function is linear:
            return _Linear.apply(*args, **(kwargs or {}))
        return function(*args, **(kwargs or {}))


class _Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, given: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None = None) -> torch.Tensor:
        ctx.weight = weight.detach().bfloat16()
        return linear(given, weight, bias)

    @staticmethod
    def backward(ctx: Any, grad: torch.Tensor) -> tuple[torch.Tensor, None, None]:
        rows = grad.bfloat16().reshape(-1, grad.shape[-1]) @ ctx.weight
        return rows.to(grad.dtype).reshape(*grad.shape[:-1], -1), None, None
