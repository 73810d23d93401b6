"""The sentence pairs that links belong to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.alignment.lines import numbered_lines
from workbench.errors import AlignmentError
from workbench.language.display import things
from workbench.language.segmentation import word_spans

_NUMBERED = re.compile(r'\s*<s snum="?([^\s">]+)"?>(.*)</s>\s*')


@dataclass(frozen=True)
class Sentences:
    """``count`` pairs in order, from the file ``name``.

    ``ids`` are None where lines are known by their numbers alone, ``texts`` (source and target, words joined by single
    spaces) where there are none.
    """

    name: str
    count: int
    ids: tuple[str, ...] | None = None
    texts: tuple[tuple[str, str], ...] | None = None

    def id(self, place: int) -> str:
        return str(place + 1) if self.ids is None else self.ids[place]

    def size(self, place: int) -> tuple[int, int] | None:
        """Numbers of source and of target words."""
        if self.texts is None:
            return None
        source, target = (len(text.split(" ")) if text else 0 for text in self.texts[place])
        return source, target


def read_sentences(source: Path, target: Path) -> Sentences:
    """Pairs from a source and a target file: each plain lines, ``<s snum=ID> words </s>`` or ``ID<TAB>words``.

    The first line tells which. Pairs with ids on both sides are matched by them, others by order. Raises
    `AlignmentError` with file and line for lines that do not fit and for sentences without a partner.
    """
    source_ids, source_texts = _read(source)
    target_ids, target_texts = _read(target)
    if len(source_texts) != len(target_texts):
        raise AlignmentError(
            f"{source} has {things(len(source_texts), 'sentence')}, {target} {len(target_texts)}; "
            "expected as many in each"
        )
    if source_ids and target_ids:
        by_id = dict(zip(target_ids, target_texts, strict=True))
        lacking = next((id for id in source_ids if id not in by_id), None)
        if lacking is not None:
            raise AlignmentError(f"{target}: there is no sentence {lacking!r}, which {source} has; add it")
        target_texts = [by_id[id] for id in source_ids]
    ids = source_ids or target_ids
    texts = tuple(zip(source_texts, target_texts, strict=True))
    return Sentences(str(source), len(texts), None if ids is None else tuple(ids), texts)


def joined(text: str) -> str:
    """The words of a text between white space, joined by single spaces."""
    return " ".join(text[start:end] for start, end in word_spans(text, pretokenized=True))


def check_ids(ids: Sequence[str], lines: Iterable[int], path: Path) -> None:
    """Raises `AlignmentError` with file and line for an id that is there twice."""
    seen: dict[str, int] = {}
    for id, line in zip(ids, lines, strict=True):
        if id in seen:
            raise AlignmentError(f"{path}:{line}: id {id!r} is also in line {seen[id]}; each pair needs its own")
        seen[id] = line


def _read(path: Path) -> tuple[list[str] | None, list[str]]:
    lines = list(numbered_lines(path))
    first = lines[0][1] if lines else ""
    if _NUMBERED.fullmatch(first):
        split, expected = _by_snum, "<s snum=ID> words </s>"
    elif "\t" in first:
        split, expected = _by_tab, "an id, one tab and the sentence"
    else:
        return None, [joined(line) for _, line in lines]
    ids, texts, numbers = [], [], []
    for number, line in lines:
        # Ids tell which sentence is which: a blank line is none.
        if not line.strip():
            continue
        found = split(line)
        if found is None:
            raise AlignmentError(f"{path}:{number}: expected {expected}, as in the first line")
        ids.append(found[0])
        texts.append(joined(found[1]))
        numbers.append(number)
    check_ids(ids, numbers, path)
    return ids, texts


def _by_snum(line: str) -> tuple[str, str] | None:
    match = _NUMBERED.fullmatch(line)
    return None if match is None else (match[1], match[2])


def _by_tab(line: str) -> tuple[str, str] | None:
    id, tab, text = line.partition("\t")
    return (id, text) if id and tab and "\t" not in text else None
