"""The one line above every page: its name, the pages, the corpus that is looked at, and what can be done with it."""

from __future__ import annotations

import gradio as gr

from workbench.app.desk import Desk
from workbench.app.parts.address import PAGES
from workbench.app.parts.markup import safe
from workbench.app.parts.router import router
from workbench.app.parts.tour import LINK

_COPY_JS = """() => {
  const told = document.getElementById('share'), name = told.textContent;
  // Without https there is no clipboard but on this machine itself: then the link is shown, to be copied by hand.
  if (navigator.clipboard) navigator.clipboard.writeText(location.href); else prompt('Link', location.href);
  told.textContent = 'Link copied';
  setTimeout(() => { told.textContent = name; }, 1500);
}"""
_CHECK_JS = """() => {
  const open = document.body.dataset.check === 'open';
  document.body.dataset.check = open ? '' : 'open';
  if (!open) document.querySelector('#check :is(input, textarea, button)')?.focus();
}"""


class Header:
    """Built where it is made."""

    def __init__(self, desk: Desk):
        with gr.Row(elem_id="header"):
            self.place = router(PAGES if desk.computes else PAGES[:1])
            self.run = gr.Dropdown(
                desk.library.choices_for_all(),
                value=desk.library.first,
                label="Corpus",
                show_label=False,
                container=False,
                min_width=160,
                elem_id="run",
            )
            self.check = gr.Button(
                "Check your own",
                size="sm",
                variant="primary",
                min_width=110,
                visible=desk.computes,
                elem_id="check-own",
            )
            if desk.computes:
                gr.HTML(LINK, apply_default_css=False)
            share = gr.Button("Share", size="sm", min_width=70, elem_id="share")
            if desk.limits.hosted:
                kind = "shared demo" if desk.computes else "to read"
                gr.HTML(
                    f'<details class="wb-limits"><summary>{kind}</summary><p>{safe(desk.limits)}</p></details>',
                    apply_default_css=False,
                )
        share.click(None, None, None, js=_COPY_JS, api_visibility="private")
        self.check.click(None, None, None, js=_CHECK_JS, api_visibility="private")
