"""The Review page: a scored corpus, what narrows it, its segments, and one of them in detail."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

import gradio as gr
from gradio.blocks import Block

from workbench.app.desk import Desk, session_of
from workbench.app.parts.address import Address
from workbench.app.parts.budget import ReadingBudget
from workbench.app.parts.check import Check
from workbench.app.parts.corpus_pictures import CorpusPictures
from workbench.app.parts.detail import Detail, Looked
from workbench.app.parts.facets import toggled
from workbench.app.parts.header import Header
from workbench.app.parts.listing import ListPart, same_list
from workbench.app.parts.markup import empty, fault
from workbench.app.parts.reviewers import Reviewers
from workbench.app.parts.signal import signal
from workbench.app.parts.values import Changes, Given
from workbench.app.parts.verdicts import Taken, Verdicts, author_of
from workbench.app.serving.library import new_owner, segment_of
from workbench.app.serving.workers import QUEUED
from workbench.app.subject import Asked
from workbench.errors import WorkbenchError

_FRESH_JS = "() => document.getElementById('detail')?.classList.remove('wb-stale')"
_BACK_JS = "() => { document.getElementById('page-review').dataset.detail = ''; }"


class ReviewPage:
    """Built inside the column that it fills."""

    def __init__(self, desk: Desk, owner: gr.BrowserState, header: Header):
        self._desk, self.owner = desk, owner
        self.place, self.run = header.place, header.run
        self.side = gr.State("hypothesis")
        self.corpus, self.wanted = signal(), signal()
        self.check = Check(desk, owner)
        with gr.Row(elem_classes="wb-desk"):
            self.list = ListPart(desk, owner, self.place)
            with gr.Column(scale=6, min_width=340, elem_classes="wb-right", elem_id="detail"):
                back = gr.Button("‹ List", size="sm", elem_id="back")
                self.detail = Detail(desk, "corpus", self._between)
                self.reading, self.reviewers = ReadingBudget(desk, self.run, owner, self.side), Reviewers()
        self.pictures = CorpusPictures(desk, self.run, owner, self.side)
        back.click(None, None, None, js=_BACK_JS, api_visibility="private")
        self._connect()

    def _between(self) -> None:
        self.verdicts = Verdicts(self._desk)

    @property
    def _shown(self) -> list[Block]:
        """Outputs of a handler that ends with `_open`."""
        return [self.place, *self.verdicts.outputs, *self.detail.opened]

    @property
    def _everything(self) -> list[Block]:
        """Outputs of a handler that ends with `_go`."""
        told = [self.run, self.side, self.corpus, self.wanted]
        return [*told, *self.list.outputs, *self.detail.controls, *self._shown]

    @property
    def _beside(self) -> list[Block]:
        """Outputs of `_tell_beside`."""
        return [*self.reading.outputs, *self.reviewers.outputs]

    def _connect(self) -> None:
        quick: dict[str, Any] = {
            "queue": False,
            "api_visibility": "private",
            "show_progress": "hidden",
            "trigger_mode": "multiple",
        }
        parts = self.list
        known: set[Block] = {self.place, self.owner}
        check = self.check
        news: set[Block] = {*known, check.scored, check.open_side, check.replaces, check.news}
        narrowing = [parts.text.submit, parts.text.blur, parts.where.submit, parts.where.blur, parts.by.input]
        typed: set[Block] = {*known, parts.text, parts.where, parts.by}
        judged = [
            self.verdicts.bar.given(self._judge, known, self._shown, **quick),
            self.verdicts.bar.undone(self._take_back, known, self._shown, **quick),
        ]
        arrived = [
            *judged,
            self.reviewers.told.select(self._apart, known, self._everything, **quick),
            self.place.select(self._routed, known, self._everything, **quick),
            self.run.input(self._other_run, {self.run, *known}, self._everything, **quick),
            parts.facets.select(self._toggle, known, self._everything, **quick),
            gr.on(narrowing, self._narrow, typed, self._everything, **quick),
            check.news.change(self._checked, news, self._everything, **quick),
            # A change that comes together with the end of what changes it may go unheard.
            check.ended.then(self._heard, news, self._everything, **quick),
            self.reading.next.click(self._read_next, {*self.reading.inputs, *known}, self._everything, **quick),
            self.detail.texts.other(self._other_side, known, self._everything, **quick),
            parts.list.select(self._select, known, self._everything, **quick),
        ]
        looked: set[Block] = {self.place, self.detail.looked, *self.detail.controls}
        for event in [*self.detail.rechosen, *self.detail.pinned]:
            event.then(self._relink, looked, self.place, **quick)
        for event in arrived:
            self._follow(event)
        self.list.connect(quick)
        # Each request from the page costs it a good part of what opening a segment may take: what is the same for all
        # segments of a corpus is asked for with the corpus, and what is seldom wanted, where it is.
        self.corpus.change(self._tell_beside, known, self._beside, **quick)
        self.pictures.show_on(self.corpus.change, quick)
        made = self.wanted.change(
            self._make, known, self._everything, api_visibility="private", show_progress="hidden", **QUEUED
        )
        self._follow(made)
        for event in judged:
            event.then(self._again, known, [*self.list.outputs, *self._beside], **quick)

    def _follow(self, event: Any) -> None:
        """What takes longer than showing what is known."""
        event.then(None, None, None, js=_FRESH_JS, api_visibility="private")
        self.detail.fill_on(event)

    def start(self, app: gr.Blocks) -> None:
        """Fill the page when it opens: what its address asks for, or the worst of the first run."""
        quick: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
        event = app.load(self._first, {self.owner}, [self.owner, *self._everything], **quick)
        self._follow(event)

    def warm_up(self) -> None:
        """What takes longest when the page is first opened, done before somebody opens it."""
        with suppress(WorkbenchError):  # told to who opens it
            self._go("nobody", new_owner(), Address())

    # Handlers.

    def _first(self, request: gr.Request, given: Given) -> Changes:
        owner = given[self.owner] or new_owner()
        address = Address.of(dict(request.query_params))
        # Words and views that are asked about on another page are none of this one's.
        here = address if address.page == "review" else Address(page=address.page)
        try:
            shown = self._go(session_of(request), owner, here)
        except WorkbenchError as error:
            shown = self._go(session_of(request), owner, Address(page=address.page))
            shown[self.detail.line] = fault(error) + shown[self.detail.line]
        if address.page != "review":
            shown[self.place] = address.query
        return {self.owner: owner, **shown}

    def _routed(self, request: gr.Request, event: gr.EventData, given: Given) -> Changes:
        """Back, forward, or another page, which opens by itself."""
        address = Address.of(event._data["query"])
        return self._gone(request, given, address) if address.page == "review" else {self.place: address.query}

    def _other_run(self, request: gr.Request, given: Given) -> Changes:
        return self._gone(request, given, Address(run=given[self.run]))

    def _checked(self, request: gr.Request, given: Given) -> Changes:
        """What was just checked, on the side where more was found; what takes the place of its first rows, where
        somebody is in these by now. Of news that come together Gradio tells the last alone."""
        here, run, replaces = self._here(request, given), given[self.check.scored], given[self.check.replaces]
        unheard = self._desk.latest.get(self._news(request), 0) != given[self.check.news] - 1
        self._desk.look(self._news(request), given[self.check.news])
        if replaces and here.run == replaces:
            return self._gone(request, given, replace(here, run=run))
        if not replaces or unheard:
            return self._gone(request, given, Address(run=run, side=given[self.check.open_side]))
        return {self.run: gr.update(choices=self._desk.library.choices(given[self.owner]))}

    def _heard(self, request: gr.Request, given: Given) -> Changes:
        """At the end of a check: its last news, unless they were heard."""
        if self._desk.latest.get(self._news(request), 0) == given[self.check.news]:
            return gr.skip()
        return self._checked(request, given)

    def _news(self, request: gr.Request) -> str:
        return f"{session_of(request)}/news"

    def _toggle(self, request: gr.Request, event: gr.EventData, given: Given) -> Changes:
        here = self._here(request, given)
        return self._gone(request, given, _first_of(here, toggled(here, event._data["field"], event._data["value"])))

    def _narrow(self, request: gr.Request, given: Given) -> Changes:
        """Under other conditions, from the first page on; who only leaves a box stays where they are."""
        here, parts = self._here(request, given), self.list
        changed = {"text": given[parts.text] or "", "where": given[parts.where] or "", "by": given[parts.by] or here.by}
        asked = _first_of(here, changed)
        return gr.skip() if same_list(asked, here) else self._gone(request, given, asked)

    def _select(self, request: gr.Request, event: gr.EventData, given: Given) -> Changes:
        """Somebody pressed something in the list."""
        here, asked = self._here(request, given), event._data
        session, owner = session_of(request), given[self.owner]
        if "open" in asked:
            there = replace(here, segment=asked["open"], word=None, instead_of="")
            return self._open(session, owner, there)
        if "skip" in asked:
            return self._page(owner, here, int(asked["skip"]))
        changed: dict[str, str] = {}
        if "side" in asked or "by" in asked:
            changed = {name: str(asked[name]) for name in ("side", "by") if name in asked}
        elif "undo" in asked:
            changed = dict(toggled(here, asked["undo"], asked["value"]))
        return self._gone(request, given, _first_of(here, changed))

    def _other_side(self, request: gr.Request, event: gr.EventData, given: Given) -> Changes:
        """The same segment, judged on its other side."""
        here = replace(self._here(request, given), side=event._data["side"], word=None, instead_of="")
        return self._gone(request, given, here)

    def _read_next(self, request: gr.Request, given: Given) -> Changes:
        try:
            there = self.reading.first_unread(given)
        except WorkbenchError as error:
            return {self.detail.line: fault(error)}
        if there is None:
            return gr.skip()
        here = replace(self._here(request, given), segment=there["segment"], side=there["side"])
        return self._gone(request, given, here)

    def _judge(self, request: gr.Request, event: gr.EventData, given: Given) -> Changes:
        here = self._here(request, given)
        taken = self.verdicts.take(
            event, given[self.owner], lambda run, side: self.list.reviewed(run, replace(here, side=side))
        )
        return self._judged(taken, request, given)

    def _take_back(self, request: gr.Request, event: gr.EventData, given: Given) -> Changes:
        return self._judged(self.verdicts.undo(event, given[self.owner]), request, given)

    def _judged(self, taken: Taken, request: gr.Request, given: Given) -> Changes:
        """Where a verdict leads to."""
        here = self._here(request, given)
        there = _at(here, taken.here["run"], taken.here["side"], taken.here["segment"])
        return self._open(session_of(request), given[self.owner], there, taken)

    def _apart(self, request: gr.Request, event: gr.EventData, given: Given) -> Changes:
        """Two people disagree on a segment, and somebody pressed it."""
        asked, here = event._data, self._here(request, given)
        return self._gone(request, given, _at(here, str(asked["run"]), str(asked["side"]), str(asked["id"])))

    def _tell_beside(self, request: gr.Request, given: Given) -> Changes:
        """How far the corpus was read, and by whom."""
        here = self._here(request, given)
        try:
            run = self._desk.library.open(here.run, given[self.owner])
            side = run.side(here.side or None)
            return {**self.reading.show(run, side), **self.reviewers.show(run, side)}
        except WorkbenchError:  # told elsewhere
            return dict.fromkeys((self.reading.told, self.reviewers.told), "")

    def _relink(self, request: gr.Request, given: Given) -> Changes:
        """The address of the same segment under other views, or with another word pinned."""
        looked: Looked | None = given[self.detail.looked]
        here = self._here(request, given).under(self.detail.chosen(given))
        asked = Asked() if looked is None else looked.asked
        there = replace(here, word=asked.word, instead_of=asked.instead_of or "")
        if there == self._here(request, given):
            return gr.skip()
        self._desk.go(session_of(request), there)
        return {self.place: there.query}

    def _again(self, request: gr.Request, given: Given) -> Changes:
        """The same list, as a verdict may have changed it, and what is told beside it."""
        here = self._here(request, given)
        try:
            listed = self.list.show(self._desk.library.open(here.run, given[self.owner]), here)[0]
        except WorkbenchError as error:
            listed = {self.list.list: fault(error)}
        return {**listed, **self._tell_beside(request, given)}

    def _make(self, request: gr.Request, given: Given) -> Changes:
        """The list that takes the model."""
        here = self._here(request, given)
        if not self.list.to_be_made(here):
            return gr.skip()
        try:
            self.list.make(self._desk.library.open(here.run, given[self.owner]), here)
        except WorkbenchError as error:
            return {self.list.list: fault(error)}
        return self._gone(request, given, replace(here, segment=""))

    # What is put together.

    def _here(self, request: gr.Request, given: Given) -> Address:
        """Where the session is, known before its page has been told."""
        return self._desk.place(session_of(request)) or Address.of(given[self.place] or "")

    def _gone(self, request: gr.Request, given: Given, address: Address) -> Changes:
        try:
            return self._go(session_of(request), given[self.owner], address)
        except WorkbenchError as error:
            return {self.list.list: fault(error), **self.detail.cleared(session_of(request))}

    def _go(self, session: str, owner: str, address: Address) -> Changes:
        """A run, its list, and one of its segments. Raises `WorkbenchError` for a run that is not there or has nothing
        in it yet."""
        going = self._begin(session)
        address = replace(address, run=address.run or self._desk.library.first)
        run = self._desk.library.open(address.run, owner)
        address = address if address.side in run.sides else replace(address, side=run.sides[0])
        listed, address = self.list.show(run, address)
        # Who went elsewhere since gets that alone, whichever is found first.
        if self._desk.latest.get(f"{session}/going") is not going:
            return {self.place: gr.skip()}
        opened = self._open(session, owner, address)
        if self._desk.place(session) is not address:
            return opened
        return {
            self.run: gr.update(choices=self._desk.library.choices(owner), value=address.run),
            self.side: address.side,
            self.corpus: f"{address.run} {address.side}",
            self.wanted: self.list.to_be_made(address),
            **listed,
            **self.detail.choose(address.chosen),
            **opened,
        }

    def _begin(self, session: str) -> object:
        """The session goes somewhere: a mark to be known by."""
        going = object()
        self._desk.look(f"{session}/going", going)
        return going

    def _page(self, owner: str, here: Address, skip: int) -> Changes:
        try:
            return self.list.show(self._desk.library.open(here.run, owner), here, skip)[0]
        except WorkbenchError as error:
            return {self.list.list: fault(error)}

    def _open(self, session: str, owner: str, address: Address, taken: Taken | None = None) -> Changes:
        """The session goes to the segment that the address names, or to none."""
        self._begin(session)
        self._desk.go(session, address)
        if not address.segment:
            nothing = self.detail.cleared(session, empty("Nothing is open.", "The list is empty."))
            return {self.place: address.query, self.verdicts.bar: None, **nothing}
        try:
            run = self._desk.library.open(address.run, owner)
            row = segment_of(run, address.segment, address.side)
            offered = self.verdicts.show(row, self.list.reviewed(run, address), author_of(self._desk, owner), taken)
        except WorkbenchError as error:
            return {self.place: address.query, **self.detail.cleared(session, fault(error))}
        asked = Asked(word=address.word, instead_of=address.instead_of or None)
        opened = self.detail.open(run, row, session, address.chosen, asked)
        if self._desk.place(session) is not address:
            # Somebody in a hurry is elsewhere by now, and must not be taken back. An empty dict is no answer to Gradio.
            return {self.place: gr.skip()}
        return {self.place: address.query, **offered, **opened}


def _at(here: Address, run: str, side: str, segment: str) -> Address:
    """Another segment of the same list; no word of it is pinned unless it is the one that is open."""
    if (run, side, segment) == (here.run, here.side, here.segment):
        return here
    return replace(here, run=run, side=side, segment=segment, word=None, instead_of="")


def _first_of(here: Address, changed: Any) -> Address:
    """The first segment of another list."""
    return replace(here, segment="", word=None, instead_of="", **changed)
