"""Messages of a gettext file as segments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.corpus.format import Row
from workbench.corpus.formats.po.entry import Entry, entries, unescaped
from workbench.corpus.message import message_id
from workbench.corpus.segment import LeftOut, Segment
from workbench.corpus.values import Value
from workbench.errors import BadRow
from workbench.language.characters import fit

if TYPE_CHECKING:
    from workbench.corpus.corpus import Corpus

FUZZY = "fuzzy"
_PREVIOUS = re.compile(r'#\|[ \t]*(?P<keyword>msg\w+)?[ \t]*"(?P<text>.*)"')
# What programs put into comments that are meant for people: where a text is from, keys, kinds of elements.
_GENERATED = re.compile(
    r"type: |\(itstool\)|i18n: (file|ectx):|ectx: |module: |odoo-|Tag: |js-lingui-|key: |id: |path: |"
    r"(?=\w*\d|\w+[A-Z])\w{5}$"  # LibreOffice: five letters and digits
)


def read_po(corpus: Corpus) -> Iterator[Row]:
    """The messages, plural forms apart. Raises `CorpusError`."""
    for entry in entries(corpus.path, corpus.content(corpus.path)):
        if (left_out := not_read(entry, corpus.path)) is not None:
            yield left_out
        elif is_message(entry):
            yield from segments(entry)


def is_message(entry: Entry) -> bool:
    """Neither a header nor comments alone."""
    return "msgid" in entry.fields and not entry.is_header


def not_read(entry: Entry, path: Path) -> BadRow | LeftOut | None:
    """What stands in place of an entry that is no segment; None for those that are, and for the header."""
    if entry.obsolete:
        return LeftOut("obsolete message", entry.place)
    if entry.fault:
        return entry.fault
    if entry.fields.keys() <= {"domain"}:
        return None
    if "msgid" not in entry.fields:
        return BadRow("a message without msgid; expected msgid, then msgstr", path, entry.place)
    if not entry.complete:
        return BadRow("a message without msgstr; expected msgid, then msgstr", path, entry.place)
    return None


def segments(entry: Entry) -> Iterator[Segment]:
    """Of one message: one, or one for each plural form."""
    msgid, plural, context = entry.text("msgid"), entry.text("msgid_plural"), entry.text("msgctxt")
    flags, note, previous = _said(entry) if entry.comments else ([], "", None)
    said: dict[str, Value] = {}
    if note:
        said["note"] = note
    if context is not None:
        said["context"] = context
    if others := ", ".join([flag for flag in flags if flag != FUZZY]):
        said["flags"] = others
    if previous is not None:
        said["old_source"] = previous
    for number, keyword in enumerate(entry.forms):
        form = None if keyword == "msgstr" else int(keyword[7:-1])
        text = entry.text(keyword) or ""
        there = bool(text.strip())
        state = "untranslated" if not there else "draft" if FUZZY in flags else "translated"
        yield Segment(
            id=message_id(context, msgid, form=form),
            source=(plural if number and plural is not None else msgid) or "",
            references=(text,) if there else (),
            metadata={"state": state, **said} if form is None else {"state": state, **said, "plural": str(form)},
            line=entry.place,
        )


def _said(entry: Entry) -> tuple[list[str], str, str | None]:
    """What its comments say: flags, notes, and an older source."""
    return flags_of(entry), note_of(entry), previous_of(entry)


# Bytes of another charset in a comment, such as a name, spoil no message: they become U+FFFD there.
def flags_of(entry: Entry) -> list[str]:
    """``fuzzy``, ``c-format`` and the like."""
    lines = [fit(comment[2:]) for comment in entry.comments if comment.startswith(("#,", "#="))]
    return [flag.strip() for line in lines for flag in line.split(",") if flag.strip()]


def note_of(entry: Entry) -> str:
    """What translators and developers wrote, a line each; not where the text is from, nor what programs generate."""
    lines = []
    for comment in entry.comments:
        if comment.startswith("#."):
            if not _GENERATED.match(text := comment[2:].strip()):
                lines.append(text)
        elif not comment.startswith(("#:", "#,", "#=", "#|")):
            lines.append(comment[1:].removeprefix(" "))
    return fit("\n".join(lines).strip("\n"))


def previous_of(entry: Entry) -> str | None:
    """The source that the translation was made for, where it has changed since."""
    quoted: list[str] | None = None
    inside = False
    for comment in entry.comments:
        found = _PREVIOUS.match(comment)
        if found and found["keyword"]:
            inside = found["keyword"] == "msgid"
        if found and inside:
            quoted = [*(quoted or []), found["text"]]
    return None if quoted is None else fit(unescaped("".join(quoted), entry.encoding))
