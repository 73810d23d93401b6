"""The list of a run with what narrows it: facets, a box to find text, conditions, and the file that it is taken away
as."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import gradio as gr
from gradio.blocks import Block

from workbench.app.assets import script
from workbench.app.desk import Desk
from workbench.app.parts.address import Address
from workbench.app.parts.facets import SCRIPT as FACETS_JS
from workbench.app.parts.facets import facet_list
from workbench.app.parts.markup import empty, note
from workbench.app.parts.table import BARS, PAGE, Listed, segment_table
from workbench.app.parts.values import Changes, Given
from workbench.app.serving.refusal import refusal
from workbench.app.wrong_reasons import Listed as Reasons
from workbench.app.wrong_reasons import proofs
from workbench.runs import Filter, Run, export
from workbench.runs.facets import facets
from workbench.runs.progress import ReviewList
from workbench.runs.ranks import Ranks, place_of, ranks
from workbench.scores import SCORES

WRONG_REASONS = "right_for_the_wrong_reason"
LISTED = ("run", "side", "by", "text", "symptom", "status", "whose", "flag", "where")
"""Fields of an `Address` that make a list another one."""
_FETCH_JS = "() => setTimeout(() => document.querySelector('#download-file').click(), 100)"


def filter_of(address: Address) -> Filter:
    """What narrows the list. Raises `WorkbenchError` for a condition that cannot be understood."""
    return Filter.parsed(
        [line for line in address.where.split("\n") if line.strip()],
        text=address.text,
        symptom=address.symptom or None,
        status=address.status or None,
        verdict=address.whose or None,
        flag=address.flag or None,
    )


def same_list(one: Address, other: Address) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in LISTED)


class ListPart:
    """Built where it is made, in two columns: `narrow` and `table`."""

    def __init__(self, desk: Desk, owner: gr.BrowserState, place: gr.HTML):
        self._desk, self._owner, self._place = desk, owner, place
        with gr.Column(scale=0, min_width=200, elem_classes="wb-left"):
            self.text = gr.Textbox(
                show_label=False,
                placeholder="Find text or id, press Enter",
                elem_id="find",
                max_length=200,
                container=False,
            )
            self.facets = gr.HTML(js_on_load=FACETS_JS, elem_id="facets", apply_default_css=False)
            with gr.Accordion("More", open=False, elem_id="more"):
                self.by = gr.Dropdown(
                    [
                        *((name.replace("_", " "), name) for name in SCORES),
                        ("right for the wrong reason", WRONG_REASONS),
                    ],
                    value="suspicion",
                    label="Order by",
                    info="a score, a numeric column of your file by its name, or good translations whose words came "
                    "from elsewhere (slow)",
                    allow_custom_value=True,
                    elem_id="by",
                )
                self.where = gr.Textbox(
                    label="Conditions, one a line",
                    placeholder="chrf<=40\nscatter>=0.3\nphenomenon=idiom",
                    lines=2,
                    max_length=500,
                    elem_id="where",
                )
                self.format = gr.Dropdown(["csv", "jsonl", "parquet"], value="csv", label="Take this list away as")
                self.download = gr.Button("Download", size="sm", elem_id="download")
                self.file = gr.DownloadButton(visible="hidden", elem_id="download-file")
        with gr.Column(scale=5, min_width=340, elem_classes="wb-middle"):
            self.list = gr.HTML(js_on_load=script("table"), elem_id="list", apply_default_css=False)

    @property
    def outputs(self) -> list[Block]:
        """Of a handler that ends with `show`."""
        return [self.list, self.facets, self.text, self.by, self.where]

    def connect(self, quick: dict[str, Any]) -> None:
        made = self.download.click(self._download, {self._place, self._owner, self.format}, self.file, **quick)
        made.success(None, None, None, js=_FETCH_JS, api_visibility="private")

    def show(self, run: Run, address: Address, skip: int | None = None) -> tuple[Changes, Address]:
        """Of `outputs`, and the address with the segment that is open: the first of the list where it names none.
        ``skip``: the page that begins after so many; None for that which has the segment. Raises `WorkbenchError`."""
        where = filter_of(address)
        reasons = self._desk.wrong_reasons.known(_asked(address)) if address.by == WRONG_REASONS else None
        if address.by == WRONG_REASONS:
            found = _of_reasons(reasons, skip or 0)
        else:
            if skip is None:
                at = place_of(run, address.segment, address.by, address.side, where) if address.segment else 0
                skip = (at or 0) // PAGE * PAGE
            records = [*run.ranked(address.by, address.side, where=where, top=PAGE, skip=skip, spans=True)]
            found = ranks(run, BARS, address.by, address.side, where), records, skip, None
        ranked, records, skip, extra = found
        if not address.segment and records:
            address = replace(address, segment=records[0]["id"])
        sides = {side: facets(run, side) for side in run.sides}
        listed = Listed(
            sides={side: one.suspected for side, one in sides.items()},
            facets=sides[address.side],
            ranks=ranked,
            records=records,
            skip=skip,
            extra=extra,
        )
        table = segment_table(listed, address)
        if address.by == WRONG_REASONS and reasons is None:
            table = note('<span class="wb-busy">asking the model about the best segments …</span>')
        elif address.by == WRONG_REASONS and not records:
            table = empty("Nothing of the kind among the best segments.", "Their words need the words they translate.")
        return {
            self.list: table,
            self.facets: facet_list(sides[address.side], address),
            self.text: address.text,
            self.by: address.by,
            self.where: address.where,
        }, address

    def reviewed(self, run: Run, address: Address) -> ReviewList:
        """The whole list, to be gone through. Raises `WorkbenchError`."""
        if address.by != WRONG_REASONS:
            return ReviewList(run=run, side=address.side, by=address.by, where=filter_of(address))
        known = self._desk.wrong_reasons.known(_asked(address)) or ()
        return ReviewList(run, address.side, named=[record["id"] for record, _ in known])

    def to_be_made(self, address: Address) -> tuple[str, ...] | None:
        """What tells the list from others, where it takes the model and has not been made."""
        asked = _asked(address)
        return asked if address.by == WRONG_REASONS and self._desk.wrong_reasons.known(asked) is None else None

    def make(self, run: Run, address: Address) -> None:
        """The list that takes the model. Raises `WorkbenchError`."""
        where = filter_of(address)
        self._desk.workers.result(lambda: self._desk.wrong_reasons.make(_asked(address), run, address.side, where))

    def _download(self, given: Given) -> Changes:
        address = Address.of(given[self._place])
        with refusal():
            run = self._desk.library.open(address.run, given[self._owner])
            folder = self._desk.library.downloads(given[self._owner])
            path = folder / f"{file_name(address.side, address.by)}.{given[self.format]}"
            reasons = self._desk.wrong_reasons.known(_asked(address)) if address.by == WRONG_REASONS else None
            records = (record for record, _ in reasons) if reasons is not None else None
            export(records or run.ranked(address.by, address.side, where=filter_of(address)), path)
            return {self.file: str(path)}


def _asked(address: Address) -> tuple[str, ...]:
    return tuple(getattr(address, name) for name in LISTED)


def _of_reasons(reasons: Reasons | None, skip: int) -> tuple[Ranks, list[dict[str, Any]], int, dict[str, Any] | None]:
    found = reasons or []
    records = [record for record, _ in found[skip : skip + PAGE]]
    return Ranks(len(found), tuple(record["suspicion"] for record, _ in found)), records, skip, dict(proofs(found))


def file_name(side: str, by: str) -> str:
    """Of a download, without its ending: a column may be called anything, ``../x`` too."""
    return re.sub(r"[^\w.-]+", "-", f"worst-{side}-by-{by}")[:80].rstrip(".-")
