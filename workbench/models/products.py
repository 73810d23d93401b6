"""Matrix products with rounded factors, where the processor has units for them."""

from __future__ import annotations

from functools import cache
from typing import Any

import torch


@cache
def rounding_pays() -> bool:
    """Whether products of bfloat16 factors are faster here: x86 processors with tiles for them (AMX)."""
    capabilities: dict[str, Any] = getattr(torch.cpu, "get_capabilities", dict)()
    return bool(capabilities.get("amx_bf16"))


def rounded_products(rounded: bool = True) -> torch.autocast:
    """Matrix products on the processor in this thread round factors and results to bfloat16 until the block ends.

    Relative errors of up to 2⁻⁸ each. Torch's own setting (``fp32_precision``) rounds no results, but it holds for all
    threads, other people's forward passes included.
    """
    return torch.autocast("cpu", torch.bfloat16, enabled=rounded)
