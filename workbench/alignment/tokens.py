"""A tokenized text: pieces, where each stands in the text, and the word each belongs to."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from workbench.errors import AlignmentError
from workbench.language.markup import whole_words
from workbench.language.segmentation import Span, word_spans

SPACE_MARK = "▁"
"""What SentencePiece and its kin write for a space."""


@dataclass(frozen=True)
class Tokens:
    """``text`` cut into ``pieces``; ``offsets`` are character spans into ``text``, monotone and in bounds.

    ``spans`` are the words, ``word_index[i]`` the word that piece ``i`` belongs to. Special tokens (end token,
    language tags) are not among the pieces. `by_word` gives the same text with words as pieces. ``deleted``: places of
    the characters, spaces aside, that no piece stands for.
    """

    text: str
    pieces: tuple[str, ...]
    offsets: tuple[Span, ...]
    spans: tuple[Span, ...]
    word_index: tuple[int, ...]

    def __post_init__(self) -> None:
        if not len(self.pieces) == len(self.offsets) == len(self.word_index):
            raise AlignmentError(
                f"{len(self.pieces)} pieces, {len(self.offsets)} offsets and {len(self.word_index)} word indices "
                "do not belong together"
            )

    def __len__(self) -> int:
        return len(self.pieces)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The surface text of each word."""
        return tuple(self.text[start:end] for start, end in self.spans)

    @cached_property
    def deleted(self) -> tuple[int, ...]:
        covered = {place for start, end in self.offsets for place in range(start, end)}
        return tuple(at for at, letter in enumerate(self.text) if at not in covered and not letter.isspace())

    @property
    def is_by_word(self) -> bool:
        return self.offsets == self.spans

    def by_word(self) -> Tokens:
        """The same text with whole words as pieces."""
        return Tokens(self.text, self.words, self.spans, self.spans, tuple(range(len(self.spans))))

    def membership(self) -> np.ndarray:
        """``float32[word piece]``: 1 where the piece belongs to the word."""
        matrix = np.zeros((len(self.spans), len(self.pieces)), dtype=np.float32)
        matrix[list(self.word_index), range(len(self.pieces))] = 1.0
        return matrix

    @classmethod
    def from_offsets(
        cls, text: str, pieces: Sequence[str], offsets: Sequence[Span], pretokenized: bool = False
    ) -> Tokens:
        """Assign every piece to a word by its character span.

        A piece belongs to the word that holds its first visible character. A zero-width piece (a bare ``▁``,
        a byte that does not finish a character) joins the word that starts or continues where it stands.
        Every word has a piece: what is read as a space (U+FFFD by many tokenizers, a written ``▁``) is none, and words
        that one piece reads are one. Tags and placeholders (``<g1>``, ``{name}``, ``%s``) are a word each.
        ``pretokenized`` words stay as they are, and some may have none.
        """
        given = word_spans(text, pretokenized) if pretokenized else whole_words(text, word_spans(text))
        words = _read(given, offsets)
        if not words:
            if not (pretokenized and given):
                # A text of nothing but invisible characters: one word, so that no piece is lost.
                given = ((0, len(text)),) if pieces else ()
            return cls(text, tuple(pieces), tuple(offsets), given, (0,) * len(pieces))
        starts = [given[word][0] for word in words]
        index = []
        for start, end in offsets:
            start = _first_visible(text, start, end)
            at = bisect_right(starts, start) - 1
            if at < 0 or (start >= given[words[at]][1] and at + 1 < len(words)):
                at += 1
            index.append(words[at])
        if pretokenized:
            return cls(text, tuple(pieces), tuple(offsets), given, tuple(index))
        own, spans = {*index}, list[Span]()
        for word in words:
            start, end = given[word]
            if word in own:
                spans.append((start, end))
            elif text[start:end].strip(SPACE_MARK):
                spans[-1] = (spans[-1][0], end)
        number = {word: place for place, word in enumerate(sorted(own))}
        return cls(text, tuple(pieces), tuple(offsets), tuple(spans), tuple(number[word] for word in index))

    @classmethod
    def of_words(cls, words: Sequence[str]) -> Tokens:
        """Tokens for a list of words alone, joined by single spaces (tests, gold files)."""
        spans, at = [], 0
        for word in words:
            spans.append((at, at + len(word)))
            at += len(word) + 1
        return cls(" ".join(words), tuple(words), tuple(spans), tuple(spans), tuple(range(len(words))))


def _first_visible(text: str, start: int, end: int) -> int:
    """Where a piece of these characters begins, spaces and what is written like one aside unless it has nothing else;
    ``end`` where there is nothing to see."""
    if start < end and not (text[start].isspace() or text[start] == SPACE_MARK):
        return start
    visible = [at for at in range(start, end) if not text[at].isspace()]
    return next((at for at in visible if text[at] != SPACE_MARK), visible[0] if visible else end)


def _read(words: Sequence[Span], offsets: Sequence[Span]) -> list[int]:
    """Places of the words that a piece covers something of."""
    starts, ends = [start for start, _ in offsets], [end for _, end in offsets]
    return [
        place
        for place, (start, end) in enumerate(words)
        if any(left < right for left, right in offsets[bisect_right(ends, start) : bisect_left(starts, end)])
    ]
