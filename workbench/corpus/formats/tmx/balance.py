"""Units whose tags are not balanced, as OPUS's tools write them for two sentences with one translation: a unit begins
inside another one, or ends twice."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator

from workbench.files.xml_text import LIMITS

_TOKEN = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|(?P<tu><tu(?=[\s/>])(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+>)|"
    rb"(?P<end></tu\s*+>)|(?P<last></(?:body|tmx)\s*+>)",
    re.DOTALL,
)
_BEGIN = re.compile(rb"<!--|<!\[CDATA\[|<\?|<tu[\s/>]|</(?:tu|body|tmx)[\s>]")
_LONGEST = len("<![CDATA[")


class Balanced:
    """The text of a file, in which units end before the next one begins. ``broken``: the numbers, from 1, of those that
    are not whole: known before the end of a unit comes."""

    def __init__(self) -> None:
        self.broken: set[int] = set()
        self._units = 0
        self._open = False
        # What follows the last beginning of a unit may go on with an end too many.
        self._held: list[bytes] = []
        self._size = 0

    def __call__(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        rest, enough = b"", 0
        for chunk in chunks:
            rest += chunk
            if len(rest) < enough:
                continue
            place = yield from self._mended(rest)
            rest = rest[place:]
            if len(rest) > LIMITS.text:
                # No text, comment or tag that is longer is read.
                self._hold(rest)
                rest = b""
            # What is cut off here is looked at again when there is twice as much of it.
            enough = 2 * len(rest)
            if self._size > LIMITS.unit:
                yield from self._released()
        place = yield from self._mended(rest)
        yield from self._released()
        yield rest[place:]

    def _mended(self, text: bytes) -> Generator[bytes, None, int]:
        """Gives what was held before the last unit in a text, which is held; returns where a token begins that is cut
        off by the end of the text."""
        place = at = 0
        while begin := _BEGIN.search(text, at):
            token = _TOKEN.match(text, begin.start())
            if not token:
                self._hold(text[place : begin.start()])
                return begin.start()
            at = token.end()
            mended = self._token(token)
            if token["tu"] or mended is not None:
                self._hold(text[place : token.start()])
                self._hold(mended or b"")
                place = token.start() if mended is None or token["tu"] or token["last"] else at
            if token["tu"]:
                yield from self._released()
        end = text.rfind(b"<", max(at, len(text) - _LONGEST))
        end = len(text) if end < 0 else end
        self._hold(text[place:end])
        return end

    def _hold(self, text: bytes) -> None:
        if text:
            self._held.append(text)
            self._size += len(text)

    def _released(self) -> list[bytes]:
        held, self._held, self._size = self._held, [], 0
        return held

    def _token(self, token: re.Match[bytes]) -> bytes | None:
        """What stands before it, or in place of an end; None where nothing is amiss."""
        if token["tu"]:
            was_open, self._open = self._open, not token["tu"].endswith(b"/>")
            self._units += 1
            if was_open:
                self.broken |= {self._units - 1, self._units}
                return b"</tu>"
        elif token["end"]:
            if not self._open:
                self.broken.add(self._units)
                return b""
            self._open = False
        elif token["last"] and self._open:
            self._open = False
            self.broken.add(self._units)
            return b"</tu>"
        return None
