"""A progress bar on stderr for what takes long, and what Ctrl-C says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from workbench.cli.options import err

if TYPE_CHECKING:
    from workbench.jobs.progress import Progress as Done

Made = TypeVar("Made")


def with_progress(
    job: Callable[[Callable[[Done], None]], Made], kept_in: Path | None, things: str = "segments", shown: bool = True
) -> Made:
    """What ``job`` returns. Ctrl-C says how many things are done, and how to go on with what is ``kept_in`` a place."""
    last: list[Done] = []
    with _bar(shown) as tell:

        def progress(done: Done) -> None:
            last[:] = [done]
            if done.remark:
                err.print(done.remark, style="yellow", markup=False, highlight=False, soft_wrap=True)
            tell(done)

        try:
            return job(progress)
        except KeyboardInterrupt:
            done, total = (last[0].done, last[0].total) if last else (0, 0)
    how = "nothing is kept: give --out to be able to go on"
    if kept_in is not None:
        how = f"finished parts are kept in {kept_in}: give the same command again to go on"
    err.print(
        f"stopped at {done} of {total} {things}; {how}",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    raise typer.Exit(130)


@contextmanager
def _bar(shown: bool) -> Iterator[Callable[[Done], None]]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    # What is printed on stdout meanwhile stays there, and is not drawn above the bar on stderr.
    with Progress(
        *columns, console=err, transient=True, disable=not (shown and err.is_terminal), redirect_stdout=False
    ) as bar:
        task = bar.add_task("reading", total=None, rate="")

        def tell(done: Done) -> None:
            if done.total and bar.tasks[0].total is None:
                # What an earlier session did is none of this one's speed.
                bar.reset(task, total=done.total, completed=done.done)
            speed = bar.tasks[0].speed
            bar.update(
                task,
                description=done.doing,
                completed=done.done,
                total=done.total or None,
                rate=f"{speed:.0f}/s" if speed else "",
            )

        yield tell
