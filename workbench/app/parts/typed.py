"""What somebody types, told once they pause.

Value: none. Event ``select``: ``{source, target, prefix}``, the texts of the boxes with these ids, `PAUSE` after the
last key in one of them, or at once with Ctrl+Enter. From the first key on the element `stale` has the class
``wb-stale`` and ``data-typing``, which goes with the event: what is shown there belongs to another text.
"""

from __future__ import annotations

import json

import gradio as gr

from workbench.app.assets import script

PAUSE = 800
"""Milliseconds."""
BOXES = {"source": "sentence-source", "target": "sentence-target", "prefix": "sentence-prefix"}


def typed(stale: str) -> gr.HTML:
    """The part, which is not to be seen."""
    told = json.dumps({"boxes": BOXES, "stale": stale, "pause": PAUSE})
    return gr.HTML("", js_on_load=f"const given = {told};\n{script('typed')}", elem_id="typed", visible="hidden")
