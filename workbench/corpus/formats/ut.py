"""Text in which ``ut`` stands for native markup, as TagEditor and Wordfast have it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from workbench.corpus.code import Code, CodedText, Kind
from workbench.files.xml import local

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def text_of(element: Element | None, code: Callable[[Element], tuple[Kind, str]]) -> tuple[str, tuple[Code, ...]]:
    """The text of an element with a placeholder for each ``ut``, of which ``code`` tells kind and id; other elements
    in it are text. Empty where there is no element."""
    coded = CodedText()
    if element is not None:
        _add(coded, element, code)
    return coded.finished()


def _add(coded: CodedText, element: Element, code: Callable[[Element], tuple[Kind, str]]) -> None:
    coded.text(element.text)
    for inner in element:
        if local(inner) == "ut":
            coded.code(*code(inner))
        else:
            _add(coded, inner, code)
        coded.text(inner.tail)
