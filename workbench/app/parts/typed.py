"""What somebody types, told once they pause.

Value: none. Event ``select``: ``{source, target, prefix}``, the texts of the boxes with these ids, `PAUSE` after the
last key in one of them, or at once with Ctrl+Enter. From the first key on the element `SHOWN` has the class
``wb-stale`` and ``data-typing``, which goes with the event: what is shown there belongs to another text.
"""

from __future__ import annotations

import gradio as gr

from workbench.app.assets import script

PAUSE = 800
"""Milliseconds."""
BOXES = {"source": "sentence-source", "target": "sentence-target", "prefix": "sentence-prefix"}
SHOWN = "sentence-shown"
GIVEN = {"boxes": BOXES, "stale": SHOWN, "pause": PAUSE}
"""What the script knows."""


def typed() -> gr.HTML:
    """The part, which is not to be seen."""
    return gr.HTML("", js_on_load=script("typed"), elem_id="typed", visible="hidden")
