"""The Corpus page: a scored corpus, its figures, its worst segments, and one of them in detail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import gradio as gr

from workbench.app.detail import Desk, Detail, session_of
from workbench.app.dimming import dim
from workbench.app.flagging import Flagging
from workbench.app.library import DEMO, new_owner, segment_of
from workbench.app.link import controls_of, link_of
from workbench.app.markup import fault
from workbench.app.pictures import picture
from workbench.app.ranking import NO_CONDITIONS, Ranking
from workbench.app.scoring import Scoring
from workbench.app.segment import segment_header
from workbench.app.subject import Subject
from workbench.app.summary import summary
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
                self.flagging = Flagging(desk)
        self.here = gr.State({})
        self.link = gr.Textbox(visible="hidden", elem_id="link")
        self._connect()

    @property
    def _shown(self) -> list[Any]:
        """Outputs of `_open`."""
        return [self.here, self.header, self.link, *self.flagging.outputs, *self.detail.opened]

    @property
    def _pictured(self) -> tuple[list[Any], list[Any]]:
        """Inputs and outputs of `_pictures`."""
        return [self.run, self.owner, self.side, self.of], [self.against, self.distribution, self.reliability]

    def _connect(self) -> None:
        quick: dict[str, Any] = {
            "queue": False,
            "api_visibility": "private",
            "show_progress": "hidden",
            "trigger_mode": "multiple",
        }
        ranking, controls = self.ranking.inputs, self.detail.controls
        another: dict[str, Any] = quick | {"js": dim("detail")}
        everything = [self.run, self.side, self.summary, *self.ranking.outputs, *self._shown]
        changed = gr.on([self.run.input, self.side.input], self._change, [*ranking, *controls], everything, **another)
        scored = self.scoring.scored.change(
            self._show_scored,
            [self.scoring.scored, self.owner, self.side, *controls],
            [*self.ranking.conditions, *everything],
            **quick,
        )
        self.of.input(self._pictures, *self._pictured, **quick)
        opening = [
            self.ranking.list.select(self._select, [self.owner, *controls], self._shown, **another),
            self.next.click(self._next, [self.here, *ranking, *controls], self._shown, **another),
            self.previous.click(self._previous, [self.here, *ranking, *controls], self._shown, **another),
            self.switch.click(self._switch, [self.here, self.owner, *controls], self._shown, **another),
            changed,
            scored,
        ]
        for event in opening:
            event.then(None, [self.link], None, js=_MARK_JS, api_visibility="private")
            self.detail.fill_on(event)
        for control in controls:
            told = control.input(self._relink, [self.here, *controls], [self.link], **quick)
            told.then(None, [self.link], None, js=_MARK_JS, api_visibility="private")
        for event in (changed, scored):
            # Once the run and its side are settled.
            event.then(self._pictures, *self._pictured, **quick)
        self.copy.click(None, None, None, js=_COPY_JS, api_visibility="private")
        flagged = self.flagging.connect(self.here, self.owner, quick)
        paged = [*ranking, self.ranking.skip]
        listed = self.ranking.connect(quick)
        listed += [event.then(self.ranking.again, paged, self.ranking.outputs, **quick) for event in flagged]
        for event in listed:
            event.then(None, [self.link], None, js=_MARK_JS, api_visibility="private")

    # Handlers.

    def start(self, app: gr.Blocks) -> None:
        """Fill the page when it opens: the run, segment and views of the link, or the worst of the first run."""
        outputs = [
            *(self.owner, self.run, self.side, *self.detail.controls),
            *(self.summary, *self.ranking.outputs, *self._shown),
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
        event.then(self._pictures, *self._pictured, queue=False, api_visibility="private", show_progress="hidden")
        self.detail.fill_on(event)

    def _first(self, request: gr.Request, owner: str | None) -> list[Update]:
        owner = owner or new_owner()
        asked = dict(request.query_params)
        key = asked.get("run") or self._desk.library.first
        side = asked.get("side")
        controls = controls_of(asked, [view.value for view in self.detail.views])
        try:
            run, problem = self._whole(key, owner), ""
        except WorkbenchError as error:
            key, asked, problem = DEMO, {}, fault(error)
            run = self._whole(key, owner)
        side = side if side in run.sides else run.sides[0]
        listed, ids = self.ranking.page(key, owner, side, *NO_CONDITIONS)
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
            listed, ids = self.ranking.page(key, owner, side, *conditions)
            shown = self._open(request, owner, key, next(iter(ids), None), side, *controls)
        except WorkbenchError as error:
            rest = [gr.skip()] * (len(self.ranking.outputs) + len(self._shown))
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
        return [*NO_CONDITIONS, *self._change(request, scored, owner, side, *NO_CONDITIONS, *controls)]

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
            ids = self.ranking.ids(*ranking)
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
            return [
                {},
                "",
                "",
                *self.flagging.show(None),
                *self.detail.open(None, (), (), session_of(request), *controls),
            ]
        self._desk.be(session_of(request), {"run": key, "segment": id, "side": side})
        return self._show(request, owner, key, id, side, *controls)

    def _show(self, request: gr.Request, owner: str, key: str, id: str, side: str, *controls: Any) -> list[Update]:
        """The segment that the session has gone to."""
        gone_to = {"run": key, "segment": id, "side": side}
        try:
            run = self._desk.library.open(key, owner)
            row = segment_of(run, id, side if side in run.sides else None)
            subject = Subject.of(run, row)
            flag = run.flags.read().get(id)
        except WorkbenchError as error:
            return self._told(error)
        here = {"run": key, "segment": id, "side": row["side"]}
        words = (*(row["target_words"] or ()), "(end)")
        logprobs = (*(row["word_logprobs"] or ()), (row["piece_logprobs"] or [None])[-1])
        record = row | {"flag": flag and flag.verdict, "note": flag and flag.note}
        opened = self.detail.open(subject, words, logprobs, session_of(request), *controls)
        if self._desk.here.get(session_of(request)) != gone_to:
            # Somebody in a hurry is elsewhere by now, and must not be taken back.
            return [gr.skip()] * len(self._shown)
        return [
            here,
            segment_header(run, record),
            link_of(here, *controls),
            *self.flagging.show(flag),
            *opened,
        ]

    def _relink(self, here: Mapping[str, str], *controls: Any) -> str:
        """The link to the same segment under other views."""
        return link_of(here, *controls) if here else ""

    def _told(self, error: WorkbenchError) -> list[Update]:
        skipped = [gr.skip()] * (len(self._shown) - 2)
        return [gr.skip(), fault(error), *skipped]

    def _pictures(self, key: str, owner: str, side: str, of: str) -> list[Update]:
        try:
            run = self._desk.library.open(key, owner)
            quality = "chrf" if side == "hypothesis" and (run.manifest.quality or {}).get("chrf") else "logprob"
            rows = run.figures([*dict.fromkeys(("suspicion", "scatter", quality, of))], side)
            trust = _trust(run, side)
        except WorkbenchError:
            return [None, None, None]
        return [
            picture(alignment_against_quality(rows, "scatter", quality)),
            picture(distribution([row[of] for row in rows], of)),
            None if trust is None else picture(trust),
        ]


def _trust(run: Run, side: str) -> Any:
    """How far to trust the list: planted faults tell it of references, real mistakes alone of translations."""
    fitted = run.suspicion_of(side)
    if fitted is None:
        return None
    if side == "reference":
        return reliability_curve(fitted.report.reliability, fitted.report.missed, fitted.prior)
    counted = [(one.text, one.count, one.of, one.interval) for one in misses(run, side)]
    return missed_shares(counted, told_misses(run, side))


def _sides(run: Run) -> list[tuple[str, str]]:
    return [(SIDES[side], side) for side in run.sides]
