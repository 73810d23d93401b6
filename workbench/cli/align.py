"""``workbench align``: the word links of a corpus in Pharaoh format."""

from __future__ import annotations

import sys
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli import options
from workbench.cli.options import err
from workbench.cli.progress import with_progress
from workbench.files.url import place
from workbench.language.display import things

if TYPE_CHECKING:
    from workbench.jobs.align import AlignCounts
    from workbench.jobs.aligner import Aligner


def align(
    corpus: options.CorpusFile = None,
    model: options.Model = "demo",
    output: Annotated[
        str | None,
        typer.Option(
            "--out",
            "-o",
            metavar="PLACE",
            help="File to write or to go on with, or its URL (s3, gs) (default: stdout).",
        ),
    ] = None,
    source: options.Source = None,
    target: options.Target = None,
    hypothesis: Annotated[
        str | None, typer.Option(help="Hypothesis file or column: linked where there is no reference.")
    ] = None,
    format: options.Format = None,
    header: options.Header = None,
    skip_bad_rows: options.SkipBadRows = False,
    limit: options.Limit = None,
    source_lang: options.SourceLang = None,
    target_lang: options.TargetLang = None,
    source_prefix: options.SourcePrefix = None,
    pretokenized: Annotated[bool, typer.Option("--pretokenized", help="Words are what stands between spaces.")] = False,
    view: Annotated[str | None, typer.Option(help="View to read (default: the one of the model's preset).")] = None,
    layer: Annotated[
        str | None,
        options.layer_option("Layer, from 0, with all its heads, or the mean over all layers (default: the preset)."),
    ] = None,
    head: Annotated[
        list[str] | None,
        options.heads_option(
            "Head, from 0, of the preset's layer or of --layer, repeatable; all: the mean of all; max: the largest of "
            "all, renormalised."
        ),
    ] = None,
    row: Annotated[str | None, typer.Option(help="output or input row.")] = None,
    links: Annotated[
        str, typer.Option(help="Links per target or source word, mutual, by threshold, or optimal.")
    ] = "target",
    least: Annotated[float, typer.Option(help="What weighs no more is no link; words may stay without any.")] = 0.0,
    symmetrise: Annotated[
        str | None,
        typer.Option(
            help="Read the other direction too and join: intersection, union, grow-diag, grow-diag-final or "
            "grow-diag-final-and."
        ),
    ] = None,
    reverse_model: options.ReverseModel = None,
    reverse_prefix: options.ReversePrefix = None,
    batch_size: Annotated[int | None, typer.Option(min=1, max=100_000, help="Pairs run at once (default: 32).")] = None,
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
) -> None:
    """Link the words of a corpus: one line per pair, i-j for source word i and target word j, from 0.

    CORPUS is one file, or leave it out and give --source and --target as two line-aligned files. A pair that the
    model cannot read has an empty line; a row that --skip-bad-rows leaves out has none. With --out the same command
    given again goes on with an unfinished file.
    """
    from workbench.jobs.align import align as align_corpus
    from workbench.jobs.align import align_into
    from workbench.jobs.aligner import Aligner, AlignSettings

    options.check_reverse(reverse_model, reverse_prefix)
    options.check_engine(engine, workers, address)
    if reverse_model is not None and symmetrise is None:
        raise typer.BadParameter("--reverse-model is read for --symmetrise alone; give one, or leave the model out")
    settings = AlignSettings(
        view=view,
        layer=layer,  # type: ignore[arg-type]
        heads=tuple(head) if head else None,
        row=row,
        links=links,
        least=least,
        symmetrise=symmetrise,
        pretokenized=pretokenized,
        batch_size=batch_size,
    )
    found = options.open_corpus(
        *(corpus, source, target, hypothesis, None, format, header, limit),
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
        precision=precision,
    )
    reverse = options.load_reverse(reverse_model, translator, device, dtype, allow_pickle, reverse_prefix, precision)
    aligner = Aligner.of(translator, settings, reverse)
    if one := aligner.unmeasured:
        languages = f"{one.translator.source_language or '?'} to {one.translator.target_language or '?'}"
        err.print(
            f"note: {languages} was not measured, unlike the other direction, and is read by default ({one}); measure "
            "it too with 'workbench calibrate' and the languages exchanged",
            **{"style": "yellow", "markup": False, "highlight": False, "soft_wrap": True},
        )
    by = options.engine(engine, workers, address, translator)
    began = perf_counter()
    if output is None:
        # On a terminal the lines themselves show how far it is.
        job = partial(align_corpus, found, aligner, partial(print, end="", flush=True), engine=by)
        counts = with_progress(job, None, "pairs", shown=not sys.stdout.isatty())
    else:
        out = place(output)
        counts = with_progress(partial(align_into, found, aligner, out, engine=by), out, "pairs")
    _summarise(counts, aligner, perf_counter() - began, output)


def _summarise(counts: AlignCounts, aligner: Aligner, seconds: float, output: str | None) -> None:
    """Counts, speed and what was read, on stderr."""
    lines = []
    if counts.kept and not counts.pairs:
        lines.append(f"{output} is complete: {things(counts.kept, 'pair')}")
    else:
        kept = f", {counts.kept:,} before" if counts.kept else ""
        lines.append(f"{things(counts.pairs, 'pair')}{kept}, {counts.pairs / seconds:.0f} a second")
    unread = {status: count for status, count in sorted(counts.statuses.items()) if status != "ok"}
    if unread:
        told = ", ".join(f"{count} {status}" for status, count in unread.items())
        total = things(sum(unread.values()), "pair could not be read and has", "pairs could not be read and have")
        lines.append(f"{total} an empty line: {told}")
    lines.append(f"read: {aligner.forward}")
    if aligner.backward:
        lines.append(f"read the other way: {aligner.backward}")
    for line in lines:
        err.print(line, markup=False, highlight=False, soft_wrap=True)
    for note in counts.notes:
        err.print(f"note: {note}", style="yellow", markup=False, highlight=False, soft_wrap=True)
