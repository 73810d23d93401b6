"""Maps that show themselves: what a notebook displays for an `AlignmentMap`.

`workbench` registers `bundle` by name when it is imported in a running IPython, so that neither this module nor
Altair is loaded before the first map is displayed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any
from uuid import uuid4

import altair as alt
from altair.utils import spec_to_html

from workbench.alignment.map import AlignmentMap
from workbench.charts.heatmap import heatmap
from workbench.charts.saving import EMBED_OPTIONS, ScriptSafe
from workbench.provenance import method_line

MIME = f"application/vnd.vegalite.v{alt.SCHEMA_VERSION.lstrip('v')[0]}+json"


def bundle(
    found: AlignmentMap, include: Collection[str] | None = None, exclude: Collection[str] | None = None
) -> dict[str, Any]:
    """The heatmap by MIME type: a Vega-Lite spec for front ends that draw it, else a page, else a line of text."""
    spec = heatmap(found).to_dict() | {"usermeta": {"embedOptions": EMBED_OPTIONS}}
    made: dict[str, Callable[[], Any]] = {
        MIME: lambda: spec,
        "text/html": lambda: _fragment(spec),
        "text/plain": lambda: _line(found),
    }
    wanted = [name for name in made if (not include or name in include) and name not in (exclude or ())]
    return {name: made[name]() for name in wanted}


def _fragment(spec: dict[str, Any]) -> str:
    """A piece of page that loads Vega from the network; its text is escaped, which Altair's own pages leave out."""
    return spec_to_html(
        spec,
        mode="vega-lite",
        vega_version=alt.VEGA_VERSION,
        vegalite_version=alt.VEGALITE_VERSION,
        vegaembed_version=alt.VEGAEMBED_VERSION,
        embed_options=dict(EMBED_OPTIONS),
        json_kwds={"cls": ScriptSafe},
        output_div=f"alignment-map-{uuid4().hex}",
        template="universal",
        fullhtml=False,
    )


def _line(found: AlignmentMap) -> str:
    size = f"{len(found.target)} target × {len(found.source)} source words"
    return f"AlignmentMap of {size}: {method_line(found.provenance)}"
