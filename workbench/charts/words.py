"""Words in a picture: stored once, looked up by index, one band each, however often a word is repeated."""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import altair as alt

from workbench.language.display import printable as label

LABEL_LIMIT = 130
"""Pixels of a label before it is cut with an ellipsis; the whole word is on hover."""
INK, QUIET, FRAME = "#1f2430", "#5b6270", "#cfd4dc"
"""Text, text that stands back, and the frame of a matrix: on white, which Vega-Lite draws under every chart."""

# Words at most → pixels of a cell.
_STEPS = ((8, 44), (14, 36), (25, 26), (45, 18))
_LEAST_STEP = 12


def step_for(*counts: int) -> int:
    """Pixels of a cell, so that pictures of 5 and of 80 words are both legible."""
    longest = max(counts, default=0)
    return next((step for most, step in _STEPS if longest <= most), _LEAST_STEP)


def text_width(text: str, size: float = 11) -> float:
    """Pixels that a text takes, roughly: nothing knows the fonts of the machine that will draw it."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    marks = sum(unicodedata.category(char) in ("Mn", "Me", "Cf") for char in text)
    return (len(text) + 0.7 * wide - marks) * size * 0.58


def reads_from_right(words: Sequence[str]) -> bool:
    """Whether the first letter that has a direction is of a script written from right to left."""
    directions = (unicodedata.bidirectional(char) for word in words for char in word)
    return next((found in ("R", "AL") for found in directions if found in ("L", "R", "AL")), False)


@dataclass(frozen=True)
class WordAxis:
    """The words along one axis. A field holds a word's index; ``param`` holds the words, once per picture."""

    words: tuple[str, ...]
    title: str

    @classmethod
    def of(cls, words: Sequence[str], title: str) -> WordAxis:
        return cls(tuple(map(label, words)), title)

    def __len__(self) -> int:
        return len(self.words)

    @property
    def param(self) -> alt.Parameter:
        """Named by its content: pictures that are joined share it where their words are the same."""
        return alt.param(f"words_{zlib.crc32(repr(self.words).encode()):08x}", value=list(self.words))

    def at(self, field: str) -> str:
        """The Vega expression for the word at the index in ``field``."""
        return f"{self.param.name}[datum.{field}]"

    @property
    def scale(self) -> alt.Scale:
        return alt.Scale(type="band", domain=list(range(len(self))), padding=0)

    def axis(self, step: float, orient: Literal["top", "left"], labels: bool = True) -> alt.Axis:
        size = max(8, min(12, step - 3))
        widest = min(LABEL_LIMIT, max((text_width(word, size) for word in self.words), default=0))
        upright = orient == "left" or widest <= step
        return alt.Axis(
            orient=orient,
            title=self.title if labels else None,
            titleColor=QUIET,
            titleFontSize=11,
            titleFontWeight="normal",
            titlePadding=8,
            labels=labels,
            labelExpr=self.at("value"),
            labelAngle=0 if upright else -45 if step >= 24 else -90,
            labelColor=INK,
            labelFontSize=size,
            labelLimit=LABEL_LIMIT,
            labelOverlap=False,
            labelPadding=5,
            ticks=False,
            domain=True,
            domainColor=FRAME,
            zindex=1,
            grid=False,
        )

    def x(self, field: str, step: float, labels: bool = True) -> alt.X:
        return alt.X(f"{field}:O", scale=self.scale, axis=self.axis(step, "top", labels))

    def y(self, field: str, step: float, labels: bool = True) -> alt.Y:
        return alt.Y(f"{field}:O", scale=self.scale, axis=self.axis(step, "left", labels))
