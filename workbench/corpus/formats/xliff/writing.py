"""Segments become a new file: XLIFF 1.2, one unit each, in the standard's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from workbench.corpus.code import Code
from workbench.corpus.format import Destination
from workbench.corpus.segment import Segment
from workbench.errors import CorpusError
from workbench.files.writing import whole_file
from workbench.files.xml_escape import escaped, forbidden, quoted

_WORDS = {
    "untranslated": "needs-translation",
    "draft": "needs-review-translation",
    "translated": "translated",
    "approved": "final",
    "rejected": "x-rejected",
}
_NOT_KNOWN = "und"


def write_xliff(segments: Iterable[Segment], destination: Destination) -> None:
    """Write source, translation, id, codes, state and note of each segment.

    Of several references the first; further columns have no place in XLIFF. Raises `CorpusError` for a character that
    XML cannot hold, `OSError` when it cannot be written.
    """
    with whole_file(destination.path, "w", encoding="utf-8", newline="") as file:
        file.writelines(_begin(destination))
        for number, segment in enumerate(segments, start=1):
            file.write(_unit(segment, number, destination))
        file.write("</body>\n</file>\n</xliff>\n")


def _begin(destination: Destination) -> Iterator[str]:
    source, target = destination.languages
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2">\n'
    yield f'<file original={quoted(destination.path.name)} datatype="plaintext"'
    yield f" source-language={quoted(source or _NOT_KNOWN)}"
    yield f" target-language={quoted(target)}>\n" if target else ">\n"
    yield "<body>\n"


def _unit(segment: Segment, number: int, destination: Destination) -> str:
    target, state, note = destination.target(segment), segment.metadata.get("state"), segment.metadata.get("note")
    id = segment.id or str(number)
    for text in (id, segment.source, target, note):
        if isinstance(text, str) and (found := forbidden(text)):
            raise CorpusError(
                f"segment {segment.id!r} has the character U+{ord(found):04X}, which XML cannot hold; delete it, or "
                "write TSV, JSON Lines or Parquet",
                destination.path,
            )
    parts = [f'<trans-unit id={quoted(id)} xml:space="preserve">']
    parts.append(f"<source>{_coded(segment.source, segment.source_codes)}</source>")
    if target is not None:
        codes = segment.reference_codes[0] if segment.reference_codes and not destination.hypotheses else ()
        word = _WORDS.get(str(state))
        said = f' state="{word}"' if word else ""
        parts.append(f"<target{said}>{_coded(target, codes)}</target>")
    if note:
        parts.append(f"<note>{escaped(str(note))}</note>")
    return "".join([*parts, "</trans-unit>\n"])


def _coded(text: str, codes: Iterable[Code]) -> str:
    """A text in which codes are ``x``, ``bx`` and ``ex``, which need no order among themselves."""
    parts, place = [], 0
    for number, code in enumerate(codes, start=1):
        parts.append(escaped(text[place : code.start]))
        shows = f" equiv-text={quoted(code.shows)}" if code.shows else ""
        if code.kind == "alone":
            parts.append(f"<x id={quoted(code.id)}{shows}/>")
        else:
            name = {"open": "bx", "close": "ex"}[code.kind]
            parts.append(f'<{name} id="{number}" rid={quoted(code.id)}{shows}/>')
        place = code.end
    return "".join([*parts, escaped(text[place:])])
