"""Altair charts as Gradio takes them: short, as SVG that follows the page's width and colours, with a menu that saves
the picture and sends nothing anywhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from gradio.components.plot import PlotData

from workbench.charts.saving import EMBED_OPTIONS

if TYPE_CHECKING:
    import altair as alt

MOST_ELEMENTS = 3000
"""Above this many cells a canvas is drawn, which does not shrink with the page."""


def picture(chart: alt.TopLevelMixin, cells: int = 0) -> PlotData:
    spec = chart.to_dict(validate=False)
    renderer = "svg" if cells <= MOST_ELEMENTS else "canvas"
    spec["usermeta"] = {"embedOptions": EMBED_OPTIONS | {"renderer": renderer}}
    spec["background"] = "transparent"
    return PlotData(type="altair", plot=json.dumps(spec, separators=(",", ":")))
