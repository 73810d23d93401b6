"""Units whose tags are not balanced, as OPUS's tools write them for two sentences with one translation: a unit begins
inside another one, or ends twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from workbench.files.xml_text import LIMITS

_TOKEN = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<(?P<tu>tu(?=[\s/>])(?:[^>\"']|\"[^\"]*\"|'[^']*')*)>|(?P<end></tu\s*>)|"
    rb"(?P<last></(?:body|tmx)\s*>)",
    re.DOTALL,
)


class Balanced:
    """The text of a file, in which units end before the next one begins. ``broken``: the numbers, from 1, of those that
    are not whole: known before the end of a unit comes."""

    def __init__(self) -> None:
        self.broken: set[int] = set()
        self._units = 0
        self._open = False

    def __call__(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        rest = b""
        for chunk in chunks:
            rest += chunk
            # What follows the last beginning of a unit may go on with an end too many.
            cut = rest.rfind(b"<tu")
            while cut > 0 and rest[cut + 3 : cut + 4] not in b" \t\r\n>/":
                cut = rest.rfind(b"<tu", 0, cut)
            if cut > 0:
                yield self._mended(rest[:cut])
                rest = rest[cut:]
            if len(rest) > LIMITS.unit:
                yield self._mended(rest)
                rest = b""
        yield self._mended(rest)

    def _mended(self, text: bytes) -> bytes:
        parts, place = [], 0
        for token in _TOKEN.finditer(text):
            mended = self._token(token)
            if mended is not None:
                parts += [text[place : token.start()], mended]
                place = token.end()
        return b"".join([*parts, text[place:]])

    def _token(self, token: re.Match[bytes]) -> bytes | None:
        """What stands in its place; None where it stays."""
        if token["tu"]:
            was_open, self._open = self._open, not token["tu"].endswith(b"/")
            self._units += 1
            if was_open:
                self.broken |= {self._units - 1, self._units}
                return b"</tu>" + token[0]
        elif token["end"]:
            if not self._open:
                self.broken.add(self._units)
                return b""
            self._open = False
        elif token["last"] and self._open:
            self._open = False
            self.broken.add(self._units)
            return b"</tu>" + token[0]
        return None
