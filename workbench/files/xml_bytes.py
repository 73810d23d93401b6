"""An XML file written again: every byte as it was, but for what is replaced at the places of its elements.

lxml says what is in an element, and not where it stands; expat says where. Both give elements in the same order, so a
format goes through `workbench.files.xml.elements` and `XmlCopy.elements` side by side.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.parsers import expat

from workbench.errors import CorpusError
from workbench.files.writing import whole_file
from workbench.files.xml_text import LIMITS, XmlText, xml_text

_START_TAG = re.compile(rb"<([^\s/>\"']+)(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+>")
_NEWLINE = re.compile("\r\n?|\n")


@dataclass(slots=True, eq=False)
class Place:
    """An element and where it stands, in bytes of the file as UTF-8: ``start`` and ``end`` of it with its tags,
    ``inner`` and ``inner_end`` of what is between them; ``empty``: it is one tag, ``<x/>``, with nothing between.

    ``name``: without namespace; ``tag``: as it stands in the file, with its prefix. ``attributes``: those with a
    namespace as ``{namespace}name``.
    """

    name: str
    namespace: str
    tag: str
    attributes: dict[str, str]
    line: int
    start: int
    inner: int
    inner_end: int = 0
    end: int = 0
    empty: bool = False
    children: list[Place] = field(default_factory=list)

    def named(self, *names: str) -> list[Place]:
        """Its children of these names."""
        return [child for child in self.children if child.name in names]


@contextmanager
def copied(path: Path, to: Path, content: Path | None = None) -> Iterator[XmlCopy]:
    """The file at ``path``, to be written to ``to``: whole when the block ends well, or not at all.

    Raises `CorpusError` for what is no XML and beyond `LIMITS`, `OSError` when it cannot be written.
    """
    with xml_text(path, content) as text, whole_file(to, "wb") as out:
        copy = XmlCopy(text, path, out)
        yield copy
        copy.finish()


class XmlCopy:
    """Goes through a file once and writes it; what is between two places is replaced while they are at hand: until the
    next element is asked for. ``newline``: how lines of the file end; those of what is put in end so, too."""

    def __init__(self, text: XmlText, path: Path, out: IO[bytes]):
        self._path, self._out, self._encoding = path, out, text.encoding
        out.write(text.mark)
        self._chunks = iter(text)
        head = text.head.encode()
        begin = next(self._chunks)
        self._data = bytearray(head + begin[len(head) :])
        self._begin: bytes | None = begin
        self._base = self._safe = 0
        self._changes: list[tuple[int, int, str]] = []
        self._whole: frozenset[str] = frozenset()
        self._ids: Collection[str | None] | None = None
        self._open: list[Place] = []
        self._depth, self._read = 0, False
        self._found: list[Place] = []
        self._parser = expat.ParserCreate("utf-8", " ")
        self._parser.StartElementHandler = self._started
        self._parser.EndElementHandler = self._ended
        found = _NEWLINE.search(self._data.decode("utf-8", "replace"))
        self.newline = found[0] if found else "\n"

    def elements(self, whole: Collection[str], ids: Collection[str | None] | None = None) -> Iterator[Place]:
        """The elements of these local names, those within others before them; what is in them are their children.
        ``ids``: of those alone that are called so."""
        self._whole, self._ids = frozenset(whole), ids
        for chunk in self._pieces():
            self._parse(chunk)
            found, self._found = self._found, []
            yield from found
            self._write(self._safe)
        self._found = []

    def raw(self, start: int, end: int) -> str:
        """What stands in the file there, entities and all."""
        return self._data[start - self._base : end - self._base].decode()

    def replace(self, start: int, end: int, xml: str) -> None:
        """Put XML in place of what stands there; with two places that are one, before it."""
        self._changes.append((start, end, _NEWLINE.sub(self.newline, xml)))

    def insert(self, place: int, xml: str) -> None:
        """Put XML in, after what was put in at the same place before."""
        self.replace(place, place, xml)

    def fill(self, place: Place, xml: str) -> None:
        """Put XML in place of what is in an element."""
        if place.empty:
            self.replace(place.inner - 2, place.inner, f">{xml}</{place.tag}>")
        else:
            self.replace(place.inner, place.inner_end, xml)

    def delete(self, place: Place) -> None:
        """Leave an element out, and if a line begins with it, the white space before it with the end of the line
        before."""
        self.replace(place.start - len(self.indent(place).encode()), place.end, "")

    def indent(self, place: Place) -> str:
        """The end of the line before an element and the white space after it, where a line begins with the element."""
        begin = end = place.start - self._base
        while begin and self._data[begin - 1] in b" \t":
            begin -= 1
        if not begin or self._data[begin - 1] not in b"\r\n":
            return ""
        begin -= 2 if self._data[max(begin - 2, 0) : begin] == b"\r\n" else 1
        return self._data[begin:end].decode()

    def finish(self) -> None:
        """Write the rest."""
        for _ in self.elements(()):
            pass
        self._write(self._base + len(self._data))

    def _pieces(self) -> Iterator[bytes]:
        if self._begin is not None:
            begin, self._begin = self._begin, None
            yield begin
        for chunk in self._chunks:
            self._data += chunk
            yield chunk
            if len(self._data) > LIMITS.unit + LIMITS.text:
                raise CorpusError("an element, a text or a comment that is too large", self._path)
        if not self._read:
            self._read = True
            yield b""

    def _parse(self, chunk: bytes) -> None:
        try:
            self._parser.Parse(chunk, not chunk)
        except expat.ExpatError as error:
            told = f"not well-formed XML: {expat.errors.messages[error.code]}"
            raise CorpusError(told, self._path, error.lineno) from error

    def _started(self, name: str, attributes: dict[str, str]) -> None:
        index = self._parser.CurrentByteIndex
        self._depth += 1
        if self._depth > LIMITS.depth:
            told = f"elements within elements, more than {LIMITS.depth} deep"
            raise CorpusError(told, self._path, self._parser.CurrentLineNumber)
        uri, _, short = name.rpartition(" ")
        wanted = short in self._whole and (self._ids is None or attributes.get("id") in self._ids)
        if not self._open and not wanted:
            self._safe = index
            return
        tag = _START_TAG.match(self._data, index - self._base)
        if tag is None:
            told = f"the tag of {short!r} cannot be found again in the bytes of the file; convert it to UTF-8"
            raise CorpusError(told, self._path, self._parser.CurrentLineNumber)
        place = Place(
            name=short,
            namespace=uri,
            tag=tag[1].decode(),
            attributes={_clark(key): value for key, value in attributes.items()},
            line=self._parser.CurrentLineNumber,
            start=index,
            inner=tag.end() + self._base,
            empty=tag[0].endswith(b"/>"),
        )
        if self._open:
            self._open[-1].children.append(place)
        self._open.append(place)

    def _ended(self, _: str) -> None:
        index = self._parser.CurrentByteIndex
        self._depth -= 1
        if not self._open:
            self._safe = index
            return
        place = self._open.pop()
        place.inner_end = place.end = place.inner
        if not place.empty:
            place.inner_end = index
            place.end = self._data.index(b">", index - self._base) + self._base + 1
        if place.name in self._whole:
            self._found.append(place)
        if not self._open:
            self._safe = index

    def _write(self, end: int) -> None:
        """Everything up to there that is not yet written, with its changes; those of an element that is open wait."""
        changes = sorted(self._changes, key=lambda change: change[:2])
        waiting = [change for change in changes if self._open and change[0] >= end]
        pieces, place = [], self._base
        for start, stop, text in changes[: len(changes) - len(waiting)]:
            if not place <= start <= stop <= self._base + len(self._data):
                raise ValueError("two changes of one place, or one of a place that is no longer at hand")
            pieces += [self.raw(place, start), text]
            place = stop
        self._changes = waiting
        end = max(end, place)
        pieces.append(self.raw(place, end))
        # What the encoding of the file does not have is written as the number of the character.
        self._out.write("".join(pieces).encode(self._encoding, "xmlcharrefreplace"))
        del self._data[: end - self._base]
        self._base = end


def _clark(name: str) -> str:
    uri, _, short = name.rpartition(" ")
    return f"{{{uri}}}{short}" if uri else short
