"""The Corpus page: a scored corpus, its figures, its worst segments, and one of them in detail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import gradio as gr

from workbench.app.detail import SLOTS, VIEW_NOTES, Desk, Detail, session_of
from workbench.app.library import DEMO, new_owner
from workbench.app.link import link_of, numbers_of
from workbench.app.markup import (
    fault,
    note,
    ranked_list,
    safe,
    without_places,
)
from workbench.app.pictures import picture
from workbench.app.scoring import Scoring
from workbench.app.segment import segment_header
from workbench.app.subject import Subject
from workbench.app.summary import summary
from workbench.charts import alignment_against_quality, distribution
from workbench.errors import WorkbenchError
from workbench.runs import FLAGS, Filter, Run, export
from workbench.runs.query import STATUSES
from workbench.scores import SCORES
from workbench.symptoms import SYMPTOMS

PAGE = 50
SIDES = {"hypothesis": "the model's translation", "reference": "the corpus's reference"}
_ROWS_JS = """
element.addEventListener('click', event => {
  const row = event.target.closest('button[data-id]');
  if (row) trigger('select', {run: row.dataset.run, id: row.dataset.id, side: row.dataset.side});
  // Below the list, on a narrow page, it would be opened out of sight.
  if (row && innerWidth < 900) document.getElementById('detail').scrollIntoView();
});
"""
_MARK_JS = """link => {
  const place = new URLSearchParams(link);
  if (link) history.replaceState(null, '', location.pathname + '?' + link);
  document.querySelectorAll('.wb-row').forEach(row => {
    const here = row.dataset.id === place.get('segment');
    row.setAttribute('aria-current', here ? 'true' : 'false');
    if (!here) return;
    // The list alone is scrolled: the page stays where the person is.
    const list = row.closest('.wb-list'), box = list.getBoundingClientRect(), at = row.getBoundingClientRect();
    if (at.top < box.top) list.scrollTop += at.top - box.top;
    if (at.bottom > box.bottom) list.scrollTop += at.bottom - box.bottom;
  });
}"""
_FETCH_JS = "() => setTimeout(() => document.querySelector('#download-file').click(), 100)"
# Without https there is no clipboard but on this machine itself: then the link is shown, to be copied by hand.
_COPY_JS = (
    "() => { navigator.clipboard ? navigator.clipboard.writeText(location.href) : prompt('Link', location.href); }"
)

Update = Any


class CorpusPage:
    """Built inside the tab that it fills."""

    def __init__(self, desk: Desk, owner: gr.BrowserState):
        self._desk = desk
        self.owner = owner
        with gr.Row(equal_height=True):
            self.run = gr.Dropdown(
                desk.library.choices_for_all(), value=desk.library.first, label="Scored corpus", scale=3, elem_id="run"
            )
            self.side = gr.Radio(
                [(title, side) for side, title in SIDES.items()], value="hypothesis", label="Side", scale=2
            )
        with gr.Accordion("Score another corpus", open=False, elem_id="score-panel"):
            self.scoring = Scoring(desk, owner)
        self.summary = gr.HTML(elem_id="summary")
        with gr.Accordion("The whole corpus in two pictures", open=False, elem_id="pictures"):
            self.of = gr.Dropdown([*SCORES], value="suspicion", label="Distribution of")
            with gr.Row():
                self.against = gr.Plot(show_label=False, elem_id="against")
                self.distribution = gr.Plot(show_label=False, elem_id="distribution")
        with gr.Row(elem_classes="wb-desk"):
            with gr.Column(scale=2, min_width=300, elem_classes="wb-left"):
                self._conditions()
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
            with gr.Column(scale=5, min_width=340, elem_classes="wb-right", elem_id="detail"):
                with gr.Row(elem_classes="wb-steps"):
                    self.previous = gr.Button("‹ Previous", size="sm", elem_id="previous", min_width=90)
                    self.next = gr.Button("Next ›", size="sm", elem_id="next", min_width=90)
                    self.switch = gr.Button("Other side", size="sm", min_width=90, elem_id="switch")
                    self.copy = gr.Button("Copy link", size="sm", min_width=90, elem_id="copy")
                self.header = gr.HTML(elem_id="segment")
                self.detail = Detail(desk, "corpus")
                with gr.Accordion("Your verdict", open=False, elem_id="flagging"):
                    with gr.Row():
                        self.verdict = gr.Dropdown([*FLAGS], value=None, label="Verdict", min_width=160)
                        self.remark = gr.Textbox(label="Note", max_length=2000, min_width=200, scale=2)
                    with gr.Row():
                        self.flag = gr.Button("Keep", size="sm", variant="primary", min_width=90)
                        self.unflag = gr.Button("Take away", size="sm", min_width=90)
                    self.flagged = gr.HTML()
        self.skip = gr.State(0)
        self.listed_for = gr.State([])
        self.here = gr.State({})
        self.link = gr.Textbox(visible="hidden", elem_id="link")
        self._connect()

    def _conditions(self) -> None:
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
            self.with_flag = gr.Dropdown([("any", ""), *FLAGS], value="", label="Your verdict")
            self.where = gr.Textbox(
                label="Other conditions, one a line",
                placeholder="chrf<=40\nscatter>=0.3\nphenomenon=idiom",
                lines=2,
                max_length=500,
                elem_id="where",
            )

    @property
    def ranking(self) -> list[Any]:
        return [
            *(self.run, self.owner, self.side, self.by, self.text),
            *(self.symptom, self.status, self.with_flag, self.where),
        ]

    @property
    def _shown(self) -> list[Any]:
        """Outputs of `_open`."""
        return [self.here, self.header, self.link, self.verdict, self.remark, self.flagged, *self.detail.opened]

    @property
    def listed(self) -> list[Any]:
        return [self.list, self.earlier, self.later, self.skip]

    def _connect(self) -> None:
        quick: dict[str, Any] = {
            "queue": False,
            "api_visibility": "private",
            "show_progress": "hidden",
            "trigger_mode": "multiple",
        }
        ranking, controls = self.ranking, self.detail.controls
        conditions = [self.by.input, self.text.submit, self.text.blur, self.symptom.input, self.status.input]
        conditions += [self.with_flag.input, self.where.blur, self.where.submit]
        listing = [
            gr.on(conditions, self._narrow, [*ranking, self.listed_for], [*self.listed, self.listed_for], **quick),
            self.later.click(self._later, [*ranking, self.skip], self.listed, **quick),
            self.earlier.click(self._earlier, [*ranking, self.skip], self.listed, **quick),
        ]
        everything = [self.run, self.side, self.summary, *self.listed, *self._shown]
        changed = gr.on([self.run.input, self.side.input], self._change, [*ranking, *controls], everything, **quick)
        scored = self.scoring.scored.change(
            self._show_scored,
            [self.scoring.scored, self.owner, self.side, *controls],
            [*ranking[3:], *everything],
            **quick,
        )
        gr.on(
            [self.of.input, self.summary.change],
            self._pictures,
            [self.run, self.owner, self.side, self.of],
            [self.against, self.distribution],
            **quick,
        )
        opening = [
            self.list.select(self._select, [self.owner, *controls], self._shown, **quick),
            self.next.click(self._next, [self.here, *ranking, *controls], self._shown, **quick),
            self.previous.click(self._previous, [self.here, *ranking, *controls], self._shown, **quick),
            self.switch.click(self._switch, [self.here, self.owner, *controls], self._shown, **quick),
            changed,
            scored,
        ]
        for event in opening:
            event.then(None, [self.link], None, js=_MARK_JS, api_visibility="private")
            self.detail.fill_on(event)
        for control in controls:
            told = control.input(self._relink, [self.here, *controls], [self.link], **quick)
            told.then(None, [self.link], None, js=_MARK_JS, api_visibility="private")
        self.copy.click(None, None, None, js=_COPY_JS, api_visibility="private")
        flagged = [
            self.flag.click(self._flag, [self.here, self.owner, self.verdict, self.remark], [self.flagged], **quick)
        ]
        flagged.append(
            self.unflag.click(self._unflag, [self.here, self.owner], [self.flagged, self.verdict, self.remark], **quick)
        )
        listing += [event.then(self._again, [*ranking, self.skip], self.listed, **quick) for event in flagged]
        for event in listing:
            event.then(None, [self.link], None, js=_MARK_JS, api_visibility="private")
        made = self.download.click(self._download, [*ranking, self.format], [self.file], **quick)
        made.success(None, None, None, js=_FETCH_JS, api_visibility="private")

    # Handlers.

    def start(self, app: gr.Blocks) -> None:
        """Fill the page when it opens: the run, segment and views of the link, or the worst of the first run."""
        outputs = [
            *(self.owner, self.run, self.side, *self.detail.controls),
            *(self.summary, *self.listed, *self._shown),
        ]
        event = app.load(
            self._first,
            [self.owner],
            outputs,
            queue=False,
            show_progress="hidden",
            api_visibility="private",
        )
        event.then(None, [self.link], None, js=_MARK_JS, api_visibility="private")
        self.detail.fill_on(event)

    def _first(self, request: gr.Request, owner: str | None) -> list[Update]:
        owner = owner or new_owner()
        asked = dict(request.query_params)
        key = asked.get("run") or self._desk.library.first
        side = asked.get("side")
        views = [view for view in asked.get("view", "").split(",") if view in VIEW_NOTES][:SLOTS]
        controls: list[Any] = [
            *(view.value if place >= len(views) else views[place] for place, view in enumerate(self.detail.views)),
            next(iter(numbers_of(asked.get("layer", ""))), None),
            numbers_of(asked.get("heads", "")),
            asked.get("row") if asked.get("row") in ("output", "input") else "",
            asked.get("transposed") == "1",
        ]
        try:
            run, problem = self._whole(key, owner), ""
        except WorkbenchError as error:
            key, asked, problem = DEMO, {}, fault(error)
            run = self._whole(key, owner)
        side = side if side in run.sides else run.sides[0]
        ranking = (key, owner, side, "suspicion", "", "", "", "", "")
        listed = self._list(*ranking)
        ids = self._ids(*ranking)
        shown = self._open(request, owner, key, asked.get("segment") or next(iter(ids), None), side, *controls)
        shown[1] = problem + shown[1]
        return [
            owner,
            gr.update(choices=self._desk.library.choices(owner), value=key),
            gr.update(choices=_sides(run), value=side),
            *controls,
            summary(run, side),
            *listed,
            *shown,
        ]

    def _whole(self, key: str, owner: str) -> Run:
        """A run that can be shown. Raises `WorkbenchError` for one that is not there or has nothing in it yet."""
        run = self._desk.library.open(key, owner)
        run.counts()
        return run

    def _change(self, request: gr.Request, *given: Any) -> list[Update]:
        """Another run or side: everything anew, from its worst segment on."""
        ranking, controls = given[:9], given[9:]
        key, owner, side, *conditions = ranking
        try:
            run = self._whole(key, owner)
            side = side if side in run.sides else run.sides[0]
            ranking = (key, owner, side, *conditions)
            listed = self._list(*ranking)
            shown = self._open(request, owner, key, next(iter(self._ids(*ranking)), None), side, *controls)
        except WorkbenchError as error:
            rest = [gr.skip()] * (len(self.listed) + len(self._shown))
            return [gr.skip(), gr.skip(), fault(error), *rest]
        return [
            gr.update(choices=self._desk.library.choices(owner), value=key),
            gr.update(choices=_sides(run), value=side),
            summary(run, side),
            *listed,
            *shown,
        ]

    def _show_scored(self, request: gr.Request, scored: str, owner: str, side: str, *controls: Any) -> list[Update]:
        """What was just scored, by no condition of what was shown before."""
        conditions = ("suspicion", "", "", "", "", "")
        return [*conditions, *self._change(request, scored, owner, side, *conditions, *controls)]

    def _list(self, *ranking: Any, skip: int = 0) -> list[Update]:
        key, owner, side, by, *_ = ranking
        try:
            run = self._desk.library.open(key, owner)
            ids = self._ids(*ranking)
            records = run.worst(by, PAGE, side, where=_filter(*ranking), skip=skip)
            shown = ranked_list(records, key, by, skip + 1, len(ids))
        except WorkbenchError as error:
            return [fault(error), gr.update(visible=False), gr.update(visible=False), 0]
        more = skip + len(records) < len(ids)
        return [shown, gr.update(visible=skip > 0), gr.update(visible=more), skip]

    def _narrow(self, *given: Any) -> list[Update]:
        """Under other conditions, from the first page on; who only leaves a box stays where they are."""
        *ranking, listed_for = given
        if ranking == listed_for:
            return [gr.skip()] * (len(self.listed) + 1)
        return [*self._list(*ranking), ranking]

    def _again(self, *given: Any) -> list[Update]:
        *ranking, skip = given
        return self._list(*ranking, skip=skip)

    def _later(self, *given: Any) -> list[Update]:
        *ranking, skip = given
        return self._list(*ranking, skip=skip + PAGE)

    def _earlier(self, *given: Any) -> list[Update]:
        *ranking, skip = given
        return self._list(*ranking, skip=max(0, skip - PAGE))

    def _ids(self, *ranking: Any) -> list[str]:
        key, owner, side, by, *_ = ranking
        return self._desk.library.open(key, owner).ranking(by, side, where=_filter(*ranking))

    def _select(self, request: gr.Request, event: gr.EventData, owner: str, *controls: Any) -> list[Update]:
        chosen = event._data
        return self._open(request, owner, chosen["run"], chosen["id"], chosen["side"], *controls)

    def _next(self, request: gr.Request, here: Mapping[str, str], *given: Any) -> list[Update]:
        return self._step(1, request, here, *given)

    def _previous(self, request: gr.Request, here: Mapping[str, str], *given: Any) -> list[Update]:
        return self._step(-1, request, here, *given)

    def _step(self, by: int, request: gr.Request, here: Mapping[str, str], *given: Any) -> list[Update]:
        ranking, controls = given[:9], given[9:]
        key, owner, side, *_ = ranking
        try:
            ids = self._ids(*ranking)
        except WorkbenchError as error:
            return self._told(error)
        if not ids:
            return [gr.skip()] * len(self._shown)
        segment = self._desk.step(session_of(request), by, ids, here, key, side)
        return self._show(request, owner, key, segment, side, *controls)

    def _switch(self, request: gr.Request, here: Mapping[str, str], owner: str, *controls: Any) -> list[Update]:
        if not here:
            return [gr.skip()] * len(self._shown)
        try:
            sides = self._desk.library.open(here["run"], owner).sides
        except WorkbenchError as error:
            return self._told(error)
        other = next((side for side in sides if side != here["side"]), here["side"])
        return self._open(request, owner, here["run"], here["segment"], other, *controls)

    def _open(
        self, request: gr.Request, owner: str, key: str, id: str | None, side: str, *controls: Any
    ) -> list[Update]:
        if id is None:
            self._desk.be(session_of(request), {})
            return [{}, "", "", None, "", "", *self.detail.open(None, None, session_of(request), *controls)]
        self._desk.be(session_of(request), {"run": key, "segment": id, "side": side})
        return self._show(request, owner, key, id, side, *controls)

    def _show(self, request: gr.Request, owner: str, key: str, id: str, side: str, *controls: Any) -> list[Update]:
        """The segment that the session has gone to."""
        gone_to = {"run": key, "segment": id, "side": side}
        try:
            run = self._desk.library.open(key, owner)
            row = run.segment(id, side if side in run.sides else None)
            subject = Subject.of(run, row)
            flag = run.flags.read().get(id)
        except WorkbenchError as error:
            return self._told(error)
        here = {"run": key, "segment": id, "side": row["side"]}
        figures = None if subject is None else [*(row["word_logprobs"] or ()), (row["piece_logprobs"] or [None])[-1]]
        record = row | {"flag": flag and flag.verdict, "note": flag and flag.note}
        opened = self.detail.open(subject, figures, session_of(request), *controls)
        if self._desk.here.get(session_of(request)) != gone_to:
            # Somebody in a hurry is elsewhere by now, and must not be taken back.
            return [gr.skip()] * len(self._shown)
        return [
            here,
            segment_header(run, record),
            link_of(here, *controls),
            flag and flag.verdict,
            flag.note if flag else "",
            "",
            *opened,
        ]

    def _relink(self, here: Mapping[str, str], *controls: Any) -> str:
        """The link to the same segment under other views."""
        return link_of(here, *controls) if here else ""

    def _told(self, error: WorkbenchError) -> list[Update]:
        skipped = [gr.skip()] * (len(self._shown) - 2)
        return [gr.skip(), fault(error), *skipped]

    def _flag(self, here: Mapping[str, str], owner: str, verdict: str | None, remark: str) -> Update:
        if not here or not verdict:
            return fault("choose a verdict first")
        try:
            self._desk.library.open(here["run"], owner).flags.set(here["segment"], verdict, remark or "")
        except WorkbenchError as error:
            return fault(error)
        return note(f"{safe(here['segment'])}: {safe(verdict)}, kept.")

    def _unflag(self, here: Mapping[str, str], owner: str) -> list[Update]:
        if not here:
            return [gr.skip()] * 3
        try:
            there = self._desk.library.open(here["run"], owner).flags.remove(here["segment"])
        except WorkbenchError as error:
            return [fault(error), gr.skip(), gr.skip()]
        return [note("Taken away." if there else "There was none."), None, ""]

    def _download(self, *given: Any) -> str:
        *ranking, ending = given
        key, owner, side, by, *_ = ranking
        try:
            run = self._desk.library.open(key, owner)
            path = self._desk.library.downloads(owner) / f"worst-{side}-by-{by}.{ending}"
            export(run.ranked(by, side, where=_filter(*ranking)), path)
        except WorkbenchError as error:
            raise gr.Error(without_places(error), print_exception=False) from error
        return str(path)

    def _pictures(self, key: str, owner: str, side: str, of: str) -> list[Update]:
        try:
            run = self._desk.library.open(key, owner)
            quality = "chrf" if side == "hypothesis" and (run.manifest.quality or {}).get("chrf") else "logprob"
            rows = run.figures([*dict.fromkeys(("suspicion", "scatter", quality, of))], side)
        except WorkbenchError:
            return [None, None]
        return [
            picture(alignment_against_quality(rows, "scatter", quality)),
            picture(distribution([row[of] for row in rows], of)),
        ]


def _sides(run: Run) -> list[tuple[str, str]]:
    return [(SIDES[side], side) for side in run.sides]


def _filter(*ranking: Any) -> Filter:
    _, _, _, _, text, symptom, status, flag, where = ranking
    conditions = [line for line in (where or "").split("\n") if line.strip()]
    return Filter.parsed(conditions, text=text or "", symptom=symptom or None, status=status or None, flag=flag or None)
