"""What every attention head of a model does on a corpus or a sentence, measured when somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.blocks import Block

from workbench import work
from workbench.alignment.head_figure import FIGURES
from workbench.app.desk import Desk
from workbench.app.parts.detail import Looked
from workbench.app.parts.heads import Opened
from workbench.app.parts.markup import fault, foreign_notice, note
from workbench.app.parts.model_box import model_box
from workbench.app.parts.preset_change import OFF, PresetChange, Reader
from workbench.app.parts.values import Changes, Given
from workbench.app.serving.translators import AS_IT_COMES, Pinned
from workbench.app.serving.workers import QUEUED
from workbench.app.subject import asked_by
from workbench.corpus.segment import first_reference
from workbench.errors import WorkbenchError
from workbench.language.display import number, things

if TYPE_CHECKING:
    from gradio.components.plot import PlotData

    from workbench.calibration.head_gallery import HeadGallery
    from workbench.calibration.sample import Sample
    from workbench.models import AttentionChoice, Translator

CORPUS, SENTENCE = "the scored corpus", "the sentence"
LEAST, MOST = 5, 200
PAIRS = 50
FEW = range(5, 15)
"""Words of a sentence whose thumbnails can be told apart."""
COLUMNS = ("block", "layer", "head", "row", "label", "entropy", "end_mass", "punctuation_mass", "monotonicity", "aer",
           "importance")  # fmt: skip


class Profiling:
    """Built where it is made. ``looked``: what the Try page looks at. ``preset``: asks before another attention is
    read."""

    def __init__(self, desk: Desk, run: gr.Dropdown, owner: gr.BrowserState, looked: gr.State, preset: PresetChange):
        self._desk, self._run, self._owner, self._looked, self._preset = desk, run, owner, looked, preset
        limits = desk.limits
        with gr.Row():
            self.model = model_box(limits)
            self.of = gr.Radio([CORPUS, SENTENCE], value=CORPUS, label="On", min_width=220)
            self.pairs = gr.Slider(LEAST, MOST, value=PAIRS, step=5, label="Pairs of the corpus to read", min_width=160)
            self.figure = gr.Dropdown([*FIGURES], value="entropy", label="Coloured by", min_width=160)
        with gr.Row():
            self.start = gr.Button("Profile the heads", variant="primary", elem_id="profile")
            self.importance = gr.Checkbox(
                False, label="Switch off each head in turn (slow: a pass for each)", min_width=260
            )
            self.calibrate = gr.Button(
                "Measure which attention aligns best", interactive=not limits.hosted, elem_id="calibrate"
            )
        if limits.hosted:
            gr.HTML(note("Measuring changes what everybody sees: it is off in a shared demo, and works on your own "
                         "machine."))  # fmt: skip
        self.status = gr.HTML(elem_id="heads-status")
        self.plot = gr.Plot(show_label=False, elem_id="heads-map")
        self.table = gr.Dataframe(
            headers=[*COLUMNS],
            interactive=False,
            visible=False,
            max_height=420,
            show_label=False,
            elem_id="heads-table",
        )
        self.records = gr.State([])
        self._how: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", **QUEUED}
        self.figure.input(self._recolour, {self.records, self.figure}, self.plot, queue=False, api_visibility="private")
        self.calibrate.click(self._calibrate, self._asked, [self.status, *preset.changed], **self._how)

    @property
    def _asked(self) -> set[Block]:
        return {self.model, self.of, self._run, self._owner, self._looked, self.pairs}

    def show_with(self, show: Callable[[Opened], Changes], outputs: Sequence[Block]) -> None:
        """``show``: what the page makes of the heads that were profiled, of ``outputs``."""

        def profile(given: Given) -> Iterator[Changes]:
            yield from self._profile(given, show)

        made = [self.status, self.plot, self.table, self.records, *outputs]
        self.start.click(profile, {self.importance, self.figure, *self._asked}, made, **self._how)

    def _profile(self, given: Given, show: Callable[[Opened], Changes]) -> Iterator[Changes]:
        yield {self.status: note('<span class="wb-busy">reading attention …</span>')}
        try:
            shown: Changes = {}
            for told, records, opened in self._desk.workers.steps(lambda: self._profiles(given)):
                # Once: by the time importance is known, somebody may have opened another head.
                shown = {} if shown else show(opened)
                rows = [[number(record.get(name)) for name in COLUMNS] for record in records]
                yield {
                    self.status: told,
                    self.plot: _drawn(records, given[self.figure]),
                    self.table: gr.update(value=rows, visible=True),
                    self.records: records,
                    **shown,
                }
        except WorkbenchError as error:
            yield {self.status: fault(error)}

    def _profiles(self, given: Given) -> Iterator[tuple[str, list[dict[str, Any]], Opened]]:
        """What the records are of, as HTML, the records, at first without their importance, and their pictures over one
        pair."""
        reader, sample = self._sample(given)
        made = self._desk.translators.compute(
            _profiled, (*reader.asked, reader.pinned), sample, bool(given[self.importance])
        )
        for told, records, gallery in made:
            yield told, records, Opened(gallery, reader)

    def _sample(self, given: Given) -> tuple[Reader, Sample]:
        """The model, and what it is to read: sources with their references, or with what else the run has."""
        from workbench.calibration.sample import Sample

        if given[self.of] == SENTENCE:
            looked: Looked | None = given[self._looked]
            if looked is None or looked.subject is None:
                raise WorkbenchError("no sentence was explained yet; explain one on the Try page first")
            asked, pinned = looked.subject.asked_of, looked.subject.pinned
            name, texts = SENTENCE, [(looked.subject.source, looked.subject.target)]
        else:
            name = given[self._run]
            run = self._desk.library.open(name, given[self._owner])
            asked, pinned = asked_by(run.manifest.signature), Pinned.of(run.manifest.signature)
            found = (
                (one["source"], first_reference(one["references"]) if one["references"] else one["hypothesis"])
                for one in run.records()
            )
            texts = [*dict.fromkeys((source, target) for source, target in found if target)][: int(given[self.pairs])]
        of_model, source_language, target_language, prefix = asked
        # What one model wants before its sources is none of another's.
        if given[self.model] != of_model:
            prefix, pinned = None, AS_IT_COMES
        reader = Reader((given[self.model] or "", source_language, target_language, prefix), pinned)
        sources, targets = (tuple(column) for column in zip(*texts, strict=True)) if texts else ((), ())
        return reader, Sample(name=name, sources=sources, targets=targets)

    def _recolour(self, given: Given) -> Changes:
        return {self.plot: _drawn(given[self.records], given[self.figure])}

    def _calibrate(self, given: Given) -> Iterator[Changes]:
        """Measures, and asks: nothing changes before somebody says so."""
        yield {self.status: note('<span class="wb-busy">measuring every layer, head and row …</span>')}
        try:
            if self._desk.limits.hosted:
                raise WorkbenchError(OFF)
            reader, choice = self._desk.workers.result(lambda: self._best(given))
        except WorkbenchError as error:
            yield {self.status: fault(error)}
            return
        yield {self.status: ""}
        yield from self._preset.ask(reader, choice.record(), f"Measured: {choice.measured}.")

    def _best(self, given: Given) -> tuple[Reader, AttentionChoice]:
        """The best attention of all on the sample."""
        reader, sample = self._sample(given)
        return reader, next(self._desk.translators.compute(_calibrated, (*reader.asked, reader.pinned), sample))


def _profiled(
    translator: Translator, sample: Sample, importance: bool
) -> Iterator[tuple[str, list[dict[str, Any]], HeadGallery]]:
    from workbench.calibration.head_gallery import head_gallery
    from workbench.calibration.head_importance import head_importance
    from workbench.calibration.head_profile import checked_blocks, head_profiles, with_importance

    sample = _readable(translator, sample)
    pairs = sample.pairs(translator)
    blocks = checked_blocks(None)
    profiles = head_profiles(translator, pairs, blocks, [])
    of = things(len(pairs), "pair")
    notice = _foreign(translator, sample) if sample.name == SENTENCE else ""
    gallery = head_gallery(translator, *_drawable(sample), profiles, f"{of} of {sample.name}")
    yield notice + note(f"Means over {of}."), [profile.record() for profile in profiles], gallery
    if importance:
        falls = head_importance(translator, pairs, blocks, lambda done, of: work.reached(f"at head {done} of {of}"))
        records = [profile.record() for profile in with_importance(profiles, falls)]
        yield notice + note(f"Means over {of}, each head switched off once."), records, gallery


def _calibrated(translator: Translator, sample: Sample) -> Iterator[AttentionChoice]:
    from workbench.calibration.calibrate import calibrate
    from workbench.models import exchanged

    try:
        reverse = exchanged(translator)
    except WorkbenchError:
        reverse = None
    yield calibrate(translator, _readable(translator, sample), reverse=reverse).choice


def _readable(translator: Translator, sample: Sample) -> Sample:
    """What of it the model can read. Raises `WorkbenchError` where that is nothing."""
    fitting = sample.fitting(translator)
    if not len(fitting):
        raise WorkbenchError("there is no pair that the model could read; choose another corpus on the Review page")
    return fitting


def _drawn(records: Sequence[dict[str, Any]], figure: str) -> PlotData | None:
    from workbench.app.parts.pictures import picture
    from workbench.charts import head_panels

    return picture(head_panels(records, figure)) if records else None


def _drawable(sample: Sample) -> tuple[str, str]:
    """The first pair that is neither a word nor a paragraph, or else the first."""
    pairs = [*zip(sample.sources, sample.targets, strict=True)]
    return next((pair for pair in pairs if all(len(text.split()) in FEW for text in pair)), pairs[0])


def _foreign(translator: Translator, sample: Sample) -> str:
    """Of the one sentence: see `foreign_notice`."""
    languages = translator.source_language, translator.target_language
    return foreign_notice(sample.sources[0], sample.targets[0], languages)
