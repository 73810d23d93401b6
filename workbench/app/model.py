"""The box in which a model is chosen, the same on every page."""

from __future__ import annotations

from typing import Any

import gradio as gr

from workbench import bundled
from workbench.app.hosting import KNOWN_MODELS, Limits


def model_box(limits: Limits, **options: Any) -> gr.Dropdown:
    """Any name or folder may be typed, unless the models are limited."""
    return gr.Dropdown(
        list(limits.models or KNOWN_MODELS),
        value=bundled.MODEL_NAME,
        label="Model",
        allow_custom_value=limits.models is None,
        scale=2,
        **options,
    )
