"""Integrals of slopes along a path, with points where they are needed.

The whole gain over any piece of the path is known from its ends, F(b) - F(a), so the error of every panel is known too,
not estimated. Panels start with equal shares of the variation of F (a rectified network bends sharply where little of
the source is there yet), one Gauss-Legendre point each; the units whose sums are off go on together, their worst panels
cut in three, where the middle third keeps its point.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.views.path import Path

LEAST_DIFFERENCE = 0.1
"""Nats: below it, the error is told relative to this."""

FIRST_LOOK = 12
PANELS = 16
EVEN_SHARE = 0.5
REFINED_AT_ONCE = 1 / 3


@dataclass(frozen=True)
class Integral:
    """``shares``: ``float64[position]`` of one unit. ``difference``: the exact gain. ``points``: slopes taken."""

    shares: np.ndarray
    difference: float
    points: int

    @property
    def error(self) -> float:
        """Relative completeness error."""
        return abs(float(self.shares.sum()) - self.difference) / max(abs(self.difference), LEAST_DIFFERENCE)


def fixed(path: Path, steps: int) -> list[Integral]:
    """Gauss-Legendre with ``steps`` points over the whole path, one integral for each unit."""
    nodes, weights = np.polynomial.legendre.leggauss(steps)
    slopes = path.slopes((nodes + 1) / 2)
    start, end = path.values([0.0, 1.0])
    return [Integral(weights / 2 @ slope, float(gain), steps) for slope, gain in zip(slopes, end - start, strict=True)]


def refined(path: Path, tolerance: float, limit: int) -> list[Integral]:
    """One integral for each unit, each with as many points as bring it under ``tolerance``, at most ``limit``."""
    look = np.linspace(0.0, 1.0, FIRST_LOOK + 1)
    variation = path.values(look)
    if not variation.shape[1]:
        return []
    edges = equal_variation(look, variation, min(PANELS, limit))
    slopes = path.slopes((edges[1:] + edges[:-1]) / 2)
    values = path.values(edges).T
    panels = Panels(edges[:-1], edges[1:], values[:, :-1], values[:, 1:], slopes)
    found: dict[int, Integral] = {}
    waiting = np.arange(len(values))
    while len(waiting):
        integrals, count = panels.integrals(), panels.to_refine(limit)
        off = np.array([integral.error > tolerance for integral in integrals]) & (count > 0)
        found.update((int(place), integrals[at]) for at, place in enumerate(waiting) if not off[at])
        waiting = waiting[off]
        if len(waiting):
            panels = panels.of(off).refine(path.only(waiting.tolist()), count)
    return [found[place] for place in range(len(values))]


def equal_variation(places: np.ndarray, values: np.ndarray, panels: int) -> np.ndarray:
    """Edges ``[panels+1]`` between which the units' ``values[place unit]`` vary alike, relative to their whole gain.

    Part of the points is spread evenly, for what a first look overlooks.
    """
    gains = np.maximum(np.abs(values[-1] - values[0]), LEAST_DIFFERENCE)
    variation = (np.abs(np.diff(values, axis=0)) / gains).mean(axis=1)
    density = variation / max(variation.sum(), 1e-12) + EVEN_SHARE * np.diff(places)
    reached = np.concatenate([[0.0], np.cumsum(density)])
    edges = np.interp(np.linspace(0.0, reached[-1], panels + 1), reached, places)
    edges[0], edges[-1] = places[0], places[-1]
    return edges


@dataclass(frozen=True)
class Panels:
    """``left[panel]`` to ``right[panel]``; of each unit the values there, ``value_left[unit panel]`` and
    ``value_right``, and ``slope[unit panel position]`` in the middle."""

    left: np.ndarray
    right: np.ndarray
    value_left: np.ndarray
    value_right: np.ndarray
    slope: np.ndarray

    @property
    def width(self) -> np.ndarray:
        return self.right - self.left

    @property
    def gain(self) -> np.ndarray:
        """``[unit panel]``"""
        return self.value_right - self.value_left

    def integrals(self) -> list[Integral]:
        shares = np.einsum("p,ups->us", self.width, self.slope)
        return [Integral(own, float(gain.sum()), len(self.left)) for own, gain in zip(shares, self.gain, strict=True)]

    def to_refine(self, limit: int) -> int:
        """How many panels to cut: a share of them, as far as ``limit`` points allow."""
        return min(max(1, round(len(self.left) * REFINED_AT_ONCE)), (limit - len(self.left)) // 2)

    def of(self, units: np.ndarray) -> Panels:
        return Panels(self.left, self.right, self.value_left[units], self.value_right[units], self.slope[units])

    def refine(self, path: Path, count: int) -> Panels:
        """The ``count`` panels that are furthest off, relative to each unit's whole gain, in three parts each.

        ``path`` has the units of these panels.
        """
        whole = np.maximum(np.abs(self.gain.sum(axis=1, keepdims=True)), LEAST_DIFFERENCE)
        off = (np.abs(self.width * self.slope.sum(axis=2) - self.gain) / whole).sum(axis=0)
        worst, kept = np.split(np.argsort(-off, kind="stable"), [count])
        left, right, third = self.left[worst], self.right[worst], self.width[worst] / 3
        first, second = left + third, right - third
        outer = path.slopes(np.concatenate([left + third / 2, right - third / 2]))
        at_first, at_second = np.split(path.values(np.concatenate([first, second])).T, 2, axis=1)
        return Panels(
            np.concatenate([self.left[kept], left, first, second]),
            np.concatenate([self.right[kept], first, second, right]),
            np.concatenate([self.value_left[:, kept], self.value_left[:, worst], at_first, at_second], axis=1),
            np.concatenate([self.value_right[:, kept], at_first, at_second, self.value_right[:, worst]], axis=1),
            np.concatenate([self.slope[:, kept], outer[:, :count], self.slope[:, worst], outer[:, count:]], axis=1),
        )
