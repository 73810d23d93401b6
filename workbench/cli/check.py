"""``workbench check``: whether a run is whole."""

from __future__ import annotations

from workbench.cli import options
from workbench.cli.options import err, out


def check(
    run: options.RunPlace,
) -> None:
    """Read every shard of a run and compare it with its digest; exit status 2 where one is damaged or missing."""
    from workbench.errors import RunError
    from workbench.files.url import place
    from workbench.language.display import things
    from workbench.runs.check import check as check_run
    from workbench.runs.run import open_run

    found = check_run(place(run))
    if found.wrong:
        for told in found.wrong[:-1]:
            err.print(f"error: {told}", style="red", markup=False, highlight=False, soft_wrap=True)
        raise RunError(found.wrong[-1])
    opened = open_run(run)
    state = f"unfinished, {opened.done} of {opened.total} segments" if opened.unfinished else "complete"
    out.print(
        f"{run}: {things(found.files, 'shard')}, {found.size / 1e6:,.1f} MB, all as they were written; {state}",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
