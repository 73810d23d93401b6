"""The Corpus page: a scored corpus, its figures, its worst segments, and one of them in detail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import gradio as gr
from gradio.blocks import Block

from workbench.app.desk import Desk, session_of
from workbench.app.parts.check import Check
from workbench.app.parts.controls import Chosen
from workbench.app.parts.detail import Detail
from workbench.app.parts.dimming import dim
from workbench.app.parts.flagging import Flagging
from workbench.app.parts.link import chosen_of, link_of
from workbench.app.parts.markup import fault
from workbench.app.parts.pictures import picture
from workbench.app.parts.ranking import Listing, Ranking
from workbench.app.parts.reading import Reading
from workbench.app.parts.segment import segment_header
from workbench.app.parts.summary import summary
from workbench.app.parts.values import Changes, Given
from workbench.app.serving.library import DEMO, new_owner, segment_of
from workbench.app.subject import Subject
from workbench.charts import alignment_against_quality, distribution, missed_shares, reliability_curve
from workbench.errors import WorkbenchError
from workbench.runs import Run
from workbench.runs.misses import misses, told_misses
from workbench.scores import SCORES

SIDES = {"hypothesis": "the model's translation", "reference": "the corpus's reference"}
_MARK_JS = """link => {
  const place = new URLSearchParams(link);
  document.getElementById('detail').classList.remove('wb-stale');
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
# Without https there is no clipboard but on this machine itself: then the link is shown, to be copied by hand.
_COPY_JS = (
    "() => { navigator.clipboard ? navigator.clipboard.writeText(location.href) : prompt('Link', location.href); }"
)


class ReviewPage:
    """Built inside the tab that it fills."""

    def __init__(self, desk: Desk, owner: gr.BrowserState):
        self._desk = desk
        self.owner, self.here = owner, gr.State({})
        with gr.Row(equal_height=True):
            self.run = gr.Dropdown(
                desk.library.choices_for_all(), value=desk.library.first, label="Scored corpus", scale=3, elem_id="run"
            )
            self.side = gr.Radio(
                [(title, side) for side, title in SIDES.items()], value="hypothesis", label="Side", scale=2
            )
        self.check_own = gr.Button("Check your own", size="sm", elem_id="check-own", min_width=140)
        self.check = Check(desk, owner)
        self.summary = gr.HTML(elem_id="summary")
        with gr.Accordion("The whole corpus in pictures", open=False, elem_id="pictures"):
            self.of = gr.Dropdown([*SCORES], value="suspicion", label="Distribution of")
            with gr.Row():
                self.against = gr.Plot(show_label=False, elem_id="against")
                self.distribution = gr.Plot(show_label=False, elem_id="distribution")
                self.reliability = gr.Plot(show_label=False, elem_id="reliability")
        with gr.Row(elem_classes="wb-desk"):
            with gr.Column(scale=2, min_width=300, elem_classes="wb-left"):
                self.ranking = Ranking(desk, self.run, owner, self.side)
            with gr.Column(scale=5, min_width=340, elem_classes="wb-right", elem_id="detail"):
                with gr.Row(elem_classes="wb-steps"):
                    self.previous = gr.Button("‹ Previous", size="sm", elem_id="previous", min_width=90)
                    self.next = gr.Button("Next ›", size="sm", elem_id="next", min_width=90)
                    self.switch = gr.Button("Other side", size="sm", min_width=90, elem_id="switch")
                    self.copy = gr.Button("Copy link", size="sm", min_width=90, elem_id="copy")
                self.header = gr.HTML(elem_id="segment")
                self.detail = Detail(desk, "corpus")
                self.flagging = Flagging(desk, self.here, owner)
                self.reading = Reading(desk, self.run, owner, self.side)
        self.link = gr.Textbox(visible="hidden", elem_id="link")
        self._connect()

    @property
    def _shown(self) -> list[Block]:
        """Outputs of a handler that ends with `_open`."""
        return [self.here, self.header, self.link, *self.flagging.outputs, *self.detail.opened]

    @property
    def _everything(self) -> list[Block]:
        """Outputs of a handler that ends with `_anew`."""
        return [self.run, self.side, self.summary, *self.ranking.outputs, *self._shown]

    def _connect(self) -> None:
        quick: dict[str, Any] = {
            "queue": False,
            "api_visibility": "private",
            "show_progress": "hidden",
            "trigger_mode": "multiple",
        }
        controls = self.detail.controls
        listed: set[Block] = {*self.ranking.inputs, *controls}
        placed: set[Block] = {self.here, self.owner, *controls}
        another: dict[str, Any] = quick | {"js": dim("detail")}
        changed = gr.on([self.run.input, self.side.input], self._change, listed, self._everything, **another)
        self.check_own.click(lambda: gr.update(visible=True), None, [self.check.panel], **quick)
        scored = self.check.news.change(
            self._show_scored,
            {self.check.scored, self.check.open_side, self.owner, self.side, *controls},
            [*self.ranking.conditions, *self._everything],
            **quick,
        )
        opening = [
            self.ranking.list.select(self._select, {self.owner, *controls}, self._shown, **another),
            self.next.click(self._next, {self.here, *listed}, self._shown, **another),
            self.previous.click(self._previous, {self.here, *listed}, self._shown, **another),
            self.switch.click(self._switch, placed, self._shown, **another),
            self.reading.next.click(self._read_next, {*self.reading.inputs, *controls}, self._shown, **another),
            changed,
            scored,
        ]
        for event in opening:
            self._mark_on(event)
            self.detail.fill_on(event)
        for event in (changed, scored):
            self.ranking.fill_on(event)
        for control in controls:
            self._mark_on(control.input(self._relink, placed, self.link, **quick))
        self._picture_on(self.of.input, **quick)
        for event in (changed, scored):
            # Once the run and its side are settled.
            self._picture_on(event.then, **quick)
            self.reading.show_on(event, quick)
        self.copy.click(None, None, None, js=_COPY_JS, api_visibility="private")
        flagged = [self.ranking.again_on(event, quick) for event in self.flagging.connect(quick)]
        for event in [*self.ranking.connect(quick), *flagged]:
            self._mark_on(event)
        for event in flagged:
            self.reading.show_on(event, quick)

    def _mark_on(self, event: Any) -> None:
        """Mark the segment that is open in the list, and put its link into the address."""
        event.then(None, [self.link], None, js=_MARK_JS, api_visibility="private")

    def _picture_on(self, listen: Any, **how: Any) -> None:
        pictured: set[Block] = {self.run, self.owner, self.side, self.of}
        listen(self._pictures, pictured, [self.against, self.distribution, self.reliability], **how)

    def start(self, app: gr.Blocks) -> None:
        """Fill the page when it opens: the run, segment and views of the link, or the worst of the first run."""
        quick: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
        outputs = [self.owner, *self.detail.controls, *self._everything]
        event = app.load(self._first, {self.owner}, outputs, **quick)
        self._mark_on(event)
        self._picture_on(event.then, **quick)
        self.reading.show_on(event, quick)
        self.detail.fill_on(event)

    # Handlers.

    def _first(self, request: gr.Request, given: Given) -> Changes:
        owner = given[self.owner] or new_owner()
        session, asked = session_of(request), dict(request.query_params)
        chosen, side = chosen_of(asked), asked.get("side", "")
        key = asked.get("run") or self._desk.library.first
        try:
            shown = self._anew(session, Listing(run=key, owner=owner, side=side), chosen, asked.get("segment"))
        except WorkbenchError as error:
            shown = self._anew(session, Listing(run=DEMO, owner=owner, side=side), chosen)
            shown[self.header] = fault(error) + shown[self.header]
        return {self.owner: owner, **self.detail.choose(chosen), **shown}

    def _change(self, request: gr.Request, given: Given) -> Changes:
        """Another run or side."""
        try:
            return self._anew(session_of(request), self.ranking.asked(given), self.detail.chosen(given))
        except WorkbenchError as error:
            return {self.summary: fault(error)}

    def _show_scored(self, request: gr.Request, given: Given) -> Changes:
        """What was just scored, by no condition of what was shown before."""
        scored = {
            **self.ranking.unnarrowed(),
            self.run: given[self.check.scored],
            self.side: given[self.check.open_side],
        }
        return {**self.ranking.unnarrowed(), **self._change(request, {**given, **scored})}

    def _select(self, request: gr.Request, event: gr.EventData, given: Given) -> Changes:
        row = event._data
        here = {"run": row["run"], "segment": row["id"], "side": row["side"]}
        return self._open(session_of(request), given[self.owner], here, self.detail.chosen(given))

    def _next(self, request: gr.Request, given: Given) -> Changes:
        return self._step(1, request, given)

    def _previous(self, request: gr.Request, given: Given) -> Changes:
        return self._step(-1, request, given)

    def _step(self, by: int, request: gr.Request, given: Given) -> Changes:
        asked, session = self.ranking.asked(given), session_of(request)
        try:
            ids = self.ranking.ids(asked)
        except WorkbenchError as error:
            return {self.header: fault(error)}
        if not ids:
            return gr.skip()
        here = self._desk.step(session, by, ids, given[self.here], asked.run, asked.side)
        return self._show(session, asked.owner, here, self.detail.chosen(given))

    def _read_next(self, request: gr.Request, given: Given) -> Changes:
        try:
            there = self.reading.first_unread(given)
        except WorkbenchError as error:
            return {self.header: fault(error)}
        if there is None:
            return gr.skip()
        return self._open(session_of(request), given[self.owner], there, self.detail.chosen(given))

    def _switch(self, request: gr.Request, given: Given) -> Changes:
        here, owner = given[self.here], given[self.owner]
        if not here:
            return gr.skip()
        try:
            sides = self._desk.library.open(here["run"], owner).sides
        except WorkbenchError as error:
            return {self.header: fault(error)}
        other = next((side for side in sides if side != here["side"]), here["side"])
        return self._open(session_of(request), owner, {**here, "side": other}, self.detail.chosen(given))

    def _relink(self, given: Given) -> Changes:
        """The link to the same segment under other views."""
        here = given[self.here]
        return {self.link: link_of(here, self.detail.chosen(given)) if here else ""}

    # What is put together.

    def _anew(self, session: str, asked: Listing, chosen: Chosen, segment: str | None = None) -> Changes:
        """A run, its list, and one of its segments, the worst if none is named.

        Raises `WorkbenchError` for a run that is not there or has nothing in it yet.
        """
        run = self._desk.library.open(asked.run, asked.owner)
        run.counts()
        asked = asked if asked.side in run.sides else replace(asked, side=run.sides[0])
        listed, ids = self.ranking.page(asked)
        segment = segment or next(iter(ids), None)
        here = {} if segment is None else {"run": asked.run, "segment": segment, "side": asked.side}
        return {
            self.run: gr.update(choices=self._desk.library.choices(asked.owner), value=asked.run),
            self.side: gr.update(choices=[(SIDES[side], side) for side in run.sides], value=asked.side),
            self.summary: summary(run, asked.side),
            **listed,
            **self._open(session, asked.owner, here, chosen),
        }

    def _open(self, session: str, owner: str, here: Mapping[str, str], chosen: Chosen) -> Changes:
        """The session goes to a segment, or to none."""
        self._desk.be(session, here)
        if here:
            return self._show(session, owner, here, chosen)
        nothing = self.detail.open(None, (), (), session, chosen)
        return {self.here: {}, self.header: "", self.link: "", **self.flagging.show(None), **nothing}

    def _show(self, session: str, owner: str, gone_to: Mapping[str, str], chosen: Chosen) -> Changes:
        """The segment that the session has gone to."""
        try:
            run = self._desk.library.open(gone_to["run"], owner)
            row = segment_of(run, gone_to["segment"], gone_to["side"] if gone_to["side"] in run.sides else None)
            subject = Subject.of(run, row)
            flag = run.flags.read().get(gone_to["segment"])
        except WorkbenchError as error:
            return {self.header: fault(error)}
        here = {**gone_to, "side": row["side"]}
        words = (*(row["target_words"] or ()), "(end)")
        logprobs = (*(row["word_logprobs"] or ()), (row["piece_logprobs"] or [None])[-1])
        record = row | {"flag": flag and flag.verdict, "note": flag and flag.note}
        opened = self.detail.open(subject, words, logprobs, session, chosen)
        if self._desk.here.get(session) != gone_to:
            # Somebody in a hurry is elsewhere by now, and must not be taken back. An empty dict is no answer to Gradio.
            return {self.header: gr.skip()}
        return {
            self.here: here,
            self.header: segment_header(run, record),
            self.link: link_of(here, chosen),
            **self.flagging.show(flag),
            **opened,
        }

    def _pictures(self, given: Given) -> Changes:
        side, of = given[self.side], given[self.of]
        try:
            run = self._desk.library.open(given[self.run], given[self.owner])
            quality = "chrf" if side == "hypothesis" and (run.manifest.quality or {}).get("chrf") else "logprob"
            rows = run.figures([*dict.fromkeys(("suspicion", "scatter", quality, of))], side)
            trust = _trust(run, side)
        except WorkbenchError:
            return dict.fromkeys([self.against, self.distribution, self.reliability])
        return {
            self.against: picture(alignment_against_quality(rows, "scatter", quality)),
            self.distribution: picture(distribution([row[of] for row in rows], of)),
            self.reliability: None if trust is None else picture(trust),
        }


def _trust(run: Run, side: str) -> Any:
    """How far to trust the list: planted faults tell it of references, real mistakes alone of translations."""
    fitted = run.suspicion_of(side)
    if fitted is None:
        return None
    if side == "reference":
        return reliability_curve(fitted.report.reliability, fitted.report.missed, fitted.prior)
    counted = [(one.text, one.count, one.of, one.interval) for one in misses(run, side)]
    return missed_shares(counted, told_misses(run, side))
