"""Integrated gradients: each target word's gain in log-probability, divided among the source words that brought it.

Shows how much each source word adds as the source grows from a baseline (by default all padding) to what it is; the
shares add up to the whole gain, log p(word | source) - log p(word | baseline), up to a completeness error that is
measured for each word and travels with the map. Does not show what the model would do without one word (erasure does),
and depends on the baseline, which is named. Sundararajan, Taly & Yan 2017, https://arxiv.org/abs/1703.01365.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from workbench.alignment.map import AlignmentMap
from workbench.errors import ModelError
from workbench.models.objective import Inputs
from workbench.views.path import Path
from workbench.views.quadrature import Integral, fixed, refined
from workbench.views.question import Question, ask

if TYPE_CHECKING:
    from workbench.models import Pair, Translator

EXACT = 0.01
"""Tolerances under it are reached later, or not at all, by rounded slopes."""


def integrated_gradients(
    translator: Translator,
    pairs: Sequence[Pair],
    *,
    words: Sequence[int] | None = None,
    instead_of: str | None = None,
    baseline: str = "pad",
    prefix: bool = False,
    tolerance: float = 0.05,
    limit: int = 128,
    steps: int | None = None,
    rounded: bool = True,
    by_word: bool = True,
) -> Iterator[AlignmentMap]:
    """One signed map per pair, in order: ``weights[tgt src]`` in nats, ``error[tgt]`` the completeness error.

    Special tokens stay as they are on the path and get nothing: ``dropped`` is 0, but where ``prefix`` moves the inner
    pieces of an ``alternative``.

    ``words``, ``instead_of``: see `workbench.views.question.ask`. ``baseline``: a name in `BASELINES`. ``prefix``: the
    path moves earlier target words too, and ``prefix[tgt tgt]`` has their shares. Points are added where a word needs
    them until its relative completeness error, |Σ - Δ| / max(|Δ|, 0.1 nat), is at most ``tolerance``, or it has
    ``limit`` points; ``provenance`` says how many were needed and how many words stayed above the tolerance.
    ``steps`` takes that many Gauss-Legendre points over the whole path instead, as other tools do. ``rounded`` lets
    slopes be computed from products with bfloat16 factors on processors that are made for them, unless ``tolerance`` is
    under `EXACT`: 1.3 to 1.6 times as fast. Maps of other machines then differ by about 1 % of a row, and where they
    come to other points by as much as the tolerance. The error is measured against values that are never rounded, and
    ``provenance`` names the products.

    Raises `ModelError` for a word that is not there, a tolerance that is not positive, or a model that does not read
    embeddings as it reads ids; `UnknownNameError` for a baseline that does not exist.
    """
    if not tolerance > 0 or limit < 1 or (steps is not None and steps < 1):
        raise ModelError(f"tolerance {tolerance}, limit {limit} and steps {steps} asked for; all must be positive")
    for pair in pairs:
        question = ask(translator, pair, words, instead_of, by_word)
        path = Path.of(
            translator,
            question.objective,
            pair,
            baseline,
            prefix,
            rounded=rounded and steps is None and tolerance >= EXACT,
        )
        integrals = fixed(path, steps) if steps else refined(path, tolerance, limit)
        points = [integral.points for integral in integrals]
        provenance: dict[str, object] = {
            "view": "integrated_gradients",
            "baseline": baseline,
            "points": "0" if not points else f"{min(points)} to {max(points)}" if len(set(points)) > 1 else points[0],
            "prefix_moved": prefix,
            "products": "bfloat16" if path.rounded else "float32",
            **({"limit": limit} if steps is None else {"steps": steps}),
            "tolerance": tolerance,
            "above_tolerance": sum(integral.error > tolerance for integral in integrals),
            "unit": "nat",
        }
        yield _map(question, path, integrals, translator.template.own(pair.source.ids, pair.source.prefix), provenance)


def _map(
    question: Question, path: Path, integrals: Sequence[Integral], own_positions: slice, provenance: dict[str, object]
) -> AlignmentMap:
    shares = np.stack([integral.shares for integral in integrals]) if integrals else np.zeros((0, len(path.end)))
    source, targets = path.split(shares)
    own = source[:, own_positions]
    prefix = _prefix(question, targets) if path.target_ends else None
    dropped_by = question.on_specials(source)
    if prefix is not None and question.instead_of is not None:
        moved = sum((of_one.sum(axis=1) for of_one in targets.values()), np.zeros(len(shares)))
        dropped_by["alternative"] = moved - prefix.sum(axis=1)
    errors = np.array([integral.error for integral in integrals])
    return question.map(question.by_source(own), dropped_by, provenance, errors, prefix)


def _prefix(question: Question, targets: dict[Inputs, np.ndarray]) -> np.ndarray:
    """``[goal target_token]``; the inner pieces of an alternative are none of the pair's own tokens and left out."""
    found = np.zeros((len(question.rows), len(question.pair.target.ids)))
    before = len(question.objective.network.template.before_target)
    for inputs, shares in targets.items():
        for place, read in enumerate(inputs[before:]):
            if place >= len(question.pair.target.ids) or read != question.pair.target.ids[place]:
                break
            found[:, place] += shares[:, before + place]
    return question.by_target(found)
