"""``workbench worst``: the worst segments of a run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.options import out
from workbench.cli.output import print_csv, print_records
from workbench.cli.score import tell_unfinished
from workbench.errors import UnknownNameError

TOP = 20
FORMATS = ("table", "json", "csv")


def worst(
    run: Annotated[Path, typer.Argument(help="Run folder written by 'workbench score'.")],
    top: Annotated[
        int | None, typer.Option(min=1, help="How many (default: 20; all with --min-suspicion or --symptom).")
    ] = None,
    by: Annotated[str, typer.Option(help="Score, or numeric column of your file, to rank by.")] = "suspicion",
    side: Annotated[str | None, typer.Option(help="hypothesis or reference.")] = None,
    order: Annotated[
        str | None, typer.Option(help="asc or desc; default: the score's own direction, lowest first for your columns.")
    ] = None,
    symptom: Annotated[
        str | None, typer.Option(help="Only segments that show this symptom; see 'workbench symptoms'.")
    ] = None,
    least: Annotated[
        float | None, typer.Option("--min-suspicion", min=0, max=1, help="Only segments at least this suspicious.")
    ] = None,
    format: Annotated[str, typer.Option(help="table, json or csv.")] = "table",
) -> None:
    """List the worst segments of a run, worst first."""
    if format not in FORMATS:
        raise UnknownNameError("format", format, FORMATS)
    from workbench.cli.terminal import worst_list
    from workbench.runs import open_run

    opened = open_run(run)
    # Whoever asks for all that are suspicious does not mean the first twenty.
    count = top or (None if least is not None or symptom is not None else TOP)
    records = opened.worst(by, count, side, order, symptom=symptom, least=least)  # type: ignore[arg-type]
    tell_unfinished(opened)
    if format == "json":
        print_records(records)
    elif format == "csv":
        print_csv(records)
    else:
        out.print(worst_list(records, by, f"worst by {by}, {side or opened.sides[0]} side"))
