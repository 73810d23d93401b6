"""The Try page: any sentence judged as a segment of a corpus is, edited, asked about, and compared with what was tried
before.

A press or a pause in typing makes a `Wish`, which clears what was shown at once; `follow` then makes what it asks for,
unless another wish has come. `go` opens an `Address`, `address` tells that of what is shown, and after each of `moved`
it may be another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.blocks import Block

from workbench import bundled
from workbench.app.assets import script
from workbench.app.desk import Desk, session_of
from workbench.app.parts import tour
from workbench.app.parts.address import LONGEST, Address
from workbench.app.parts.attempts import Attempt, added, column
from workbench.app.parts.comparison import Comparison, Side
from workbench.app.parts.detail import Detail
from workbench.app.parts.dimming import dim
from workbench.app.parts.direction import direction_box, directions, read_direction, turned, written
from workbench.app.parts.examples import LANGUAGES, chips, examples, opening
from workbench.app.parts.markup import fault, foreign_notice, note
from workbench.app.parts.model_box import LONGEST_PREFIX, model_box
from workbench.app.parts.picks import PICKS_JS, picks
from workbench.app.parts.typed import BOXES, SHOWN, typed
from workbench.app.parts.values import Changes, Given
from workbench.app.serving.judgements import Tried
from workbench.app.serving.workers import QUEUED
from workbench.app.subject import Asked
from workbench.app.trying import Wish, find
from workbench.errors import WorkbenchError
from workbench.work import OverBudget, Stopped

if TYPE_CHECKING:
    from workbench.jobs.judge import Judged

_UNDIM_JS = f"""() => {{
  const shown = document.getElementById('{SHOWN}');
  if (shown && !shown.dataset.typing) shown.classList.remove('wb-stale');
}}"""
"""Not while somebody types: what has come belongs to what stood there before."""


class TryPage:
    """Built inside the column that it fills."""

    def __init__(self, desk: Desk, place: gr.HTML):
        """``place``: the router's component, see `workbench.app.parts.router`."""
        self._desk, self.place = desk, place
        self.tour = gr.HTML(js_on_load=script("tour"), elem_id="tour")
        with gr.Row(elem_classes="wb-try-bar"):
            self.direction = direction_box()
            self.turn = gr.Button("⇄", size="sm", min_width=44, scale=0, elem_id="turn")
            self.examples = gr.HTML(chips(), js_on_load=script("examples"), elem_id="examples", min_width=300)
        with gr.Row(elem_classes="wb-try-desk"):
            with gr.Column(scale=1, min_width=220, elem_classes="wb-try-left"):
                self.column = gr.HTML(column(()), js_on_load=script("attempts"), elem_id="attempts")
                self._build_rare()
            with gr.Column(scale=5, min_width=320, elem_classes="wb-tight"):
                self._build_texts()
                with gr.Column(elem_id=SHOWN):
                    self.told = gr.HTML(elem_id="sentence-told")
                    self.comparison = Comparison()
                    self.detail = Detail(desk, "sentence")
        self.typed = typed()
        self.wish, self.attempts = gr.State(None), gr.State(())
        self.moved: list[Any] = []
        self._connect()

    def _build_texts(self) -> None:
        box = partial(gr.Textbox, lines=2, max_length=self._desk.limits.characters, min_width=280)
        with gr.Row(elem_classes="wb-try-texts"):
            self.source = box(label="Source sentence", elem_id=BOXES["source"])
            self.target = box(label="Translation", placeholder="empty: the model's own", elem_id=BOXES["target"])
        self.picks = gr.HTML(js_on_load=PICKS_JS, elem_id="picks")

    def _build_rare(self) -> None:
        limits = self._desk.limits
        with gr.Accordion("Model, beginning, prefix", open=False, elem_id="sentence-more"):
            self.model = model_box(limits)
            self.prefix = gr.Textbox(
                label="The translation begins with", max_length=limits.characters, elem_id=BOXES["prefix"]
            )
            self.source_prefix = gr.Textbox(
                label="Before each source",
                placeholder="as the model's configuration says",
                max_length=LONGEST_PREFIX,
                elem_id="sentence-source-prefix",
            )

    @property
    def _texts(self) -> set[Block]:
        boxes = (self.model, self.direction, self.source_prefix, self.source, self.target, self.prefix)
        return {*boxes, self.wish, self.attempts}

    @property
    def outputs(self) -> list[Block]:
        """Of `go`."""
        boxes = [self.model, self.direction, self.source_prefix, self.source, self.target, self.prefix]
        return [*boxes, *self.detail.controls, *self._shown]

    @property
    def addressed(self) -> set[Block]:
        """Inputs of `address`."""
        return {self.wish, self.detail.looked, *self.detail.controls}

    @property
    def _shown(self) -> list[Block]:
        shown = [self.wish, self.tour, self.examples, self.picks, self.told]
        return [*shown, *self.comparison.outputs, *self.detail.opened]

    def _connect(self) -> None:
        how: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "trigger_mode": "multiple"}
        begun: dict[str, Any] = {"queue": False, "js": dim(SHOWN), **how}
        for listen, handler in (
            (self.typed.select, self._typed),
            (self.direction.input, self._wished),
            (self.source_prefix.submit, self._wished),
            (self.model.input, self._remodelled),
            (self.turn.click, self._turned),
            (self.picks.select, self._picked),
            (self.tour.select, self._toured),
            (self.column.select, self._gone_back),
        ):
            self.follow(listen(handler, self._texts, self.outputs, **begun))
        self.follow(self.examples.select(self._example, None, self.outputs, **begun))
        compared: set[Block] = {self.attempts}
        self.column.submit(self._compare, compared, self.comparison.outputs, **QUEUED, **how)
        self.comparison.table.clear(self._uncompare, None, self.comparison.outputs, queue=False, **how)
        self.moved += [*self.detail.rechosen, *self.detail.pinned]

    def follow(self, event: Any) -> None:
        """Make what is wished for once ``event``, which ended with `go` or another wish, is over."""
        how: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "trigger_mode": "multiple"}
        wish: set[Block] = {self.wish, self.attempts, *self.detail.controls}
        outputs = [self.attempts, self.column, *self._shown]
        made = event.then(self._explain, wish, outputs, **QUEUED, **how)
        # Only now: a picture of the last wish that was on its way may have come after all was cleared.
        made.then(None, None, None, js=_UNDIM_JS, api_visibility="private")
        self.detail.fill_on(made)
        self.moved.append(made)

    def start(self, app: gr.Blocks) -> None:
        """Open what the address asks for, when the app opens and whenever the router says so."""
        quick: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
        self.follow(app.load(self._first, None, self.outputs, **quick))
        routed = self.place.select(self._routed, self.addressed, self.outputs, trigger_mode="multiple", **quick)
        self.follow(routed)
        for event in self.moved:
            event.then(self._relink, {*self.addressed, self.place}, self.place, **quick)

    # What is called by the router.

    def address(self, given: Given) -> Address:
        """Of what is shown; of what the page opens with where that is nothing."""
        wish: Wish | None = given[self.wish]
        if wish is None:
            return Address(page="try")
        tried, looked = wish.tried, given[self.detail.looked]
        asked = wish.asked if looked is None else looked.asked
        own = tried.model == bundled.MODEL_NAME and tried.languages == LANGUAGES
        opens = own and not (tried.target or tried.prefix) and tried.source == opening().source
        address = Address(
            page="try",
            model="" if tried.model == bundled.MODEL_NAME else tried.model,
            from_language="" if own else tried.languages[0] or "",
            to_language="" if own else tried.languages[1] or "",
            source="" if opens and not wish.tour else tried.source[:LONGEST],
            target=tried.target[:LONGEST],
            prefix=tried.prefix[:LONGEST],
            source_prefix=tried.source_prefix[:LONGEST_PREFIX],
            tour=wish.tour,
            word=asked.word,
            instead_of=asked.instead_of or "",
        ).under(self.detail.chosen(given))
        step = tour.address_of(wish.tour)
        return step if wish.tour and tour.in_full(step) == address else address

    def go(self, session: str, address: Address) -> Changes:
        """Of `outputs`: the texts and what is chosen; what is to be seen of them comes with `follow`."""
        address = tour.in_full(address)
        model = address.model or bundled.MODEL_NAME
        languages = (address.from_language or None, address.to_language or None)
        if model == bundled.MODEL_NAME and languages == (None, None):
            languages = LANGUAGES
        tried = Tried(
            model=model,
            languages=languages,
            source=address.source or opening().source,
            target=address.target,
            prefix=address.prefix,
            source_prefix=address.source_prefix[:LONGEST_PREFIX],
        )
        wish = Wish(tried, asked=Asked(word=address.word, instead_of=address.instead_of or None), tour=address.tour)
        return {**self._boxes(tried), **self.detail.choose(address.chosen), **self._begin(session, wish)}

    def _first(self, request: gr.Request) -> Changes:
        return self._gone_to(session_of(request), Address.of(dict(request.query_params)))

    def _routed(self, request: gr.Request, event: gr.EventData, given: Given) -> Changes:
        """Back, forward, or another page."""
        address = Address.of(str(event._data["query"]))
        if given[self.wish] is not None and address == self.address(given):
            self._desk.look(f"{session_of(request)}/page", address.page)
            return gr.skip()
        return self._gone_to(session_of(request), address)

    def _gone_to(self, session: str, address: Address) -> Changes:
        """The session is on the page of ``address``, which may be another one."""
        self._desk.look(f"{session}/page", address.page)
        return self.go(session, address) if address.page == "try" else gr.skip()

    def _relink(self, request: gr.Request, given: Given) -> Changes:
        """The address of what is shown, unless somebody has gone to another page meanwhile."""
        query = self.address(given).query
        here = self._desk.latest.get(f"{session_of(request)}/page") == "try"
        return {self.place: query} if here and query != given[self.place] else gr.skip()

    # Handlers: what is wished for.

    def _typed(self, request: gr.Request, event: gr.EventData, given: Given) -> Changes:
        texts = {getattr(self, name): str(event._data.get(name, "")) for name in BOXES}
        return self._wished(request, {**given, **texts})

    def _wished(self, request: gr.Request, given: Given) -> Changes:
        """What stands in the boxes."""
        try:
            languages = read_direction(given[self.direction])
        except WorkbenchError as error:
            return self._refused(session_of(request), error)
        tried = Tried(
            model=(given[self.model] or "").strip(),
            languages=languages,
            source=given[self.source],
            target=given[self.target],
            prefix=given[self.prefix],
            source_prefix=given[self.source_prefix],
        )
        return self._begin(session_of(request), Wish(tried))

    def _remodelled(self, request: gr.Request, given: Given) -> Changes:
        """Another model has other directions."""
        known = directions((given[self.model] or "").strip())
        value = known[0][1] if known else ""
        changes = self._wished(request, {**given, self.direction: value})
        return {**changes, self.direction: gr.update(choices=known, value=value)}

    def _turned(self, request: gr.Request, given: Given) -> Changes:
        """The other direction: the translation becomes the source. What a person wrote is exchanged, what the model
        wrote is translated back."""
        try:
            languages = read_direction(given[self.direction])
        except WorkbenchError as error:
            return self._refused(session_of(request), error)
        model, back = turned((given[self.model] or "").strip(), languages)
        wish: Wish | None = given[self.wish]
        shown = next((one.target for one in reversed(given[self.attempts]) if wish and one.tried == wish.tried), "")
        written_by_hand = given[self.target].strip()
        source = written_by_hand or shown or given[self.source]
        tried = Tried(model=model, languages=back, source=source, target=given[self.source] if written_by_hand else "")
        return {**self._boxes(tried), **self._begin(session_of(request), Wish(tried))}

    def _picked(self, request: gr.Request, event: gr.EventData, given: Given) -> Changes:
        """Another of the n best."""
        target = str(event._data["target"])
        changes = self._wished(request, {**given, self.target: target, self.prefix: ""})
        return {**changes, self.target: target, self.prefix: ""}

    def _example(self, request: gr.Request, event: gr.EventData) -> Changes:
        if event._data["example"] == "tour":
            return self.go(session_of(request), tour.address_of(1))
        chosen = examples().get(str(event._data["example"]), opening())
        return self.go(session_of(request), Address(page="try", source=chosen.source))

    def _toured(self, request: gr.Request, event: gr.EventData, given: Given) -> Changes:
        """A step of the tour; left, what it showed stays."""
        step = int(event._data["step"])
        if not 1 <= step <= len(tour.STEPS):
            wish: Wish | None = given[self.wish]
            return {self.tour: "", self.wish: wish and replace(wish, tour=0)}
        return self.go(session_of(request), tour.address_of(step))

    def _gone_back(self, request: gr.Request, event: gr.EventData, given: Given) -> Changes:
        number = int(event._data["attempt"])
        one = next((one for one in given[self.attempts] if one.number == number), None)
        if one is None:
            return gr.skip()
        return {**self._boxes(one.tried), **self._begin(session_of(request), Wish(one.tried, attempt=number))}

    def _boxes(self, tried: Tried) -> Changes:
        return {
            self.model: tried.model,
            self.direction: gr.update(choices=directions(tried.model), value=written(tried.languages)),
            self.source_prefix: tried.source_prefix,
            self.source: tried.source,
            self.target: tried.target,
            self.prefix: tried.prefix,
        }

    def _begin(self, session: str, wish: Wish) -> Changes:
        """At once: what was shown belongs to another wish and goes, and who still makes something for it stops."""
        self._desk.look(f"{session}/wish", wish)
        return {
            **self._cleared(session),
            self.wish: wish,
            self.tour: tour.panel(wish.tour),
            self.examples: chips(wish.tried.source if not wish.tour else ""),
            self.told: foreign_notice(wish.tried.source, wish.tried.target, wish.tried.languages)
            + note('<span class="wb-busy">translating and reading …</span>'),
        }

    def _refused(self, session: str, error: WorkbenchError) -> Changes:
        self._desk.look(f"{session}/wish", None)
        return {**self._cleared(session), self.wish: None, self.told: fault(error)}

    def _cleared(self, session: str) -> Changes:
        return {self.picks: "", **self.comparison.hide(), **self.detail.cleared(session)}

    # Handlers: what is made.

    def _explain(self, request: gr.Request, given: Given) -> Changes:
        wish: Wish | None = given[self.wish]
        session = session_of(request)
        if wish is None:
            return gr.skip()
        try:
            tried = wish.tried
            self._desk.limits.check_text(tried.source, tried.target, tried.prefix, tried.source_prefix)
            found = self._desk.workers.result(
                lambda: find(self._desk, wish), lambda: self._desk.latest.get(f"{session}/wish") == wish
            )
        except WorkbenchError as error:
            if isinstance(error, Stopped) and not isinstance(error, OverBudget):
                return gr.skip()  # the page shows another wish by now
            return {**self._cleared(session), self.told: fault(error)}
        judged = found.judged
        attempts, here = self._remembered(given[self.attempts], wish, judged)
        return {
            **self.detail.open(
                judged.run, judged.row, session, self.detail.chosen(given), wish.asked, subject=found.subject
            ),
            self.attempts: attempts,
            self.column: column(attempts, here),
            self.told: found.notices,
            self.picks: picks(judged.best, judged.own),
        }

    def _remembered(
        self, attempts: Sequence[Attempt], wish: Wish, judged: Judged
    ) -> tuple[Sequence[Attempt], int | None]:
        """The attempts, this one among them, and its number."""
        if any(one.number == wish.attempt for one in attempts):
            return attempts, wish.attempt
        row = judged.row
        new = Attempt(
            number=max((one.number for one in attempts), default=0) + 1,
            tried=wish.tried,
            target=row["hypothesis"] or "",
            suspicion=row["suspicion"],
            logprob=Side(judged.run, row).logprob,
            when=datetime.now(UTC),
        )
        return added(attempts, new), new.number

    # Handlers: comparing and asking.

    def _compare(self, event: gr.EventData, given: Given) -> Changes:
        known = {one.number: one.tried for one in given[self.attempts]}
        both = [known[number] for number in event._data.get("attempts", ()) if number in known]
        if len(both) != 2:
            return self.comparison.hide()
        try:
            made = self._desk.workers.result(lambda: [self._desk.judgements(one) for one in both])
        except WorkbenchError as error:
            return {**self.comparison.hide(), self.comparison.whole: gr.update(visible=True),
                    self.comparison.table: fault(error)}  # fmt: skip
        return self.comparison.show(*(Side(one.run, one.row) for one in made))

    def _uncompare(self) -> Changes:
        return self.comparison.hide()
