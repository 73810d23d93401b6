"""The figures of a map as the browser gets them: a byte for each, so that a long sentence is a few kilobytes.

What ``cells.js`` reads: ``cells`` base64 of bytes ``[tgt src]``; of unsigned maps 0 to 255, of signed ones -127 to 127
as two's complement, both of ``top``, the largest magnitude; ``nulls`` the target words whose row has no value.
"""

from __future__ import annotations

import base64
from typing import Any

import numpy as np

from workbench.alignment.map import AlignmentMap

UNSIGNED, SIGNED = 255, 127


def cells(found: AlignmentMap) -> dict[str, Any]:
    """``cells``, ``top``, ``signed``, ``nulls`` of a word-level map."""
    weights = np.nan_to_num(found.weights.astype(np.float64), nan=0.0, posinf=0.0, neginf=0.0)
    top = float(np.abs(weights).max(initial=0.0))
    shares = weights / (top or 1.0)
    packed = (
        np.rint(shares * SIGNED).astype(np.int8)
        if found.signed
        else np.rint(np.clip(shares, 0, 1) * UNSIGNED).astype(np.uint8)
    )
    nulls = np.flatnonzero(~np.isfinite(found.weights).all(axis=1))
    return {
        "cells": base64.b64encode(packed.tobytes()).decode("ascii"),
        "top": float(f"{top:.4g}"),
        "signed": found.signed,
        "nulls": nulls.tolist(),
    }
