"""``workbench upgrade``: an older run in today's format."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.options import out
from workbench.cli.progress import with_progress
from workbench.files.url import place

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.jobs.progress import Progress


def upgrade(
    run: Annotated[str, typer.Argument(help="Run folder written by an older 'workbench score'.")],
) -> None:
    """Rewrite an older run in today's format, with digests, statistics, spans and an index; no model is needed.

    Stopped at any time, it is still the run it was, and the same command goes on.
    """
    told = "is in today's format"
    folder = place(run)
    if with_progress(partial(_upgraded, folder), folder, "shards"):
        told = "was rewritten in today's format"
    out.print(f"{folder} {told}", markup=False, highlight=False, soft_wrap=True)


def _upgraded(run: Path, tell: Callable[[Progress], None]) -> bool:
    from workbench.jobs.progress import Progress
    from workbench.runs.upgrade import upgrade

    return upgrade(run, lambda done, total: tell(Progress(done, total, "upgrading")))
