"""``workbench log``: what people decided about the segments of a run, and how far two of them agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from workbench.cli import options
from workbench.cli.options import err, out
from workbench.cli.output import print_records

if TYPE_CHECKING:
    from workbench.runs import Run
    from workbench.runs.agreement import Agreement
    from workbench.runs.log import Flag


def log(
    run: options.RunPlace,
    names: Annotated[list[str] | None, typer.Argument(help="Only what these people decided.")] = None,
    compare: Annotated[
        bool, typer.Option("--agreement", help="How far the two people named agree, or every two who can be compared.")
    ] = False,
    side: Annotated[str | None, typer.Option(help="Only what says something of it: hypothesis or reference.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List every flag that was given, changed or taken away: when, by whom, of which segment, before and after."""
    from workbench.language.display import printable
    from workbench.runs import open_run

    opened = open_run(run)
    if side is not None:
        opened.side(side)
    if compare:
        _print_agreement(opened, names or (), side, as_json)
        return
    made = opened.flags.log.read() if side is None else opened.flags.standing(side)
    decisions = (one for one in made if not names or one.who in names)
    if as_json:
        print_records((one.record() for one in decisions), lines=True)
        return
    for one in decisions:
        undone = "undone: " if one.undoes else ""
        cells = (one.time, one.who, one.segment, f"{undone}{_told(one.before)} → {_told(one.after)}")
        out.print(Text("  ".join(map(printable, cells))), soft_wrap=True)


def _told(flag: Flag | None) -> str:
    if flag is None:
        return "no flag"
    return f"{flag.verdict} ({flag.note})" if flag.note else flag.verdict


def _print_agreement(run: Run, names: Sequence[str], side: str | None, as_json: bool) -> None:
    from workbench.runs.agreement import agreement, agreements

    if len(names) not in (0, 2):
        raise typer.BadParameter(f"{len(names)} names received; give the two people to compare, or none for all")
    found = [agreement(run, names[0], names[1], side)] if names else [*agreements(run, side)]
    if as_json:
        print_records((one.record() for one in found), lines=True)
        return
    if not found:
        err.print("no two people have judged a segment both")
    for one in found:
        for part in _shown(one):
            out.print(part, soft_wrap=True)


def _shown(found: Agreement) -> Iterator[RenderableType]:
    from workbench.language.display import printable
    from workbench.runs.agreement import told

    for sentence in told(found):
        yield Text(printable(sentence))
    if not found.both:
        return
    table = Table(f"{printable(found.a)} ↓  {printable(found.b)} →", *found.verdicts, box=None)
    for one in found.verdicts:
        table.add_row(one, *(str(found.table.get((one, other), 0)) for other in found.verdicts))
    yield table
    for other in found.disagreements:
        yield Text("  ".join(map(printable, (other.segment, _told(other.a), _told(other.b)))))
