"""Altair charts as Gradio takes them: short, as SVG that follows the page's width and colours, with a menu that saves
the picture and sends nothing anywhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from altair.utils import schemapi
from gradio.components.plot import PlotData

from workbench.charts.saving import EMBED_OPTIONS

if TYPE_CHECKING:
    import altair as alt

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
"""Of the Vega-Lite that Gradio's pages have, which warns of every newer one; what our charts say is in both."""
MOST_ELEMENTS = 3000
"""Above this many cells a canvas is drawn, which does not shrink with the page."""

# Charts are checked against Vega-Lite's schema by tests; here that takes a third of the time of opening a sentence.
schemapi.DEBUG_MODE = False


def picture(chart: alt.TopLevelMixin, cells: int = 0) -> PlotData:
    spec = chart.to_dict(validate=False)
    renderer = "svg" if cells <= MOST_ELEMENTS else "canvas"
    spec["usermeta"] = {"embedOptions": EMBED_OPTIONS | {"renderer": renderer}}
    spec["$schema"] = SCHEMA
    spec["background"] = "transparent"
    return PlotData(type="altair", plot=json.dumps(spec, separators=(",", ":")))
