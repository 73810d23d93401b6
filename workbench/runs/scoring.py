"""The scoring loop: corpus in, shards out; killed at any moment, it goes on where it was."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from workbench import provenance
from workbench.corpus import Corpus, Segment, Survey
from workbench.errors import RunError, UnknownNameError
from workbench.models import exchanged
from workbench.runs import shard
from workbench.runs.disk import alone, check_name, remove_leftovers
from workbench.runs.manifest import NAME, Manifest, is_unfinished_manifest
from workbench.runs.progress import Progress
from workbench.runs.reading import Reader
from workbench.runs.rows import RowMaker
from workbench.runs.run import Run
from workbench.runs.shipped import FAULTY
from workbench.runs.suspecting import loaded, suspicions
from workbench.scores import ON_DEMAND, TOGETHER
from workbench.scores.quality import CorpusQuality
from workbench.symptoms.symptom import Term

if TYPE_CHECKING:
    from workbench.models import Translator

Side = Literal["hypothesis", "reference", "both"]
SIDES: tuple[Side, ...] = ("hypothesis", "reference", "both")


@dataclass(frozen=True)
class ScoreSettings:
    """What shapes the figures of a run.

    ``side``: the model's hypothesis, the first reference, or both. ``max_length``: tokens that a translation has at
    most. ``pretokenized`` keeps white-space words (gold files). ``on_demand``: of `workbench.scores.ON_DEMAND`; those
    of one file come together. ``glossary``: pairs of a term and its translation.
    """

    side: Side = "hypothesis"
    beam_size: int = 4
    max_length: int | None = None
    batch_size: int = 32
    shard_size: int = 256
    pretokenized: bool = False
    on_demand: tuple[str, ...] = ()
    glossary: tuple[Term, ...] = ()

    def __post_init__(self) -> None:
        for name in self.on_demand:
            if name not in ON_DEMAND:
                raise UnknownNameError("score on demand", name, ON_DEMAND)
        asked = [name for names in TOGETHER if {*names} & {*self.on_demand} for name in names]
        object.__setattr__(self, "on_demand", tuple(asked))
        if self.side not in SIDES:
            raise UnknownNameError("side", self.side, SIDES)
        for name in ("batch_size", "shard_size"):
            if getattr(self, name) < 1:
                raise RunError(f"{name} {getattr(self, name)} asked for; it must be at least 1")

    @property
    def sides(self) -> tuple[str, ...]:
        return ("hypothesis", "reference") if self.side == "both" else (self.side,)


def score(
    corpus: Corpus,
    translator: Translator,
    out: str | Path,
    settings: ScoreSettings | None = None,
    progress: Callable[[Progress], None] | None = None,
    *,
    reverse: Translator | None = None,
) -> Run:
    """Score every segment of ``corpus`` and write a run to the folder ``out``; return it opened.

    Called again with the same arguments it goes on after the last whole shard, and ends with the same bytes in
    every shard as if it had never been stopped (fp32 on CPU, same machine, threads and versions). Of a complete
    run, only shards that are missing are made again.
    ``reverse`` reads targets back into sources, for the score ``reverse_logprob`` where the settings ask for it; None
    takes the same model the other way round.
    The whole corpus is read once beforehand, so that a fault in its last line shows before any work is done.

    Raises `RunError` when ``out`` holds something else, has a damaged shard, cannot be written to, or when another
    process is scoring into it; `CorpusError` for a corpus that cannot be read; `ModelError` for ``reverse_logprob``
    with a model that does not read backwards.
    """
    settings, out = settings or ScoreSettings(), Path(out)
    tell = progress or (lambda _: None)
    tell(Progress(0, 0, "reading the corpus"))
    reverse = reverse or exchanged(translator) if "reverse_logprob" in settings.on_demand else None
    survey = corpus.survey()
    manifest = _begin(out, _manifest(corpus, survey, translator, settings, reverse))
    if manifest.complete and _all_there(out, survey.segments, settings.shard_size):
        return Run(out)
    choice = translator.preset.from_record(manifest.signature["preset"])
    reader = Reader(translator, choice, settings.batch_size, settings.glossary, settings.on_demand, reverse)
    quality = CorpusQuality(translator.target_language)
    done = 0

    def step(doing: str, segments: int) -> None:
        tell(Progress(done + segments, survey.segments, doing))

    with alone(out):
        if not manifest.suspicion:
            learning = partial(step, "learning what is suspicious", 0)
            learning()
            manifest.suspicion = suspicions(corpus, survey.segments, reader, settings, learning)
            manifest.notes += [
                f"most sampled pairs of the {side} side look faulty: see that lines and languages are those meant"
                for side, record in manifest.suspicion.items()
                if FAULTY in record["made_from"]
            ]
            manifest.save(out)
        rows = RowMaker(reader, settings, quality, loaded(manifest.suspicion))
        for number, segments in enumerate(_chunks(corpus, settings.shard_size)):
            path = shard.path_of(out, number)
            if path.exists():
                _count_in(quality, path)
            else:
                shard.write(out, number, rows.of(segments, step))
            done += len(segments)
            step("scoring", 0)
        return _finish(out, manifest, quality)


def _all_there(out: Path, segments: int, shard_size: int) -> bool:
    """Whether no shard is missing. Raises `RunError` for one that is damaged."""
    paths = [shard.path_of(out, number) for number in range(math.ceil(segments / shard_size))]
    for path in filter(Path.exists, paths):
        shard.read(path, ())
    return all(map(Path.exists, paths))


def _chunks(segments: Iterable[Segment], size: int) -> Iterator[list[Segment]]:
    iterator = iter(segments)
    while chunk := list(islice(iterator, size)):
        yield chunk


def run_signature(translator: Translator) -> dict[str, object]:
    """Everything outside the corpus and the settings that figures depend on."""
    import torch

    return translator.signature() | {
        "preset": translator.preset.record(),
        "threads": torch.get_num_threads(),
        "versions": provenance.versions(),
    }


def _manifest(
    corpus: Corpus, survey: Survey, translator: Translator, settings: ScoreSettings, reverse: Translator | None
) -> Manifest:
    notes = survey.notes
    if survey.renamed_ids:
        notes.append(f"{survey.renamed_ids} repeated ids were given a number: the second x became x#2")
    for what, count in (("source", survey.empty_sources), ("reference", survey.empty_references)):
        if count:
            notes.append(f"{count} segments have an empty {what}; they are kept, with a status of their own")
    if survey.without_hypothesis and "hypothesis" in settings.sides and "own_chrf" in settings.on_demand:
        notes.append(
            f"{survey.without_hypothesis} hypotheses are the model's own: there own_logprob and own_chrf are null"
        )
    files = {"files": [str(path) for path in corpus.paths], "fingerprint": corpus.fingerprint()}
    counts = {"segments": survey.segments} | ({"skipped": survey.bad_rows} if corpus.skip_bad_rows else {})
    signature = run_signature(translator) | ({} if reverse is None else {"reverse": reverse.signature()})
    return Manifest(signature, files | counts, asdict(settings), notes=notes)


def _begin(out: Path, wanted: Manifest) -> Manifest:
    """The manifest to work under: a new one, or that of the run already in ``out`` if it is the same job."""
    check_name(out)
    if (out / NAME).is_file():
        found = Manifest.load(out)
        # A resumed run keeps the preset it began with, whatever has been calibrated since.
        wanted.signature["preset"] = found.signature["preset"]
        found.refuse_if_different(out, wanted)
        return found
    try:
        # A process that was killed while it wrote its first manifest leaves a part of it and nothing else.
        if out.exists() and not (out.is_dir() and all(is_unfinished_manifest(path.name) for path in out.iterdir())):
            raise RunError(f"{out} exists and is not a run; give --out the name of a new folder")
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunError(
            f"{out}: the run folder cannot be made: {error.strerror}; give --out a place where you may write"
        ) from error
    wanted.save(out)
    return wanted


def _count_in(quality: CorpusQuality, path: Path) -> None:
    """Bring a shard of an earlier session into the corpus figures."""
    table: list[dict[str, Any]] = shard.read(path, ["side", "hypothesis", "references"])
    counted = [row for row in table if row["side"] == "hypothesis"]
    quality.add([row["hypothesis"] for row in counted], [tuple(row["references"]) for row in counted])


def _finish(out: Path, manifest: Manifest, quality: CorpusQuality) -> Run:
    run = Run(out)
    manifest.counts = run.counts()
    if quality.segments:
        result = quality.result()
        figures = {k: round(v, 4) if isinstance(v, float) and math.isfinite(v) else v for k, v in result.items()}
        manifest.quality = figures | {"signatures": quality.signatures()}
    manifest.complete = True
    manifest.save(out)
    remove_leftovers(out, out / shard.FOLDER)
    return Run(out)
