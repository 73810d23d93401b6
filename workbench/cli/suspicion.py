"""``workbench suspicion``: what the suspicion of a run was fitted to, and how far to trust it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from workbench.cli.options import out
from workbench.cli.output import check_picture, json_text, write_picture


def suspicion(
    run: Annotated[Path, typer.Argument(help="Run folder written by 'workbench score'.")],
    side: Annotated[str | None, typer.Option(help="hypothesis or reference.")] = None,
    html: Annotated[
        Path | None, typer.Option(help="Also write the reliability curve to this .html (or .svg, .png) file.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the fit as JSON.")] = False,
) -> None:
    """Show the fit behind a run's suspicion: how well it tells each planted kind of fault, and how often it is right.

    All figures are of pairs that took no part in the fit.
    """
    from workbench.errors import RunError
    from workbench.language.display import printable
    from workbench.runs import open_run
    from workbench.runs.shipped import corrections

    check_picture(html)
    opened = open_run(run)
    fitted = opened.suspicion_of(side)
    if fitted is None:
        raise RunError(f"{run}: suspicion has not been fitted yet; give the same 'workbench score' command again")
    report = fitted.report
    if html is not None:
        from workbench.charts import reliability_curve

        write_picture(reliability_curve(report.reliability, report.auroc, fitted.prior), html)
    if as_json:
        print(json_text(fitted.record(), indent=1))
        return
    out.print(Text(f"suspicion, {side or opened.sides[0]} side", style="bold"))
    out.print(Text(f"fitted to {printable(fitted.made_from)}"))
    out.print(
        Text(
            f"{report.clean} pairs as they are ({report.left_out} left out, as they look faulty themselves), "
            f"{report.planted} with a planted fault; {report.sample_suspected:.1%} of the former are over 0.5. "
            f"Probabilities are those of a corpus of which {fitted.prior:.0%} has such a fault.",
            style="dim",
        )
    )
    out.print(
        _table(
            f"mean AUROC {report.mean_auroc:.3f}",
            ("planted kind", "AUROC"),
            [(kind, f"{value:.3f}") for kind, value in sorted(report.auroc.items(), key=lambda item: item[1])],
        ),
        _table(
            f"reliability, where {fitted.prior:.0%} of the pairs have a fault",
            ("probability of a planted fault", "share that has one", "pairs"),
            [(f"{mean:.3f}", f"{share:.3f}", str(count)) for mean, share, count in report.reliability],
        ),
    )
    out.print(
        Text(
            "Faults of other kinds are told worse or not at all. Pairs that look faulty are taken to be so, and left "
            "out: where they are odd and not wrong, it is right less often. The probability that a translator would "
            f"correct a pair heavily comes on top; it was learned from {corrections().made_from}.",
            style="dim",
        )
    )


def _table(title: str, names: Sequence[str], rows: Iterable[Sequence[str]]) -> Padding:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, header_style="dim", pad_edge=False)
    for name in names:
        table.add_column(name, justify="left" if name == names[0] else "right")
    for row in rows:
        table.add_row(*row)
    return Padding(table, (1, 0, 0, 0))
