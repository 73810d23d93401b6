"""``workbench show``: one segment of a run with its map and every score."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from workbench.cli import options
from workbench.cli.options import out
from workbench.cli.score import tell_unfinished

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.runs import Run


def show(
    run: options.RunPlace,
    id: Annotated[str, typer.Argument(help="Id of the segment.")],
    side: Annotated[str | None, typer.Option(help="hypothesis or reference.")] = None,
    contrast: Annotated[
        bool,
        typer.Option("--contrast", help="Load the model and leave out phrases of either side: omitted, added? (slow)"),
    ] = False,
    reasons: Annotated[
        bool,
        typer.Option(
            "--reasons",
            help="Load the model: does attention agree with what moved it, and which words stay as likely when their "
            "source word is deleted? (slow)",
        ),
    ] = False,
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
    _evidence(opened, row)
    if contrast:
        _contrast(opened, row)
    if reasons:
        _reasons(opened, row)
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

            title = provenance.titled("attention", found.provenance)
            page = sentence_page({title: found}, pieces, row["piece_logprobs"])
            write_picture(page, html)
    elif html is not None:
        raise RunError(f"segment {id!r} has no map to write, its status is {row['status']}")
    out.print()
    out.print(figures(row, out.width))
    out.print(Text(provenance.line(opened.manifest.signature), style="dim"))


def _contrast(run: Run, row: Mapping[str, Any]) -> None:
    """What leaving out phrases says of omissions and additions (Vamvas & Sennrich 2022), by the run's own model."""
    from workbench.errors import ModelError, RunError
    from workbench.explanation.contrast import coverage_by_contrast
    from workbench.language.display import printable
    from workbench.models import exchanged
    from workbench.runs import scored_target

    if row["status"] != "ok":
        raise RunError(
            f"segment {row['id']!r} was not read, its status is {row['status']}; nothing can be left out of it"
        )
    translator = options.model_of_run(run)
    (pair,) = translator.encode_pairs([row["source"]], [scored_target(row)])
    try:
        reverse = exchanged(translator)
    except ModelError:
        reverse = None
    with options.err.status("leaving out phrases"):
        found = coverage_by_contrast(translator, pair, reverse)
    told = [one for one in (found.omission(), found.addition()) if one is not None]
    out.print(Text("\nby contrast", style="bold"))
    for one in told:
        out.print(Text(f"  {printable(one.message)}"))
    if not told:
        out.print(Text("  nothing that could be left out makes the rest more probable"))
    if reverse is None:
        out.print(Text("  additions are not looked for: the model does not translate back", style="dim"))


def _reasons(run: Run, row: Mapping[str, Any]) -> None:
    """Whether it is right for the right reason, with the proof of each word, by the run's own model."""
    from workbench.jobs.wrong_reasons import of_rows
    from workbench.language.display import printable

    translator = options.model_of_run(run)
    with options.err.status("deleting words"):
        (found,) = of_rows(run, translator, [row])
    out.print(Text("\nreasons", style="bold"))
    for line in found.told() or ["no content words that are linked, and nothing to rank"]:
        out.print(Text(f"  {printable(line)}"))


def _evidence(run: Run, row: Mapping[str, Any]) -> None:
    """What speaks against the segment: the verdict, each symptom in a sentence, and what raised suspicion."""
    from workbench.language.display import number, printable
    from workbench.runs.evidence import beside_reference, doubted, misses_of, raised_by, rightness, verdict_of

    if row["suspicion"] is None:
        return
    line = Text(f"\nsuspicion {number(row['suspicion'])}", style="bold")
    out.print(line)
    if verdict := verdict_of(run, row):
        out.print(Text(f"  {verdict}"))
    for one in misses_of(run, row):
        out.print(Text(f"  {one}", style="dim"))
    for one in row["symptoms"]:
        told = Text(f"  {one['name'].replace('_', ' ')} ", style="magenta").append(number(one["severity"]), style="dim")
        told.append(f"  {printable(one['message'])}", style="default")
        if right := rightness(run, row, one):
            told.append(f"  ({right})", style="dim")
        out.print(told)
    if beside := beside_reference(run, row):
        out.print(Text(f"  beside the reference: {beside}"))
    if pushes := raised_by(run, row):
        out.print(Text(f"  raised by {pushes} nats of log-odds", style="dim"))
    if words := doubted(run, row):
        out.print(Text(f"  look first at {printable(words)} (how likely a person corrects it)"))
    if fitted := run.suspicion_of(row["side"]):
        out.print(Text(f"  suspicion was fitted to {printable(fitted.made_from)}", style="dim"))
