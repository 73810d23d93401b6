"""``workbench upgrade``: an older run in today's format."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.options import out
from workbench.cli.progress import with_progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.jobs.progress import Progress


def upgrade(
    run: Annotated[Path, typer.Argument(help="Run folder written by an older 'workbench score'.")],
) -> None:
    """Rewrite an older run in today's format, with digests, statistics, spans and an index; no model is needed.

    Stopped at any time, it is still the run it was, and the same command goes on.
    """
    told = "is in today's format"
    if with_progress(partial(_upgraded, run), run, "shards"):
        told = "was rewritten in today's format"
    out.print(f"{run} {told}", markup=False, highlight=False, soft_wrap=True)


def _upgraded(run: Path, tell: Callable[[Progress], None]) -> bool:
    from workbench.jobs.progress import Progress
    from workbench.runs.upgrade import upgrade

    return upgrade(run, lambda done, total: tell(Progress(done, total, "upgrading")))
