"""Where a model computes, and how precisely."""

from __future__ import annotations

import torch

from workbench.errors import UnknownNameError

DTYPES = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}


def best_device() -> str:
    return "cuda" if torch.cuda.is_available() else "cpu"


def has_bfloat16(device: str) -> bool:
    """Whether a device computes in it; older GPUs only pretend to."""
    return device.startswith("cuda") and torch.cuda.is_available() and torch.cuda.is_bf16_supported(False)


def dtype_for(device: str, asked: str | None = None, bfloat16: bool = False) -> str:
    """What a model computes in on ``device``, which ``bfloat16`` is fast on or not: what is ``asked`` for, else
    bfloat16 on a GPU that has it. Elsewhere float32, so that figures are comparable between machines.

    Raises `UnknownNameError` for what is no dtype.
    """
    if asked is not None and asked not in DTYPES:
        raise UnknownNameError("dtype", asked, DTYPES)
    return asked or ("bfloat16" if device.startswith("cuda") and bfloat16 else "float32")
