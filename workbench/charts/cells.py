"""Cells of a matrix: compact rows, colours that colour-blind people can tell apart, and "no value" drawn as such."""

from __future__ import annotations

import json
import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import numpy as np

from workbench.charts.words import FRAME, INK, LABEL_LIMIT, QUIET
from workbench.language.display import printable as label

# One hue from white to dark, as in the terminal; orange against blue where there is a sign.
SEQUENTIAL = ("#f7fbff", "#c6dbef", "#6baed6", "#2171b5", "#08306b")
DIVERGING = ("#7f3b08", "#e08214", "#f7f7f7", "#4393c3", "#053061")
NO_VALUE, HATCH = "#eceef1", "#a3a9b5"
# Okabe & Ito 2008, and three of Tol 2021: safe for the common kinds of colour blindness; grey is kept for chance.
CATEGORIES: tuple[str, ...] = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
CATEGORIES += ("#882255", "#999933", "#332288")


def compact(values: np.ndarray | Sequence[float], digits: int = 4) -> list[float | int | None]:
    """Figures as short JSON: rounded, whole ones without a point, null where there is none."""
    rounded = (round(float(value), digits) if math.isfinite(value) else None for value in values)
    return [int(value) if value is not None and value == int(value) else value for value in rounded]


def largest(values: np.ndarray) -> float:
    """The largest magnitude, 0 when there is none."""
    finite = values[np.isfinite(values)]
    return float(np.abs(finite).max(initial=0.0))


def inline(rows: list[dict[str, object]]) -> alt.InlineData:
    """Rows that go into the spec as they are.

    Altair's limit of 5,000 rows guards against whole data frames and holds for what passes a data transformer;
    a map of 80 × 80 words is meant, and inline data passes none, so the user's own settings stay untouched.
    """
    return alt.InlineData(values=rows)


def unrolled(rows: list[dict[str, object]], inner: str, by: Sequence[str]) -> alt.Chart:
    """A chart over rows that each hold a list ``w``: one datum per entry, its place in the list as ``inner``."""
    chart = alt.Chart(inline(rows)).transform_flatten(["w"])
    window = alt.WindowFieldDef.from_dict({"op": "row_number", "as": inner})
    return chart.transform_window([window], groupby=list(by)).transform_calculate(inner, f"datum.{inner} - 1")


def heading(title: str, lines: Sequence[str], width: float) -> alt.Title:
    """Title and quiet lines below it, broken so that they do not widen a small picture much."""
    letters = max(62, int((width + LABEL_LIMIT / 2) / 5.5))
    broken = [part for line in lines for part in textwrap.wrap(label(line), letters)]
    return alt.Title(
        label(title),
        subtitle=broken,
        anchor="start",
        frame="bounds",
        fontSize=14,
        color=INK,
        subtitleColor=QUIET,
        subtitleFontSize=10.5,
        subtitlePadding=4,
        offset=10,
    )


def gradient_legend(title: str, width: float) -> alt.Legend:
    """Below the picture, where it takes no width from the cells."""
    return alt.Legend(
        title=title,
        orient="bottom",
        direction="horizontal",
        gradientLength=max(80, min(200, width)),
        gradientThickness=10,
        tickCount=4,
        titleFontSize=11,
        titleFontWeight="normal",
        titleColor=QUIET,
        labelColor=QUIET,
    )


