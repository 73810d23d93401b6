"""Qt Linguist files written: new ones, and the same again with what is to be changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import groupby
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from workbench.corpus import message
from workbench.corpus.edit import UNCHANGED, Edit
from workbench.corpus.format import Destination
from workbench.corpus.formats.qt_ts.reading import GONE, Message, messages, segments
from workbench.corpus.segment import Segment
from workbench.errors import BadRow
from workbench.files.writing import whole_file
from workbench.files.xml_bytes import Place, XmlCopy, copied

if TYPE_CHECKING:
    from workbench.corpus.corpus import Corpus

# As Linguist writes them: control characters as bytes, other white space by its number.
_ESCAPED = re.compile("[&<>\"'\0-\x08\x0b-\x1f\ufffe\uffff]|[\x7f-\uffff](?<=\\s)")
_UNFINISHED = ' type="unfinished"'
_TYPE = re.compile(r"\stype\s*=\s*(\"[^\"]*\"|'[^']*')")
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}


def escaped(text: str) -> str:
    """A text as XML; what XML cannot hold as ``byte``, which Qt reads as the character."""
    return _ESCAPED.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    if named := _NAMED.get(character):
        return named
    number = f"x{ord(character):x}"
    return f"&#{number};" if character.isspace() and character > "\x7f" else f'<byte value="{number}"/>'


def write_ts(written: Iterable[Segment], destination: Destination) -> None:
    """A file of version 2.1: drafts and what has no translation are unfinished, notes translators' comments.

    What Qt would take for the same message gets its id as disambiguation.
    """
    source, target = destination.languages
    languages = "".join(
        f" {name}={quoteattr(language)}"
        for name, language in (("language", target), ("sourcelanguage", source))
        if language
    )
    seen: set[bytes] = set()
    groups = groupby(
        message.messages(written, one_source=True), key=lambda forms: str(forms[0].metadata.get("context") or "")
    )
    with whole_file(destination.path, "w", encoding="utf-8", newline="\n") as file:
        file.write(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n<TS version="2.1"{languages}>\n')
        for context, found in groups:
            file.write(f"<context>\n    <name>{escaped(context)}</name>\n")
            for forms in found:
                file.writelines(f"    {line}\n" for line in _message(context, forms, destination, seen))
            file.write("</context>\n")
        file.write("</TS>\n")


def _message(context: str, forms: Sequence[Segment], destination: Destination, seen: set[bytes]) -> Iterator[str]:
    first, said = forms[0], forms[0].metadata
    comment = str(said.get("disambiguation") or "")
    key = _key(context, first.source, comment)
    if key in seen:
        comment = first.id
        key = _key(context, first.source, comment)
    seen.add(key)
    is_plural = str(said.get("plural")) == "0"
    texts = [destination.target(form) or "" for form in forms]
    finished = all(texts) and said.get("state") != "draft"
    inner = "".join(f"<numerusform>{escaped(text)}</numerusform>" for text in texts) if is_plural else escaped(texts[0])
    yield '<message numerus="yes">' if is_plural else "<message>"
    for name, text in (
        ("source", first.source),
        ("oldsource", str(said.get("old_source") or "")),
        ("comment", comment),
        ("translatorcomment", str(said.get("note") or "")),
    ):
        if text or name == "source":
            yield f"    <{name}>{escaped(text)}</{name}>"
    type = "" if finished else _UNFINISHED
    yield f"    <translation{type}>{inner}</translation>"
    yield "</message>"


def _key(*parts: str) -> bytes:
    return blake2b("\4".join(parts).encode(), digest_size=8).digest()


def rewrite_ts(corpus: Corpus, destination: Destination, edit: Callable[[Segment], Edit]) -> None:
    """The same bytes but for what is to be changed. New notes go to the translators' comments; an issue is one too,
    and makes the message unfinished: Qt has no other way to say that a translation is to be looked at. Of a message
    that loses some of its plural forms, these are emptied.
    """
    with copied(corpus.path, destination.path, corpus.content(corpus.path)) as copy:
        for found, place in zip(messages(corpus), copy.elements(("message",)), strict=True):
            if found.type in GONE:
                continue
            try:
                edits = [edit(segment) for segment in segments(found)]
            except ValueError as error:
                if corpus.skip_bad_rows:
                    continue
                raise BadRow(str(error), corpus.path, found.line) from error
            if edits and not any(one.keep for one in edits):
                copy.delete(place)
            elif any(one != UNCHANGED for one in edits):
                _change(copy, place, found, edits)


def _change(copy: XmlCopy, place: Place, found: Message, edits: Sequence[Edit]) -> None:
    kept = [one for one in edits if one.keep]
    issues = [issue for one in kept for issue in one.issues]
    notes = list(dict.fromkeys(note for one in kept for note in one.told))
    last = place.children[-1] if place.children else None
    indent = copy.indent(last) if last else ""
    # What stands before the translation, and after all else, where there is none.
    translation = next(iter(place.named("translation")), None)
    before = place.inner_end if translation is None else translation.start - len(copy.indent(translation).encode())
    if notes:
        _add_notes(copy, place, notes, before, indent)
    texts = [one.target if one.keep else "" for one in edits]
    unfinished = bool(issues) or not all(one.keep for one in edits)
    if translation is None:
        if texts[0] is not None or unfinished:
            type = _UNFINISHED if unfinished else ""
            copy.insert(before, f"{indent}<translation{type}>{escaped(texts[0] or '')}</translation>")
        return
    if unfinished and found.type != "unfinished":
        _make_unfinished(copy, translation)
    forms = translation.named("numerusform") or [translation]
    for form, text in zip(forms, texts, strict=True):
        if text is not None:
            variants = form.named("lengthvariant")
            copy.fill(variants[0] if variants else form, escaped(text))


def _make_unfinished(copy: XmlCopy, translation: Place) -> None:
    tag = copy.raw(translation.start, translation.inner)
    there = _TYPE.search(tag)
    begin, end = there.span() if there else (1 + len(translation.tag),) * 2
    begin, end = (translation.start + len(tag[:place].encode()) for place in (begin, end))
    copy.replace(begin, end, _UNFINISHED)


def _add_notes(copy: XmlCopy, place: Place, notes: Sequence[str], before: int, indent: str) -> None:
    added = escaped("\n".join(notes))
    there = next(iter(place.named("translatorcomment")), None)
    if there is None:
        copy.insert(before, f"{indent}<translatorcomment>{added}</translatorcomment>")
    elif copy.raw(there.inner, there.inner_end).strip() and not there.empty:
        copy.insert(there.inner_end, f"\n{added}")
    else:
        copy.fill(there, added)
