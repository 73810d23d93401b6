"""XML read as a stream: no entities and nothing else from outside, in constant memory."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from workbench import work
from workbench.errors import CorpusError
from workbench.files.xml_text import LIMITS, xml_text

if TYPE_CHECKING:
    from lxml.etree import XMLSyntaxError
    from lxml.etree import _Element as Element

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

Filter = Callable[[Iterable[bytes]], Iterable[bytes]]

_PLACE = re.compile(r",? line \d+, column \d+")
_ENTITY = re.compile(r"Entity '(.*)' not defined")
_CHARACTER = re.compile(r"(?:value |Char 0x)([0-9A-Fa-f]+)")
_PREFIX = re.compile(r"Namespace prefix (\S+)")


def local(element: Element) -> str:
    """The name of an element without its namespace; empty for comments, instructions and entities."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def namespace(element: Element) -> str:
    """The namespace of an element; empty where it has none."""
    tag = element.tag
    return tag[1:].partition("}")[0] if isinstance(tag, str) and tag.startswith("{") else ""


def elements(
    path: Path,
    whole: Collection[str],
    starts: Collection[str] = (),
    *,
    content: Path | None = None,
    through: Filter | None = None,
) -> Iterator[tuple[str, Element]]:
    """``("end", element)`` for each element whose local name is in ``whole``, with all that is in it; it is gone when
    the next one is asked for, and so is what stands between them. ``("start", element)`` for those in ``starts``, whose
    attributes alone are known then. Elements of ``whole`` inside one another come from the inside out, and the inner
    ones are still there when the outer one comes.

    Comments and processing instructions are left out, and what stands before and after them is one text.
    ``element.sourceline`` is the line. ``through``: what the text of the file, in pieces of UTF-8, is sent through.
    Raises `CorpusError` with the line for what is no XML, for entities that are neither XML's own nor declared in the
    file to stand for a few characters, and beyond `LIMITS`.
    """
    with xml_text(path, content) as text:
        yield from _elements(through(text) if through else text, path, text.root, frozenset(whole), frozenset(starts))


def _elements(
    chunks: Iterable[bytes], path: Path, root_name: str, whole: frozenset[str], starts: frozenset[str]
) -> Iterator[tuple[str, Element]]:
    from lxml import etree

    names = whole | starts | {root_name.rpartition(":")[2] or "*"}
    parser = etree.XMLPullParser(
        events=("start", "end"),
        tag=[f"{{*}}{name}" for name in names],
        resolve_entities="internal",
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    root: Element | None = None
    last, size, ending = None, 0, b""
    for chunk in chunks:
        ending = chunk.rstrip()[-1:] or ending
        work.check()
        fault = None
        try:
            parser.feed(chunk)
        except etree.XMLSyntaxError as error:
            fault = error
        if fault is None:
            _check_prefixes(parser, path)
        for event, element in parser.read_events():
            if root is None:
                root = element
            if event == "end":
                if local(element) in whole:
                    yield event, element
            elif starts and local(element) in starts:
                yield event, element
        if fault is not None:
            raise _told(fault, path) from fault
        before, last = last, None if root is None else _forget(root, whole)
        size = size + len(chunk) if last is before else 0
        _check_size(last, size, whole, path)
    try:
        parser.close()
    except etree.XMLSyntaxError as error:
        begun = root is not None and "Extra content" not in (error.msg or "")
        raise _told(error, path, at_end=begun, cut=begun and ending != b">") from error
    for event, element in parser.read_events():
        if event == "end" and local(element) in whole:
            yield event, element


def _forget(root: Element, whole: frozenset[str]) -> Element:
    """All that has been read is dropped, but what is open: the last child of the last child and so on. The first of
    these that is one of ``whole`` keeps what is in it. The last of them that is looked at; it may also be just at its
    end."""
    node = root
    while len(node) and (node is root or local(node) not in whole):
        last = node[-1]
        del node[:-1]
        node = last
    return node


def _check_size(last: Element | None, size: int, whole: frozenset[str], path: Path) -> None:
    """Raises `CorpusError` when for so many bytes no element has begun, but inside ``last``."""
    if last is not None and local(last) in whole and size > LIMITS.unit:
        told = f"<{local(last)}> is larger than {LIMITS.unit / 2**20:.0f} MB; is its end missing?"
    elif size > LIMITS.text and (last is None or local(last) not in whole):
        told = f"a text, a comment or a tag of more than {LIMITS.text / 1e6:.0f} MB, the most that is read"
    else:
        return
    raise CorpusError(told, path, 1 if last is None else last.sourceline)


def _check_prefixes(parser: object, path: Path) -> None:
    """libxml2 tells of prefixes that are not declared at the end of the file, when all has been given out."""
    for entry in parser.feed_error_log:  # type: ignore[attr-defined]
        if found := _PREFIX.match(entry.message):
            raise CorpusError(
                f'the prefix {found[1]}: is declared nowhere; add xmlns:{found[1]}="…" to the first element, with '
                "the namespace that the tool which wrote the file uses",
                path,
                entry.line,
            )


def _told(error: XMLSyntaxError, path: Path, at_end: bool = False, cut: bool = False) -> CorpusError:
    """``at_end``: it was found at the end of the file; ``cut``: which ends in the middle of a text or tag."""
    message = _PLACE.sub("", error.msg or "not XML").strip()
    reason = _reason(message)
    if cut or (at_end and reason.endswith(message) and "mismatch" not in message):
        reason = f"the file is cut off ({message}); fetch or export it again"
    return CorpusError(reason, path, max(error.lineno or 1, 1))


def _reason(message: str) -> str:
    """What libxml2 says, for people."""
    if found := _ENTITY.search(message):
        return (
            f"the entity &{found[1]}; is not declared in the file, and is not looked up elsewhere; write the character "
            "that it stands for, or its number: &#160; for &nbsp;"
        )
    if ("invalid xmlChar" in message or "Char" in message) and (found := _CHARACTER.search(message)):
        number = int(found[1], 16 if "Char 0x" in message else 10)
        return (
            f"the character U+{number:04X} received, which XML does not allow, nor &#{number};; delete it where "
            "the file comes from, or with a text editor"
        )
    if "depth" in message:
        return f"elements within elements, more than {LIMITS.depth} deep, which no known tool writes"
    if "too long" in message or "huge" in message.lower():
        return f"a text, a comment or a tag of more than {LIMITS.text / 1e6:.0f} MB, the most that is read"
    if "amplification" in message:
        return "its entities make far more text than the file has; write what they stand for in their place"
    if "EntityRef" in message:
        return "not well-formed XML: & begins no entity here; write &amp; for the character"
    if "invalid element name" in message:
        return "not well-formed XML: < begins no tag here; write &lt; for the character"
    if "no element found" in message or "Start tag expected" in message:
        return "no XML: it does not begin with an element"
    return f"not well-formed XML: {message}"
