"""Parquet and Arrow: records whose columns have types, read and written batch by batch."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench import work
from workbench.corpus.bad_rows import read_or_bad
from workbench.corpus.description import Description
from workbench.corpus.format import Destination, Format
from workbench.corpus.formats.records import (
    HEAD,
    NESTED,
    Records,
    check_characters,
    marked,
    pair_of_record,
    record,
    unmarked,
)
from workbench.corpus.head import Head, Match
from workbench.corpus.language_names import LanguagePair
from workbench.corpus.segment import Segment
from workbench.corpus.spool import Spool
from workbench.errors import BadRow, CorpusError, first_line
from workbench.files.unpacked_copy import unpacked_copy
from workbench.files.writing import whole_file

if TYPE_CHECKING:
    import pyarrow as pa

    from workbench.corpus.corpus import Corpus

_PARQUET, _FILE, _STREAM = b"PAR1", b"ARROW1", b"\xff\xff\xff\xff"
_ROWS = 1024
_JSON = {b"workbench": b"json"}
"""On columns of ours whose values have different types: they are JSON."""


def read_parquet(corpus: Corpus) -> Iterator[Segment | BadRow]:
    """The rows of a Parquet file. Raises `CorpusError`."""
    yield from _segments(corpus, batches_of_parquet)


def read_arrow(corpus: Corpus) -> Iterator[Segment | BadRow]:
    """The rows of an Arrow file or stream, as IPC and Feather have them. Raises `CorpusError`."""
    yield from _segments(corpus, batches_of_arrow)


def describe_parquet(corpus: Corpus) -> Description:
    """With the languages of a nested translation."""
    return _description(corpus, PARQUET.title, batches_of_parquet)


def describe_arrow(corpus: Corpus) -> Description:
    """With the languages of a nested translation."""
    return _description(corpus, ARROW.title, batches_of_arrow)


def write_parquet(segments: Iterable[Segment], destination: Destination) -> None:
    """Records of ours, references as lists; compressed with Zstandard."""
    import pyarrow.parquet as pq

    def writer(file: Any, schema: pa.Schema) -> AbstractContextManager[Any]:
        return pq.ParquetWriter(file, schema, compression="zstd")

    _write(segments, destination, writer)


def write_arrow(segments: Iterable[Segment], destination: Destination) -> None:
    """Records of ours, references as lists, in an Arrow file."""
    import pyarrow as pa

    _write(segments, destination, pa.ipc.new_file)


@contextmanager
def batches_of_parquet(path: Path) -> Iterator[tuple[pa.Schema, Iterator[pa.RecordBatch]]]:
    """Schema and rows of a Parquet file."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        yield file.schema_arrow, file.iter_batches(batch_size=_ROWS)


@contextmanager
def batches_of_arrow(path: Path) -> Iterator[tuple[pa.Schema, Iterator[pa.RecordBatch]]]:
    """Schema and rows of an Arrow file or stream."""
    import pyarrow as pa

    with pa.memory_map(str(path)) as source:
        is_file = source.read(len(_FILE)) == _FILE
        source.seek(0)
        if is_file:
            with pa.ipc.open_file(source) as file:
                yield file.schema, (file.get_batch(place) for place in range(file.num_record_batches))
        else:
            with pa.ipc.open_stream(source) as stream:
                yield stream.schema, iter(stream)


class Rows:
    """Reads batches, one file after the other: `Records` by their columns."""

    def __init__(self, corpus: Corpus):
        self._corpus = corpus
        self._records = Records(corpus, typed=True)
        self._line = 0

    def __call__(self, schema: pa.Schema, batch: pa.RecordBatch) -> Iterator[Segment | BadRow]:
        """The segments of a batch; their lines are the numbers of their rows."""
        encoded = [field.name for field in schema if field.metadata and _JSON.items() <= field.metadata.items()]
        names = schema.names
        # The library trusts what a file says of lengths and places in it, and would read what lies behind.
        batch.validate(full=True)
        for start in range(0, batch.num_rows, _ROWS):
            columns = [column.to_pylist() for column in batch.slice(start, _ROWS).columns]
            for cells in zip(*columns, strict=True):
                work.check()
                self._line += 1
                row = dict(zip(names, map(plain, cells), strict=True))
                for name in encoded:
                    row[name] = None if row[name] is None else json.loads(row[name])
                yield read_or_bad(self._segment, row, self._line)

    def _segment(self, row: dict[str, Any], line: int) -> Segment:
        check_characters(row, self._corpus.path, line)
        return self._records(row, line)


def plain(cell: object) -> object:
    """A cell as JSON would have it. Bytes are text: so some programs write it."""
    if cell is None or isinstance(cell, str | int | float):
        return cell
    if isinstance(cell, list | tuple):
        return [plain(part) for part in cell]
    if isinstance(cell, dict):
        return {str(name): plain(part) for name, part in cell.items()}
    if isinstance(cell, bytes):
        return cell.decode("utf-8", errors="replace")
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return cell.total_seconds()
    return float(cell) if isinstance(cell, Decimal) else str(cell)


