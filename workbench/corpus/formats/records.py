"""What all records have in common: JSON objects and rows of Parquet and Arrow, read by the names of their keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.corpus.columns import too_many_columns
from workbench.corpus.description import Description
from workbench.corpus.language_names import LanguagePair, language_in, pair_of
from workbench.corpus.layout import Layout
from workbench.corpus.segment import Segment
from workbench.corpus.values import of_json
from workbench.errors import BadRow, CorpusError
from workbench.language.characters import unfit
from workbench.language.codes import language_named

if TYPE_CHECKING:
    from workbench.corpus.corpus import Corpus

HEAD = ("id", "source", "hypothesis", "references")
"""The keys that a record of ours begins with; all that follow are known beside, whatever they are called."""
NESTED = ("translation", "translations")
"""Keys under which Hugging Face has the texts by their languages."""

_VARIABLE = {"language", "translation"}


def record(segment: Segment) -> dict[str, Any]:
    """What is written for a segment. A further key that is one of ours gets an apostrophe before it."""
    further = {marked(name): value for name, value in segment.metadata.items()}
    return {
        "id": segment.id,
        "source": segment.source,
        "hypothesis": segment.hypothesis,
        "references": list(segment.references),
        **further,
    }


def marked(name: str) -> str:
    """A further key as it is written."""
    return f"'{name}" if name.lstrip("'") in HEAD else name


def unmarked(name: str) -> str:
    """A further key as the segment has it."""
    return name[1:] if name[:1] == "'" and name.lstrip("'") in HEAD else name


class Variants(list[object]):
    """Several texts in one language."""


class Records:
    """Reads one record after the other; the layout of one is that of the last, where the keys are the same.

    ``references`` may be text or a list. An object under ``translation``, as Hugging Face writes it
    (``{"translation": {"en": …, "de": …}}``), is read as if its keys stood beside the others: which of them
    is the source comes from the file name or from the user. There, and where columns have types (``typed``), a source
    that is null is an empty one; in other JSON it is a fault.
    """

    def __init__(self, corpus: Corpus, typed: bool = False):
        self._corpus = corpus
        self._typed = typed
        self._names: list[str] = []
        self._layout: Layout | None = None

    def __call__(self, record: Mapping[str, Any], number: int) -> Segment:
        """Raises `BadRow`."""
        nested = flat(record)
        may_be_missing = self._typed or nested is not record
        record = nested
        names = list(record)
        if self._layout is None or names != self._names:
            self._layout = self._layout_of(record, names, number)
            self._names = names
        cells = list(record.values())
        source = cells[self._layout.source]
        if isinstance(source, Variants):
            # A segment has one source.
            cells[self._layout.source] = source[0]
        elif source is None and may_be_missing:
            cells[self._layout.source] = ""
        return self._layout.segment(cells, number, of_json)

    def _layout_of(self, record: Mapping[str, Any], names: list[str], number: int) -> Layout:
        path, columns = self._corpus.path, self._corpus.columns
        if fault := too_many_columns(len(names)):
            raise BadRow(fault, path, number)
        if tuple(names[: len(HEAD)]) == HEAD and not columns.are_given and columns.id is None:
            return Layout(
                path=path,
                names=tuple(names[: len(HEAD)] + [unmarked(name) for name in names[len(HEAD) :]]),
                source=1,
                references=(3,),
                hypothesis=2,
                ids=(0,),
                metadata=tuple(range(len(HEAD), len(names))),
            )
        try:
            return columns.layout(path, number, names, self._corpus.languages)
        except CorpusError as error:
            if names and not any(True for _ in texts(list(record.values()), keys=False)):
                told = (
                    f"numbers alone under {', '.join(map(repr, names[:3]))} and no text: a file of scores, as "
                    "OpusFilter writes it, line by line for the text files; give those (--source FILE --target FILE)"
                )
                raise BadRow(told, path, number) from error
            raise BadRow(error.reason, path, number) from error


def described(corpus: Corpus, kind: str, record: Mapping[str, Any] | None) -> Description:
    """Records for people, by the first of them: their format, and the languages that its keys are named after."""
    pair = pair_of_record(corpus, record) if record else None
    if pair is None:
        return Description(kind=kind)
    return Description(kind=kind, languages=pair.languages, notes=(pair.told,), by_names=True)


def pair_of_record(corpus: Corpus, record: Mapping[str, Any]) -> LanguagePair | None:
    """The two languages that the keys of texts are named after, where nothing else says what is the source."""
    columns, said = corpus.columns, corpus.said_languages
    texts = flat(record)
    if all(said or (None,)) or columns.are_given or columns.names_source([*texts], said):
        return None
    nested = [name for name in texts if name not in record]
    if nested:
        among = {place: language_in(name) or language_named(name) for place, name in enumerate(nested)}
        found = {place: code for place, code in among.items() if code}
        return pair_of(found, said, sorted_says_nothing=True) if len(found) == len(nested) else None
    names = [name for name, cell in texts.items() if isinstance(cell, str)]
    return pair_of(columns.languages(names), said, sorted_says_nothing=True)


def flat(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """A record with what is nested by languages beside the other keys."""
    for key in NESTED:
        nested = record.get(key)
        if isinstance(nested, dict):
            others = {name: cell for name, cell in record.items() if name != key}
            return {**others, **(_by_language(nested) if set(nested) == _VARIABLE else nested)}
    return record


def check_characters(record: Mapping[str, Any], path: Path, number: int) -> None:
    """Raises `BadRow` for what no text may hold."""
    for name, cell in record.items():
        said = (name, cell) if type(cell) is str else texts({name: cell})
        if found := next(filter(None, map(unfit, said)), None):
            raise BadRow(f"{found} in {name!r}, {found.why}; delete it", path, number)


def texts(cell: object, keys: bool = True) -> Iterator[str]:
    """Every text in a value, names of keys included."""
    if isinstance(cell, str):
        yield cell
    elif isinstance(cell, list | dict):
        for part in chain(cell if keys else (), cell.values()) if isinstance(cell, dict) else cell:
            yield from texts(part, keys)


def _by_language(nested: Mapping[str, Any]) -> dict[str, Any]:
    """Two lists, of languages and of texts, in which a language may stand several times."""
    found: dict[str, Variants] = {}
    languages, translations = nested["language"], nested["translation"]
    if not isinstance(languages, list) or not isinstance(translations, list):
        return dict(nested)
    for language, text in zip(languages, translations, strict=False):
        found.setdefault(str(language), Variants()).append(text)
    return dict(found)
