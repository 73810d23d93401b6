"""The sheet in which somebody checks texts of their own in three steps; and how far the check is."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.blocks import Block

from workbench.app.assets import script
from workbench.app.desk import Desk
from workbench.app.parts.checking import FIRST, Asked, Checking, worse_side
from workbench.app.parts.inspecting import accepted
from workbench.app.parts.looking import Choice, Look, look, settled
from workbench.app.parts.markup import fault, note, safe
from workbench.app.parts.model_box import LONGEST_PREFIX, model_box
from workbench.app.parts.preview import preview_panel
from workbench.app.parts.stages import stages_panel
from workbench.app.parts.upload import Brought, in_own_words, read_brought
from workbench.app.parts.values import Changes, Given
from workbench.app.serving.workers import QUEUED
from workbench.errors import WorkbenchError
from workbench.language.display import things
from workbench.runs import Run
from workbench.work import Stopped

TRANSLATIONS, MODEL = "translations", "model"
QUESTIONS = (("Check the translations in my file", TRANSLATIONS), ("Check a model on these sources", MODEL))
_LONGEST_NUMBER = 9
_NOBODY: tuple[str | None, str | None] = (None, None)
_BEGUN_JS = "(...given) => { document.body.dataset.checking = 'begun'; return given; }"
# Once, when there is something to be seen: later news must not take anybody away from where they are.
_TO_RESULT_JS = """() => {
  if (!document.body.dataset.checking) return;
  delete document.body.dataset.checking;
  document.body.dataset.check = '';
  const result = document.getElementById('list');
  result?.scrollIntoView({block: 'nearest'});
  setTimeout(() => result?.querySelector('[tabindex="0"]')?.focus({preventScroll: true}), 300);
}"""
_CLOSE_JS = "() => { document.body.dataset.check = ''; document.getElementById('check-own')?.focus(); }"


class Check:
    """``panel``: the sheet, seen while the body's ``data-check`` is ``open``; it closes when there is something to be
    looked at. ``progress``: how far the check is, below the sheet and there without it.

    ``scored``: the key of the run to be looked at; ``open_side``: its side where more was found; ``replaces``: the key
    of that in whose place it comes, empty at first. All are there when ``news``, a number, becomes another: at the
    first rows, when the quick look is whole, and at the end. ``ended``: the event after which no more come.
    """

    def __init__(self, desk: Desk, owner: gr.BrowserState):
        self._desk, self._owner = desk, owner
        self._checks: dict[str, Checking] = {}
        limits = desk.limits
        self.scored, self.open_side, self.replaces = gr.State(""), gr.State(""), gr.State("")
        self.news = gr.State(0)
        self.choice, self.guessed = gr.State(Choice()), gr.State(_NOBODY)
        with gr.Column(elem_id="check", elem_classes="wb-sheet") as self.panel:
            with gr.Row(elem_classes="wb-sheet-head"):
                gr.HTML("<h2>Check your own</h2>")
                self.close = gr.Button("Close", size="sm", elem_id="check-close", min_width=80, scale=0)
            with gr.Row(elem_classes="wb-bring"):
                self.files = gr.File(
                    label="1 · Drop a file, or two line by line",
                    file_count="multiple",
                    type="filepath",
                    height=120,
                    elem_id="files",
                )
                self.source = gr.Textbox(
                    label="or paste sources, one a line", lines=3, max_lines=5, elem_id="pasted-source", min_width=220
                )
                self.target = gr.Textbox(
                    label="and their translations, line by line",
                    lines=3,
                    max_lines=5,
                    elem_id="pasted-target",
                    min_width=220,
                )
            self.preview = gr.HTML(accepted(), js_on_load=script("preview"), elem_id="preview")
            with gr.Column(visible=False, elem_id="asking") as self.asking:
                with gr.Row(elem_classes="wb-asking"):
                    self.question = gr.Radio(
                        [*QUESTIONS],
                        value=TRANSLATIONS,
                        label="3 · What is to be checked?",
                        elem_id="question",
                        scale=4,
                    )
                    self.model = model_box(limits, elem_id="model")
                    self.start = gr.Button("Check", variant="primary", elem_id="start-check", scale=1, min_width=120)
                with gr.Accordion("More settings", open=False, elem_id="check-settings"), gr.Row():
                    self.most = gr.Textbox(
                        label="Only the first",
                        placeholder="all",
                        max_length=_LONGEST_NUMBER,
                        elem_id="only",
                        min_width=90,
                    )
                    self.source_prefix = gr.Textbox(
                        label="Before each source",
                        placeholder="as the model's configuration says",
                        max_length=LONGEST_PREFIX,
                        min_width=160,
                    )
                    self.own = gr.Checkbox(
                        label="Compare with the model's own translations",
                        info="tells mistakes of other systems better; takes about twice as long",
                        elem_id="own",
                    )
            self.wrong = gr.HTML(elem_id="check-wrong")
        with gr.Row(elem_id="checking", elem_classes="wb-checking") as self.progress:
            self.status = gr.HTML(elem_id="check-status")
            self.cancel = gr.Button(
                "Cancel", variant="stop", elem_id="cancel", size="sm", scale=0, min_width=110, visible=False
            )
        self._connect()

    def _connect(self) -> None:
        quick: dict[str, Any] = {"queue": False, "api_visibility": "private", "show_progress": "hidden"}
        queued: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", **QUEUED}
        brought: set[Block] = {self._owner, self.files, self.source, self.target, self.choice, self.most}
        seen: list[Block] = [self.preview, self.asking, self.question, self.guessed, self.wrong]
        latest = queued | {"trigger_mode": "always_last"}
        gr.on(
            [self.files.change, self.source.change, self.target.change],
            self._look_anew,
            brought,
            [self.choice, *seen],
            **latest,
        )
        self.preview.select(self._choose, brought, [self.choice, *seen], **latest)
        self.files.upload(self._warm, {self.model}, [self.wrong], **queued)
        form: set[Block] = {*brought, self.guessed, self.question, self.model, self.source_prefix, self.own, self.news}
        told: list[Block] = [
            *(self.status, self.cancel, self.start, self.wrong),
            *(self.scored, self.open_side, self.replaces, self.news),
        ]
        self.ended = self.start.click(self._check, form, told, js=_BEGUN_JS, **queued)
        self.news.change(None, None, None, js=_TO_RESULT_JS, api_visibility="private")
        self.cancel.click(self._cancel, {self._owner}, [self.cancel], **quick)
        self.close.click(None, None, None, js=_CLOSE_JS, api_visibility="private")

    # Looking.

    def _look_anew(self, given: Given) -> Iterator[Changes]:
        """Other files or text: what was said of the last ones says nothing of these."""
        for changes in self._look(given, Choice()):
            yield {self.choice: Choice(), **changes}

    def _choose(self, event: gr.EventData, given: Given) -> Iterator[Changes]:
        """The same read otherwise."""
        choice = Choice.of(event._data or {})
        for changes in self._look(given, choice):
            yield {self.choice: choice, **changes}

    def _look(self, given: Given, choice: Choice) -> Iterator[Changes]:
        """The first rows as soon as they are known, and then how many there are."""
        brought = _brought(given[self.files], given[self.source], given[self.target])
        if not brought:
            yield {self.preview: accepted(), self.asking: gr.update(visible=False), self.wrong: ""}
            return
        limits = self._desk.limits

        def work() -> Iterator[Look]:
            with tempfile.TemporaryDirectory() as folder:
                corpus = read_brought(brought, Path(folder), limits, languages=choice.stated, copied=False)
                if table := settled(corpus, choice):
                    corpus = replace(corpus, columns=table.columns)
                found = look(brought.title, corpus, table, limits.segments)
                yield found
                if found.total is None and not found.seen.undecided:
                    yield found.counted(corpus)

        try:
            for place, found in enumerate(self._desk.workers.steps(work)):
                yield {self.preview: preview_panel(found), **(self._ask(found) if place == 0 else {})}
        except Stopped:
            return
        except WorkbenchError as error:
            hidden = gr.update(visible=False)
            yield {self.preview: accepted(), self.asking: hidden, self.wrong: fault(in_own_words(error))}

    def _ask(self, found: Look) -> Changes:
        """The one question, with the answers that there can be."""
        questions = [*QUESTIONS] if found.translated else [QUESTIONS[1]]
        return {
            self.asking: gr.update(visible=not found.seen.undecided),
            self.question: gr.update(choices=questions, value=questions[0][1]),
            self.guessed: found.guessed,
            self.wrong: "",
        }

    def _warm(self, given: Given) -> Changes:
        """The model is loaded while somebody looks at the preview; what is wrong with it is said when it is used."""
        with suppress(WorkbenchError):
            self._desk.workers.result(lambda: self._desk.translators(given[self.model] or ""))
        return gr.skip()

    # Checking.

    def _check(self, given: Given) -> Iterator[Changes]:
        """How far it is, what can be looked at and which buttons can be pressed, until it is done, stopped or wrong."""
        try:
            check = Checking(self._desk, self._asked(given))
        except WorkbenchError as error:
            yield {self.wrong: fault(in_own_words(error))}
            return
        owner, news = given[self._owner], given[self.news]
        self._checks[owner] = check
        yield {
            self.status: note("Beginning …"),
            self.cancel: gr.update(value="Cancel", interactive=True, visible=True),
            self.start: gr.update(interactive=False),
            self.wrong: "",
        }
        over: Changes = {self.start: gr.update(interactive=True), self.cancel: gr.update(visible=False)}
        shown = None
        try:
            for seen in check.job.watch():
                changes: Changes = {self.status: stages_panel(seen, *_remarks(check))}
                if check.job.shown != shown and check.job.shown is not None:
                    replaces, shown, news = shown.key if shown else "", check.job.shown, news + 1
                    changes |= self._showing(check.run(shown.key), replaces, news)
                yield changes
            run = check.job.run
            yield {
                **over,
                self.status: note(f'<span class="wb-done">{_done(run)}.</span>'),
                **self._showing(run, shown.key if shown else "", news + 1),
            }
        except Stopped as stopped:
            yield {**over, **self._stopped(check, stopped, shown.key if shown else "", news)}
        except WorkbenchError as error:
            told = fault(in_own_words(error))
            early: Changes = {self.wrong: told, self.status: ""}
            yield {**over, **(early if shown is None else {self.status: told})}
        except Exception:
            told = fault("The check failed for a reason that is not yours; the log of the app says more.")
            yield {**over, self.status: told}
            raise
        finally:
            if self._checks.get(owner) is check:
                del self._checks[owner]

    def _cancel(self, given: Given) -> Changes:
        check = self._checks.get(given[self._owner])
        if check is None:
            return {self.cancel: gr.update(visible=False)}
        check.job.stop()
        # When it will, is said by who watches it, at the next tick: said here, it could come after its last word.
        return {self.cancel: gr.update(value="Stopping …", interactive=False)}

    # What is put together.

    def _asked(self, given: Given) -> Asked:
        """Raises `WorkbenchError` for what cannot be asked."""
        return Asked(
            owner=given[self._owner],
            brought=_brought(given[self.files], given[self.source], given[self.target]),
            choice=given[self.choice],
            guessed=given[self.guessed],
            of_model=given[self.question] == MODEL,
            model=given[self.model] or "",
            source_prefix=given[self.source_prefix] or "",
            most=_whole_number(given[self.most] or ""),
            own=given[self.own],
        )

    def _showing(self, run: Run, replaces: str, news: int) -> Changes:
        """The run takes the place of what was shown."""
        return {
            self.scored: run.folder.name,
            self.open_side: worse_side(run),
            self.replaces: replaces,
            self.news: news,
        }

    def _stopped(self, check: Checking, stopped: Stopped, replaces: str, news: int) -> Changes:
        told = f"{str(stopped)[:1].upper()}{str(stopped)[1:]}."
        kept = check.kept
        if kept is None:
            return {self.status: note(f'<span class="wb-done">{safe(told)}</span>')}
        shown = f"{things(kept.done, 'row is', 'rows are')} kept and shown."
        return {
            self.status: note(f'<span class="wb-done">{safe(f"{told} {shown}")}</span>'),
            **self._showing(kept, replaces, news + 1),
        }


def _remarks(check: Checking) -> list[str]:
    """What to know of what is shown already."""
    shown = check.job.shown
    if shown is None or shown.key != check.quick:
        return []
    return [
        f"You look at the first {FIRST} rows, judged by what was learned from other texts. What is suspicious in yours "
        "is learned next; then all rows, judged by that, take their place."
    ]


def _brought(files: list[str] | None, source: str | None, target: str | None) -> Brought:
    return Brought(files=tuple(files)) if files else Brought(source=source or "", target=target or "")


def _whole_number(text: str) -> int | None:
    """None for nothing, which is all. Raises `WorkbenchError`."""
    if not text.strip():
        return None
    if not text.strip().isdecimal() or not int(text):
        raise WorkbenchError(f"“Only the first” received {text!r}; expected a whole number, or nothing for all rows")
    return int(text)


def _done(run: Run) -> str:
    """``Checked 100 rows, en to de``."""
    named = [run.manifest.signature.get(f"{side}_language") for side in ("source", "target")]
    return f"Checked {things(run.total, 'row')}{f', {safe(named[0])} to {safe(named[1])}' if all(named) else ''}"
