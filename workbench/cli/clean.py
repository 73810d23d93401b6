"""``workbench clean``: a bitext without the pairs that are hardly translations."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli import options
from workbench.cli.options import err
from workbench.cli.progress import with_progress
from workbench.cli.score import summarise
from workbench.files.url import place

if TYPE_CHECKING:
    from workbench.runs.cleaning import Cleaned

MOST_REASONS = 6


def clean(
    corpus: options.CorpusFile = None,
    output: Annotated[Path | None, typer.Option("--out", "-o", help="File for the pairs that are kept.")] = None,
    dropped: Annotated[
        Path | None, typer.Option(help="File for the others, with reasons (default: .dropped before OUT's ending).")
    ] = None,
    threshold: Annotated[float, typer.Option(min=0, max=1, help="Suspicion from which on a pair is dropped.")] = 0.9,
    run: Annotated[
        str | None,
        typer.Option(
            "--run",
            metavar="PLACE",
            help="Run folder to score into, or scored, or its URL (default: .run for OUT's ending).",
        ),
    ] = None,
    model: options.Model = "demo",
    source: options.Source = None,
    target: options.Target = None,
    identifier: Annotated[str | None, typer.Option("--id", help="Id column of CORPUS.")] = None,
    format: options.Format = None,
    header: options.Header = None,
    skip_bad_rows: options.SkipBadRows = False,
    limit: options.Limit = None,
    source_lang: options.SourceLang = None,
    target_lang: options.TargetLang = None,
    source_prefix: options.SourcePrefix = None,
    batch_size: Annotated[int, typer.Option(min=1, max=100_000, help="Sentences run at once.")] = 32,
    device: options.Device = None,
    dtype: options.Dtype = "float32",
    allow_pickle: options.AllowPickle = False,
    revision: options.Revision = None,
    longest: options.Longest = None,
    tie_embeddings: options.TieEmbeddings = False,
) -> None:
    """Clean a bitext: score its references, keep pairs that are not suspected, set the others aside with reasons.

    Both files are in the format that CORPUS came in. The same command given again goes on where it was stopped; with
    another --threshold, or with a finished --run of this corpus that has its references, it only writes the files.
    Both are written over where they are there already, CORPUS never is. Read what was dropped before you delete it.
    """
    from workbench.runs.cleaning import beside, check_cleaned, scored_before
    from workbench.runs.cleaning import clean as cleaned

    if output is None:
        raise typer.BadParameter("give --out FILE for the pairs that are kept")
    aside = dropped or beside(output)
    found = options.open_corpus(
        *(corpus, source, target, None, identifier, format, header, limit, source_lang, target_lang, skip_bad_rows)
    )
    check_cleaned(found, output, aside)
    options.tell_decided(found)
    folder = place(run) if run else output.with_suffix(".run")
    scored = scored_before(found, folder)
    if scored is None:
        from workbench.jobs.score import score as score_corpus
        from workbench.jobs.score_settings import ScoreSettings

        guessed = found.languages or (None, None)
        translator = options.load_model(
            *(model, source_lang or guessed[0], target_lang or guessed[1], device, dtype, allow_pickle),
            source_prefix=source_prefix,
            revision=revision,
            longest=longest,
            tie_embeddings=tie_embeddings,
        )
        settings = ScoreSettings(side="reference", batch_size=batch_size)
        scored = with_progress(partial(score_corpus, found, translator, folder, settings), folder)
        summarise(scored)
    _tell(cleaned(found, scored, output, aside, threshold), output, aside, threshold)


def _tell(done: Cleaned, output: Path, aside: Path, threshold: float) -> None:
    """Counts and the share that was expected, on stderr."""
    from workbench.language.display import counted

    total = done.kept + done.dropped
    reasons = sorted(done.reasons.items(), key=lambda item: -item[1])
    shown = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in reasons[:MOST_REASONS])
    lines = [f"kept: {counted(done.kept, total)}, in {output}"]
    if done.unread:
        lines.append(f"kept without having been judged, as they have no translation: {done.unread:,}")
    where = f", in {aside}" if done.dropped else ""
    lines.append(f"dropped, suspicion {threshold:g} and more: {counted(done.dropped, total)}{where}")
    if shown:
        lines.append(f"most often they show: {shown}")
    if done.expected is not None:
        lines.append(f"expected to be faulty: {done.expected:.1%} of the pairs; what is kept is not proved sound")
    for line in lines:
        err.print(line, markup=False, highlight=False, soft_wrap=True)