def languages_in(schema: pa.Schema) -> tuple[str, ...]:
    """Those that a nested translation has texts in."""
    import pyarrow as pa

    for name in NESTED:
        place = schema.get_field_index(name)
        if place >= 0 and pa.types.is_struct(schema.field(place).type):
            return tuple(part.name for part in schema.field(place).type)
    return ()


def pair_in(corpus: Corpus, schema: pa.Schema) -> LanguagePair | None:
    """The two languages that columns of texts are named after, where nothing else says what is the source."""
    import pyarrow as pa

    def is_text(kind: pa.DataType) -> bool:
        kind = kind.value_type if pa.types.is_dictionary(kind) else kind
        return any(of(kind) for of in (pa.types.is_string, pa.types.is_large_string, pa.types.is_binary))

    texts: dict[str, Any] = {field.name: "" if is_text(field.type) else 0 for field in schema}
    if languages := languages_in(schema):
        nested = next(name for name in NESTED if name in texts)
        texts[nested] = dict.fromkeys(languages, "")
    return pair_of_record(corpus, texts)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Raises `CorpusError` for what the library cannot read."""
    import pyarrow as pa

    try:
        yield
    except (pa.ArrowException, UnicodeDecodeError, EOFError, ValueError) as error:
        raise CorpusError(f"cannot be read as Parquet or Arrow: {first_line(error)}", path) from error
    except OSError as error:
        raise CorpusError(f"cannot be read: {first_line(error)}", path) from error


def _segments(corpus: Corpus, opened: Any) -> Iterator[Segment | BadRow]:
    rows = Rows(corpus)
    with (
        unpacked_copy(corpus.path, corpus.content(corpus.path)) as path,
        told(corpus.path),
        opened(path) as (schema, batches),
    ):
        for batch in batches:
            yield from rows(schema, batch)


def _description(corpus: Corpus, kind: str, opened: Any) -> Description:
    with (
        unpacked_copy(corpus.path, corpus.content(corpus.path)) as path,
        told(corpus.path),
        opened(path) as (schema, _),
    ):
        pair = pair_in(corpus, schema)
        return Description(
            kind=kind,
            languages=pair.languages if pair else (None, None),
            all_languages=languages_in(schema),
            notes=(pair.told,) if pair else (),
            by_names=pair is not None,
        )


def _write(segments: Iterable[Segment], destination: Destination, writer: Any) -> None:
    import pyarrow as pa

    with Spool(segments) as spool:
        types = {name: _type(kinds) for name, kinds in spool.kinds.items()}
        roles = [("id", pa.string()), ("source", pa.string()), ("hypothesis", pa.string())]
        fields = [pa.field(name, kind) for name, kind in [*roles, ("references", pa.list_(pa.string()))]]
        for name, kind in types.items():
            mark = _JSON if kind is None else None
            fields.append(pa.field(marked(name), pa.string() if kind is None else kind, metadata=mark))
        schema = pa.schema(fields)
        encoded = {name for name, kind in types.items() if kind is None}
        with whole_file(destination.path, "wb") as file, writer(file, schema) as sink:
            rows = iter(spool)
            while chunk := [_row(segment, encoded) for segment in islice(rows, _ROWS)]:
                sink.write_batch(pa.RecordBatch.from_pylist(chunk, schema=schema))


def _row(segment: Segment, encoded: set[str]) -> dict[str, Any]:
    row = record(segment)
    for name in [*row][len(HEAD) :]:
        if unmarked(name) in encoded and row[name] is not None:
            row[name] = json.dumps(row[name])
    return row


def _type(kinds: set[type]) -> Any:
    """Of a column with values of these types; None where it has to be JSON."""
    import pyarrow as pa

    single = {str: pa.string(), bool: pa.bool_(), int: pa.int64(), float: pa.float64()}
    if len(kinds) > 1:
        return None
    return single[next(iter(kinds))] if kinds else pa.string()


def _is_parquet(head: Head) -> Match:
    return Match.SURE if head.data.startswith(_PARQUET) else Match.NO


def _is_arrow(head: Head) -> Match:
    if head.data.startswith(_FILE):
        return Match.SURE
    # A stream begins as no text does: a mark of four bytes, and how long the schema is.
    length = int.from_bytes(head.data[4:8], "little")
    return Match.SURE if head.data.startswith(_STREAM) and 0 < length < 1 << 24 else Match.NO


PARQUET = Format(
    name="parquet",
    title="Parquet",
    meaning="a table of columns with types, compressed",
    endings=(".parquet", ".pq"),
    recognises=_is_parquet,
    read=read_parquet,
    describe=describe_parquet,
    write=write_parquet,
)
ARROW = Format(
    name="arrow",
    title="Arrow",
    meaning="a table of columns with types, as Arrow IPC and Feather have it",
    endings=(".arrow", ".feather", ".ipc"),
    recognises=_is_arrow,
    read=read_arrow,
    describe=describe_arrow,
    write=write_arrow,
)
