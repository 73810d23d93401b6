"""What commands write for programs, and streams that take any text."""

from __future__ import annotations

import codecs
import csv
import io
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from altair import TopLevelMixin


def prepare_streams() -> None:
    """Where stdout or stderr is not in UTF-8, characters that it has not are written as escapes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def json_text(record: object, indent: int | None = None) -> str:
    """JSON for stdout: with the characters themselves in UTF-8, with JSON's own escapes in every other encoding."""
    escaped = codecs.lookup(getattr(sys.stdout, "encoding", None) or "ascii").name != "utf-8"
    return json.dumps(record, ensure_ascii=escaped, allow_nan=False, indent=indent)


def print_records(records: Iterable[object]) -> None:
    """A JSON list on stdout, one record a line, without holding the list in memory."""
    separator = "["
    for record in records:
        print(separator, json_text(record), sep="\n", end="")
        separator = ","
    print("[]" if separator == "[" else "\n]")


def print_csv(records: Sequence[Mapping[str, Any]]) -> None:
    """CSV on stdout as RFC 4180 has it, in UTF-8 whatever the terminal speaks: a table of text has no escapes.

    Lines end with carriage return and newline: this alone makes Python's writer quote cells with a bare return.
    """
    from workbench.runs import flat, neutralised

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    names = list(dict.fromkeys(name for record in records for name in record))
    writer = csv.DictWriter(sys.stdout, names, restval="")
    writer.writerow({name: neutralised(name) for name in names})
    writer.writerows(flat(record) for record in records)


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
