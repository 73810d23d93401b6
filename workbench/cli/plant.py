"""``workbench plant``: a corpus with faults put into it on purpose, to measure with."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Annotated

import typer


def plant(
    corpus: Annotated[str, typer.Argument(help="Parallel corpus, taken to be clean.")],
    output: Annotated[Path | None, typer.Option("--out", "-o", help="File to write (default: stdout).")] = None,
    share: Annotated[float, typer.Option(min=0, max=1, help="Share of the pairs that get a fault.")] = 0.3,
    kind: Annotated[list[str] | None, typer.Option(help="Kind of fault; may be given several times.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed plants the same faults.")] = 1,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first pairs.")] = None,
    source_lang: Annotated[str | None, typer.Option("--source-lang", help="Source language code.")] = None,
    target_lang: Annotated[str | None, typer.Option("--target-lang", help="Target language code.")] = None,
) -> None:
    """Plant faults into the references of a corpus: id, source, reference, and the kind in the column 'planted'."""
    from workbench.calibration.plant import plant as plant_into
    from workbench.corpus import read
    from workbench.errors import CorpusError

    found = read(corpus, limit=limit)
    guessed = found.languages or (None, None)
    segments = [segment for segment in found if segment.references]
    if not segments:
        raise CorpusError("there are no references to plant faults into", found.path)
    planted = plant_into(
        [(segment.source, segment.references[0]) for segment in segments],
        languages=(source_lang or guessed[0], target_lang or guessed[1]),
        share=share,
        kinds=kind,
        seed=seed,
    )
    rows = [(segments[one.place].id, one.source, one.target, one.kind or "") for one in planted]
    if output is None:
        _write(rows, sys.stdout)
        return
    try:
        with open(output, "w", encoding="utf-8", newline="") as file:
            _write(rows, file)
    except OSError as error:
        raise CorpusError(f"cannot be written: {error.strerror}", output) from error


def _write(rows: list[tuple[str, str, str, str]], file: object) -> None:
    writer = csv.writer(file, lineterminator="\n")  # type: ignore[arg-type]
    writer.writerow(("id", "source", "reference", "planted"))
    writer.writerows(rows)
