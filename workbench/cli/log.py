"""``workbench log``: what people decided about the segments of a run."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from workbench.cli.options import out
from workbench.cli.output import print_records

if TYPE_CHECKING:
    from workbench.runs.log import Flag


def log(
    run: Annotated[Path, typer.Argument(help="Run folder written by 'workbench score'.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List every flag that was given, changed or taken away: when, by whom, of which segment, before and after."""
    from workbench.language.display import printable
    from workbench.runs import open_run

    decisions = open_run(run).flags.log.read()
    if as_json:
        print_records((asdict(one) for one in decisions), lines=True)
        return
    for one in decisions:
        cells = (one.time, one.who, one.segment, f"{_told(one.before)} → {_told(one.after)}")
        out.print(Text("  ".join(map(printable, cells))), soft_wrap=True)


def _told(flag: Flag | None) -> str:
    if flag is None:
        return "no flag"
    return f"{flag.verdict} ({flag.note})" if flag.note else flag.verdict
