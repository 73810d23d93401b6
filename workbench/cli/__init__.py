"""The command line: one file per command, thin over the package's own functions.

Results go to stdout, progress and warnings to stderr. Exit 0: done; 2: bad usage or bad input, with one message;
130: stopped by Ctrl-C.
"""

from __future__ import annotations

import sys

import typer

from workbench.cli.demo import demo
from workbench.cli.explain import explain
from workbench.cli.options import err
from workbench.cli.score import score
from workbench.cli.show import show
from workbench.cli.worst import worst
from workbench.errors import WorkbenchError

app = typer.Typer(
    name="workbench",
    help="A debugger for neural machine translation.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for command in (score, worst, show, explain, demo):
    app.command()(command)


def main() -> None:
    """Entry point: errors made for people are printed without a traceback."""
    try:
        app(prog_name="workbench")
    except WorkbenchError as error:
        from workbench.cli.terminal import printable

        message = "\n".join(map(printable, str(error).split("\n")))
        err.print(f"error: {message}", style="red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(2)
