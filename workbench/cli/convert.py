"""``workbench convert``: a corpus in another format."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from workbench.cli import options
from workbench.cli.options import err


def convert(
    corpus: Annotated[str, typer.Argument(metavar="IN", help="{formats} file, or 'demo'.")],
    output: Annotated[Path | None, typer.Argument(metavar="OUT", help="File to write: {written}.")] = None,
    to: Annotated[str | None, typer.Option(help="Format of OUT: {written_names} (default: by its ending).")] = None,
    source: options.Source = None,
    target: options.Target = None,
    hypothesis: Annotated[str | None, typer.Option(help="Hypothesis file, or the hypothesis column of IN.")] = None,
    identifier: Annotated[str | None, typer.Option("--id", help="Id column of IN.")] = None,
    format: options.Format = None,
    header: options.Header = None,
    limit: options.Limit = None,
    source_lang: options.SourceLang = None,
    target_lang: options.TargetLang = None,
    skip_bad_rows: options.SkipBadRows = False,
    codes: Annotated[
        bool, typer.Option("--codes/--no-codes", help="Whether placeholders stand where inline codes are.")
    ] = True,
    hypotheses: Annotated[
        bool, typer.Option("--hypotheses", help="Write hypotheses where there is one translation for each source.")
    ] = False,
) -> None:
    """Write a corpus in another format; what that cannot hold is told, with counts.

    Two line-aligned files are given as --source and --target, and OUT alone. In its own format a file is written again
    with every segment as it was. OUT is written whole or not at all, compressed where it ends with .gz, .bz2, .xz or
    .zst; a file of that name is written over, IN never.
    """
    from workbench.corpus.conversion import convert as converted
    from workbench.corpus.conversion import form_to_write
    from workbench.language.display import things

    name: str | None = corpus
    if output is None:
        if source is None:
            raise typer.BadParameter("give IN and OUT, or --source FILE, --target FILE and OUT")
        name, output = None, Path(corpus)
    form = form_to_write(output, to)
    found = replace(
        options.open_corpus(
            *(name, source, target, hypothesis, identifier, format, header, limit),
            *(source_lang, target_lang, skip_bad_rows),
        ),
        codes=codes,
    )
    options.tell_decided(found)
    options.tell_bad_rows(found)
    with err.status("writing"):
        done = converted(found, output, form, hypotheses=hypotheses)
    for line in done.lost:
        err.print(f"note: {line}", style="yellow", markup=False, highlight=False, soft_wrap=True)
    told = f"{' and '.join(map(str, done.paths))}: {things(done.segments, 'segment')}, {done.title}"
    err.print(told, markup=False, highlight=False, soft_wrap=True)
