"""JSON that is no JSON Lines: a list of objects, an object that has such a list under a key, or objects over several
lines one after the other. Read piece by piece, whatever the size of the file, with the number of the line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.corpus.bad_rows import read_or_bad
from workbench.corpus.columns import Columns
from workbench.corpus.description import Description
from workbench.corpus.format import Destination, Format
from workbench.corpus.formats.records import Records, check_characters, described, record
from workbench.corpus.head import Head, Match
from workbench.corpus.segment import Segment
from workbench.corpus.values import JSON
from workbench.errors import BadRow, CorpusError
from workbench.files.encoding import unreadable
from workbench.files.text_file import LONGEST_LINE, pieces
from workbench.files.writing import whole_file

if TYPE_CHECKING:
    from workbench.corpus.corpus import Corpus

_BLANK = re.compile(r"[ \t\r\n]*")
_BEGINNING = re.compile(r'\s*(\[\s*(\{|\]|$)|\{\s*"(?:[^"\\]|\\.)*"\s*:|\{\s*$)')
_KEPT = 1 << 17
_MOST_BEFORE = 4 << 20
"""Characters of an object before the list in it."""
_EXPECTED = 'expected a list of objects, such as [{"source": "…", "reference": "…"}]'


def read_json(corpus: Corpus) -> Iterator[Segment | BadRow]:
    """The objects of the file, each read by its own keys (`Records`). What stands beside a list under a key is passed
    over.

    An object may be as long as `LONGEST_LINE`. Raises `CorpusError` for what is no JSON.
    """
    records = Records(corpus)
    for line, found in _values(_Text(corpus.path, corpus.content(corpus.path))):
        if isinstance(found, dict):
            yield read_or_bad(lambda one, number: _segment(records, corpus.path, one, number), found, line)
        else:
            yield BadRow(f"a JSON {type(found).__name__} received; {_EXPECTED}", corpus.path, line)


def describe_json(corpus: Corpus) -> Description:
    """Where the list is, and the languages that the keys of its first object are named after, where nothing else says
    them."""
    text = _Text(corpus.path, corpus.content(corpus.path))
    _, first = next(_values(text), (0, None))
    under = f", the list under {text.key!r}" if text.key else ""
    return described(corpus, f"{JSON_FORMAT.title}{under}", first if isinstance(first, dict) else None)


def write_json(segments: Iterable[Segment], destination: Destination) -> None:
    """A list of records of ours, one a line."""
    with whole_file(destination.path, "w", encoding="utf-8", newline="\n") as file:
        separator = "[\n"
        for segment in segments:
            file.write(separator + json.dumps(record(segment), ensure_ascii=False, allow_nan=False))
            separator = ",\n"
        file.write("[]\n" if separator == "[\n" else "\n]\n")


def _segment(records: Records, path: Path, found: dict[str, Any], line: int) -> Segment:
    check_characters(found, path, line)
    return records(found, line)


def _values(text: _Text) -> Iterator[tuple[int, Any]]:
    """The values of the list, or one after the other."""
    opening = text.peek()
    if opening == "[":
        text.take("[")
        yield from _items(text)
        text.end()
        return
    if opening == "{" and (found := _list_within(text)) is not None:
        yield from found
        return
    while text.peek():
        yield text.line, text.value()


def _items(text: _Text) -> Iterator[tuple[int, Any]]:
    """What stands in a list whose opening bracket has been read."""
    if text.peek() == "]":
        text.take("]")
        return
    while True:
        text.peek()
        yield text.line, text.value()
        if text.peek() == "]":
            text.take("]")
            return
        text.take(",")


def _list_within(text: _Text) -> Iterator[tuple[int, Any]] | None:
    """The items of the first list of objects under a key of the object that comes; None, and nothing is read, where a
    record of its own comes instead."""
    text.mark()
    text.take("{")
    while text.peek() == '"':
        key = text.value()
        text.take(":")
        if text.peek() == "[":
            text.take("[")
            if text.peek() == "{":
                text.key = key
                text.unmark()
                return _to_the_end(text)
            text.untake()
        text.value()
        if text.peek() != ",":
            break
        text.take(",")
    text.reset()
    return None


def _to_the_end(text: _Text) -> Iterator[tuple[int, Any]]:
    yield from _items(text)
    while text.peek() == ",":
        text.take(",")
        text.value()
        text.take(":")
        text.value()
    text.take("}")
    text.end()


class _Text:
    """A text that is read value by value; ``line`` is that of the next character. ``key``: where the list was found."""

    def __init__(self, path: Path, content: Path):
        self.line = 1
        self.key = ""
        self._path = path
        self._pieces = pieces(path, content)
        self._text, self._place, self._marked = "", 0, -1
        self._line_marked = 1

    def peek(self) -> str:
        """The next character that is not blank; empty at the end."""
        while True:
            self._pass(_BLANK.match(self._text, self._place).end())  # type: ignore[union-attr]
            if self._place < len(self._text):
                return self._text[self._place]
            if not self._more():
                return ""

    def take(self, expected: str) -> None:
        """Go past a character. Raises `CorpusError` for another."""
        found = self.peek()
        if found != expected:
            received = "the end of the file" if not found else repr(found)
            raise CorpusError(f"not valid JSON: {received} received, {expected!r} expected", self._path, self.line)
        self._place += 1

    def untake(self) -> None:
        """Go back to the opening bracket that was taken, over what is blank behind it."""
        place = self._text.rindex("[", 0, self._place)
        self.line -= self._text.count("\n", place, self._place)
        self._place = place

    def value(self) -> Any:
        """The value that begins here, whole. Raises `CorpusError`."""
        self.peek()
        while True:
            try:
                found, end = JSON.raw_decode(self._text, self._place)
            except RecursionError as error:
                raise CorpusError("not valid JSON: nested too deeply", self._path, self.line) from error
            except json.JSONDecodeError as error:
                if self._cannot_go_on(error) or not self._more():
                    line = self.line + self._text.count("\n", self._place, error.pos)
                    raise CorpusError(f"not valid JSON ({error.msg}); {_EXPECTED}", self._path, line) from error
            else:
                # A number may go on in what has not been read.
                if end < len(self._text) or not self._more():
                    self._pass(end)
                    return found

    def end(self) -> None:
        """Raises `CorpusError` unless all has been read."""
        if found := self.peek():
            raise CorpusError(f"not valid JSON: {found!r} follows what ends the list", self._path, self.line)

    def mark(self) -> None:
        """Remember this place for `reset`."""
        self._marked, self._line_marked = self._place, self.line

    def unmark(self) -> None:
        self._marked = -1

    def reset(self) -> None:
        """Go back to the place that was marked."""
        self._place, self.line, self._marked = self._marked, self._line_marked, -1

    def _cannot_go_on(self, error: json.JSONDecodeError) -> bool:
        length = len(self._text) - self._place
        if length > LONGEST_LINE:
            raise CorpusError(
                f"an object is longer than {LONGEST_LINE:,} characters; expected one for each sentence",
                self._path,
                self.line,
            )
        # What is cut off ends in the midst of a text, or where the last characters are.
        return not error.msg.startswith("Unterminated string") and len(self._text) - error.pos > 16

    def _pass(self, end: int) -> None:
        self.line += self._text.count("\n", self._place, end)
        self._place = end

    def _more(self) -> bool:
        """Read on, twice as far as what is pending."""
        if self._marked >= 0 and len(self._text) > _MOST_BEFORE:
            told = f"no list of objects in its first {_MOST_BEFORE:,} characters; {_EXPECTED}"
            raise CorpusError(told, self._path, self.line)
        kept = self._place if self._marked < 0 else self._marked
        self._text = self._text[kept:]
        self._place -= kept
        self._marked = self._marked if self._marked < 0 else 0
        wanted, parts, length = max(_KEPT, len(self._text)), [self._text], 0
        while length < wanted and (piece := next(self._pieces, "")):
            if fault := unreadable(piece):
                raise CorpusError(fault, self._path, self.line)
            parts.append(piece)
            length += len(piece)
        self._text = "".join(parts)
        return length > 0


def _is_json(head: Head) -> Match:
    line = head.first_line.strip()
    if line.startswith("{") and line.endswith("}"):
        return Match.SURE if _has_list(line) and head.text.strip() == line else Match.NO
    found = _BEGINNING.match(head.text)
    if not found:
        return Match.POSSIBLE if head.ending in JSON_FORMAT.endings and line.startswith("[") else Match.NO
    # A first line that is cut off or broken may be one of many.
    return Match.POSSIBLE if head.ending in (".jsonl", ".ndjson") and found[1].startswith('{"') else Match.SURE


def _has_list(line: str) -> bool:
    """Whether an object is no record, but has a list of them."""
    try:
        found = JSON.decode(line)
    except (ValueError, RecursionError):
        return False
    lists = [value for value in found.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
    return bool(lists) and not Columns().is_header(list(found))


JSON_FORMAT = Format(
    name="json",
    title="JSON",
    meaning="a list of objects, their keys being the columns",
    endings=(".json",),
    recognises=_is_json,
    read=read_json,
    describe=describe_json,
    write=write_json,
)
