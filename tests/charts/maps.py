"""Synthetic maps for the tests of pictures."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

import altair as alt
import numpy as np

from workbench.alignment.map import AlignmentMap
from workbench.alignment.tokens import Tokens

METHOD = {"view": "attention", "block": "cross", "layer": 3, "heads": "all", "row": "output"}
CHEESE = ("we", "ate", "the", "cheese")
KAESE = ("wir", "aßen", "den", "den", "Käse")


def some_map(
    source: Sequence[str] = CHEESE,
    target: Sequence[str] = KAESE,
    *,
    signed: bool = False,
    null_rows: Collection[int] = (),
    **provenance: object,
) -> AlignmentMap:
    rng = np.random.default_rng(7)
    shape = (len(target), len(source))
    weights = rng.normal(size=shape) * 3 if signed else rng.dirichlet(np.ones(len(source)), len(target))
    weights = weights.reshape(shape)
    weights[list(null_rows)] = np.nan
    error = rng.random(len(target)) / 50 if signed else None
    return AlignmentMap(
        Tokens.of_words(source),
        Tokens.of_words(target),
        weights,
        rng.random(len(target)),
        signed=signed,
        error=error,
        provenance=provenance or METHOD,
    )


def numbered(word: str, count: int) -> list[str]:
    return [f"{word}{place}" for place in range(count)]


def spec_size(chart: alt.TopLevelMixin) -> int:
    return len(json.dumps(chart.to_dict(), separators=(",", ":")))


def rows(spec: dict[str, Any], field: str = "w") -> list[dict[str, Any]]:
    """The one data set of a spec whose rows have ``field``."""
    [found] = [data for data in spec["datasets"].values() if data and field in data[0]]
    return found


def layer(spec: dict[str, Any], mark: str, place: int = 0) -> dict[str, Any]:
    """The ``place``-th layer of a spec that is drawn with ``mark``."""
    return [one for one in spec["layer"] if one["mark"]["type"] == mark][place]


def params(spec: dict[str, Any]) -> list[list[str]]:
    return [param["value"] for param in spec["params"]]
