"""Which sentence pair each entry of a gold file belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from workbench.alignment.gold_formats import Entry
from workbench.alignment.sentences import Sentences
from workbench.errors import AlignmentError
from workbench.language.display import things

LEADING_GAPS = 100
MOST_GAPS = 1_000_000
"""Sentence numbers without links that are taken for lines of a file that was not given."""


def arranged(
    entries: Sequence[Entry], sentences: Sentences | None, format: str, path: Path
) -> tuple[Sentences, list[Entry]]:
    """The sentences, and an entry for each of them in their order; sentences of the file alone unless given."""
    if format == "naacl":
        sentences = sentences or _numbered(entries, path)
        return sentences, _by_number(entries, sentences, path)
    named = bool(entries) and entries[0].id is not None
    if sentences is not None and sentences.ids is not None and named:
        return _with_own_texts(_by_id(entries, sentences, path), sentences, path)
    if sentences is not None and sentences.count != len(entries):
        raise AlignmentError(
            f"{path} has {things(len(entries), 'pair')}, {sentences.name} {sentences.count}; expected as many in each"
        )
    if sentences is None or sentences.ids is None:
        names = tuple(str(entry.id) for entry in entries) if named else None
        sentences = Sentences(str(path), len(entries), names, None if sentences is None else sentences.texts)
    return _with_own_texts(list(entries), sentences, path)


def _with_own_texts(entries: list[Entry], sentences: Sentences, path: Path) -> tuple[Sentences, list[Entry]]:
    """Sentences with the texts that the entries have; where both have some, they are the same."""
    own = tuple(entry.texts for entry in entries if entry.texts is not None)
    if not own:
        return sentences, entries
    for entry, texts in zip(entries, sentences.texts or own, strict=True):
        if entry.texts != texts:
            raise AlignmentError(
                f"{path}:{entry.line}: the words of pair {entry.id} differ from those in {sentences.name}; links of "
                "different words cannot be compared"
            )
    return Sentences(sentences.name, sentences.count, sentences.ids, own), entries


def _by_id(entries: Sequence[Entry], sentences: Sentences, path: Path) -> list[Entry]:
    by_id = {entry.id: entry for entry in entries}
    known = set(sentences.ids or ())
    for entry in entries:
        if entry.id not in known:
            raise AlignmentError(f"{path}:{entry.line}: {sentences.name} has no pair with id {entry.id!r}")
    if len(by_id) != sentences.count:
        lacking = next(id for id in sentences.ids or () if id not in by_id)
        raise AlignmentError(
            f"{path} has {things(len(by_id), 'pair')}, {sentences.name} {sentences.count}; expected as many in each, "
            f"but {lacking!r} is not there"
        )
    return [by_id[id] for id in sentences.ids or ()]


def _numbered(entries: Sequence[Entry], path: Path) -> Sentences:
    """As many sentences as the highest number asks for, from 0, 1, or a number that can be no count of lines."""
    numbers = [entry.number or 0 for entry in entries]
    lowest, last = min(numbers, default=1), max(numbers, default=0)
    # First lines may well have no links; with that many of them this is a part cut out of a larger file.
    first = lowest if lowest > max(LEADING_GAPS, len(numbers)) else min(lowest, 1)
    if last - len(numbers) > MOST_GAPS:
        raise AlignmentError(
            f"{path}: sentence number {last} received, where only {len(numbers)} sentences have links; give the "
            "sentences with --source and --target"
        )
    names = tuple(map(str, range(first, last + 1)))
    return Sentences(str(path), len(names), names)


def _by_number(entries: Sequence[Entry], sentences: Sentences, path: Path) -> list[Entry]:
    """Numbers are ids where all ids are numbers, otherwise lines: from 0 if there is a number 0."""
    ids = sentences.ids
    if ids is not None and all(id.isdecimal() and id.isascii() for id in ids):
        places = {int(id): place for place, id in enumerate(ids)}
    else:
        first = 1 if all(entry.number for entry in entries) else 0
        places = {place + first: place for place in range(sentences.count)}
    found = [Entry(0, ())] * sentences.count
    for entry in entries:
        place = places.get(entry.number or 0)
        if place is None:
            raise AlignmentError(
                f"{path}:{entry.line}: there is no sentence {entry.number} in {sentences.name}, which has "
                f"{sentences.count}"
            )
        found[place] = entry
    return found
