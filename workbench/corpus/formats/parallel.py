"""Line-aligned text files: line N of one is the translation of line N of the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from workbench.corpus.format import Format
from workbench.corpus.segment import Segment
from workbench.errors import BadRow, CorpusError
from workbench.files.text_file import count_lines, readable_lines
from workbench.language.display import things

if TYPE_CHECKING:
    from workbench.corpus.corpus import Corpus


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


PARALLEL = Format(
    name="parallel",
    title="line-aligned text",
    meaning="line N of one file is the translation of line N of the other",
    endings=(),
    read=read_parallel,
    aligned=True,
)
