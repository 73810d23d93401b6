"""``workbench show``: one segment of a run with its map and every score."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from workbench.cli.options import out
from workbench.cli.score import tell_unfinished


def show(
    run: Annotated[Path, typer.Argument(help="Run folder written by 'workbench score'.")],
    id: Annotated[str, typer.Argument(help="Id of the segment.")],
    side: Annotated[str | None, typer.Option(help="hypothesis or reference.")] = None,
    html: Annotated[
        Path | None, typer.Option(help="Also write the picture to this .html (or .svg, .png) file.")
    ] = None,
) -> None:
    """Show one segment: texts, alignment map, scores, log-probability of every piece."""
    from workbench import provenance
    from workbench.cli.figures import figures
    from workbench.cli.output import check_picture, write_picture
    from workbench.cli.terminal import draw_map, texts
    from workbench.errors import RunError
    from workbench.language.display import printable
    from workbench.runs import open_run

    check_picture(html)
    opened = open_run(run)
    tell_unfinished(opened)
    row = opened.segment(id, side)
    out.print(Text(f"{printable(row['id'])}, {row['side']} side, {row['status']}", style="bold"))
    out.print(texts(row))
    for name, value in row["metadata"].items():
        if value is not None:
            out.print(Text(printable(f"{name}: {value}"), style="dim"))
    found = opened.map_of(row)
    if found is not None:
        out.print()
        out.print(draw_map(out, found))
        pieces = [*row["target_pieces"], "end"]
        line = Text("\nlog-probability per piece  ", style="bold")
        for piece, value in zip(pieces, row["piece_logprobs"], strict=True):
            line.append(f"{printable(piece)} ", style="default not bold")
            line.append(f"{value:.2f}  ", style="red not bold" if value < -3 else "dim not bold")
        out.print(line)
        if html is not None:
            from workbench.charts import sentence_page

            page = sentence_page({"attention": found}, pieces, row["piece_logprobs"])
            write_picture(page, html)
    elif html is not None:
        raise RunError(f"segment {id!r} has no map to write, its status is {row['status']}")
    out.print()
    out.print(figures(row, out.width))
    out.print(Text(provenance.line(opened.manifest.signature), style="dim"))
