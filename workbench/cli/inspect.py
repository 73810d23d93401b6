"""``workbench inspect``: what a corpus file is, how it is read, and what is odd in it."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from workbench.cli import options
from workbench.cli.options import err, out
from workbench.cli.output import json_text


def inspect(
    corpus: options.CorpusFile = None,
    source: options.Source = None,
    target: options.Target = None,
    hypothesis: Annotated[str | None, typer.Option(help="Hypothesis file, or the hypothesis column of CORPUS.")] = None,
    identifier: Annotated[str | None, typer.Option("--id", help="Id column of CORPUS.")] = None,
    format: options.Format = None,
    header: options.Header = None,
    limit: options.Limit = None,
    source_lang: options.SourceLang = None,
    target_lang: options.TargetLang = None,
    examples: Annotated[int, typer.Option(min=0, max=1000, help="Segments shown of each finding.")] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Look through a corpus before anything is done with it: what it is, how it is read, and what is odd in it.

    CORPUS is one file, or leave it out and give --source and --target as two line-aligned files. Nothing is changed,
    and what is found may be right: read the first ones.
    """
    from workbench.corpus import inspect as inspected

    found = options.open_corpus(
        *(corpus, source, target, hypothesis, identifier, format, header, limit, source_lang, target_lang)
    )
    with err.status("reading"):
        seen = inspected(found, examples)
    if as_json:
        print(json_text(seen.record(), indent=1))
        return
    from workbench.corpus.inspection.told import told
    from workbench.language.display import printable

    out.print(Text(printable(seen.decided), style="bold"))
    facts = Table.grid(padding=(0, 2, 0, 0))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column(overflow="fold")
    for name, line in (*told(seen), ("otherwise", "; ".join(seen.overrides))):
        facts.add_row(name, Text(printable(line), style="yellow" if name == "note" else ""))
    out.print(facts)
    if not seen.findings and not seen.undecided:
        out.print(Text("\nnothing odd was found", style="green"))
    for finding in seen.findings:
        head = Text(f"\n{finding.title}  ", style="bold").append(f"{finding.count:,}", style="magenta")
        out.print(head.append(f"  {finding.about}", style="dim not bold"))
        rows = Table.grid(padding=(0, 2, 0, 0))
        rows.add_column(no_wrap=True, style="dim", justify="right", max_width=24, overflow="ellipsis")
        rows.add_column(no_wrap=True, style="dim", justify="right")
        rows.add_column(overflow="fold")
        for one in finding.first:
            rows.add_row(Text(f"  {printable(one.id)}"), f"line {one.line}" if one.line else "", printable(one.shown))
        out.print(rows)
