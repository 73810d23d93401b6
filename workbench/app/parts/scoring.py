"""The form that scores a corpus: bundled, uploaded or pasted, watched and stopped."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.blocks import Block

from workbench.app.desk import Desk
from workbench.app.parts.inspecting import accepted, inspection_panel
from workbench.app.parts.markup import fault, note, safe
from workbench.app.parts.model_box import language_boxes, model_box
from workbench.app.parts.upload import read_uploaded, without_uploads
from workbench.app.parts.values import Changes, Given
from workbench.app.serving.hosting import Limits
from workbench.app.serving.job import Job, Seen
from workbench.app.serving.workers import QUEUED
from workbench.corpus import Corpus, inspect, read
from workbench.corpus.inspection import Inspection
from workbench.errors import WorkbenchError
from workbench.jobs.progress import Progress
from workbench.language.characters import unfit
from workbench.language.display import things
from workbench.runs import Run
from workbench.runs.manifest import FORMAT_VERSION
from workbench.work import Stopped

BUNDLED, UPLOAD, PASTE = "the bundled demo corpus", "files", "pasted text"
STOPPING = (
    '<span class="wb-busy">Stopping after the batch that is being read, within seconds. What is scored is kept.</span>'
)
SHARD = 64
"""Segments between two places where a stopped job goes on."""


@dataclass(frozen=True)
class Order:
    """What the form says is to be scored, and for whom."""

    owner: str
    model: str
    languages: tuple[str | None, str | None]
    source_prefix: str
    kind: str
    files: tuple[str, ...]
    source: str
    target: str
    side: str
    limit: float | None
    own: bool
    skip: bool


class Scoring:
    """``scored``: the key of the run that was made last, which the page then shows."""

    def __init__(self, desk: Desk, owner: gr.BrowserState):
        self._desk, self._owner = desk, owner
        self._jobs: dict[str, Job] = {}
        limits = desk.limits
        with gr.Row():
            self.model = model_box(
                limits,
                info="bundled, a hub name" + ("" if limits.models else ", or a folder on this machine"),
                elem_id="model",
            )
            self.source_language, self.target_language, self.source_prefix = language_boxes()
        self.kind = gr.Radio([BUNDLED, UPLOAD, PASTE], value=UPLOAD, label="Corpus", elem_id="kind")
        with gr.Row() as self.for_files:
            self.files = gr.File(
                label="One corpus file, or a source and a target file, line by line",
                file_count="multiple",
                type="filepath",
                height=140,
                elem_id="files",
            )
        self.seen = gr.HTML(accepted(), elem_id="inspection")
        with gr.Row(visible=False) as self.for_text:
            self.source = gr.Textbox(label="Source, one sentence a line", lines=5, elem_id="pasted-source")
            self.target = gr.Textbox(label="Reference, line by line", lines=5, elem_id="pasted-target")
        with gr.Row():
            self.side = gr.Radio(
                [("translate and score the model", "hypothesis"), ("score the references", "reference"), "both"],
                value="both",
                label="What to score",
                scale=2,
            )
            self.limit = gr.Number(
                label="Only the first", value=None, precision=0, min_width=120, placeholder="all segments"
            )
        self.own = gr.Checkbox(
            label="Compare with the model's own translations",
            info="tells mistakes of other systems better, in references and in hypotheses that you bring; takes about "
            "twice as long",
            elem_id="own",
        )
        self.skip = gr.Checkbox(label="Skip rows that cannot be read", info="each is told", elem_id="skip-bad-rows")
        with gr.Row():
            self.start = gr.Button("Score", variant="primary", elem_id="score")
            self.cancel = gr.Button("Cancel", variant="stop", elem_id="cancel", interactive=False)
        self.status = gr.HTML(elem_id="score-status")
        self.scored = gr.State("")
        quick: dict[str, Any] = {"queue": False, "api_visibility": "private", "show_progress": "hidden"}
        self.kind.change(self._ask_for, {self.kind}, [self.for_files, self.for_text, self.seen], **quick)
        gr.on(
            [self.files.change, self.source_language.blur, self.target_language.blur],
            self._look,
            {owner, self.files, self.source_language, self.target_language},
            [self.seen],
            api_visibility="private",
            show_progress="hidden",
            trigger_mode="always_last",
            **QUEUED,
        )
        form: set[Block] = {
            *(owner, self.model, self.source_language, self.target_language, self.source_prefix, self.kind, self.files),
            *(self.source, self.target, self.side, self.limit, self.own, self.skip),
        }
        self.start.click(
            self._score,
            form,
            [self.status, self.scored, self.start, self.cancel],
            api_visibility="private",
            show_progress="hidden",
            **QUEUED,
        )
        self.cancel.click(self._cancel, {owner}, [self.status, self.cancel], **quick)

    # Handlers.

    def _ask_for(self, given: Given) -> Changes:
        """What the kind of corpus needs."""
        kind = given[self.kind]
        return {
            self.for_files: gr.update(visible=kind == UPLOAD),
            self.for_text: gr.update(visible=kind == PASTE),
            self.seen: gr.update(visible=kind == UPLOAD),
        }

    def _look(self, given: Given) -> Iterator[Changes]:
        """What the files are and what is odd in them, before anything is scored."""
        files, limits = tuple(given[self.files] or ()), self._desk.limits
        if not files:
            yield {self.seen: accepted()}
            return
        languages = (given[self.source_language].strip() or None, given[self.target_language].strip() or None)
        folder = self._fresh(given[self._owner])

        def work() -> Inspection:
            return inspect(read_uploaded(folder, files, limits, most=limits.segments, languages=languages))

        yield {self.seen: note('<span class="wb-busy">looking at the file …</span>')}
        try:
            yield {self.seen: inspection_panel(self._desk.workers.result(work), limits.segments)}
        except Stopped:
            yield {self.seen: ""}
        except WorkbenchError as error:
            yield {self.seen: fault(without_uploads(error))}

    def _score(self, given: Given) -> Iterator[Changes]:
        """Status, key of the run, and which buttons can be pressed, until it is done, stopped or wrong."""
        order, idle = self._order(given), self._pressable(start=True, cancel=False)
        job = self._jobs[order.owner] = self._job(order)
        try:
            for seen in job.watch():
                stopping = job.stopping
                told = note(STOPPING) if stopping else progress_bar(seen)
                yield {self.status: told, **self._pressable(start=False, cancel=not stopping)}
            shown = "it is shown" if job.run.total == 1 else "they are shown"
            told = note(f"Scored {things(job.run.total, 'segment')}{_directed(job.run)}; {shown} below.")
            yield {self.status: told, self.scored: job.run.folder.name, **idle}
        except Stopped as stopped:
            yield {self.status: note(safe(_capital(str(stopped))) + "."), **idle}
        except WorkbenchError as error:
            yield {self.status: fault(without_uploads(error)), **idle}
        except Exception:
            told = fault("Scoring failed for a reason that is not yours; the log of the app says more.")
            yield {self.status: told, **idle}
            raise
        finally:
            if self._jobs.get(order.owner) is job:
                del self._jobs[order.owner]

    def _cancel(self, given: Given) -> Changes:
        job = self._jobs.get(given[self._owner])
        if job is None:
            return {self.status: note("Nothing is being scored."), self.cancel: gr.update(interactive=False)}
        job.stop()
        # Who watches it says so, at the next tick: said here, it could come after the job's last word.
        return gr.skip()

    # What is put together.

    def _order(self, given: Given) -> Order:
        return Order(
            owner=given[self._owner],
            model=given[self.model] or "",
            languages=(given[self.source_language].strip() or None, given[self.target_language].strip() or None),
            source_prefix=given[self.source_prefix],
            kind=given[self.kind],
            files=tuple(given[self.files] or ()),
            source=given[self.source],
            target=given[self.target],
            side=given[self.side],
            limit=given[self.limit],
            own=given[self.own],
            skip=given[self.skip],
        )

    def _pressable(self, start: bool, cancel: bool) -> Changes:
        return {self.start: gr.update(interactive=start), self.cancel: gr.update(interactive=cancel)}

    def _job(self, order: Order) -> Job:
        library, translators = self._desk.library, self._desk.translators

        def work(tell: Callable[[Progress], None]) -> Run:
            from workbench.jobs.score import run_signature, score
            from workbench.jobs.score_settings import ScoreSettings

            tell(Progress(0, 0, "reading the corpus"))
            corpus = self._read(order)
            guessed = corpus.languages or (None, None)
            languages = order.languages[0] or guessed[0], order.languages[1] or guessed[1]
            tell(Progress(0, 0, "loading the model"))
            translator = translators(order.model, *languages, order.source_prefix)
            made_of = FORMAT_VERSION, corpus.fingerprint(), run_signature(translator), order.side, order.own
            _, folder = library.place(order.owner, *made_of)
            on_demand = ("own_chrf",) if order.own else ()
            settings = ScoreSettings(side=order.side, shard_size=SHARD, on_demand=on_demand)  # type: ignore[arg-type]
            return score(corpus, translator, folder, settings, tell)

        return Job(work, workers=self._desk.workers)

    def _read(self, order: Order) -> Corpus:
        limits = self._desk.limits
        limits.check_text(order.source_prefix)
        most = limits.segments_of(order.limit)
        if order.kind == BUNDLED:
            return read("demo", limit=most)
        if order.kind == PASTE:
            return read_pasted(self._fresh(order.owner), order.source, order.target, limits, most)
        return self._uploaded(order, most)

    def _uploaded(self, order: Order, most: int | None) -> Corpus:
        corpus = read_uploaded(
            self._fresh(order.owner),
            order.files,
            self._desk.limits,
            most=most,
            languages=order.languages,
            skip_bad_rows=order.skip,
        )
        if self._desk.limits.characters is not None:
            for segment in corpus:
                self._desk.limits.check_text(segment.source, segment.hypothesis, *segment.references)
        return corpus

    def _fresh(self, owner: str) -> Path:
        """A new folder: what an earlier job of the same person reads stays as it is."""
        return self._desk.library.scratch(owner, f"upload-{secrets.token_hex(8)}")


def read_pasted(folder: Path, source: str, target: str, limits: Limits, most: int | None) -> Corpus:
    """Sentences and their references as somebody typed them, one a line, kept in ``folder``.

    Raises `WorkbenchError` for no text at all, or more than ``limits`` allow.
    """
    characters = len(source) + len(target)
    if limits.upload is not None and characters <= limits.upload:
        characters = sum(len(text.encode("utf-8", "replace")) for text in (source, target))
    limits.check_upload(characters, "the text")
    if not source.strip():
        raise WorkbenchError("no source text; give one sentence a line")
    limits.check_text(*source.split("\n"), *target.split("\n"))
    sides = {"source.txt": source} | ({"target.txt": target} if target.strip() else {})
    for name, text in sides.items():
        if found := unfit(text):
            raise WorkbenchError(f"character {found.place} of the text pasted is {found}, {found.why}; delete it")
        # A last line break ends a line and begins none.
        (folder / name).write_text(text.rstrip("\n") + "\n", encoding="utf-8")
    second = folder / "target.txt" if "target.txt" in sides else None
    return read(folder / "source.txt", target=second, format="parallel", limit=most)


def _directed(run: Run) -> str:
    """Which of the model's own languages it was read in."""
    named = [run.manifest.signature.get(f"{side}_language") for side in ("source", "target")]
    return f", {safe(named[0])} to {safe(named[1])}" if all(named) else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def progress_bar(seen: Seen) -> str:
    """How far a job is, how fast, and how long it still takes."""
    last = seen.progress
    share = last.done / last.total if last.total else 0.0
    told = [safe(last.doing)]
    if last.total:
        told.append(f"{last.done:,} of {last.total:,}")
    if seen.rate is not None and seen.left is not None:
        told += [f"{seen.rate:.0f} segments a second", f"{seen.left:.0f} s left"]
    return (
        f'<div class="wb-progress" role="progressbar" aria-valuemin="0" aria-valuemax="100" '
        f'aria-valuenow="{share * 100:.0f}"><span style="width:{share:.1%}"></span></div>{note(" · ".join(told))}'
    )
