"""The ranked list of a run: what narrows it, its pages, and the file that it can be taken away as."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import gradio as gr
from gradio.blocks import Block

from workbench.app.desk import Desk
from workbench.app.parts.markup import empty, fault, note, ranked_list
from workbench.app.parts.values import Changes, Given
from workbench.app.serving.refusal import refusal
from workbench.app.serving.workers import QUEUED
from workbench.app.wrong_reasons import proofs
from workbench.errors import WorkbenchError
from workbench.runs import FLAGS, Filter, export
from workbench.runs.query import STATUSES
from workbench.scores import SCORES
from workbench.symptoms import SYMPTOMS

PAGE = 50
WRONG_REASONS = "right_for_the_wrong_reason"
_ROWS_JS = """
element.addEventListener('click', event => {
  const row = event.target.closest('button[data-id]');
  if (row) trigger('select', {run: row.dataset.run, id: row.dataset.id, side: row.dataset.side});
  // Below the list, on a narrow page, it would be opened out of sight.
  if (row && innerWidth < 900) document.getElementById('detail').scrollIntoView();
});
"""
_FETCH_JS = "() => setTimeout(() => document.querySelector('#download-file').click(), 100)"


@dataclass(frozen=True)
class Listing:
    """Which segments of which run are asked for, and in which order; without more, all of them as they first stand."""

    run: str
    owner: str
    side: str
    by: str = "suspicion"
    text: str = ""
    symptom: str = ""
    status: str = ""
    flag: str = ""
    where: str = ""

    @property
    def filter(self) -> Filter:
        return Filter.parsed(
            [line for line in self.where.split("\n") if line.strip()],
            text=self.text,
            symptom=self.symptom or None,
            status=self.status or None,
            flag=self.flag or None,
        )


class Ranking:
    """Built where it is made."""

    def __init__(self, desk: Desk, run: gr.Dropdown, owner: gr.BrowserState, side: gr.Radio):
        self._desk = desk
        self._run, self._owner, self._side = run, owner, side
        self.by = gr.Dropdown(
            [*SCORES, ("right for the wrong reason", WRONG_REASONS)],
            value="suspicion",
            label="Worst first by",
            info="a score, or the name of a numeric column of your file; or good translations whose words came from "
            "elsewhere (slow)",
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
        self._shown_for = gr.State(None)

    @property
    def conditions(self) -> list[Block]:
        return [self.by, self.text, self.symptom, self.status, self.flag, self.where]

    @property
    def inputs(self) -> set[Block]:
        """What `asked` needs."""
        return {self._run, self._owner, self._side, *self.conditions}

    @property
    def outputs(self) -> list[Block]:
        """Of a handler that ends with `page`."""
        return [self.list, self.earlier, self.later, self.skip]

    def connect(self, quick: dict[str, Any]) -> list[Any]:
        """Events after which another list stands there."""
        narrowing = [control.input for control in (self.by, self.symptom, self.status, self.flag)]
        narrowing += [self.text.submit, self.text.blur, self.where.submit, self.where.blur]
        made = self.download.click(self._download, {*self.inputs, self.format}, self.file, **quick)
        made.success(None, None, None, js=_FETCH_JS, api_visibility="private")
        narrowed = {*self.inputs, self._shown_for}
        return [
            self.fill_on(gr.on(narrowing, self._narrow, narrowed, [*self.outputs, self._shown_for], **quick)),
            self.later.click(self._later, {*self.inputs, self.skip}, self.outputs, **quick),
            self.earlier.click(self._earlier, {*self.inputs, self.skip}, self.outputs, **quick),
        ]

    def fill_on(self, event: Any) -> Any:
        """Make the list once ``event``, after which another may stand there, is over, where that takes the model."""
        how: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", **QUEUED}
        return event.then(self._fill, self.inputs, self.outputs, **how)

    def again_on(self, event: Any, quick: dict[str, Any]) -> Any:
        """The same page once more, as ``event``, a flag, may have changed it."""
        return event.then(self._again, {*self.inputs, self.skip}, self.outputs, **quick)

    def asked(self, given: Given) -> Listing:
        return Listing(
            run=given[self._run],
            owner=given[self._owner],
            side=given[self._side],
            by=given[self.by],
            text=given[self.text] or "",
            symptom=given[self.symptom] or "",
            status=given[self.status] or "",
            flag=given[self.flag] or "",
            where=given[self.where] or "",
        )

    def unnarrowed(self) -> Changes:
        """Of `conditions`: those of a `Listing` that names none."""
        return {**dict.fromkeys(self.conditions, ""), self.by: Listing.by}

    def page(self, asked: Listing, skip: int = 0) -> tuple[Changes, list[str]]:
        """Of `outputs`, from the ``skip``-th on, and the ids of the whole list. Raises `WorkbenchError`."""
        if asked.by == WRONG_REASONS:
            return self._reasons_page(asked, skip), self.ids(asked)
        ids, run = self.ids(asked), self._desk.library.open(asked.run, asked.owner)
        records = run.worst(asked.by, PAGE, asked.side, where=asked.filter, skip=skip)
        return {
            self.list: ranked_list(records, asked.run, asked.by, skip + 1, len(ids)),
            self.earlier: gr.update(visible=skip > 0),
            self.later: gr.update(visible=skip + len(records) < len(ids)),
            self.skip: skip,
        }, ids

    def ids(self, asked: Listing) -> list[str]:
        """Of the whole list, in its order; none of one that is still to be made. Raises `WorkbenchError`."""
        if asked.by == WRONG_REASONS:
            return [record["id"] for record, _ in self._desk.wrong_reasons.known(asked) or ()]
        return self._desk.library.open(asked.run, asked.owner).ranking(asked.by, asked.side, where=asked.filter)

    def _reasons_page(self, asked: Listing, skip: int) -> Changes:
        found = self._desk.wrong_reasons.known(asked)
        if found is None:
            shown = note('<span class="wb-busy">asking the model about the best segments …</span>')
        elif not found:
            shown = empty("Nothing of the kind among the best segments.", "Their words need the words they translate.")
        else:
            some = [record for record, _ in found[skip : skip + PAGE]]
            shown = ranked_list(some, asked.run, "right for the wrong reason", skip + 1, len(found), proofs(found))
        more = gr.update(visible=found is not None and skip + PAGE < len(found))
        return {self.list: shown, self.earlier: gr.update(visible=skip > 0), self.later: more, self.skip: skip}

    def _told(self, asked: Listing, skip: int = 0) -> Changes:
        try:
            return self.page(asked, skip)[0]
        except WorkbenchError as error:
            hidden = gr.update(visible=False)
            return {self.list: fault(error), self.earlier: hidden, self.later: hidden, self.skip: 0}

    # Handlers.

    def _narrow(self, given: Given) -> Changes:
        """Under other conditions, from the first page on; who only leaves a box stays where they are."""
        asked = self.asked(given)
        return gr.skip() if asked == given[self._shown_for] else {**self._told(asked), self._shown_for: asked}

    def _fill(self, given: Given) -> Changes:
        """The list that takes the model."""
        asked = self.asked(given)
        if asked.by != WRONG_REASONS or self._desk.wrong_reasons.known(asked) is not None:
            return gr.skip()
        try:
            run = self._desk.library.open(asked.run, asked.owner)
            where = asked.filter
            side = asked.side if asked.side in run.sides else run.sides[0]
            self._desk.workers.result(lambda: self._desk.wrong_reasons.make(asked, run, side, where))
        except WorkbenchError as error:
            hidden = gr.update(visible=False)
            return {self.list: fault(error), self.earlier: hidden, self.later: hidden, self.skip: 0}
        return self._told(asked)

    def _again(self, given: Given) -> Changes:
        return self._told(self.asked(given), given[self.skip])

    def _later(self, given: Given) -> Changes:
        return self._told(self.asked(given), given[self.skip] + PAGE)

    def _earlier(self, given: Given) -> Changes:
        return self._told(self.asked(given), max(0, given[self.skip] - PAGE))

    def _download(self, given: Given) -> Changes:
        asked = self.asked(given)
        with refusal():
            run = self._desk.library.open(asked.run, asked.owner)
            folder = self._desk.library.downloads(asked.owner)
            path = folder / f"{file_name(asked.side, asked.by)}.{given[self.format]}"
            listed = self._desk.wrong_reasons.known(asked) if asked.by == WRONG_REASONS else None
            records = (record for record, _ in listed) if listed is not None else None
            export(records or run.ranked(asked.by, asked.side, where=asked.filter), path)
            return {self.file: str(path)}


def file_name(side: str, by: str) -> str:
    """Of a download, without its ending: a column may be called anything, ``../x`` too."""
    return re.sub(r"[^\w.-]+", "-", f"worst-{side}-by-{by}")[:80].rstrip(".-")
