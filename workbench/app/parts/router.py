"""The header of all pages, and the address: its value is what stands after the question mark.

In: the query of an `Address`. Another one than the browser shows becomes a step of its history.
Out: ``select`` with ``{query}``, when somebody goes back or forward, or presses the name of a page.
"""

from __future__ import annotations

import gradio as gr

from workbench.app.assets import script
from workbench.app.parts.address import PAGE, PAGES
from workbench.app.parts.markup import safe

NAMES = {"review": "Review", "try": "Try", "model": "Model"}


def router(pages: tuple[str, ...] = PAGES) -> gr.HTML:
    """The component. ``pages``: those that this app has."""
    links = "".join(f'<a href="?{PAGE}={page}" data-page="{page}">{safe(NAMES[page])}</a>' for page in pages)
    return gr.HTML(
        "",
        html_template=f'<a class="wb-skip" href="#detail">Skip to the segment</a><h1>Translation Workbench</h1>'
        f'<nav aria-label="Pages">{links}</nav>',
        js_on_load=script("router"),
        elem_id="router",
    )
