"""Records in a file for other programs: CSV, JSON, JSON Lines or Parquet, as its name ends.

What is written can be read again: texts hold no more than a text may (`workbench.language.characters`), and the
columns of the corpus stand as they came. Our own figures have six significant digits wherever they are written as
text; Parquet has them whole.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from workbench.corpus.conversion import form_to_write, writable
from workbench.corpus.destination import check_ending as check_written
from workbench.corpus.exported import joined, neutralised
from workbench.corpus.format import Format
from workbench.corpus.naming import plain
from workbench.errors import CorpusError, RunError
from workbench.language.characters import fit
from workbench.language.display import rounded
from workbench.runs.disk import whole_file
from workbench.scores import SCORES

if TYPE_CHECKING:
    import pyarrow as pa

ENDINGS = (".csv", ".jsonl", ".json", ".parquet")
CSV_ENCODING = "utf-8-sig"
"""With a byte order mark: Excel takes a CSV file without one for a file in the encoding of its country."""


def check_ending(path: Path, name: str | None = None) -> Format | None:
    """The format of translators that a file is to be written in, the one called ``name`` or by its ending; None for one
    of `ENDINGS`. Raises `RunError` for a file that records cannot be written to, `UnknownNameError` for the name."""
    if not path.absolute().parent.is_dir():
        raise RunError(f"{path}: is in no folder that exists; make it first")
    if name is not None:
        return form_to_write(path, name)
    ending = Path(plain(path)).suffix.lower()
    if ending in ENDINGS:
        check_written(path)
        return None
    try:
        return form_to_write(path)
    except CorpusError:
        others = [form.endings[0] for form in writable() if form.endings and form.endings[0] not in ENDINGS]
        raise RunError(
            f"{path}: records cannot be written as {ending or 'a file without ending'!r}; "
            f"choose one of: {', '.join([*ENDINGS, *others])}"
        ) from None


def export_records(records: Iterable[Mapping[str, Any]], path: Path) -> None:
    """Write ``records`` as they are to a file of one of `ENDINGS`, whole or not at all. Raises `RunError` where it
    cannot be written."""
    ending = Path(plain(path)).suffix.lower()
    if ending == ".parquet":
        _parquet([*records], path)
        return
    csv_options = {"encoding": CSV_ENCODING, "newline": ""}
    options = csv_options if ending == ".csv" else {"encoding": "utf-8", "newline": "\n"}
    with whole_file(path, "w", **options) as file:
        if ending == ".csv":
            write_csv(records, file)
        else:
            file.writelines(json_lines(records) if ending == ".jsonl" else json_list(records))


def presented(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record as programs get it, from the command line and from the app: our figures rounded."""
    return {
        name: rounded(value) if name in SCORES and isinstance(value, float) else value
        for name, value in _fit(record).items()
    }


def write_csv(records: Iterable[Mapping[str, Any]], file: IO[str]) -> None:
    """CSV as RFC 4180 has it.

    Lines end with carriage return and newline: this alone makes Python's writer quote cells with a bare return.
    """
    rows = [flat(presented(record)) for record in records]
    names = list(dict.fromkeys(chain.from_iterable(rows)))
    writer = csv.DictWriter(file, names, restval="")
    writer.writerow({name: neutralised(name) for name in names})
    writer.writerows(rows)


def json_lines(records: Iterable[Mapping[str, Any]], escaped: bool = False) -> Iterator[str]:
    for record in records:
        yield json.dumps(presented(record), ensure_ascii=escaped, allow_nan=False) + "\n"


def json_list(records: Iterable[Mapping[str, Any]], escaped: bool = False) -> Iterator[str]:
    """A JSON list, one record a line, without holding the list in memory."""
    separator = "[\n"
    for line in json_lines(records, escaped):
        yield separator + line.removesuffix("\n")
        separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"


def arrow_table(records: Sequence[Mapping[str, Any]]) -> pa.Table:
    """A column for each key, in the order in which they are met; ``symptoms`` as JSON text. A column of the corpus that
    mixes numbers and texts is text."""
    import pyarrow as pa

    records = [_fit(record) for record in records]
    names = list(dict.fromkeys(chain.from_iterable(records)))
    columns = {}
    for name in names:
        cells = [record.get(name) for record in records]
        if name == "symptoms":
            cells = [json.dumps(cell, ensure_ascii=False) for cell in cells]
        try:
            columns[name] = pa.array(cells)
        except (pa.ArrowException, OverflowError):  # a column of the corpus with numbers and texts
            columns[name] = pa.array([None if cell is None else str(_spelled(cell)) for cell in cells], pa.string())
    return pa.table(columns)


def _parquet(records: Sequence[Mapping[str, Any]], path: Path) -> None:
    import pyarrow.parquet as pq

    table = arrow_table(records)
    with whole_file(path, "wb") as file:
        pq.write_table(table, file, compression="zstd")


def _fit(value: Any) -> Any:
    """The same without what no text may hold, which our own readers refuse: an older run may have it."""
    if isinstance(value, str):
        return fit(value)
    if isinstance(value, Mapping):
        return {fit(name): _fit(part) for name, part in value.items()}
    return [_fit(part) for part in value] if isinstance(value, list | tuple) else value


def _spelled(cell: object) -> object:
    """A cell of a table that has no types: booleans as JSON has them, texts and numbers as they are."""
    return json.dumps(cell) if isinstance(cell, bool) else cell


def flat(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record for CSV: lists joined by `` ||| ``, symptoms by their names, formulas neutralised."""
    cells = {
        name: joined([one["name"] if isinstance(one, Mapping) else one for one in value])
        if isinstance(value, list | tuple)
        else _spelled(value)
        for name, value in record.items()
    }
    return {name: neutralised(value) for name, value in cells.items()}
