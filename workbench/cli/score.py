"""``workbench score``: score a corpus into a run folder."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from workbench.cli import options
from workbench.cli.options import err, out
from workbench.cli.output import print_records

if TYPE_CHECKING:
    from workbench.runs import Run
    from workbench.runs.scoring import Progress as Done


def score(
    corpus: Annotated[str | None, typer.Argument(help="TSV, CSV or JSONL file, or 'demo'.")] = None,
    model: options.Model = "demo",
    output: Annotated[Path | None, typer.Option("--out", "-o", help="Run folder to write or to go on with.")] = None,
    source: Annotated[str | None, typer.Option(help="Source file, or the source column of CORPUS.")] = None,
    target: Annotated[str | None, typer.Option(help="Reference file, or the reference column of CORPUS.")] = None,
    hypothesis: Annotated[
        str | None, typer.Option(help="Hypothesis file or column; then nothing is translated.")
    ] = None,
    identifier: Annotated[str | None, typer.Option("--id", help="Id column of CORPUS.")] = None,
    format: Annotated[str | None, typer.Option(help="tsv, csv or jsonl (default: by file name).")] = None,
    header: Annotated[
        bool | None, typer.Option("--header/--no-header", help="Whether the first line names the columns.")
    ] = None,
    side: Annotated[str, typer.Option(help="What to score: hypothesis, reference or both.")] = "hypothesis",
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first N segments.")] = None,
    source_lang: options.SourceLang = None,
    target_lang: options.TargetLang = None,
    beam: Annotated[int, typer.Option(min=1, help="Beam size.")] = 4,
    max_length: Annotated[int | None, typer.Option(min=1, help="Tokens a translation has at most.")] = None,
    batch_size: Annotated[int, typer.Option(min=1, help="Sentences run at once.")] = 32,
    on_demand: Annotated[
        list[str] | None, typer.Option("--with", help="Score that costs more: source_contribution. May be repeated.")
    ] = None,
    shard_size: Annotated[int, typer.Option(min=1, help="Segments per file of the run.")] = 256,
    device: options.Device = None,
    dtype: options.Dtype = "float32",
    allow_pickle: options.AllowPickle = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print every record as a JSON list.")] = False,
) -> None:
    """Score a corpus: translate it (or take its hypotheses), read the alignment maps, write a run.

    CORPUS is one file, or leave it out and give --source and --target as two line-aligned files. The same command
    given again goes on with an unfinished run.
    """
    from workbench.runs import ScoreSettings
    from workbench.runs import score as score_corpus

    if output is None and not as_json:
        raise typer.BadParameter("give --out RUN (a folder for the scored corpus), or --json to print the records")
    settings = ScoreSettings(
        side=side,  # type: ignore[arg-type]
        beam_size=beam,
        max_length=max_length,
        batch_size=batch_size,
        shard_size=shard_size,
        on_demand=tuple(on_demand or ()),
    )
    found = _corpus(corpus, source, target, hypothesis, identifier, format, header, limit)
    guessed = found.languages or (None, None)
    translator = options.load_model(
        model, source_lang or guessed[0], target_lang or guessed[1], device, dtype, allow_pickle
    )
    with tempfile.TemporaryDirectory() as scratch:
        folder = output or Path(scratch) / "run"
        job = partial(score_corpus, found, translator, folder, settings)
        run = run_with_progress(job, folder, kept=output is not None)
        summarise(run)
        if as_json:
            print_records(run.records())
        elif output:
            out.print(f"workbench worst {output}", markup=False, highlight=False, soft_wrap=True)


def _corpus(
    corpus: str | None,
    source: str | None,
    target: str | None,
    hypothesis: str | None,
    identifier: str | None,
    format: str | None,
    header: bool | None,
    limit: int | None,
) -> Any:
    from workbench.corpus import Columns, read

    if corpus is None:
        if source is None:
            raise typer.BadParameter("give a CORPUS file, or --source FILE and --target FILE")
        return read(source, target=target, hypothesis=hypothesis, limit=limit)
    columns = Columns(source=source, reference=target, hypothesis=hypothesis, id=identifier, header=header)
    return read(corpus, format=format, columns=columns, limit=limit)


def run_with_progress(job: Callable[[Callable[[Done], None]], Run], folder: Path, kept: bool = True) -> Run:
    """``job`` scores into ``folder``: a progress bar on stderr; Ctrl-C says how far it is and how to go on."""
    last: list[Done] = []
    with _bar() as tell:

        def progress(done: Done) -> None:
            last[:] = [done]
            tell(done)

        try:
            return job(progress)
        except KeyboardInterrupt:
            done, total = (last[0].done, last[0].total) if last else (0, 0)
    how = f"finished parts are kept in {folder}: give the same command again to go on"
    err.print(
        f"stopped at {done} of {total} segments; {how if kept else 'nothing is kept: give --out to be able to go on'}",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    raise typer.Exit(130)


@contextmanager
def _bar() -> Iterator[Any]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("reading", total=None, rate="")

        def tell(done: Done) -> None:
            speed = bar.tasks[0].speed
            bar.update(
                task,
                description=done.doing,
                completed=done.done,
                total=done.total or None,
                rate=f"{speed:.0f}/s" if speed else "",
            )

        yield tell


def summarise(run: Run) -> None:
    """Counts, corpus figures and notes on stderr."""
    for side, counts in (run.manifest.counts or {}).items():
        statuses = ", ".join(f"{count} {status}" for status, count in counts.items())
        err.print(f"{side}: {statuses}", highlight=False)
    quality = run.manifest.quality or {}
    for name in ("bleu", "chrf", "ter"):
        if quality.get(name) is not None:
            line = f"corpus {name} {quality[name]:.1f}  {quality['signatures'][name]}"
            err.print(line, highlight=False, soft_wrap=True)
    for note in run.manifest.notes:
        err.print(f"note: {note}", style="yellow", markup=False, highlight=False)


def tell_unfinished(run: Run) -> None:
    """On stderr, where figures of a run are shown that has not scored its whole corpus."""
    if run.unfinished:
        err.print(
            f"unfinished: {run.done} of {run.total} segments; give the same 'workbench score' command again to go on",
            style="yellow",
            highlight=False,
            soft_wrap=True,
        )
