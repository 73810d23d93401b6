"""``workbench worst``: the worst segments of a run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.options import out
from workbench.cli.output import print_csv, print_records
from workbench.cli.score import tell_unfinished
from workbench.errors import UnknownNameError

FORMATS = ("table", "json", "csv")


def worst(
    run: Annotated[Path, typer.Argument(help="Run folder written by 'workbench score'.")],
    top: Annotated[int, typer.Option(min=1, help="How many.")] = 20,
    by: Annotated[str, typer.Option(help="Score, or numeric column of your file, to rank by.")] = "scatter",
    side: Annotated[str | None, typer.Option(help="hypothesis or reference.")] = None,
    order: Annotated[
        str | None, typer.Option(help="asc or desc; default: the score's own direction, lowest first for your columns.")
    ] = None,
    format: Annotated[str, typer.Option(help="table, json or csv.")] = "table",
) -> None:
    """List the worst segments of a run, worst first."""
    if format not in FORMATS:
        raise UnknownNameError("format", format, FORMATS)
    from workbench.cli.terminal import worst_list
    from workbench.runs import open_run

    opened = open_run(run)
    records = opened.worst(by, top, side, order)  # type: ignore[arg-type]
    tell_unfinished(opened)
    if format == "json":
        print_records(records)
    elif format == "csv":
        print_csv(records)
    else:
        out.print(worst_list(records, by, f"worst by {by}, {side or opened.sides[0]} side"))
