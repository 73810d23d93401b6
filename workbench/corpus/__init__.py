"""Parallel corpora, read as a stream: one reader per format, one `Segment` per row.

A further format (TMX, XLIFF) is one new file with a function from `Corpus` to segments, and one line in
``READERS``. For a row that cannot be read it yields what is wrong with it, and goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from workbench import bundled
from workbench.corpus.columns import Columns
from workbench.corpus.corpus import Corpus
from workbench.corpus.glossary import read_glossary
from workbench.corpus.jsonl import read_jsonl
from workbench.corpus.naming import format_of
from workbench.corpus.parallel import read_parallel
from workbench.corpus.segment import Segment
from workbench.corpus.survey import Survey
from workbench.corpus.tabular import read_csv, read_tsv
from workbench.errors import BadRow, CorpusError, UnknownNameError
from workbench.files.kind import check_file, spooled

__all__ = ["READERS", "Columns", "Corpus", "Segment", "Survey", "read", "read_glossary"]

READERS: dict[str, Callable[[Corpus], Iterator[Segment | BadRow]]] = {
    "tsv": read_tsv,
    "csv": read_csv,
    "jsonl": read_jsonl,
    "parallel": read_parallel,
}


def read(
    path: str | Path | None = None,
    *,
    source: str | Path | None = None,
    target: str | Path | None = None,
    hypothesis: str | Path | None = None,
    format: str | None = None,
    columns: Columns | None = None,
    limit: int | None = None,
    source_language: str | None = None,
    target_language: str | None = None,
    skip_bad_rows: bool = False,
) -> Corpus:
    """A corpus: a TSV, CSV or JSON Lines file, line-aligned text files, or ``demo``, the bundled one.

    ``source`` is another name for ``path``; with ``target`` or ``hypothesis`` the files are line-aligned
    (format ``parallel``, which may also be asked for to read sources alone). Without ``format`` the file name
    tells it. The files are read when the corpus is iterated over; a pipe is copied to a temporary file at once.

    ``source_language`` and ``target_language`` go before those in the name of the file; columns may be named after
    them. With ``skip_bad_rows``, rows that cannot be read are left out and counted by `Corpus.survey`: those with too
    many or too few cells, lines too long, invalid JSON, bytes and characters that are no text, a carriage return inside
    a line although newlines end lines. Compressed data that are damaged, a file that is in another encoding from its
    beginning on, quotation marks of CSV left open and files of different lengths stay errors.

    Raises `CorpusError` when a file is missing or the arguments do not fit each other, `UnknownNameError` for
    a format that is not in ``READERS``.
    """
    main = path if source is None else source
    if main is None or (path is not None and source is not None):
        raise CorpusError("give one corpus file, or a source and a target file")
    first = bundled.dataset("demo.en-de.tsv") if main == "demo" else Path(main)
    second, third = (None if name is None else Path(name) for name in (target, hypothesis))
    files = tuple(dict.fromkeys(filter(None, (first, second, third))))
    for file in files:
        check_file(file)
    if limit is not None and limit < 1:
        raise CorpusError(f"limit {limit} asked for; expected at least 1")
    if format is not None and format not in READERS:
        raise UnknownNameError("format", format, READERS)
    aligned = second is not None or third is not None
    contents = {file: spooled(file) for file in files}
    form = format or ("parallel" if aligned else format_of(first, contents[first]))
    if aligned and form != "parallel":
        raise CorpusError(
            f"format {form!r} is one file, but a target or hypothesis file is given as well; "
            "name its columns with columns=Columns(…)",
            first,
        )
    if form == "parallel" and columns not in (None, Columns()):
        raise CorpusError("line-aligned files have no columns; leave columns out", first)
    return Corpus(
        path=first,
        format=form,
        reader=READERS[form],
        target=second,
        hypothesis=third,
        columns=columns or Columns(),
        limit=limit,
        stated=(source_language or None, target_language or None),
        skip_bad_rows=skip_bad_rows,
        contents={file: content for file, content in contents.items() if file != content},
    )
