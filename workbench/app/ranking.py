"""The ranked list of a run: what narrows it, its pages, and the file that it can be taken away as."""

from __future__ import annotations

import re
from typing import Any

import gradio as gr

from workbench.app.detail import Desk
from workbench.app.markup import fault, ranked_list
from workbench.app.refusal import refusal
from workbench.errors import WorkbenchError
from workbench.runs import FLAGS, Filter, export
from workbench.runs.query import STATUSES
from workbench.scores import SCORES
from workbench.symptoms import SYMPTOMS

PAGE = 50
NO_CONDITIONS = ("suspicion", "", "", "", "", "")
"""Of a list that nobody narrowed, in the order of `Ranking.conditions`."""
_ROWS_JS = """
element.addEventListener('click', event => {
  const row = event.target.closest('button[data-id]');
  if (row) trigger('select', {run: row.dataset.run, id: row.dataset.id, side: row.dataset.side});
  // Below the list, on a narrow page, it would be opened out of sight.
  if (row && innerWidth < 900) document.getElementById('detail').scrollIntoView();
});
"""
_FETCH_JS = "() => setTimeout(() => document.querySelector('#download-file').click(), 100)"

Update = Any


class Ranking:
    """Built where it is made. Handlers take its `inputs` as ``ranking``: run, owner, side and the conditions."""

    def __init__(self, desk: Desk, run: gr.Dropdown, owner: gr.BrowserState, side: gr.Radio):
        self._desk = desk
        self.by = gr.Dropdown(
            [*SCORES],
            value="suspicion",
            label="Worst first by",
            info="a score, or the name of a numeric column of your file",
            allow_custom_value=True,
            elem_id="by",
        )
        self.text = gr.Textbox(label="Find text or id", placeholder="a word, an id …", elem_id="find", max_length=200)
        with gr.Accordion("More conditions", open=False):
            self.symptom = gr.Dropdown(
                [("any", ""), *((name.replace("_", " "), name) for name in SYMPTOMS)], value="", label="Symptom"
            )
            self.status = gr.Dropdown([("any", ""), *STATUSES], value="", label="Status")
            self.flag = gr.Dropdown([("any", ""), *FLAGS], value="", label="Your verdict")
            self.where = gr.Textbox(
                label="Other conditions, one a line",
                placeholder="chrf<=40\nscatter>=0.3\nphenomenon=idiom",
                lines=2,
                max_length=500,
                elem_id="where",
            )
        self.list = gr.HTML(js_on_load=_ROWS_JS, elem_id="worst")
        with gr.Row():
            self.earlier = gr.Button("← Better ones", size="sm", visible=False)
            self.later = gr.Button("More →", size="sm")
        with gr.Row():
            self.format = gr.Dropdown(
                ["csv", "jsonl", "parquet"], value="csv", label="Download this list as", min_width=120
            )
            self.download = gr.Button("Download", size="sm", min_width=120, elem_id="download")
            self.file = gr.DownloadButton(visible="hidden", elem_id="download-file")
        self.skip = gr.State(0)
        self._shown_for = gr.State([])
        self.inputs = [run, owner, side, *self.conditions]

    @property
    def conditions(self) -> list[Any]:
        return [self.by, self.text, self.symptom, self.status, self.flag, self.where]

    @property
    def outputs(self) -> list[Any]:
        """Of `page`."""
        return [self.list, self.earlier, self.later, self.skip]

    def connect(self, quick: dict[str, Any]) -> list[Any]:
        """Events after which another list stands there."""
        narrowing = [control.input for control in (self.by, self.symptom, self.status, self.flag)]
        narrowing += [self.text.submit, self.text.blur, self.where.submit, self.where.blur]
        made = self.download.click(self._download, [*self.inputs, self.format], [self.file], **quick)
        made.success(None, None, None, js=_FETCH_JS, api_visibility="private")
        paged = [*self.inputs, self.skip]
        return [
            gr.on(narrowing, self._narrow, [*self.inputs, self._shown_for], [*self.outputs, self._shown_for], **quick),
            self.later.click(self._later, paged, self.outputs, **quick),
            self.earlier.click(self._earlier, paged, self.outputs, **quick),
        ]

    def page(self, *ranking: Any, skip: int = 0) -> tuple[list[Update], list[str]]:
        """Updates of `outputs` from the ``skip``-th on, and the ids of the whole list. Raises `WorkbenchError`."""
        key, owner, side, by, *_ = ranking
        ids = self.ids(*ranking)
        records = self._desk.library.open(key, owner).worst(by, PAGE, side, where=_filter(*ranking), skip=skip)
        more = skip + len(records) < len(ids)
        shown = ranked_list(records, key, by, skip + 1, len(ids))
        return [shown, gr.update(visible=skip > 0), gr.update(visible=more), skip], ids

    def ids(self, *ranking: Any) -> list[str]:
        """Of the whole list, in its order. Raises `WorkbenchError`."""
        key, owner, side, by, *_ = ranking
        return self._desk.library.open(key, owner).ranking(by, side, where=_filter(*ranking))

    def again(self, *given: Any) -> list[Update]:
        """The same page, as a flag may have changed it."""
        *ranking, skip = given
        return self._told(*ranking, skip=skip)

    def _told(self, *ranking: Any, skip: int = 0) -> list[Update]:
        try:
            return self.page(*ranking, skip=skip)[0]
        except WorkbenchError as error:
            return [fault(error), gr.update(visible=False), gr.update(visible=False), 0]

    def _narrow(self, *given: Any) -> list[Update]:
        """Under other conditions, from the first page on; who only leaves a box stays where they are."""
        *ranking, shown_for = given
        if ranking == shown_for:
            return [gr.skip()] * (len(self.outputs) + 1)
        return [*self._told(*ranking), ranking]

    def _later(self, *given: Any) -> list[Update]:
        *ranking, skip = given
        return self._told(*ranking, skip=skip + PAGE)

    def _earlier(self, *given: Any) -> list[Update]:
        *ranking, skip = given
        return self._told(*ranking, skip=max(0, skip - PAGE))

    def _download(self, *given: Any) -> str:
        *ranking, ending = given
        key, owner, side, by, *_ = ranking
        with refusal():
            run = self._desk.library.open(key, owner)
            path = self._desk.library.downloads(owner) / f"{file_name(side, by)}.{ending}"
            export(run.ranked(by, side, where=_filter(*ranking)), path)
            return str(path)


def _filter(*ranking: Any) -> Filter:
    _, _, _, _, text, symptom, status, flag, where = ranking
    conditions = [line for line in (where or "").split("\n") if line.strip()]
    return Filter.parsed(conditions, text=text or "", symptom=symptom or None, status=status or None, flag=flag or None)


def file_name(side: str, by: str) -> str:
    """Of a download, without its ending: a column may be called anything, ``../x`` too."""
    return re.sub(r"[^\w.-]+", "-", f"worst-{side}-by-{by}")[:80].rstrip(".-")
