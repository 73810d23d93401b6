"""What a handler sets so that another one runs, where it is another than before.

Of a State that a listener outside the queue changed, Gradio 6.31 tells no change; of a component's value it does, be it
on the page or not.
"""

from __future__ import annotations

import gradio as gr


def signal() -> gr.Textbox:
    """Listen to its ``change``. Its value is a text, empty at first."""
    return gr.Textbox("", visible=False)
