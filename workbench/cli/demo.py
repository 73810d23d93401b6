"""``workbench demo``: the bundled corpus under the bundled model, and its worst sentences."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from workbench.cli import options
from workbench.cli.app import Auth, Host, Port, serve
from workbench.cli.options import err, out


def demo(
    output: Annotated[
        Path | None, typer.Option("--out", "-o", help="Run folder (default: one in the user's cache).")
    ] = None,
    top: Annotated[int, typer.Option(min=1, help="How many to list.")] = 10,
    serving: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Then open the app in the browser, until Ctrl-C.")
    ] = True,
    host: Host = None,
    port: Port = None,
    auth: Auth = None,
) -> None:
    """Score the bundled corpus with the bundled model, list its worst sentences, and open the app."""
    from workbench.cli.progress import with_progress
    from workbench.cli.score import summarise
    from workbench.cli.terminal import worst_list
    from workbench.jobs.demo import demo_folder, score_demo

    translator = options.load_model("demo", "en", "de", "cpu", "float32", False)
    folder = output or demo_folder(translator)
    run = with_progress(partial(score_demo, translator, folder), folder)
    summarise(run)
    worst = run.worst("suspicion", top)
    out.print(worst_list(worst, "suspicion", f"the {top} most suspicious translations"))
    err.print(
        "\nLook closer:\n"
        f"  workbench show {folder} {worst[0]['id']}\n"
        f"  workbench worst {folder} --side reference --by logprob   (faults planted in the corpus itself)",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    if serving:
        serve([output] if output else [], host, port, auth)
