"""``workbench space``: a scored corpus as a Hugging Face Space that needs no model."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from workbench.cli import options
from workbench.cli.options import err

VIEWS = "attention,rollout,integrated_gradients"


def space(
    run: options.RunPlace,
    output: Annotated[Path, typer.Argument(metavar="OUT", help="New or empty folder, or what this wrote before.")],
    views: Annotated[
        str, typer.Option(metavar="NAMES", help="Views to store beside the run's own maps, joined by commas.")
    ] = VIEWS,
    top: Annotated[
        int, typer.Option(min=1, max=100_000, help="Of how many of the worst segments of each side they are stored.")
    ] = 50,
    pictures: Annotated[
        bool, typer.Option("--views-stored/--no-views", help="Store them, or load no model and store none.")
    ] = True,
    title: Annotated[str | None, typer.Option(help="Title of the Space (default: the run folder's name).")] = None,
    license: Annotated[str, typer.Option(help="Licence of the texts, by its name on the hub.")] = "other",
    with_log: Annotated[
        bool, typer.Option("--with-log", help="Also what people decided, with their names and notes.")
    ] = False,
) -> None:
    """Write a folder that is a Hugging Face Space: a finished run to read, with its maps, and no model.

    It holds the texts of the corpus: push it only where they may be read. Nothing outside of OUT is written, and in it
    nothing that this command has not written. `python OUT/app.py` shows what the Space will.
    """
    from workbench.app.space import SpaceSettings, make_space, told_made
    from workbench.cli.progress import with_progress
    from workbench.runs import open_run

    names = tuple(dict.fromkeys(name.strip() for name in views.split(",") if name.strip())) if pictures else ()
    settings = SpaceSettings(views=names, top=top, title=title, license=license, with_log=with_log)
    made = with_progress(partial(make_space, open_run(run), output, settings), None)
    for line in told_made(made, output):
        err.print(line, markup=False, highlight=False, soft_wrap=True)
