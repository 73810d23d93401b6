"""``workbench app``: the same in the browser."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.options import err
from workbench.cli.streams import line_by_line
from workbench.files.url import place

Host = Annotated[
    str | None, typer.Option(help="Address to listen on (default: GRADIO_SERVER_NAME, or this machine alone).")
]
Port = Annotated[int | None, typer.Option(min=1, max=65535, help="Port (default: the first that is free from 7860).")]
Auth = Annotated[str | None, typer.Option(metavar="USER:PASSWORD", help="Let in only who knows these.")]


def app(
    run: Annotated[
        list[str] | None,
        typer.Option(metavar="PLACE", help="Run folder to show first, or its URL; may be given several times."),
    ] = None,
    host: Host = None,
    port: Port = None,
    auth: Auth = None,
    mcp: Annotated[
        bool, typer.Option("--mcp", help="Also offer score, worst, explain and segment as tools over MCP.")
    ] = False,
) -> None:
    """Browse scored corpora, explain sentences and profile heads in the browser.

    WORKBENCH_MODEL, WORKBENCH_RUN, WORKBENCH_SEGMENTS and others in the environment say what it opens with and what it
    allows: the README lists them.
    """
    if mcp and find_spec("mcp") is None:
        raise typer.BadParameter("--mcp wants the package mcp; pip install 'translation-workbench[mcp]'")
    serve([*map(place, run or ())], host, port, auth, mcp)


def serve(runs: Sequence[Path], host: str | None, port: int | None, auth: str | None, mcp: bool | None = None) -> None:
    """Until Ctrl-C."""
    name, colon, password = (auth or "").partition(":")
    if auth is not None and not (name and colon and password):
        raise typer.BadParameter("--auth takes USER:PASSWORD")
    with err.status("starting the app"):
        from workbench.app import launch
        from workbench.app.configured import as_configured

        built = as_configured(runs)
    line_by_line()
    try:
        # None: as GRADIO_MCP_SERVER says.
        launch(
            built, server_name=host, server_port=port, auth=(name, password) if auth else None, mcp_server=mcp or None
        )
    except OSError as error:
        raise typer.BadParameter(f"port {port} cannot be listened on ({error}); choose another with --port") from error
