"""Line-aligned text files: line N of one is the translation of line N of the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.corpus.format import Destination, Format
from workbench.corpus.naming import languages_of_name
from workbench.corpus.segment import Segment
from workbench.errors import BadRow, CorpusError
from workbench.files.text_file import count_lines, readable_lines
from workbench.files.writing import whole_file
from workbench.language.display import things

if TYPE_CHECKING:
    from workbench.corpus.corpus import Corpus

LANGUAGE = "{lang}"
"""Stands for the code of a language in the name of files to write."""


def read_parallel(corpus: Corpus) -> Iterator[Segment | BadRow]:
    """The aligned lines of a source file and, where given, of a reference and of a hypothesis file.

    The lines are counted before the first segment comes, up to the limit of the corpus. Of a line that cannot be read,
    its partners in the other files are left out with it.

    Raises `CorpusError` when the files do not have the same number of lines.
    """
    # Where lines are skipped, it is not known which is the last one within the limit.
    at_most = None if corpus.skip_bad_rows else corpus.limit
    if len({count_lines(path, at_most, content=corpus.content(path)) for path in corpus.paths}) > 1:
        counts = {path: count_lines(path, content=corpus.content(path)) for path in corpus.paths}
        shortest = min(counts, key=lambda path: counts[path])
        told = ", ".join(f"{path} has {things(count, 'line')}" for path, count in counts.items())
        raise CorpusError(
            f"this file ends here: {told}; expected as many in each: line N of one translates line N of the other. "
            "Look for the first line that does not fit its translation, and add or delete there",
            shortest,
            counts[shortest],
        )
    files = [readable_lines(path, content=corpus.content(path)) for path in corpus.paths]
    for row in zip(*files, strict=False):
        texts: list[str] = []
        for _, text in row:
            if isinstance(text, BadRow):
                yield text
                break
            texts.append(text)
        else:
            others = iter(texts[1:])
            references = (next(others),) if corpus.target else ()
            hypothesis = next(others) if corpus.hypothesis else None
            yield Segment(id="", source=texts[0], references=references, hypothesis=hypothesis, line=row[0][0])


def write_parallel(segments: Iterable[Segment], destination: Destination) -> None:
    """A file for each language, all of them or none: where ``{lang}`` stands in the name of the destination, else
    behind it, is the code of the language, ``source`` and ``target`` where that is not known.

    Raises `CorpusError` for a text that has the end of a line inside.
    """
    source_path, target_path = paths_of(destination)
    options = {"encoding": "utf-8", "newline": "\n"}
    with whole_file(target_path, "w", **options) as target, whole_file(source_path, "w", **options) as source:
        for number, segment in enumerate(segments):
            for file, text in ((source, segment.source), (target, destination.target(segment) or "")):
                # Readers take a mark at the beginning of a file for none of its text.
                mark = "\ufeff" if number == 0 and text.startswith("\ufeff") else ""
                file.write(f"{mark}{line_of(text, segment, destination.path, 'tmx, csv or jsonl')}\n")


def paths_of(destination: Destination) -> tuple[Path, Path]:
    """The two files that `write_parallel` makes. Raises `CorpusError` where they would be the same."""
    languages = destination.languages
    path = destination.path
    if not any(languages) and (named := languages_of_name(path.with_name(f"{path.name}."))):
        languages = named
    source, target = (language or usual for language, usual in zip(languages, ("source", "target"), strict=True))
    if source == target:
        raise CorpusError(f"source and target language are both {source!r}; two files are written, so name two", path)
    name = path.name if LANGUAGE in path.name else f"{path.name}.{LANGUAGE}"
    return path.with_name(name.replace(LANGUAGE, source)), path.with_name(name.replace(LANGUAGE, target))


def line_of(text: str, segment: Segment, path: Path, instead: str) -> str:
    """A text that is a line. Raises `CorpusError` for one that is none."""
    if "\n" in text or "\r" in text:
        raise CorpusError(
            f"segment {segment.id!r} has the end of a line in a text, and here every line is a text; choose {instead}",
            path,
        )
    return text


PARALLEL = Format(
    name="parallel",
    title="line-aligned text",
    meaning="line N of one file is the translation of line N of the other",
    endings=(),
    read=read_parallel,
    write=write_parallel,
    aligned=True,
)
