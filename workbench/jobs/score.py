"""The scoring loop: corpus in, shards out; killed at any moment, it goes on where it was."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.corpus import Corpus, Survey
from workbench.errors import CorpusError, RunError
from workbench.files.url import place as place_given
from workbench.jobs.chunk import Chunk, chunks
from workbench.jobs.engine import Engine, InProcess
from workbench.jobs.first_pairs import check_first_pairs
from workbench.jobs.progress import Doing, Progress
from workbench.jobs.rows import RowMaker
from workbench.jobs.score_settings import ScoreSettings
from workbench.jobs.shard_maker import ShardMaker
from workbench.jobs.signals import SignalReader
from workbench.jobs.signature import run_signature
from workbench.jobs.suspicion_fit import loaded, suspicions
from workbench.language.display import things
from workbench.models import exchanged
from workbench.runs import index, shard
from workbench.runs.corpus_of_run import reading_of
from workbench.runs.digest import over, stored
from workbench.runs.disk import alone, check_name, remove_leftovers
from workbench.runs.manifest import NAME, Manifest
from workbench.runs.place import Place, place_of
from workbench.runs.quality import corpus_quality
from workbench.runs.run import Run
from workbench.scores import needing

if TYPE_CHECKING:
    from workbench.models import Translator


def score(
    corpus: Corpus,
    translator: Translator,
    out: str | Path,
    settings: ScoreSettings | None = None,
    progress: Callable[[Progress], None] | None = None,
    *,
    reverse: Translator | None = None,
    engine: Engine | None = None,
) -> Run:
    """Score every segment of ``corpus`` and write a run to ``out``, a folder or a URL; return it opened.

    Called again with the same arguments it goes on after the last whole shard, and ends with the same bytes in
    every shard as if it had never been stopped (fp32 on CPU, same machine, threads and versions). Of a complete
    run, only shards that are missing or damaged are made again.
    ``reverse`` reads targets back into sources, for the score ``reverse_logprob`` where the settings ask for it; None
    takes the same model the other way round.
    ``engine`` works through the shards; None does so in this process.
    The whole corpus is read once beforehand, so that a fault in its last line shows before any work is done.

    Raises `RunError` when ``out`` holds something else or an unfinished run of an older format, cannot be written to,
    or when another process is scoring into it; `CorpusError` for a corpus that cannot be read; `ModelError` for
    ``reverse_logprob`` with a model that does not read backwards, and for a corpus whose first pairs the model likes
    better exchanged.
    """
    settings, place = settings or ScoreSettings(), place_of(place_given(out))
    with place.named():
        return _score(corpus, translator, place, settings, progress, reverse, engine)


def _score(
    corpus: Corpus,
    translator: Translator,
    place: Place,
    settings: ScoreSettings,
    progress: Callable[[Progress], None] | None,
    reverse: Translator | None,
    engine: Engine | None,
) -> Run:
    out = place.folder
    check_name(out)
    place.look()
    tell = progress or (lambda _: None)
    tell(Progress(0, 0, Doing.READING))
    backwards = {*needing("reverse_logprobs")} & {*settings.on_demand}
    reverse = reverse or exchanged(translator) if backwards else None
    seen = _seen(corpus)
    survey = corpus.survey()
    # What looked wrong when a run began stands in it.
    doubts = [] if (out / NAME).is_file() else check_first_pairs(corpus, translator)
    manifest = _begin(place, _manifest(corpus, survey, translator, settings, reverse, doubts))
    if manifest.complete and _all_there(place, manifest):
        return Run(place)
    if manifest.older:
        raise RunError(
            f"{out}: not complete, and of format version {manifest.format_version}: give 'workbench upgrade {out}', "
            "then the same command again to go on"
        )
    choice = translator.preset.from_record(manifest.signature["preset"])
    reader = SignalReader(
        translator=translator,
        choice=choice,
        batch_size=settings.batch_size,
        glossary=settings.glossary,
        on_demand=settings.on_demand,
        reverse=reverse,
    )
    done = 0

    def step(doing: str, segments: int) -> None:
        tell(Progress(done + segments, survey.segments, doing))

    with alone(out):
        place.prepare()
        for path, why in place.damaged(place.shards()).items():
            told = f"{place.shown(path)}: {why}; it is made again"
            tell(Progress(0, survey.segments, Doing.MENDING, told))
            place.delete(path)
        if not manifest.suspicion:
            learning = partial(step, Doing.LEARNING, 0)
            learning()
            manifest.suspicion = suspicions(corpus, survey, reader, settings, learning)
            manifest.notes += [
                f"most sampled pairs of the {side} side look faulty: see that lines and languages are those meant"
                for side, record in manifest.suspicion.items()
                if record.get("borrowed") == "faulty"
            ]
            place.save(manifest)
            step(Doing.SCORING, 0)
        rows = RowMaker(
            reader=reader,
            settings=settings,
            suspicions=loaded(manifest.suspicion),
            translate=survey.to_translate,
            step=step,
        )

        def passed(segments: int) -> None:
            nonlocal done
            done += segments
            step(Doing.SCORING, 0)

        asked: deque[int] = deque()

        def missing() -> Iterator[Chunk]:
            for chunk in chunks(corpus, settings.shard_size):
                if _seen(corpus) != seen:
                    raise CorpusError(
                        "changed while it was scored; what is finished is of what it was: put that back and give the "
                        "same command again, or score what it is now into another --out",
                        corpus.path,
                    )
                if shard.path_of(out, chunk.number).exists():
                    passed(len(chunk.segments))
                else:
                    asked.append(chunk.number)
                    yield chunk

        with closing((engine or InProcess()).made(ShardMaker(out, rows), missing())) as shards:
            for segments in shards:
                place.send(shard.path_of(out, asked.popleft()))
                passed(segments)
        step(Doing.SUMMING_UP, 0)
        return _finish(place, manifest, translator.target_language)


def _seen(corpus: Corpus) -> list[tuple[int, int] | None]:
    """Size and time of change of its files, None for one that is not there."""
    found = [path.stat() if path.exists() else None for path in map(corpus.content, corpus.paths)]
    return [one and (one.st_size, one.st_mtime_ns) for one in found]


def _all_there(place: Place, manifest: Manifest) -> bool:
    """Whether no shard of a complete run is missing or damaged."""
    paths = place.shards(manifest.older)
    if manifest.older or manifest.shards is None:
        size = manifest.settings["shard_size"]
        return len(paths) == math.ceil(manifest.corpus["segments"] / size)
    return len(paths) == manifest.shards["count"] and not place.damaged(paths)


def _manifest(
    corpus: Corpus,
    survey: Survey,
    translator: Translator,
    settings: ScoreSettings,
    reverse: Translator | None,
    doubts: Sequence[str],
) -> Manifest:
    notes = [*survey.notes, *doubts]
    if survey.renamed_ids:
        renamed = things(survey.renamed_ids, "repeated id was", "repeated ids were")
        notes.append(f"{renamed} given a number: the second x became x#2")
    for what, count in (("source", survey.empty_sources), ("reference", survey.empty_references)):
        if count:
            with_one = things(count, "segment has", "segments have")
            kept = "it is kept" if count == 1 else "they are kept"
            notes.append(f"{with_one} an empty {what}; {kept}, with a status of {'its' if count == 1 else 'their'} own")
    if "reference" in settings.sides and survey.first_reference_note:
        notes.append(f"{survey.first_reference_note}; BLEU, chrF and TER of a hypothesis are of all")
    if "hypothesis" in settings.sides:
        own = needing("own_translations", "own_logprobs")
        if survey.to_translate and {*own} & {*settings.on_demand}:
            notes.append(f"the hypotheses are the model's own: there {' and '.join(own)} are null")
        if survey.without_hypothesis and not survey.to_translate:
            have = "has no hypothesis and counts" if survey.without_hypothesis == 1 else "have no hypothesis and count"
            notes.append(
                f"{survey.without_hypothesis} of {things(survey.segments, 'segment')} {have} as missing output; "
                "to have the model translate, leave the hypotheses out altogether"
            )
    files = {"files": [str(path) for path in corpus.paths], "fingerprint": corpus.fingerprint()}
    counts = {"segments": survey.segments} | ({"skipped": survey.bad_rows} if corpus.skip_bad_rows else {})
    how = {"read": asked} if (asked := reading_of(corpus)) else {}
    signature = run_signature(translator) | ({} if reverse is None else {"reverse": reverse.signature()})
    return Manifest(signature=signature, corpus=files | counts | how, settings=asdict(settings), notes=notes)


def _begin(place: Place, wanted: Manifest) -> Manifest:
    """The manifest to work under: a new one, or that of the run already there if it is the same job."""
    out = place.folder
    if (out / NAME).is_file():
        found = Manifest.load(out)
        # A resumed run keeps the preset it began with, whatever has been calibrated since.
        wanted.signature["preset"] = found.signature["preset"]
        found.refuse_if_different(out, wanted)
        return found
    try:
        if not place.vacant():
            raise RunError(f"{out} exists and is not a run; give --out the name of a new folder")
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunError(
            f"{out}: the run folder cannot be made: {error.strerror}; give --out a place where you may write"
        ) from error
    place.save(wanted, new=True)
    return wanted


def _finish(place: Place, manifest: Manifest, target_language: str | None) -> Run:
    out, paths = place.folder, place.shards()
    manifest.shards = {"count": len(paths), "sha256": over(map(stored, paths))}
    index.make(out, paths, manifest.shards["sha256"])
    place.send(out / index.NAME)
    manifest.counts = Run(out).counts()
    quality = corpus_quality(paths, target_language) if "hypothesis" in manifest.counts else None
    if quality is not None and quality.segments:
        result = quality.result()
        figures = {k: round(v, 4) if isinstance(v, float) and math.isfinite(v) else v for k, v in result.items()}
        manifest.quality = figures | {"signatures": quality.signatures()}
    manifest.complete = True
    place.save(manifest)
    remove_leftovers(out, out / shard.FOLDER, *(out / shard.FOLDER).glob("[0-9]*/"))
    return Run(place)
