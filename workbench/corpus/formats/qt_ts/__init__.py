"""Qt Linguist's TS: messages of software by context, with their translations."""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

from workbench.corpus.description import Description
from workbench.corpus.format import Format
from workbench.corpus.formats.qt_ts.reading import GONE, messages, read_ts, segments
from workbench.corpus.formats.qt_ts.writing import rewrite_ts, write_ts
from workbench.corpus.head import Head, Match
from workbench.corpus.languages import check_stated
from workbench.corpus.message import KEYS_NOTE, are_keys
from workbench.corpus.naming import language_at_end
from workbench.files.xml import elements
from workbench.files.xml_text import root_name

if TYPE_CHECKING:
    from workbench.corpus.corpus import Corpus

_LOOKED_AT = 200
"""Messages by which it is told whether sources are keys."""
_NONE = ("", "C", "POSIX")


def _recognises(head: Head) -> Match:
    return Match.SURE if root_name(head.data) == "TS" else Match.NO


def _describe(corpus: Corpus) -> Description:
    begun = elements(corpus.path, (), ("TS",), content=corpus.content(corpus.path))
    names = ("version", "sourcelanguage", "language")
    version, *said = next(([root.get(name, "") for name in names] for _, root in begun), [""] * 3)
    source, target = (None if code in _NONE else code for code in said)
    check_stated(corpus.stated, (source, target), corpus.path)
    sources: list[str] = []
    for message in islice(messages(corpus), _LOOKED_AT):
        if message.type not in GONE:
            with suppress(ValueError):
                sources += [segment.source or segment.id for segment in segments(message)]
    return Description(
        kind=f"Qt Linguist TS {version}".strip(),
        languages=(source, target or language_at_end(corpus.path)),
        notes=(KEYS_NOTE,) if are_keys(sources) else (),
    )


QT_TS = Format(
    name="qt-ts",
    title="Qt Linguist TS",
    meaning="messages of software by context, with their translations; unfinished ones are drafts",
    endings=(".ts",),
    recognises=_recognises,
    describe=_describe,
    read=read_ts,
    write=write_ts,
    rewrite=rewrite_ts,
)
