"""The box in which a model is chosen, the same on every page."""

from __future__ import annotations

from typing import Any

import gradio as gr

from workbench import bundled, hub
from workbench.app.serving.hosting import KNOWN_MODELS, Limits

LONGEST_LANGUAGE, LONGEST_PREFIX = 60, 200


def model_box(limits: Limits, **options: Any) -> gr.Dropdown:
    """What lies in the local cache is listed first; any name or folder may be typed, unless the models are limited."""
    return gr.Dropdown(
        list(limits.models) if limits.models is not None else offered(),
        value=limits.model,
        label="Model",
        allow_custom_value=limits.models is None,
        scale=2,
        **options,
    )


def offered() -> list[str]:
    """The bundled model, those in the cache of this machine, and some that could be fetched."""
    return [*dict.fromkeys((bundled.MODEL_NAME, *hub.cached(), *KNOWN_MODELS))]
