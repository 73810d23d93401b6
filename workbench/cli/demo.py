"""``workbench demo``: the bundled corpus under the bundled model, and its worst sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from platformdirs import user_cache_path

from workbench.cli import options
from workbench.cli.options import err, out


def demo(
    output: Annotated[
        Path | None, typer.Option("--out", "-o", help="Run folder (default: one in the user's cache).")
    ] = None,
    top: Annotated[int, typer.Option(min=1, help="How many to list.")] = 10,
) -> None:
    """Score the bundled corpus with the bundled model and list its worst sentences."""
    from workbench.cli.score import run_with_progress, summarise
    from workbench.cli.terminal import worst_table
    from workbench.corpus import read
    from workbench.runs import ScoreSettings

    translator = options.load_model("demo", "en", "de", "cpu", "float32", False)
    if output is None:
        output = user_cache_path("translation-workbench") / f"demo-{translator.weights_hash[:12]}"
    run = run_with_progress(read("demo"), translator, output, ScoreSettings(side="both"))
    summarise(run)
    out.print(worst_table(run.worst("scatter", top), "scatter", f"the {top} worst translations by scatter"))
    err.print(
        "\nLook closer:\n"
        f"  workbench show {output} {run.worst('scatter', 1)[0]['id']}\n"
        f"  workbench worst {output} --side reference --by logprob   (faults planted in the corpus itself)",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
