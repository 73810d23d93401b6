"""Gettext files written: new ones, and the same again with what is to be changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING

from workbench.corpus.edit import UNCHANGED, Edit
from workbench.corpus.format import Destination
from workbench.corpus.formats.po.entry import Entry, encoding_of, entries
from workbench.corpus.formats.po.reading import FUZZY, flags_of, is_message, not_read, segments
from workbench.corpus.message import messages
from workbench.corpus.segment import Segment
from workbench.errors import BadRow, CorpusError
from workbench.files.writing import whole_file

if TYPE_CHECKING:
    from polib import POEntry

    from workbench.corpus.corpus import Corpus

_ANY_WIDTH = 0
"""Lines are broken after newlines alone."""


def write_po(written: Iterable[Segment], destination: Destination) -> None:
    """A file in UTF-8: notes as translators' comments, drafts as fuzzy.

    What gettext would take for the same message, or for the header, gets its id as context.
    """
    source, target = destination.languages
    fields = {
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        **({"Language": target} if target else {}),
        **({"X-Source-Language": source} if source else {}),
    }
    from polib import POEntry

    seen: set[bytes] = set()
    with whole_file(destination.path, "w", encoding="utf-8", newline="\n") as file:
        header = POEntry(msgid="", msgstr="".join(f"{name}: {value}\n" for name, value in fields.items()))
        file.write(header.__unicode__(_ANY_WIDTH))
        for number, forms in enumerate(messages(written), start=1):
            entry = _entry(forms, destination)
            key = _key(entry)
            if key in seen or not (entry.msgid or entry.msgctxt):
                entry.msgctxt = forms[0].id or str(number)
                key = _key(entry)
            seen.add(key)
            file.write("\n" + entry.__unicode__(_ANY_WIDTH))


def _key(entry: POEntry) -> bytes:
    told = f"{'' if entry.msgctxt is None else entry.msgctxt}\4{entry.msgid}"
    return blake2b(told.encode(), digest_size=8).digest()


def _entry(forms: Sequence[Segment], destination: Destination) -> POEntry:
    from polib import POEntry

    first = forms[0]
    said = first.metadata
    targets = [destination.target(form) or "" for form in forms]
    draft = said.get("state") == "draft" and any(targets)
    flags = [flag.strip() for flag in str(said.get("flags") or "").split(",")]
    is_plural = str(said.get("plural")) == "0"
    context, previous = said.get("context"), said.get("old_source")
    return POEntry(
        msgid=first.source,
        msgid_plural=forms[min(len(forms), 2) - 1].source if is_plural else "",
        msgstr="" if is_plural else targets[0],
        msgstr_plural=dict(enumerate(targets)) if is_plural else {},
        msgctxt=None if context is None else str(context),
        tcomment="\n".join(_lines(str(said.get("note") or ""))),
        flags=[*([FUZZY] if draft else []), *filter(None, flags)],
        previous_msgid=None if previous is None else str(previous),
    )


def rewrite_po(corpus: Corpus, destination: Destination, edit: Callable[[Segment], Edit]) -> None:
    """The same bytes but for what is to be changed. New notes stand among the translators' comments; an issue is one
    too, and makes the message fuzzy: gettext has no other way to say that a translation is to be looked at. Of a
    message that loses some of its plural forms, these are emptied.
    """
    content = corpus.content(corpus.path)
    encoding = encoding_of(corpus.path, content)
    with whole_file(destination.path, "wb") as file:
        for entry in entries(corpus.path, content):
            text = "".join(_edited(entry, corpus, edit))
            try:
                file.write(text.encode(encoding, "strict" if encoding.startswith("utf-16") else "surrogateescape"))
            except UnicodeEncodeError as error:
                raise CorpusError(
                    f"{text[error.start]!r} cannot be written in {encoding.upper()}, the charset of this file; convert "
                    "it to UTF-8 first (msgconv -t UTF-8)",
                    corpus.path,
                    entry.place,
                ) from error


def _edited(entry: Entry, corpus: Corpus, edit: Callable[[Segment], Edit]) -> Iterator[str]:
    left_out = not_read(entry, corpus.path)
    if isinstance(left_out, BadRow) and not corpus.skip_bad_rows:
        raise left_out
    if left_out is not None or not is_message(entry):
        yield from entry.lines
        return
    edits = [edit(segment) for segment in segments(entry)]
    if all(found == UNCHANGED for found in edits):
        yield from entry.lines
    elif any(found.keep for found in edits):
        yield from _with_comments(_with_texts(entry, edits), entry, edits)


def _with_texts(entry: Entry, edits: Sequence[Edit]) -> list[str]:
    """The lines of an entry with new translations."""
    lines = list(entry.lines)
    for keyword, edit in reversed([*zip(entry.forms, edits, strict=True)]):
        text = edit.target if edit.keep else ""
        if text is not None and text != entry.text(keyword):
            begin, end = entry.fields[keyword].lines
            lines[begin:end] = [f"{line}{_end(entry)}" for line in _quoted(keyword, text)]
    return lines


def _with_comments(lines: list[str], entry: Entry, edits: Sequence[Edit]) -> Iterator[str]:
    kept = [edit for edit in edits if edit.keep]
    issues = [issue for edit in kept for issue in edit.issues]
    notes = list(dict.fromkeys(note for edit in kept for note in edit.told))
    fuzzy = bool(issues) and FUZZY not in flags_of(entry)
    told = False
    for line in lines:
        mark = line.lstrip("\ufeff \t")[:2]
        if not told and (mark in ("#.", "#:", "#,", "#=", "#|") or mark == "ms"):
            told = True
            yield from (f"# {text}".rstrip() + _end(entry) for note in notes for text in _lines(note))
        if fuzzy and mark == "#,":
            fuzzy = False
            flags = line.partition(",")[2].strip()
            yield f"#, {FUZZY}{', ' if flags else ''}{flags}{_end(entry)}"
            continue
        if fuzzy and mark in ("#|", "ms"):
            fuzzy = False
            yield f"#, {FUZZY}{_end(entry)}"
        yield line


def _lines(note: str) -> list[str]:
    """Of a comment, which ends where its line does."""
    return note.replace("\r\n", "\n").replace("\r", "\n").split("\n") if note else []


def _quoted(keyword: str, text: str) -> list[str]:
    """The lines of a keyword and its text, as polib writes them."""
    from polib import POEntry

    _, written = POEntry(msgid="\1", msgstr=text).__unicode__(_ANY_WIDTH).split('msgid "\1"\nmsgstr', 1)
    return f"{keyword}{written}".removesuffix("\n").split("\n")


def _end(entry: Entry) -> str:
    """How the lines of an entry end."""
    first = entry.lines[0]
    return "\r\n" if first.endswith("\r\n") else "\r" if first.endswith("\r") else "\n"
