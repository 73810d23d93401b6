"""Records of a run in a file: for other programs, or in a format of translators, where it is their own file again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from workbench.corpus.destination import check_destination, check_not_own
from workbench.corpus.edit import Edit
from workbench.corpus.format import Destination, Format
from workbench.corpus.rewrite import edited, rewrite, write
from workbench.corpus.segment import Segment
from workbench.runs.corpus_of_run import corpus_of
from workbench.runs.edits import edit_of
from workbench.runs.export import check_ending, export_records
from workbench.runs.query import COLUMNS, FLAGGED
from workbench.runs.run import Run

_OURS = frozenset((*COLUMNS, *FLAGGED, "links"))


def export(
    records: Iterable[Mapping[str, Any]],
    path: Path,
    run: Run | None = None,
    *,
    hypotheses: bool = False,
    to: str | None = None,
) -> None:
    """Write records to ``path``, whole or not at all: as they are by `workbench.runs.export.ENDINGS`, else as
    segments in the format that its name ends with, or the one called ``to``.

    Of ``run``, whose records they are: where its own corpus is a file of that format, the segments of these records are
    written as they stand there and in its order, with notes, columns and issues beside them. A hypothesis goes where no
    translation is; with ``hypotheses`` it takes the place of one. Raises `RunError` and `CorpusError`.
    """
    form = check_ending(path, to)
    own = [] if run is None else [*map(Path, run.manifest.corpus.get("files", ()))]
    check_not_own(own, path)
    if form is None:
        export_records(records, path)
    elif run is not None and _is_own(run, form):
        _rewritten(records, path, run, hypotheses)
    else:
        signature = {} if run is None else run.manifest.signature
        languages = signature.get("source_language"), signature.get("target_language")
        destination = Destination(path=path, languages=languages, hypotheses=hypotheses)
        check_destination(destination, form, own)
        write(_segments(records, form), destination, form)


def _is_own(run: Run, form: Format) -> bool:
    """Whether a run's corpus is a file of a format that is written again with all that is in it. A table gets all
    figures instead."""
    if (
        form.rewrite is None
        or form.header
        or not any(map(Path.exists, map(Path, run.manifest.corpus.get("files", ()))))
    ):
        return False
    return corpus_of(run).form is form


def _rewritten(records: Iterable[Mapping[str, Any]], path: Path, run: Run, hypotheses: bool) -> None:
    corpus = corpus_of(run)
    found = {record["id"]: record for record in records}

    def edit(segment: Segment) -> Edit:
        record = found.get(segment.id)
        if record is None:
            return Edit(keep=False)
        fill = hypotheses or not "".join(segment.references).strip()
        return edit_of(record, record["hypothesis"] if fill else None)

    rewrite(corpus, Destination(path=path, languages=corpus.languages or (None, None)), edit)


def _segments(records: Iterable[Mapping[str, Any]], form: Format) -> Iterator[Segment]:
    """A segment for each record: the columns of the corpus, what was found, and in tables all figures."""
    for place, record in enumerate(records):
        further = {name: value for name, value in record.items() if name not in _OURS}
        figures = {name: record[name] for name in COLUMNS if isinstance(record.get(name), float)} if form.header else {}
        segment = Segment(
            id=record["id"],
            source=record["source"],
            references=tuple(record["references"] or ()),
            hypothesis=record["hypothesis"],
            metadata={"side": record["side"], "status": record["status"], **further, **figures},
            position=place,
        )
        yield edited(segment, edit_of(record))
