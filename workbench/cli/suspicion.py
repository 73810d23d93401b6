"""``workbench suspicion``: what the suspicion of a run was fitted to, and how far to trust it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from workbench.cli import options
from workbench.cli.options import out
from workbench.cli.output import check_picture, json_text, write_picture
from workbench.language.display import NULL

if TYPE_CHECKING:
    from altair import LayerChart

    from workbench.runs.misses import Missed
    from workbench.suspicion.suspicion import Suspicion


def suspicion(
    run: options.RunPlace,
    side: Annotated[str | None, typer.Option(help="hypothesis or reference.")] = None,
    html: Annotated[
        Path | None, typer.Option(help="Also write the picture to this .html (or .svg, .png) file.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the fit as JSON.")] = False,
) -> None:
    """Show how far to trust a run's suspicion: what it was fitted to, and how much it misses.

    Of references: the planted faults that took no part in the fit, by kind. Of translations: real mistakes, as planted
    faults say nothing of these.
    """
    from workbench.errors import RunError
    from workbench.language.display import printable
    from workbench.runs import open_run
    from workbench.runs.misses import misses, told_misses
    from workbench.suspicion.shipped import corrections, own

    check_picture(html)
    opened = open_run(run)
    fitted, side = opened.suspicion_of(side), side or opened.sides[0]
    if fitted is None:
        raise RunError(f"{run}: suspicion has not been fitted yet; give the same 'workbench score' command again")
    counted, told = misses(opened, side), told_misses(opened, side)
    if html is not None:
        write_picture(_picture(fitted, side, counted, told), html)
    if as_json:
        print(json_text(fitted.record(), indent=1))
        return
    out.print(Text(f"suspicion, {side} side", style="bold"))
    out.print(Text(f"fitted to {printable(fitted.made_from)}"))
    out.print(Text(f"misses: {told}"))
    if side == "reference":
        _planted(fitted)
    elif counted:
        rows = [(one.text, str(one.count), str(one.of), _percent(one.interval)) for one in counted]
        out.print(_table("wrong translations that are not suspected", ("in", "missed", "of", "95 % interval"), rows))
    learned = own() if fitted.own_translations else corrections()
    told = (
        "Faults of other kinds are told worse or not at all."
        if side == "reference"
        else f"To learn from, faults were planted into {fitted.report.planted} of these; how well they are told says "
        "nothing of a model's real mistakes, which look normal to it."
    )
    out.print(
        Text(
            f"{told} Pairs that look faulty are taken to be so, and left out of the fit: where they are odd and not "
            "wrong, it is right less often. The probability that a translator would correct a pair heavily comes on "
            f"top; it was learned from {learned.made_from}.",
            style="dim",
        )
    )


def _planted(fitted: Suspicion) -> None:
    """What the fit is worth on planted faults, by kind."""
    report, missed = fitted.report, fitted.report.missed or {}
    out.print(
        Text(
            f"{report.clean} pairs as they are ({report.left_out} left out, as they look faulty themselves), "
            f"{report.planted} with a planted fault; {report.sample_suspected:.1%} of the former are over 0.5. "
            f"Probabilities are those of a corpus of which {fitted.prior:.0%} has such a fault.",
            style="dim",
        )
    )
    kinds = sorted(report.auroc.items(), key=lambda item: item[1])
    out.print(
        _table(
            f"planted faults, mean AUROC {report.mean_auroc:.3f}",
            ("kind", "AUROC", "missed", "of"),
            [(kind, f"{value:.3f}", *map(str, missed.get(kind, (NULL, NULL)))) for kind, value in kinds],
        ),
        _table(
            f"reliability, where {fitted.prior:.0%} of the pairs have a fault",
            ("probability of a planted fault", "share that has one", "pairs"),
            [(f"{mean:.3f}", f"{share:.3f}", str(count)) for mean, share, count in report.reliability],
        ),
    )


def _picture(fitted: Suspicion, side: str, counted: Sequence[Missed], told: str) -> LayerChart:
    from workbench.charts import missed_shares, reliability_curve

    if side == "reference":
        return reliability_curve(fitted.report.reliability, fitted.report.missed, fitted.prior)
    return missed_shares([(one.text, one.count, one.of, one.interval) for one in counted], told)


def _percent(interval: tuple[float, float] | None) -> str:
    return NULL if interval is None else " to ".join(f"{end:.1%}" for end in interval)


def _table(title: str, names: Sequence[str], rows: Iterable[Sequence[str]]) -> Padding:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, header_style="dim", pad_edge=False)
    for name in names:
        table.add_column(name, justify="left" if name == names[0] else "right")
    for row in rows:
        table.add_row(*row)
    return Padding(table, (1, 0, 0, 0))
