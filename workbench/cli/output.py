"""What commands write for programs."""

from __future__ import annotations

import codecs
import io
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from altair import TopLevelMixin


def json_text(record: object, indent: int | None = None) -> str:
    """JSON for stdout: with the characters themselves in UTF-8, with JSON's own escapes in every other encoding."""
    return json.dumps(record, ensure_ascii=_escaped(), allow_nan=False, indent=indent)


def _escaped() -> bool:
    return codecs.lookup(getattr(sys.stdout, "encoding", None) or "ascii").name != "utf-8"


def print_records(records: Iterable[Mapping[str, Any]], lines: bool = False) -> None:
    """A JSON list on stdout, one record a line, or with ``lines`` nothing but the records."""
    from workbench.runs.export import json_lines, json_list

    for part in (json_lines if lines else json_list)(records, _escaped()):
        print(part, end="")


def print_csv(records: Iterable[Mapping[str, Any]]) -> None:
    """CSV on stdout."""
    from workbench.runs.export import write_csv

    write_csv(records, csv_output())


def csv_output() -> TextIO:
    """Stdout for CSV, in UTF-8 whatever the terminal speaks: a table of text has no escapes. A pipe gets no mark."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    return sys.stdout


def check_picture(path: Path | None) -> None:
    """Refuse a file that no picture can be written to before any work is done."""
    if path is not None:
        from workbench.charts.saving import check_picture

        check_picture(path)


def write_picture(chart: TopLevelMixin, path: Path) -> None:
    """A chart into a file; says on stderr when the page will need the network."""
    from workbench.charts import save
    from workbench.cli.options import err

    if save(chart, path):
        err.print(f"{path} loads its drawing library from the network; 'pip install vl-convert-python' makes it whole")
