"""Gettext's PO, and its templates, POT: messages of software with their translations, comments and flags."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from workbench.corpus.description import Description
from workbench.corpus.format import Format
from workbench.corpus.formats.po.charset import declared, is_known
from workbench.corpus.formats.po.entry import entries
from workbench.corpus.formats.po.header import header, languages
from workbench.corpus.formats.po.reading import is_message, read_po
from workbench.corpus.formats.po.writing import rewrite_po, write_po
from workbench.corpus.head import Head, Match
from workbench.corpus.languages import check_stated
from workbench.corpus.message import KEYS_NOTE, are_keys
from workbench.corpus.naming import language_at_end

if TYPE_CHECKING:
    from workbench.corpus.corpus import Corpus

_LOOKED_AT = 200
"""Messages by which it is told whether sources are keys."""
_MESSAGE = re.compile(r'^(#~[ \t]*)?msgid[ \t]*".*"[ \t]*\r?$', re.MULTILINE)
_TRANSLATION = re.compile(r'^(#~[ \t]*)?msgstr(\[\d\])?[ \t]*"', re.MULTILINE)


def _recognises(head: Head) -> Match:
    if _MESSAGE.search(head.text) and _TRANSLATION.search(head.text):
        return Match.SURE
    return Match.POSSIBLE if head.ending in PO.endings else Match.NO


def _describe(corpus: Corpus) -> Description:
    content = corpus.content(corpus.path)
    fields: dict[str, str] = {}
    sources: list[str] = []
    for entry in islice(entries(corpus.path, content), _LOOKED_AT):
        if entry.is_header and not entry.obsolete and not fields:
            fields = header(entry)
        elif is_message(entry) and not entry.obsolete and not entry.fault:
            sources.append(entry.text("msgid") or "")
    template = Head(corpus.path, content).ending == ".pot"
    generator = fields.get("X-Generator")
    name = declared(Head(corpus.path, content).data)
    notes = []
    if name and not is_known(name):
        notes.append(f"the charset in its header, {name}, is not known; it is read as UTF-8")
    if are_keys(sources):
        notes.append(KEYS_NOTE)
    source, target = languages(fields)
    check_stated(corpus.stated, (source, target), corpus.path)
    return Description(
        kind=f"gettext {'POT, a template' if template else 'PO'}{f', by {generator}' if generator else ''}",
        languages=(source, target or language_at_end(corpus.path)),
        notes=tuple(notes),
    )


PO = Format(
    name="po",
    title="gettext PO",
    meaning="messages of software with their translations; fuzzy ones are drafts",
    endings=(".po", ".pot"),
    recognises=_recognises,
    describe=_describe,
    read=read_po,
    write=write_po,
    rewrite=rewrite_po,
)
