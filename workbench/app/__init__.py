"""The Gradio app: one file per page, thin over the package's own functions."""

from __future__ import annotations

import gradio as gr

from workbench.app.worst import worst_page


def build() -> gr.Blocks:
    """The whole app, not yet launched."""
    with gr.Blocks(title="Translation Workbench") as app:
        gr.Markdown(
            "# Translation Workbench\nA debugger for neural machine translation. Below: 250 English sentences under "
            "the bundled English–German model, the most suspicious first. 51 references have a planted fault."
        )
        worst_page(app)
    return app
