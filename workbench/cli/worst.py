"""``workbench worst``: the worst segments of a run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli import options
from workbench.cli.options import out
from workbench.cli.output import print_csv, print_records
from workbench.cli.score import tell_unfinished
from workbench.errors import UnknownNameError

if TYPE_CHECKING:
    from workbench.runs import Filter, Run

TOP = 20
FORMATS = ("table", "json", "jsonl", "csv")
LISTS = ("right_for_the_wrong_reason",)


def worst(
    run: options.RunPlace,
    top: Annotated[int | None, typer.Option(min=1, help="How many (default: 20; all that meet a condition).")] = None,
    by: Annotated[str, typer.Option(help="Score, or numeric column of your file, to rank by.")] = "suspicion",
    side: Annotated[str | None, typer.Option(help="hypothesis or reference.")] = None,
    order: Annotated[
        str | None, typer.Option(help="asc or desc; default: the score's own direction, lowest first for your columns.")
    ] = None,
    symptom: Annotated[
        str | None, typer.Option(help="Only segments that show this symptom; see 'workbench symptoms'.")
    ] = None,
    least: Annotated[
        float | None, typer.Option("--min-suspicion", min=0, max=1, help="Only segments at least this suspicious.")
    ] = None,
    text: Annotated[str, typer.Option(help="Only segments with this in a text or their id.")] = "",
    status: Annotated[str | None, typer.Option(help="Only ok, too_long, empty_source … ones.")] = None,
    where: Annotated[
        list[str] | None, typer.Option(help="'chrf<=40', 'scatter>=0.3', 'phenomenon=idiom'; may be repeated.")
    ] = None,
    flag: Annotated[str | None, typer.Option(help="Only segments that a person flagged so.")] = None,
    format: Annotated[str, typer.Option(help="table, json, jsonl or csv; with --out: {written_names}.")] = "table",
    output: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help="Write to this .csv, .json, .jsonl or .parquet file, or in another format by its ending: {written}. "
            "A CSV file begins with a byte order mark, as Excel wants it; CSV on stdout does not. Figures have six "
            "digits, in Parquet all. The file that was scored is written again in its own format, with what was found.",
        ),
    ] = None,
    named: Annotated[
        str | None,
        typer.Option(
            "--list",
            help="A named list, instead of --by: right_for_the_wrong_reason loads the model and looks, among the best "
            "segments, for words that stay as likely when their source word is deleted, and for attention that "
            "disagrees with influence (slow).",
        ),
    ] = None,
    best: Annotated[
        int | None, typer.Option(min=1, help="With --list: how many of the best segments are asked (default: 100).")
    ] = None,
    links: Annotated[bool, typer.Option("--links", help="With --out: the links between words too.")] = False,
    hypotheses: Annotated[
        bool, typer.Option("--hypotheses", help="With --out: hypotheses where a format has one translation.")
    ] = False,
) -> None:
    """List the worst segments of a run, worst first."""
    if format not in FORMATS and output is None:
        raise UnknownNameError("format", format, FORMATS)
    if best is not None and named is None:
        raise typer.BadParameter("--best says how many a --list asks; give one, or --top for the length of a list")
    if named is not None and (named not in LISTS or output is not None or order is not None or by != "suspicion"):
        if named not in LISTS:
            raise UnknownNameError("list", named, LISTS)
        raise typer.BadParameter("--list has an order of its own and is printed: leave --by, --order and --out out")
    from workbench.cli.terminal import worst_list
    from workbench.runs import Filter, export, open_run
    from workbench.runs.export import check_ending
    from workbench.runs.misses import told_misses

    to = None if format in FORMATS else format
    bitext = output is not None and check_ending(output, to) is not None
    opened = open_run(run)
    chosen = Filter.parsed(where or (), text=text, status=status, symptom=symptom, least=least, flag=flag)
    if named is not None:
        tell_unfinished(opened)
        _wrong_reasons(opened, side, best, top or TOP, chosen, format)
        return
    # Whoever asks for all that meet a condition, or for a file to go on with, does not mean the first twenty.
    count = top or (None if chosen != Filter() or bitext else TOP)
    found = opened.ranked(by, side, order, count, chosen, links=links and output is not None)  # type: ignore[arg-type]
    records = [*found]
    tell_unfinished(opened)
    if output is not None:
        export(records, output, opened, hypotheses=hypotheses, to=to)
    elif format in ("json", "jsonl"):
        print_records(records, lines=format == "jsonl")
    elif format == "csv":
        print_csv(records)
    else:
        side = side or opened.sides[0]
        misses = f"misses, {side}: {told_misses(opened, side)}" if opened.suspicion_of(side) else ""
        out.print(worst_list(records, by, f"worst by {by}, {side} side", misses))


def _wrong_reasons(run: Run, side: str | None, best: int | None, top: int, where: Filter, format: str) -> None:
    """Good segments whose words came from elsewhere, each with its proof."""
    from workbench.cli.options import err, model_of_run
    from workbench.cli.terminal import worst_list
    from workbench.jobs.wrong_reasons import BEST, candidates, wrong_reasons

    if format == "csv":
        raise typer.BadParameter("--list has sentences beside its records; take --format table, json or jsonl")
    asked = best or BEST
    by, _ = candidates(run, side, 1, where)
    translator = model_of_run(run)
    with err.status("asking the best segments") as status:
        found = wrong_reasons(
            *(run, translator, side, asked, where),
            lambda done, all_of_them: status.update(f"asking the best segments: {done} of {all_of_them}"),
        )[:top]
    if format in ("json", "jsonl"):
        print_records([{**record, "reasons": one.record()} for record, one in found], lines=format == "jsonl")
        return
    title = f"right for the wrong reason, {side or run.sides[0]} side, among the {asked} best by {by}"
    notes = {record["id"]: one.told() for record, one in found}
    out.print(worst_list([record for record, _ in found], by, title, "" if found else "none of them", notes))
