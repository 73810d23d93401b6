"""Integrals of slopes along a path, with points where they are needed.

The whole gain over the path is known from its ends, F(1) - F(0), so a goal's error is known, not estimated. Panels
start with equal shares of the variation of F (a rectified network bends sharply where little of the source is there
yet), one Gauss-Legendre point each. The goals whose sums are off go on together: the panels furthest off are cut in
three, where the middle third keeps its point. What a panel should have gained is read off the curve through the values
and slopes at the points, which come with them, so that its edges need no pass of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicHermiteSpline

from workbench.views.path import Path

LEAST_DIFFERENCE = 0.1
"""Nats: below it, the error is told relative to this."""

FIRST_LOOK = 8
PANELS = 12
EVEN_SHARE = 0.5
CURED = 8 / 9
"""Share of a panel's error that cutting it in three takes away, where the curve is smooth."""
MARGIN = 0.9
"""Share of the tolerance to aim at."""


@dataclass(frozen=True)
class Integral:
    """``shares``: ``float64[position]`` of one goal. ``difference``: the exact gain. ``points``: slopes taken."""

    shares: np.ndarray
    difference: float
    points: int

    @property
    def error(self) -> float:
        """Relative completeness error."""
        return abs(float(self.shares.sum()) - self.difference) / max(abs(self.difference), LEAST_DIFFERENCE)


def fixed(path: Path, steps: int) -> list[Integral]:
    """Gauss-Legendre with ``steps`` points over the whole path, one integral for each goal."""
    nodes, weights = np.polynomial.legendre.leggauss(steps)
    slopes, _ = path.slopes((nodes + 1) / 2)
    start, end = path.values([0.0, 1.0])
    return [Integral(weights / 2 @ slope, float(gain), steps) for slope, gain in zip(slopes, end - start, strict=True)]


def refined(path: Path, tolerance: float, limit: int) -> list[Integral]:
    """One integral for each goal, each with as many points as bring it under ``tolerance``, at most ``limit``."""
    look = np.linspace(0.0, 1.0, FIRST_LOOK + 1)
    variation = path.values(look)
    if not variation.shape[1]:
        return []
    edges = equal_variation(look, variation, min(PANELS, limit))
    slopes, values = path.slopes((edges[1:] + edges[:-1]) / 2)
    panels = Panels(edges, slopes, values, variation[0], variation[-1])
    found: dict[int, Integral] = {}
    waiting = np.arange(len(values))
    while len(waiting):
        integrals, spare = panels.integrals(), (limit - len(panels.width)) // 2
        off = np.array([integral.error > tolerance for integral in integrals]) & (spare > 0)
        found.update((int(place), integrals[at]) for at, place in enumerate(waiting) if not off[at])
        waiting = waiting[off]
        if len(waiting):
            panels = panels.of(off)
            panels = panels.refine(path.only(waiting.tolist()), panels.to_cut(tolerance)[:spare])
    return [found[place] for place in range(len(values))]


def equal_variation(places: np.ndarray, values: np.ndarray, panels: int) -> np.ndarray:
    """Edges ``[panels+1]`` between which the goals' ``values[place goal]`` vary alike, relative to their whole gain.

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
    """Between ``edges[panel+1]``, from 0 to 1. Of each goal ``slope[goal panel position]`` and ``value[goal panel]`` in
    the middle of each panel, and its values ``start[goal]`` and ``end[goal]`` at both ends of the path."""

    edges: np.ndarray
    slope: np.ndarray
    value: np.ndarray
    start: np.ndarray
    end: np.ndarray

    @property
    def width(self) -> np.ndarray:
        return np.diff(self.edges)

    @property
    def middle(self) -> np.ndarray:
        return (self.edges[1:] + self.edges[:-1]) / 2

    def integrals(self) -> list[Integral]:
        shares = np.einsum("p,ups->us", self.width, self.slope)
        return [
            Integral(own, float(gain), len(self.width)) for own, gain in zip(shares, self.end - self.start, strict=True)
        ]

    def of(self, goals: np.ndarray) -> Panels:
        return Panels(self.edges, self.slope[goals], self.value[goals], self.start[goals], self.end[goals])

    def off(self) -> np.ndarray:
        """``[goal panel]``: how far sums are from what is gained there, relative to the goal's whole gain."""
        inner = np.empty((len(self.value), 0))
        if len(self.width) > 1:  # A curve needs two points, and one panel has no inner edge.
            curve = CubicHermiteSpline(self.middle, self.value, self.slope.sum(axis=2), axis=1)
            inner = curve(self.edges[1:-1])
        gain = np.diff(np.concatenate([self.start[:, None], inner, self.end[:, None]], axis=1), axis=1)
        whole = np.maximum(np.abs(self.end - self.start), LEAST_DIFFERENCE)
        return (self.width * self.slope.sum(axis=2) - gain) / whole[:, None]

    def to_cut(self, tolerance: float) -> np.ndarray:
        """Panels, the worst first, as many as should bring every goal under the tolerance with a margin."""
        off = self.off()
        order = np.argsort(-np.abs(off).sum(axis=0), kind="stable")
        left = np.abs(off.sum(axis=1, keepdims=True) - CURED * np.cumsum(off[:, order], axis=1)).max(axis=0)
        enough = np.flatnonzero(left <= MARGIN * tolerance)
        return order[: enough[0] + 1 if len(enough) else len(order)]

    def refine(self, path: Path, worst: np.ndarray) -> Panels:
        """With the ``worst`` panels in three parts each. ``path`` has the goals of these panels."""
        left, right, third = self.edges[worst], self.edges[worst + 1], self.width[worst] / 3
        middle = np.concatenate([self.middle, left + third / 2, right - third / 2])
        order = np.argsort(middle)
        slope, value = path.slopes(middle[len(self.width) :])
        return Panels(
            np.sort(np.concatenate([self.edges, left + third, right - third])),
            np.concatenate([self.slope, slope], axis=1)[:, order],
            np.concatenate([self.value, value], axis=1)[:, order],
            self.start,
            self.end,
        )
