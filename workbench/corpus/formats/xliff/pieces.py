"""A file cut at its units, with nothing of it lost."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from xml.parsers import expat

from workbench.errors import CorpusError
from workbench.files.xml_text import XmlText

_TAG = re.compile(rb"<[^>\"']*(?:\"[^\"]*\"[^>\"']*|'[^']*'[^>\"']*)*>")


def pieces(text: XmlText, names: Collection[str], path: object) -> Iterator[tuple[bytes, bytes | None]]:
    """The file in UTF-8, but as it is: what stands before an element of these local names, and the element; at last
    what stands after all of them, and None. Elements inside one another are one."""
    marks = _Marks(frozenset(names))
    buffer, base, head = b"", 0, text.head.encode()
    for chunk in text:
        buffer += chunk
        marks.read(chunk, path)
        for begin, end in marks.take():
            tag = _TAG.match(buffer, end - base)
            assert tag
            before, unit = buffer[: begin - base], buffer[begin - base : tag.end()]
            buffer, base = buffer[tag.end() :], base + tag.end()
            yield head + before[len(head) :], unit
            head = b""
    yield head + buffer[len(head) :], None


class _Marks:
    """Where the elements begin, and where their last tags do."""

    def __init__(self, names: frozenset[str]):
        self._names, self._open, self._begin = names, 0, 0
        self._found: list[tuple[int, int]] = []
        self._parser = expat.ParserCreate("utf-8")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def read(self, chunk: bytes, path: object) -> None:
        try:
            self._parser.Parse(chunk)
        except expat.ExpatError as error:
            raise CorpusError(f"not well-formed XML: {expat.ErrorString(error.code)}", path, error.lineno) from error

    def take(self) -> list[tuple[int, int]]:
        found, self._found = self._found, []
        return found

    def _start(self, name: str, _: object) -> None:
        if name.rpartition(":")[2] in self._names:
            if not self._open:
                self._begin = self._parser.CurrentByteIndex
            self._open += 1

    def _end(self, name: str) -> None:
        if name.rpartition(":")[2] in self._names:
            self._open -= 1
            if not self._open:
                self._found.append((self._begin, self._parser.CurrentByteIndex))
