"""``workbench inspect``: what a corpus file is, how it is read, and what is odd in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from workbench.cli import options
from workbench.cli.options import err, out
from workbench.cli.output import json_text

if TYPE_CHECKING:
    from workbench.corpus.inspection import Inspection


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
    from workbench.language.display import printable

    out.print(Text(printable(seen.decided), style="bold"))
    facts = Table.grid(padding=(0, 2, 0, 0))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column(overflow="fold")
    for name, told in seen_facts(seen):
        facts.add_row(name, Text(printable(told), style="yellow" if name == "note" else ""))
    out.print(facts)
    if not seen.findings:
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


def seen_facts(seen: Inspection) -> Iterator[tuple[str, str]]:
    """What a corpus is, in pairs of a name and a line for people."""
    from workbench.language.display import things
    from workbench.language.identification import name_of

    for one in seen.files:
        ends = ", ".join(end if len(one.line_ends) == 1 else f"{count:,} × {end}" for end, count in one.line_ends)
        mark = " with a byte order mark" if one.mark else ""
        told = [size(one.size), one.packed, f"{one.encoding}{mark}" if one.encoding else None, ends or None]
        yield "file", f"{one.path.name}: {', '.join(filter(None, told))}"
    for name, side in (("source", seen.source), ("target", seen.target)):
        said = f"{side.language} ({side.said})" if side.language else "language not stated"
        yield name, said + (f", reads like {name_of(side.reads_like)}" if side.reads_like else "")
    if len(seen.all_languages) > 2:
        yield "languages", ", ".join(seen.all_languages)
    parts = [things(seen.segments, "segment"), f"{seen.translated:,} translated"]
    parts += [f"up to {seen.references} references"] if seen.references > 1 else []
    parts += [f"{seen.hypotheses:,} with a hypothesis"] if seen.hypotheses else []
    parts += [f"{seen.coded:,} with inline codes"] if seen.coded else []
    parts += [f"{seen.locked:,} locked"] if seen.locked else []
    yield "segments", ", ".join(parts)
    if seen.states:
        yield "states", ", ".join(f"{count:,} {state}" for state, count in seen.states.items())
    if seen.columns:
        yield "columns", ", ".join(f"{one.name} ({one.kind}, {one.filled:,})" for one in seen.columns)
    if seen.left_out:
        yield "left out", ", ".join(f"{count:,} × {reason}" for reason, count in seen.left_out.items())
    if seen.bad_rows:
        yield "bad rows", f"{seen.bad_rows:,} cannot be read; the first: {'; '.join(seen.bad_rows_told[:3])}"
    for note in seen.notes:
        yield "note", note
    yield "otherwise", "; ".join(seen.overrides)


def size(count: int) -> str:
    """Bytes for people."""
    for unit, least in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= least:
            return f"{count / least:.1f} {unit}"
    return f"{count} bytes"
