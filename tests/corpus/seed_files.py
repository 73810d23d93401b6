"""A small valid file in every format and in the shapes that tools give them: what fuzzing starts from."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
from pathlib import Path

FOLDER = Path(__file__).with_name("seeds")
_IN_UTF_16 = ("named.tsv", "level2.tmx", "plain.xlf", "mill.ts")


def seeds() -> dict[str, list[bytes]]:
    """Bytes of valid files by the ending of their names: those of `FOLDER`, some of them in UTF-16 too; a table in
    every packing; and those that are no text."""
    found: dict[str, list[bytes]] = {}
    for file in sorted(FOLDER.iterdir()):
        found.setdefault(file.suffix[1:], []).append(file.read_bytes())
    found["utf-16"] = [_in_utf_16(name) for name in _IN_UTF_16]
    table = found["tsv"][0]
    found["packed"] = [gzip.compress(table, mtime=0), bz2.compress(table), lzma.compress(table), _zipped(table)]
    found["xlsx"] = [_xlsx()]
    found["parquet"], found["arrow"] = _arrow()
    return found


def _in_utf_16(name: str) -> bytes:
    text = (FOLDER / name).read_text(encoding="utf-8")
    return text.replace(' encoding="UTF-8"', "").replace(' encoding="utf-8"', "").encode("utf-16")


def _zipped(data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mill.tsv"), data)
    return file.getvalue()


def _xlsx() -> bytes:
    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate((("id", "source", "target"), (1, "The mill", "Die Mühle"), (2, "It turns", ""))):
            sheet.write_row(number, 0, row)
    return file.getvalue()


def _arrow() -> tuple[list[bytes], list[bytes]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table({"source": ["The mill", "It turns"], "references": [["Die Mühle"], ["Sie dreht"]], "n": [1, None]})
    parquet, stream, file = io.BytesIO(), io.BytesIO(), io.BytesIO()
    pq.write_table(table, parquet)
    with pa.ipc.new_stream(stream, table.schema) as writer:
        writer.write_table(table)
    with pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)
    return [parquet.getvalue()], [stream.getvalue(), file.getvalue()]
