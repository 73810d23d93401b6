"""``workbench show``: one segment of a run with its map and every score."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from workbench.cli.options import out


def show(
    run: Annotated[Path, typer.Argument(help="Run folder written by 'workbench score'.")],
    id: Annotated[str, typer.Argument(help="Id of the segment.")],
    side: Annotated[str | None, typer.Option(help="hypothesis or reference.")] = None,
) -> None:
    """Show one segment: texts, alignment map, scores, log-probability of every piece."""
    from workbench import provenance
    from workbench.cli.terminal import draw_map, number, printable, texts
    from workbench.runs import open_run
    from workbench.scores import SCORES

    opened = open_run(run)
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
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for title in ("score", "value", "unit", "worse when", "what it is"):
        table.add_column(title, justify="right" if title == "value" else "left")
    for name, declared in SCORES.items():
        why = row["nulls"].get(name)
        table.add_row(
            name,
            number(row[name]),
            declared.unit,
            "higher" if declared.higher_is == "worse" else "lower",
            Text(f"null: {why}" if why else declared.formula, style="dim"),
        )
    out.print()
    out.print(table)
    out.print(Text(provenance.line(opened.manifest.signature), style="dim"))
