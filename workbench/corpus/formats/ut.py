"""What TagEditor's and Wordfast's files have alike: pairs of texts, in which ``ut`` stands for native markup."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from workbench.corpus.code import Code, CodedText, Kind, without
from workbench.corpus.description import Description
from workbench.corpus.languages import check_stated
from workbench.corpus.segment import LeftOut, Segment
from workbench.corpus.values import Value
from workbench.files.xml import elements, local

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from workbench.corpus.corpus import Corpus

Coded = tuple[str, tuple[Code, ...]]
NO_TEXT: Coded = ("", ())


def described(corpus: Corpus, kind: str, name: str, attributes: tuple[str, str]) -> Description:
    """Source and target language by two attributes of the first element called ``name``. Raises `CorpusError`."""
    begun = elements(corpus.path, (), (name,), content=corpus.content(corpus.path))
    source, target = attributes
    said = ((found.get(source) or None, found.get(target) or None) for _, found in begun)
    languages = next(said, (None, None))
    check_stated(corpus.stated, languages, corpus.path)
    return Description(kind=kind, languages=languages)


def has_text(coded: Coded) -> bool:
    """Whether more stands in a text than codes and blanks."""
    return bool(without(*coded).strip())


def paired(
    source: Coded, target: Coded, metadata: Mapping[str, Value], line: int, *, id: str = "", called: str = "segment"
) -> Segment | LeftOut:
    """The segment of two texts; none where neither has any. ``called``: what the file calls such a pair."""
    there = has_text(target)
    if not there and not has_text(source):
        return LeftOut(f"{called} without text", line)
    return Segment(
        id=id,
        source=source[0],
        references=(target[0],) if there else (),
        metadata=metadata,
        line=line,
        source_codes=source[1],
        reference_codes=(target[1],) if there and target[1] else (),
    )


def text_of(element: Element | None, code: Callable[[Element], tuple[Kind, str]]) -> Coded:
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