@dataclass(frozen=True)
class Colours:
    """How a figure becomes a colour: from 0 to ``top``, or with ``signed`` from ``-top`` through white to ``top``.

    ``power``: of the figure that colours go by; under 1 it tells small figures apart beside a few large ones.
    """

    title: str
    signed: bool
    top: float = 1.0
    power: float = 1.0

    @property
    def scale(self) -> alt.Scale:
        share = [-1.0, -0.5, 0.0, 0.5, 1.0] if self.signed else [0.0, 0.25, 0.5, 0.75, 1.0]
        domain = [(self.top or 1.0) * self._unpowered(part) for part in share]
        kind = {"type": "linear"} if self.power == 1 else {"type": "pow", "exponent": self.power}
        return alt.Scale(domain=domain, range=list(DIVERGING if self.signed else SEQUENTIAL), clamp=True, **kind)

    def _unpowered(self, part: float) -> float:
        """The share of ``top`` that has this share of the colours."""
        return math.copysign(abs(part) ** (1 / self.power), part)

    @property
    def dark(self) -> str:
        """The Vega expression for a cell on which a number has to be white."""
        return f"abs(datum.w) > {self._unpowered(0.6 if self.signed else 0.66) * (self.top or 1.0):.6g}"


@dataclass(frozen=True)
class Cells:
    """A matrix drawn from a chart whose data have the figure in ``w``; null is hatched grey, never the colour of 0.

    ``numbers``: format in which figures stand in the cells, or None for cells too small to hold any.
    ``lift``: pixels that they stand above the middle. ``reason``: what the tooltip says in place of a figure that is
    null.
    """

    colours: Colours
    x: alt.X
    y: alt.Y
    step: tuple[float, float]
    before: tuple[alt.Tooltip, ...]
    after: tuple[alt.Tooltip, ...]
    numbers: str | None
    least_number: float = 0.0
    reason: str = "no value"
    lift: float = 0.0

    def layers(self, base: alt.Chart, width: float, nulls: bool) -> list[alt.Chart]:
        place = base.encode(self.x, self.y)
        # A hairline between cells, so that equal neighbours can be counted; at the smallest sizes it would eat them.
        gap = 0.5 if min(self.step) >= 16 else 0.0
        figure = alt.Tooltip("w:Q", title=self.colours.title, format=".4~g")
        some, none = (place.transform_filter(test) for test in ("isValid(datum.w)", "!isValid(datum.w)"))
        color = alt.Color("w:Q", scale=self.colours.scale, legend=gradient_legend(self.colours.title, width))
        layers = [
            some.mark_rect(stroke="white", strokeWidth=gap).encode(color, tooltip=[*self.before, figure, *self.after])
        ]
        if nulls:
            null = none.transform_calculate("n", json.dumps(self.reason))
            tooltip = [*self.before, alt.Tooltip("n:N", title=self.colours.title), *self.after]
            hatch = alt.value("M-1,1L1,-1")
            # A point's size is an area; its path of two units is drawn √size wide.
            size = min(self.step) ** 2
            layers += [
                null.mark_rect(color=NO_VALUE).encode(tooltip=tooltip),
                null.mark_point(size=size, stroke=HATCH, strokeWidth=1, filled=False, clip=True).encode(
                    shape=hatch, tooltip=tooltip
                ),
            ]
        if self.numbers:
            number = alt.condition(self.colours.dark, alt.value("white"), alt.value(INK))
            layers.append(
                some.transform_filter(f"abs(datum.w) >= {self.least_number:.6g}")
                .mark_text(fontSize=11, dy=-self.lift)
                .encode(text=alt.Text("w:Q", format=self.numbers), color=number)
            )
        return layers


def picture(
    layers: Sequence[alt.Chart], size: tuple[float, float], title: alt.Title, description: str, framed: bool = True
) -> alt.LayerChart:
    """Layers of one view, ``size`` being width and height; ``description`` is for people who have it read to them."""
    view = alt.ViewBackground(stroke=FRAME if framed else None)
    width, height = size
    # Plain numbers: Gradio takes a width of "so much per step" for none.
    return alt.LayerChart(
        layer=list(layers), width=width, height=height, title=title, description=description, view=view
    )


def nothing_to_show(what: str, title: alt.Title) -> alt.LayerChart:
    """In place of a matrix without cells: a picture that says so."""
    text = alt.Chart(inline([{"n": what}])).mark_text(color=QUIET, fontStyle="italic").encode(text="n:N")
    return picture([text], (220, 60), title, what, framed=False)
