"""``workbench plant``: a corpus with faults put into it on purpose, to measure with."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, TextIO

import typer

from workbench.cli import options
from workbench.cli.options import err
from workbench.cli.output import csv_output

COLUMNS = ("id", "source", "reference", "planted")

Rows = Sequence[tuple[str, ...]]


def _csv(rows: Rows, file: TextIO) -> None:
    csv.writer(file).writerows([COLUMNS, *rows])


def _tsv(rows: Rows, file: TextIO) -> None:
    """Tabs and line ends inside a text would part it; it is read as words, for which a space is as good."""
    for row in (COLUMNS, *rows):
        file.write("\t".join(" ".join(cell.split()) for cell in row) + "\n")


def _jsonl(rows: Rows, file: TextIO) -> None:
    for row in rows:
        file.write(json.dumps(dict(zip(COLUMNS, row, strict=True)), ensure_ascii=False) + "\n")


WRITERS: dict[str, Callable[[Rows, TextIO], None]] = {".csv": _csv, ".tsv": _tsv, ".jsonl": _jsonl}


def plant(
    corpus: Annotated[str, typer.Argument(help="Parallel corpus, taken to be clean.")],
    output: Annotated[
        Path | None, typer.Option("--out", "-o", help="File to write: .tsv, .csv or .jsonl (default: stdout, as CSV).")
    ] = None,
    share: Annotated[float, typer.Option(min=0, max=1, help="Share of the pairs that get a fault.")] = 0.3,
    kind: Annotated[list[str] | None, typer.Option(help="Kind of fault; may be given several times.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed plants the same faults.")] = 1,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first pairs.")] = None,
    skip_bad_rows: options.SkipBadRows = False,
    source_lang: options.SourceLang = None,
    target_lang: options.TargetLang = None,
) -> None:
    """Plant faults into the first references of a corpus: id, source, reference, kind (column 'planted')."""
    from workbench.errors import CorpusError, UnknownNameError
    from workbench.runs.export import CSV_ENCODING
    from workbench.suspicion.plant import plant as plant_into

    suffix = ".csv" if output is None else output.suffix.casefold()
    if suffix not in WRITERS:
        raise UnknownNameError("kind of file to write", suffix, WRITERS)
    found = options.open_corpus(
        corpus, limit=limit, source_lang=source_lang, target_lang=target_lang, skip_bad_rows=skip_bad_rows
    )
    options.tell_bad_rows(found)
    guessed = found.languages or (None, None)
    segments = [segment for segment in found if segment.references]
    if not segments:
        raise CorpusError("there are no references to plant faults into", found.path)
    if any(segment.metadata.get("planted") for segment in segments):
        note = "note: this corpus has a column 'planted'; faults it names stay where they are and will count as clean"
        err.print(note, style="yellow", soft_wrap=True)
    planted = plant_into(
        [(segment.source, segment.reference or "") for segment in segments],
        languages=(source_lang or guessed[0], target_lang or guessed[1]),
        share=share,
        kinds=kind,
        seed=seed,
    )
    rows = [(segments[one.place].id, one.source, one.target, one.kind or "") for one in planted]
    if output is None:
        WRITERS[suffix](rows, csv_output())
        return
    try:
        with open(output, "w", encoding=CSV_ENCODING if suffix == ".csv" else "utf-8", newline="") as file:
            WRITERS[suffix](rows, file)
    except OSError as error:
        raise CorpusError(f"cannot be written: {error.strerror}", output) from error
