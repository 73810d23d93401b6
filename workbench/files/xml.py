"""XML read as a stream: no entities and nothing else from outside, in constant memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from workbench import work
from workbench.errors import CorpusError
from workbench.files.text_file import opened

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def local(element: Element) -> str:
    """The name of an element without its namespace; empty for comments, instructions and entities."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def namespace(element: Element) -> str:
    """The namespace of an element; empty where it has none."""
    tag = element.tag
    return tag[1:].partition("}")[0] if isinstance(tag, str) and tag.startswith("{") else ""


def elements(
    path: Path, whole: Collection[str], starts: Collection[str] = (), *, content: Path | None = None
) -> Iterator[tuple[str, Element]]:
    """``("end", element)`` for each element whose local name is in ``whole``, with all that is in it; it is emptied
    afterwards, and so is what stands between them. ``("start", element)`` for those in ``starts``, whose attributes
    alone are known then. Elements of ``whole`` inside one another come from the inside out, and the inner ones are
    still there when the outer one comes.

    ``element.sourceline`` is the line. Raises `CorpusError` with the line for what is no XML, for entities that are not
    XML's own, and beyond the limits of the parser (a text of 10 MB, 256 levels).
    """
    from lxml import etree

    ends, begins, inside = frozenset(whole), frozenset(starts), 0
    with opened(path, content) as stream:
        try:
            found = etree.iterparse(
                stream,
                events=("start", "end"),
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                huge_tree=False,
            )
            for event, element in found:
                name = local(element)
                if event == "start":
                    inside += name in ends
                    if name in begins:
                        yield "start", element
                    continue
                if name in ends:
                    work.check()
                    inside -= 1
                    if not inside:
                        _check_entities(element, path)
                    yield "end", element
                if not inside:
                    _forget(element)
        except etree.XMLSyntaxError as error:
            told = (error.msg or "not XML").rpartition(", line ")[0] or str(error.msg)
            raise CorpusError(f"not well-formed XML: {told}", path, error.lineno) from error


def _check_entities(element: Element, path: Path) -> None:
    from lxml import etree

    for entity in element.iter(etree.Entity):
        raise CorpusError(
            f"the entity {entity.text} is not one of XML's own (&amp; &lt; &gt; &quot; &apos; and &#…;) and is not "
            "looked up; write the character that it stands for",
            path,
            entity.sourceline or element.sourceline,
        )


def _forget(element: Element) -> None:
    """What has been read is kept neither in the element nor before it."""
    element.clear(keep_tail=True)
    parent = element.getparent()
    while parent is not None and (before := element.getprevious()) is not None:
        parent.remove(before)
