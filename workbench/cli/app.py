"""``workbench app``: the same in the browser."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.options import err
from workbench.cli.streams import line_by_line

Host = Annotated[
    str | None, typer.Option(help="Address to listen on (default: GRADIO_SERVER_NAME, or this machine alone).")
]
Port = Annotated[int | None, typer.Option(min=1, max=65535, help="Port (default: the first that is free from 7860).")]
Auth = Annotated[str | None, typer.Option(metavar="USER:PASSWORD", help="Let in only who knows these.")]


def app(
    run: Annotated[
        list[Path] | None, typer.Option(help="Run folder to show first; may be given several times.")
    ] = None,
    host: Host = None,
    port: Port = None,
    auth: Auth = None,
) -> None:
    """Browse scored corpora, explain sentences and profile heads in the browser."""
    serve(run or (), host, port, auth)


def serve(runs: Sequence[Path], host: str | None, port: int | None, auth: str | None) -> None:
    """Until Ctrl-C."""
    name, colon, password = (auth or "").partition(":")
    if auth is not None and not (name and colon and password):
        raise typer.BadParameter("--auth takes USER:PASSWORD")
    with err.status("starting the app"):
        from workbench.app import build, launch

        built = build(runs)
    line_by_line()
    try:
        launch(built, server_name=host, server_port=port, auth=(name, password) if auth else None)
    except OSError as error:
        raise typer.BadParameter(f"port {port} cannot be listened on ({error}); choose another with --port") from error
