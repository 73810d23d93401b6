"""Parallel corpora, read as a stream: one file per format, all of them in `FORMATS`, one `Segment` per row."""

from __future__ import annotations

from pathlib import Path

from workbench import bundled
from workbench.corpus.columns import Columns
from workbench.corpus.corpus import Corpus
from workbench.corpus.format import Format
from workbench.corpus.formats import FORMATS, format_of
from workbench.corpus.formats.hf_dataset import HF_DATASET, is_dataset
from workbench.corpus.formats.parallel import PARALLEL
from workbench.corpus.glossary import read_glossary
from workbench.corpus.inspection import inspect
from workbench.corpus.segment import Segment
from workbench.corpus.siblings import siblings
from workbench.corpus.survey import Survey
from workbench.errors import CorpusError, UnknownNameError
from workbench.files.fetched import fetched
from workbench.files.kind import check_file, spooled
from workbench.files.url import Url, place

__all__ = ["FORMATS", "Columns", "Corpus", "Format", "Segment", "Survey", "inspect", "read", "read_glossary"]


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
    skip_blank: bool = False,
) -> Corpus:
    """A corpus: a file in one of `FORMATS`, line-aligned text files, or ``demo``, the bundled one.

    Of line-aligned files one name is enough: ``x.en`` where ``x.de`` lies beside it, or ``x`` where both are. A folder
    may be a dataset of Hugging Face. ``source`` is another name for ``path``; with ``target`` or ``hypothesis`` the
    files are line-aligned (format ``parallel``, which may also be asked for to read sources alone). Without ``format``
    the content tells it, or the name. The files are read when the corpus is iterated over; a pipe, or what lies at a
    URL (``s3://bucket/x.tsv``, ``gs://``, ``hf://datasets/…``), is copied to a temporary file at once.

    ``source_language`` and ``target_language`` go before those in the name of the file; columns may be named after
    them. With ``skip_bad_rows``, rows that cannot be read are left out and counted by `Corpus.survey`: those with too
    many or too few cells, lines too long, invalid JSON, bytes and characters that are no text, a carriage return inside
    a line although newlines end lines. Compressed data that are damaged, a file that is in another encoding from its
    beginning on, quotation marks of CSV left open and files of different lengths stay errors. With ``skip_blank``, rows
    without any text are left out too, and counted by `Corpus.survey` among what is left out.

    Raises `CorpusError` when a file is missing or the arguments do not fit each other, `UnknownNameError` for
    a format that is not in `FORMATS`.
    """
    main = path if source is None else source
    if main is None or (path is not None and source is not None):
        raise CorpusError("give one corpus file, or a source and a target file")
    first = bundled.dataset("demo.en-de.tsv") if main == "demo" else place(main)
    second, third = (None if name is None else place(name) for name in (target, hypothesis))
    stated = (source_language or None, target_language or None)
    alone = second is None and third is None and not isinstance(first, Url)
    if alone and format is None and columns in (None, Columns()):
        first, second = siblings(first, stated) or (first, None)
    files = tuple(dict.fromkeys(filter(None, (first, second, third))))
    folder = is_dataset(first) and second is None
    for file in () if folder else files:
        if not isinstance(file, Url):
            check_file(file)
    if limit is not None and limit < 1:
        raise CorpusError(f"limit {limit} asked for; expected at least 1")
    if format is not None and format not in FORMATS:
        raise UnknownNameError("format", format, FORMATS)
    aligned = second is not None or third is not None
    contents = {file: file if folder else fetched(file) if isinstance(file, Url) else spooled(file) for file in files}
    form = FORMATS[format or (PARALLEL.name if aligned else format_of(first, contents[first]))]
    if folder and form is not HF_DATASET:
        raise CorpusError(f"a folder, which format {form.name!r} is not in; give a file of it", first)
    if aligned and not form.aligned:
        raise CorpusError(
            f"format {form.name!r} is one file, but a target or hypothesis file is given as well; "
            "name its columns with columns=Columns(…)",
            first,
        )
    if form.aligned and columns not in (None, Columns()):
        raise CorpusError("line-aligned files have no columns; leave columns out", first)
    return Corpus(
        path=first,
        form=form,
        target=second,
        hypothesis=third,
        columns=columns or Columns(),
        limit=limit,
        stated=stated,
        skip_bad_rows=skip_bad_rows,
        skip_blank=skip_blank,
        contents={file: content for file, content in contents.items() if file != content},
    )
