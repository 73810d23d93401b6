"""Line-aligned text files: line N of one is the translation of line N of the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from workbench.corpus.opening import count_lines, lines
from workbench.corpus.segment import Segment
from workbench.errors import CorpusError

if TYPE_CHECKING:
    from workbench.corpus.corpus import Corpus


def read_parallel(corpus: Corpus) -> Iterator[Segment]:
    """The aligned lines of a source file and, where given, of a reference and of a hypothesis file.

    The lines are counted before the first segment comes, up to the limit of the corpus.

    Raises `CorpusError` when the files do not have the same number of lines.
    """
    if len({count_lines(path, corpus.limit) for path in corpus.paths}) > 1:
        counts = {path: count_lines(path) for path in corpus.paths}
        shortest = min(counts, key=lambda path: counts[path])
        told = ", ".join(f"{path} has {count} lines" for path, count in counts.items())
        raise CorpusError(
            f"this file ends here: {told}; expected as many in each: line N of one translates line N of the other. "
            "Look for the first line that does not fit its translation, and add or delete there",
            shortest,
            counts[shortest],
        )
    for row in zip(*map(lines, corpus.paths), strict=False):
        line, source = row[0]
        others = iter(row[1:])
        references = (next(others)[1],) if corpus.target else ()
        hypothesis = next(others)[1] if corpus.hypothesis else None
        yield Segment("", source, references, hypothesis, line=line)
