"""``workbench budget``: what to read of a run, what was found, and how much of the whole corpus is wrong by that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from workbench.cli import options
from workbench.cli.options import out
from workbench.cli.output import json_text

MOST = 1_000_000_000


def budget(
    run: options.RunPlace,
    side: Annotated[str | None, typer.Option(help="hypothesis or reference.")] = None,
    worst: Annotated[int, typer.Option(min=1, max=MOST, help="So many of the most suspicious are to be read.")] = 100,
    control: Annotated[
        int, typer.Option(min=1, max=MOST, help="So many are drawn at random from all, to be read too.")
    ] = 100,
    seed: Annotated[int, typer.Option(min=0, max=MOST, help="The same seed draws the same segments.")] = 1,
    top: Annotated[int, typer.Option(min=0, help="How many of those to read next are shown.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as one JSON object.")] = False,
) -> None:
    """Plan the reading of a run: its worst segments with a random sample among them, then what that tells of the whole.

    Read in this order, and give each a verdict with 'workbench flag RUN ID VERDICT', the right ones 'fine'. Which were
    drawn at random is not shown, so that they are read like the others. Wrong are 'source noise' and, on the hypothesis
    side, 'model error', on the reference side 'reference error'.
    """
    from workbench.runs import open_run
    from workbench.runs.budget import Budget, told
    from workbench.runs.reading_plan import reading_plan

    opened = open_run(run)
    plan = reading_plan(opened, side, worst, control, seed)
    found = Budget.of(opened, plan)
    rows = [opened.segment(id, plan.side) for id in found.remaining[:top]]
    if as_json:
        kept = ("id", "side", "source", "hypothesis", "references")
        print(json_text(found.record() | {"reading": [{name: row[name] for name in kept} for row in rows]}, indent=1))
        return
    for place, sentence in enumerate(told(found)):
        out.print(Text(sentence, style="" if place else "bold"), soft_wrap=True)
    if rows:
        out.print(_reading(rows))


def _reading(rows: Sequence[Mapping[str, Any]]) -> Group:
    """Texts alone: what the workbench thinks of them is not to be agreed with."""
    from workbench.cli.terminal import texts
    from workbench.language.display import printable

    parts: list[RenderableType] = [Text("\nread next", style="bold")]
    for row in rows:
        parts += [Text(f"\n  {printable(row['id'])}", style="bold"), Padding(texts(row), (0, 0, 0, 5))]
    return Group(*parts)
