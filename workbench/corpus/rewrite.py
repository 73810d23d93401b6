"""Corpora written: into a new file of any format, or the same file again with what is to be changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from workbench.corpus.corpus import Corpus
from workbench.corpus.destination import check_destination
from workbench.corpus.edit import Edit
from workbench.corpus.format import Destination, Format
from workbench.corpus.ids import UniqueIds
from workbench.corpus.segment import Segment
from workbench.errors import CorpusError


def write(segments: Iterable[Segment], destination: Destination, form: Format) -> None:
    """Write segments into a new file, whole or not at all.

    Raises `CorpusError` where it cannot be written, and for a format that is only read.
    """
    if form.write is None:
        raise CorpusError(f"{form.title} is read, but not written; choose another format", destination.path)
    check_destination(destination, form)
    with _told(destination.path):
        form.write(segments, destination)


def rewrite(corpus: Corpus, destination: Destination, edit: Callable[[Segment], Edit]) -> None:
    """Write the file of a corpus again, in its own format; what ``edit`` leaves unchanged stays as it is in the file.

    ``edit`` is asked for each segment as iterating over the corpus gives it, in that order. Raises `CorpusError`, also
    for a destination that is one of the corpus's own files.
    """
    check_destination(destination, corpus.form, corpus.paths)
    if corpus.form.rewrite is None:
        write(_edited(corpus, edit), destination, corpus.form)
        return
    corpus.check()
    ids, position = UniqueIds(), -1

    def asked(segment: Segment) -> Edit:
        nonlocal position
        position += 1
        if corpus.limit is not None and position >= corpus.limit:
            return Edit(keep=False)
        shown = segment if corpus.codes else segment.without_codes()
        return edit(replace(shown, id=ids(segment.id, position + 1), position=position))

    with _told(destination.path):
        corpus.form.rewrite(corpus, destination, asked)


def _edited(corpus: Corpus, edit: Callable[[Segment], Edit]) -> Iterator[Segment]:
    for segment in corpus:
        found = edit(segment)
        if found.keep:
            yield edited(segment, found)


def edited(segment: Segment, edit: Edit) -> Segment:
    """The segment with what is to be changed of it; notes and issues become a column, in one line."""
    told = edit.told
    before = segment.metadata.get("note")
    note = {"note": "; ".join(([str(before)] if before else []) + list(told))} if told else {}
    references, codes = segment.references, segment.reference_codes
    if edit.target is not None:
        references = (edit.target, *references[1:])
        codes = ((), *codes[1:]) if codes else ()
    return replace(
        segment,
        references=references,
        reference_codes=codes,
        metadata={**segment.metadata, **edit.columns, **note},
    )


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CorpusError(f"cannot be written: {error.strerror or error}", path) from error
