"""The Gradio app: one file per page, thin over the package's own functions."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import workbench.app.gradio_import  # noqa: F401  before any other part imports Gradio

# isort: split
import gradio as gr

from workbench.app.assets import head, page_script, styles
from workbench.app.desk import Desk
from workbench.app.endpoints import add_endpoints
from workbench.app.pages.model import ModelPage
from workbench.app.pages.review import ReviewPage
from workbench.app.pages.try_out import TryPage
from workbench.app.parts.drawer import formulas
from workbench.app.parts.header import Header
from workbench.app.parts.typed import GIVEN as TYPED
from workbench.app.serving.given import CheckedBlocks
from workbench.app.serving.hosting import Limits, limits
from workbench.app.serving.library import Library
from workbench.app.stored_views import StoredViews

_ALLOWED, _REVIEW = "workbench_limits", "workbench_review"
_ACCENT = gr.themes.Color(
    *("#f0f8fb", "#e2f1f6", "#bfe0ea", "#8ec9dc", "#4ba6c3", "#1f87a8", "#0b6e8f", "#095a75", "#0a4a60", "#0b3c4e"),
    "#06222d",
)
STALE = (300, 3000)
"""Seconds between two looks for Gradio's own copies of uploads, and how old they may become."""


def build(runs: Sequence[Path] = (), allowed: Limits | None = None, stored: Path | None = None) -> gr.Blocks:
    """The whole app, not yet launched: the bundled run, and ``runs``, the first of which is seen first.

    ``allowed``: None finds out whether this is a shared machine. ``stored``: a file of views that were made elsewhere.
    Raises `RunError` for a folder that is no run or a file that holds none.
    """
    allowed = limits() if allowed is None else allowed
    views = None if stored is None else StoredViews(stored)
    desk = Desk.of(allowed, Library(runs, allowed), views)
    # Gradio keeps its copies of uploads in a folder that all its apps share, and leaves them there when it is killed.
    if "GRADIO_TEMP_DIR" not in os.environ:
        os.environ["GRADIO_TEMP_DIR"] = str(desk.library.temporary / "gradio")
    with CheckedBlocks(
        title="Translation Workbench", analytics_enabled=False, delete_cache=STALE, fill_width=True
    ) as app:
        owner = gr.BrowserState(None, storage_key="translation-workbench", secret="translation-workbench")
        header = Header(desk)
        with gr.Column(elem_id="page-review"):
            review = ReviewPage(desk, owner, header)
        if desk.computes:
            with gr.Column(elem_id="page-try"):
                tried = TryPage(desk, header.place)
            with gr.Column(elem_id="page-model"):
                model = ModelPage(desk, header.run, owner, tried.detail.looked)
            tried.start(app)
        opened = review.start(app)
        if desk.computes:
            model.start(opened)
        add_endpoints(desk)
    app.queue(max_size=allowed.queue)
    setattr(app, _ALLOWED, allowed)
    setattr(app, _REVIEW, review)
    return app


def launch(app: gr.Blocks, **options: Any) -> Any:
    """Serve ``app`` on this machine alone, unless ``server_name`` or GRADIO_SERVER_NAME says otherwise."""
    allowed: Limits = getattr(app, _ALLOWED)
    review: ReviewPage = getattr(app, _REVIEW)
    # While a browser still loads the page.
    threading.Thread(target=review.warm_up, daemon=True).start()
    return app.launch(
        theme=_theme(),
        css=styles(),
        js=page_script(),
        head=head({"drawer": formulas(), "typed": TYPED}),
        max_file_size=allowed.upload,
        footer_links=[],
        **options,
    )


def _theme() -> gr.themes.Base:
    """Quiet greys, one accent, and the fonts that the reader's machine has: nothing is fetched."""
    return gr.themes.Base(
        primary_hue=_ACCENT,
        neutral_hue="slate",
        font=["system-ui", "sans-serif"],
        font_mono=["ui-monospace", "monospace"],
        radius_size="md",
        spacing_size="sm",
    ).set(
        button_primary_background_fill="#0b6e8f",
        button_primary_background_fill_hover="#095a75",
        button_primary_text_color="white",
        button_primary_background_fill_dark="#0b6e8f",
        button_primary_background_fill_hover_dark="#0a7699",
        body_text_color_subdued="#5b6270",
        body_text_color_subdued_dark="#a3acba",
        input_placeholder_color="#5b6270",
        input_placeholder_color_dark="#a3acba",
    )
