"""``workbench flag``: what a person found of a segment, kept beside the run."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from workbench.cli import options
from workbench.cli.options import err, out


def flag(
    run: options.RunPlace,
    id: Annotated[str | None, typer.Argument(help="Id of the segment; without one, all flags are listed.")] = None,
    verdict: Annotated[
        str | None,
        typer.Argument(help="model error, reference error, source noise, alignment artefact, fine or unsure."),
    ] = None,
    note: Annotated[str, typer.Option(help="Why.")] = "",
    by: Annotated[
        str | None, typer.Option("--by", metavar="NAME", help="Who says so (default: your name on this machine).")
    ] = None,
    side: Annotated[
        str | None, typer.Option(help="What was looked at: hypothesis or reference (default: not said).")
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take the segment's flag away.")] = False,
) -> None:
    """Flag a segment with what you found, or list the flags; 'workbench worst' shows, filters and exports them."""
    from workbench.language.display import printable
    from workbench.runs import open_run

    opened = open_run(run)
    if id is None:
        for name, found in opened.flags.held().items():
            if found.after is not None:
                cells = (name, found.after.verdict, found.after.note, found.who)
                out.print(Text("  ".join(map(printable, cells))), soft_wrap=True)
        return
    opened.segment(id, side)
    if remove:
        err.print("the flag is gone" if opened.flags.remove(id, by, side) else "it had no flag")
    elif verdict is None:
        raise typer.BadParameter(
            "give a verdict: model error, reference error, source noise, alignment artefact, fine, unsure"
        )
    else:
        opened.flags.set(id, verdict, note, by, side)
        err.print(Text(printable(f"{id}: {verdict}")), soft_wrap=True)
