"""The command line: one file per command, thin over the package's own functions.

Results go to stdout, progress and warnings to stderr. Exit 0: done; 2: bad usage, bad input or a stdout that cannot be
written to, with one message; 1: whatever read stdout has gone, as `head` does; 130: stopped by Ctrl-C.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import typer

from workbench.cli import declared
from workbench.cli.aer import aer
from workbench.cli.align import align
from workbench.cli.app import app as browse
from workbench.cli.budget import budget
from workbench.cli.calibrate import calibrate
from workbench.cli.check import check
from workbench.cli.clean import clean
from workbench.cli.convert import convert
from workbench.cli.demo import demo
from workbench.cli.escaping import SafeGroup
from workbench.cli.explain import explain
from workbench.cli.flag import flag
from workbench.cli.heads import heads
from workbench.cli.inspect import inspect
from workbench.cli.log import log
from workbench.cli.options import err, out
from workbench.cli.plant import plant
from workbench.cli.score import score
from workbench.cli.show import show
from workbench.cli.space import space
from workbench.cli.streams import READER_GONE, ReaderGone, prepare_streams
from workbench.cli.suspicion import suspicion
from workbench.cli.symptoms import symptoms
from workbench.cli.upgrade import upgrade
from workbench.cli.worst import worst
from workbench.errors import WorkbenchError

app = typer.Typer(
    cls=SafeGroup,
    name="workbench",
    help="A debugger for neural machine translation. Results go to stdout, remarks to stderr. Exit status: 0 done, 2 "
    "bad usage or input or an unwritable stdout, 1 when a reader such as head has gone, 130 stopped by Ctrl-C.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def _stoppable(command: Callable[..., Any]) -> Callable[..., Any]:
    """Ctrl-C at any time, also while libraries and the model are loaded, says that it was heard."""

    @wraps(command)
    def stoppable(*given: Any, **named: Any) -> Any:
        try:
            return command(*given, **named)
        except KeyboardInterrupt as error:
            kept = named.get("output") or command is demo
            goes_on = "; give the same command again to go on" if kept else ""
            err.print(f"stopped{goes_on}", highlight=False, soft_wrap=True)
            raise typer.Exit(130) from error

    return stoppable


EPILOGS = {
    inspect: declared.FORMATS,
    convert: declared.FORMATS,
    explain: declared.VIEWS,
    worst: declared.NAMES,
}

COMMANDS = (
    *(
        inspect,
        convert,
        clean,
        score,
        worst,
        show,
        flag,
        budget,
        log,
        check,
        upgrade,
        suspicion,
        symptoms,
        explain,
        heads,
        align,
        aer,
        calibrate,
        plant,
    ),
    demo,
)

for command in COMMANDS:
    app.command(cls=declared.DeclaredCommand, epilog=EPILOGS.get(command))(_stoppable(command))

app.command("app")(_stoppable(browse))
app.command()(_stoppable(space))


def main() -> None:
    """Entry point: errors made for people are printed without a traceback."""
    prepare_streams()
    try:
        try:
            app(prog_name="workbench")
        finally:
            sys.stdout.flush()
    except ReaderGone:
        out.discard()
        sys.exit(READER_GONE)
    except WorkbenchError as error:
        out.discard()
        err.print(f"error: {error}", style="red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(2)
