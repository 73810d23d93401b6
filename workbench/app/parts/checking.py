"""What is done with what somebody brought: a quick look at its first rows, and then all of it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.app.desk import Desk
from workbench.app.parts.looking import Choice, settled
from workbench.app.parts.upload import Brought, read_brought
from workbench.app.serving.hosting import lends_gpus
from workbench.app.serving.job import Job, Shown, Stage, reaching
from workbench.corpus import Corpus
from workbench.corpus.columns import NO_COLUMN
from workbench.errors import ModelError, RunError, WorkbenchError
from workbench.jobs.progress import Doing, Progress
from workbench.runs import Run
from workbench.runs.facets import facets
from workbench.runs.manifest import FORMAT_VERSION
from workbench.suspicion.fitting import FEWEST, SAMPLE

if TYPE_CHECKING:
    from workbench.jobs.score_settings import ScoreSettings
    from workbench.models import Translator

FIRST = 100
"""Rows of the quick look: with the fit that comes along they are read within seconds."""
SHARDS = ((200, 32), (10_000, 64))
"""Rows of a corpus at most → segments between two places where a stopped check goes on; the fewer the sooner the first
ones can be looked at."""
LARGEST_SHARD = 256
FIRST_LOOK = f"the first {FIRST} rows"


@dataclass(frozen=True)
class Asked:
    """What is to be checked, for whom and how. ``of_model``: whether a model's translations are judged, and not those
    that were brought. ``guessed``: languages that the texts read like, taken where nobody said any. ``most``: rows,
    None for all. ``own``: whether translations are compared with those of the model."""

    owner: str
    brought: Brought
    choice: Choice
    guessed: tuple[str | None, str | None]
    of_model: bool
    model: str
    source_prefix: str = ""
    most: int | None = None
    own: bool = False


class Checking:
    """One check: ``job`` does it, and tells how far it is and what can be looked at."""

    def __init__(self, desk: Desk, asked: Asked):
        self._desk, self._asked = desk, asked
        self.job = Job(self._work, workers=desk.workers)
        self.quick: str | None = None
        """The key of the quick look, where there is one."""
        self._whole: str | None = None

    def run(self, key: str) -> Run:
        """One that it made."""
        return self._desk.library.open(key, self._asked.owner)

    @property
    def kept(self) -> Run | None:
        """What there is of it when it was stopped: as much as there is."""
        keys = [*dict.fromkeys(filter(None, (self._whole, self.quick)))]
        found = []
        for key in keys:
            try:
                found.append(self.run(key))
            except RunError:
                continue
        best = max(found, key=lambda run: run.done, default=None)
        return best if best is not None and best.done else None

    def _work(self, job: Job) -> Run:
        job.expect(*_stages(0, False, self._asked.of_model))
        job.tell(Progress(0, 0, Doing.READING))
        from workbench.jobs.score_settings import ScoreSettings
        from workbench.jobs.signature import run_signature

        asked = self._asked
        corpus, side = self._corpus()
        job.tell(Progress(0, 0, Doing.LOADING))
        asked_of, translator = self._translator(corpus)
        counted = sum(1 for _ in islice(corpus, SHARDS[-1][0] + 1))
        size = next((size for most, size in SHARDS if counted <= most), LARGEST_SHARD)
        on_demand = ("own_chrf",) if asked.own and not asked.of_model else ()
        settings = ScoreSettings(side=side, shard_size=size, on_demand=on_demand)  # type: ignore[arg-type]
        signature = run_signature(translator)

        def placed(part: Corpus, how: ScoreSettings) -> tuple[str, Callable[[Callable[[Progress], None]], Run]]:
            key, folder = self._desk.library.place(
                asked.owner, FORMAT_VERSION, part.fingerprint(), signature, asdict(how)
            )
            # What is told does not come back from where a GPU is lent.
            return key, lambda tell: self._desk.translators.result(
                _scored, asked_of, part, folder, how, reaching if lends_gpus() else tell
            )

        whole, score_whole = placed(corpus, settings)
        self._whole = whole
        long = counted >= FEWEST
        job.expect(*_stages(counted, long, asked.of_model))
        if not long:
            return self._shown_early(job, whole, score_whole, lambda told: job.tell(_of_short(told)))
        first = replace(corpus, limit=FIRST)
        self.quick, score_first = placed(first, replace(settings, shard_size=SHARDS[0][1]))
        quick = self._shown_early(job, self.quick, score_first, lambda told: job.tell(_of_first_look(told)))
        job.show(Shown(self.quick, quick.done, counted))
        run = score_whole(lambda told: job.tell(_of_whole(told)))
        _keep_verdicts(quick, run)
        return run

    def _shown_early(
        self,
        job: Job,
        key: str,
        score: Callable[[Callable[[Progress], None]], Run],
        tell: Callable[[Progress], None],
    ) -> Run:
        """Scored, and shown as soon as there is anything to be seen."""

        def told(progress: Progress) -> None:
            if progress.doing == Doing.SCORING and progress.done and job.shown is None:
                job.show(Shown(key, progress.done, progress.total))
            tell(progress)

        return score(told)

    def _corpus(self) -> tuple[Corpus, str]:
        """As it is to be read, and which sides of a run are to be made of it."""
        asked, limits = self._asked, self._desk.limits
        limits.check_text(asked.source_prefix)
        most = limits.segments_of(asked.most)
        folder = self._desk.library.scratch(asked.owner, f"upload-{secrets.token_hex(8)}")
        corpus = read_brought(asked.brought, folder, limits, languages=asked.choice.stated, most=most)
        if table := settled(corpus, asked.choice):
            corpus = replace(corpus, columns=table.columns)
        first = [*islice(corpus, FEWEST)]
        hypotheses = any(one.hypothesis is not None for one in first)
        references = any(one.references for one in first)
        if asked.of_model and hypotheses and not corpus.form.aligned:
            # They stay what they are, a column like any other.
            corpus = replace(corpus, columns=replace(corpus.columns, hypothesis=NO_COLUMN))
        if limits.characters is not None:
            for segment in corpus:
                limits.check_text(segment.source, segment.hypothesis, *segment.references)
        if asked.of_model:
            return corpus, "both" if references else "hypothesis"
        if not hypotheses and not references:
            raise WorkbenchError(
                f"{asked.brought.title} has no translations to check; choose which column they are in, or check a model"
            )
        return corpus, "both" if hypotheses and references else "hypothesis" if hypotheses else "reference"

    def _translator(self, corpus: Corpus) -> tuple[tuple[str, str | None, str | None, str | None], Translator]:
        """What `Translators` are called with, and what they give."""
        asked = self._asked
        known = corpus.languages or (None, None)
        source, target = (one or guess for one, guess in zip(known, asked.guessed, strict=True))
        try:
            asked_of = asked.model, source, target, asked.source_prefix
            return asked_of, self._desk.translators(*asked_of)
        except ModelError as error:
            if (source, target) == known:
                raise
            raise WorkbenchError(
                f"{error}. That these are the languages was guessed from the texts: choose a model that knows them, or "
                "say above which they are"
            ) from error


def _scored(
    translator: Translator, corpus: Corpus, folder: Path, how: ScoreSettings, tell: Callable[[Progress], None]
) -> Run:
    from workbench.jobs.score import score

    return score(corpus, translator, folder, how, tell)


def worse_side(run: Run) -> str:
    """The side on which more rows need a look, which are as many on both; of equal ones the first."""
    return max(run.sides, key=lambda side: facets(run, side).suspected)


def _stages(rows: int, long: bool, of_model: bool) -> tuple[Stage, ...]:
    translating = [Stage(Doing.TRANSLATING, (Doing.TRANSLATING,))] if of_model else []
    learning = [Stage(Doing.LEARNING, (Doing.LEARNING,), 1.2 * min(rows, SAMPLE))] if long else []
    return (
        Stage("reading", (Doing.BEGINNING, Doing.READING, Doing.LOADING)),
        *([Stage(FIRST_LOOK, (FIRST_LOOK,), FIRST)] if long else []),
        *learning,
        *translating,
        Stage(Doing.SCORING, (Doing.SCORING, Doing.MENDING), rows),
        Stage(Doing.SUMMING_UP, (Doing.SUMMING_UP,)),
    )


def _of_short(told: Progress) -> Progress:
    """What is told of a corpus that no fit is made for."""
    return replace(told, doing=Doing.SCORING) if told.doing == Doing.LEARNING else told


def _of_first_look(told: Progress) -> Progress:
    """What the quick look tells, as one stage."""
    return told if told.doing == Doing.READING else replace(told, doing=FIRST_LOOK)


def _of_whole(told: Progress) -> Progress:
    """What is told after a quick look: everything was read already, and of learning nothing is counted."""
    if told.doing in (Doing.READING, Doing.LEARNING):
        return Progress(0, 0, Doing.LEARNING, told.remark)
    return told


def _keep_verdicts(quick: Run, run: Run) -> None:
    """What people decided meanwhile stays, as theirs."""
    there = run.flags.by_author()
    for who, decisions in quick.flags.by_author().items():
        for id, one in decisions.items():
            if one.after is not None and id not in there.get(who, {}):
                run.flags.set(id, one.after.verdict, one.after.note, who, one.side)
