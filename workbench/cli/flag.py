"""``workbench flag``: what a person found of a segment, kept beside the run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from workbench.cli.options import err, out


def flag(
    run: Annotated[Path, typer.Argument(help="Run folder written by 'workbench score'.")],
    id: Annotated[str | None, typer.Argument(help="Id of the segment; without one, all flags are listed.")] = None,
    verdict: Annotated[
        str | None,
        typer.Argument(help="model error, reference error, source noise, alignment artefact or fine."),
    ] = None,
    note: Annotated[str, typer.Option(help="Why.")] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Take the segment's flag away.")] = False,
) -> None:
    """Flag a segment with what you found, or list the flags; 'workbench worst' shows, filters and exports them."""
    from workbench.language.display import printable
    from workbench.runs import open_run

    opened = open_run(run)
    if id is None:
        for name, found in opened.flags.read().items():
            out.print(Text(printable(f"{name}\t{found.verdict}\t{found.note}")), soft_wrap=True)
        return
    opened.segment(id)
    if remove:
        err.print("the flag is gone" if opened.flags.remove(id) else "it had no flag")
    elif verdict is None:
        raise typer.BadParameter("give a verdict: model error, reference error, source noise, alignment artefact, fine")
    else:
        opened.flags.set(id, verdict, note)
        err.print(Text(printable(f"{id}: {verdict}")), soft_wrap=True)
