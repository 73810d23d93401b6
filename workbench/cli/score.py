"""``workbench score``: score a corpus into a run folder."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from workbench.cli import options
from workbench.cli.options import err, out
from workbench.cli.output import print_records
from workbench.cli.progress import with_progress
from workbench.files.url import place

if TYPE_CHECKING:
    from workbench.jobs.score_settings import ScoreSettings
    from workbench.models import Translator
    from workbench.runs import Run

SIGNALS = ("default", "full")


def score(
    corpus: options.CorpusFile = None,
    model: options.Model = "demo",
    output: Annotated[
        str | None,
        typer.Option(
            "--out",
            "-o",
            metavar="PLACE",
            help="Run folder to write or to go on with, or its URL (s3, gs); then its files are kept in the user's "
            "cache too.",
        ),
    ] = None,
    source: options.Source = None,
    target: options.Target = None,
    hypothesis: Annotated[
        str | None, typer.Option(help="Hypothesis file or column; then nothing is translated.")
    ] = None,
    identifier: Annotated[str | None, typer.Option("--id", help="Id column of CORPUS.")] = None,
    format: options.Format = None,
    header: options.Header = None,
    skip_bad_rows: options.SkipBadRows = False,
    side: Annotated[str, typer.Option(help="What to score: hypothesis, reference or both.")] = "hypothesis",
    limit: options.Limit = None,
    source_lang: options.SourceLang = None,
    target_lang: options.TargetLang = None,
    source_prefix: options.SourcePrefix = None,
    beam: Annotated[int, typer.Option(min=1, max=1000, help="Beam size.")] = 4,
    max_length: Annotated[
        int | None, typer.Option(min=1, max=100_000, help="Tokens a translation has at most.")
    ] = None,
    length_penalty: Annotated[
        float | None, typer.Option(help="Above 0 favours long translations (default: the model's own).")
    ] = None,
    no_repeat: Annotated[
        int | None, typer.Option(min=0, help="So many tokens in a row appear once at most (default: the model's own).")
    ] = None,
    decoder: options.Decoder = "transformers",
    batch_size: Annotated[int, typer.Option(min=1, max=100_000, help="Sentences run at once.")] = 32,
    signals: Annotated[
        str, typer.Option(help="default, or full: with the scores too that cost more, and suspicion fitted to them.")
    ] = "default",
    on_demand: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            help="One score that costs more: {on_demand}. Repeatable.",
        ),
    ] = None,
    reverse_model: options.ReverseModel = None,
    reverse_prefix: options.ReversePrefix = None,
    glossary: Annotated[Path | None, typer.Option(help="TSV file of terms: source term, required translation.")] = None,
    beside_reference: Annotated[
        bool, typer.Option(help="Whether what a hypothesis has unlike its references makes it suspected.")
    ] = True,
    shard_size: Annotated[int, typer.Option(min=1, max=1_000_000, help="Segments per file of the run.")] = 256,
    device: options.Device = None,
    dtype: options.Dtype = None,
    precision: options.Precision = None,
    allow_pickle: options.AllowPickle = False,
    revision: options.Revision = None,
    longest: options.Longest = None,
    tie_embeddings: options.TieEmbeddings = False,
    engine: options.EngineName = "process",
    workers: options.Workers = None,
    address: options.Address = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print every record as a JSON list.")] = False,
) -> None:
    """Score a corpus: translate it (or take its hypotheses), read the alignment maps, write a run.

    CORPUS is one file, or leave it out and give --source and --target as two line-aligned files. The same command
    given again goes on with an unfinished run.
    """
    from workbench.corpus import read_glossary
    from workbench.errors import UnknownNameError
    from workbench.jobs.score import score as score_corpus
    from workbench.jobs.score_settings import ScoreSettings
    from workbench.scores import in_full, needing

    if output is None and not as_json:
        raise typer.BadParameter("give --out RUN (a folder for the scored corpus), or --json to print the records")
    if signals not in SIGNALS:
        raise UnknownNameError("set of signals", signals, SIGNALS)
    named = tuple(on_demand or ())
    backwards = needing("reverse_logprobs")
    options.check_reverse(reverse_model, reverse_prefix)
    options.check_engine(engine, workers, address)
    if reverse_model is not None and signals != "full" and not {*backwards} & {*named}:
        raise typer.BadParameter(
            f"--reverse-model is read for {' and '.join(backwards)} alone; give --signals full too"
        )
    settings = ScoreSettings(
        side=side,  # type: ignore[arg-type]
        beam_size=beam,
        max_length=max_length,
        batch_size=batch_size,
        shard_size=shard_size,
        on_demand=(*in_full(), *named) if signals == "full" else named,
        glossary=() if glossary is None else read_glossary(glossary),
        length_penalty=length_penalty,
        no_repeat_ngram_size=no_repeat,
        beside_reference=beside_reference,
    )
    found = options.open_corpus(
        *(corpus, source, target, hypothesis, identifier, format, header, limit),
        *(source_lang, target_lang, skip_bad_rows),
    )
    options.tell_decided(found)
    guessed = found.languages or (None, None)
    translator = options.load_model(
        *(model, source_lang or guessed[0], target_lang or guessed[1], device, dtype, allow_pickle),
        source_prefix=source_prefix,
        revision=revision,
        longest=longest,
        tie_embeddings=tie_embeddings,
        decoder=decoder,
        precision=precision,
    )
    reverse = options.load_reverse(reverse_model, translator, device, dtype, allow_pickle, reverse_prefix, precision)
    if reverse is None and not {*backwards} & {*named}:
        settings = _without_reverse(settings, translator)
    with tempfile.TemporaryDirectory() as scratch:
        folder = place(output) if output else Path(scratch) / "run"
        by = options.engine(engine, workers, address, translator)
        job = partial(score_corpus, found, translator, folder, settings, reverse=reverse, engine=by)
        run = with_progress(job, folder if output else None)
        summarise(run)
        if as_json:
            print_records(run.records())
        elif output:
            out.print(f"workbench worst {folder}", markup=False, highlight=False, soft_wrap=True)


def _without_reverse(settings: ScoreSettings, translator: Translator) -> ScoreSettings:
    """The settings as they are, or without the scores that the model cannot give; then it says so."""
    from workbench.errors import ModelError
    from workbench.models import exchanged
    from workbench.scores import needing

    backwards = needing("reverse_logprobs")
    if {*backwards} & {*settings.on_demand}:
        try:
            exchanged(translator)
        except ModelError as error:
            err.print(Text(f"note: no {' and '.join(backwards)}: {error}"), style="yellow", soft_wrap=True)
            others = tuple(name for name in settings.on_demand if name not in backwards)
            return replace(settings, on_demand=others)
    return settings


def summarise(run: Run) -> None:
    """Counts, corpus figures and notes on stderr."""
    from workbench.runs.evidence import counted, fit_of

    for side, counts in (run.manifest.counts or {}).items():
        statuses = ", ".join(f"{count} {status}" for status, count in counts.items())
        err.print(f"{side}: {statuses}", highlight=False)
    for side in run.manifest.suspicion:
        err.print(f"{side}: suspicion was fitted to {fit_of(run, side)}", markup=False, highlight=False, soft_wrap=True)
    quality = run.manifest.quality or {}
    for name in ("bleu", "chrf", "ter"):
        if quality.get(name) is not None:
            line = f"corpus {name} {quality[name]:.1f}  {quality['signatures'][name]}"
            err.print(line, highlight=False, soft_wrap=True)
    if told := counted(run):
        err.print(told, style="yellow", markup=False, highlight=False, soft_wrap=True)
    for note in run.manifest.notes:
        err.print(f"note: {note}", style="yellow", markup=False, highlight=False, soft_wrap=True)


def tell_unfinished(run: Run) -> None:
    """On stderr, where figures of a run are shown that has not scored its whole corpus."""
    if run.unfinished:
        err.print(
            f"unfinished: {run.done} of {run.total} segments; give the same 'workbench score' command again to go on",
            style="yellow",
            highlight=False,
            soft_wrap=True,
        )
