"""Messages of a Qt Linguist file as segments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.corpus.format import Row
from workbench.corpus.message import message_id
from workbench.corpus.segment import LeftOut, Segment
from workbench.corpus.values import Value
from workbench.errors import BadRow
from workbench.files.xml import elements, local
from workbench.language.characters import unfit

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from workbench.corpus.corpus import Corpus

GONE = ("vanished", "obsolete")
_COLUMNS = ("context", "disambiguation", "old_source", "note")
_NOTES = ("extracomment", "translatorcomment")


@dataclass(frozen=True, slots=True)
class Message:
    """``context``: the name of the one it stands in, most often a class. ``id``: its own, where it has one.
    ``parts``: what it is made of, by name. ``forms``: elements with a translation each, those of the plural forms
    where it has any."""

    context: str
    id: str | None
    line: int
    parts: Mapping[str, Element]
    forms: Sequence[Element]

    @property
    def type(self) -> str | None:
        """``unfinished``, ``vanished``, ``obsolete``; None where it is finished, or has no translation."""
        translation = self.parts.get("translation")
        return None if translation is None else translation.get("type")

    @property
    def is_plural(self) -> bool:
        return bool(self.forms) and self.forms[0] is not self.parts["translation"]

    def text(self, name: str) -> str:
        """What one of its parts says, empty where it is not there. Raises `ValueError` as `text` does."""
        part = self.parts.get(name)
        return "" if part is None else text(part)


def read_ts(corpus: Corpus) -> Iterator[Row]:
    """The messages, plural forms apart. Raises `CorpusError`."""
    for message in messages(corpus):
        if message.type in GONE:
            yield LeftOut(f"{message.type} message", message.line)
            continue
        try:
            found = segments(message)
        except ValueError as error:
            yield BadRow(str(error), corpus.path, message.line)
            continue
        yield from found
        if not found:
            yield LeftOut("message without text", message.line)


def messages(corpus: Corpus) -> Iterator[Message]:
    """All that a file has, those that are gone too."""
    context = ""
    for _, element in elements(corpus.path, ("name", "message"), content=corpus.content(corpus.path)):
        if local(element) == "message":
            yield _message(context, element)
        else:
            context = "".join(element.itertext()).strip()


def _message(context: str, element: Element) -> Message:
    parts = {str(part.tag): part for part in element}  # there are no namespaces
    translation = parts.get("translation")
    forms: list[Element] = []
    if translation is not None:
        forms = [form for form in translation if form.tag == "numerusform"] or [translation]
    return Message(context=context, id=element.get("id"), line=element.sourceline or 0, parts=parts, forms=forms)


def segments(message: Message) -> list[Segment]:
    """Of one message: one, or one for each plural form; none where it has no text at all.

    Raises `ValueError` for a byte that no text has.
    """
    source, comment, old = map(message.text, ("source", "comment", "oldsource"))
    texts = [variants(form) for form in message.forms] or [()]
    if not source and not any(texts):
        return []
    said: dict[str, Value] = {}
    note = "\n".join(filter(None, map(message.text, _NOTES)))
    for name, value in zip(_COLUMNS, (message.context, comment, old, note), strict=True):
        if value:
            said[name] = value
    parts = [message.id] if message.id else [message.context, source, comment]
    found = []
    for number, references in enumerate(texts):
        form = number if message.is_plural else None
        state = "untranslated" if not references else "draft" if message.type == "unfinished" else "translated"
        found.append(
            Segment(
                id=message_id(*parts, form=form),
                source=source,
                references=references,
                metadata={"state": state, **said, **({} if form is None else {"plural": str(form)})},
                line=message.line,
            )
        )
    return found


def variants(form: Element) -> tuple[str, ...]:
    """The translations in an element: one, or several of different lengths, the longest first; blank ones are none."""
    if not len(form):
        return (form.text,) if form.text and form.text.strip() else ()
    inner = [variant for variant in form if local(variant) == "lengthvariant"]
    return tuple(found for element in inner or [form] if (found := text(element)).strip())


def text(element: Element) -> str:
    """What an element says; a ``byte`` in it is a character. Raises `ValueError` for one that no text has."""
    if not len(element):
        return element.text or ""
    parts = [element.text or ""]
    for inner in element:
        parts += [_character(inner.get("value", "")) if local(inner) == "byte" else "", inner.tail or ""]
    return "".join(parts)


def _character(value: str) -> str:
    try:
        character = chr(int(value[1:], 16) if value.startswith("x") else int(value))
    except (ValueError, OverflowError) as error:
        raise ValueError(f'<byte value="{value}"/> is no character; expected x and a hexadecimal number') from error
    if unfitting := unfit(character):
        raise ValueError(f'<byte value="{value}"/> is {unfitting}, {unfitting.why}; delete it')
    return character
