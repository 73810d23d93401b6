"""A tokenized text: pieces, where each stands in the text, and the word each belongs to."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from workbench.errors import AlignmentError
from workbench.language.markup import whole_words
from workbench.language.segmentation import Span, word_spans


@dataclass(frozen=True)
class Tokens:
    """``text`` cut into ``pieces``; ``offsets`` are character spans into ``text``, monotone and in bounds.

    ``spans`` are the words, ``word_index[i]`` the word that piece ``i`` belongs to. Special tokens (end token,
    language tags) are not among the pieces. `by_word` gives the same text with words as pieces.
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
        a byte that does not finish a character) joins the word that starts or continues where it stands. Tags and
        placeholders (``<g1>``, ``{name}``, ``%s``) are a word each, unless the text is ``pretokenized``.
        """
        spans = word_spans(text, pretokenized) if pretokenized else whole_words(text, word_spans(text))
        if not spans:
            if pieces:
                # A text of nothing but invisible characters: one word, so that no piece is lost.
                spans = ((0, len(text)),)
            return cls(text, tuple(pieces), tuple(offsets), spans, (0,) * len(pieces))
        starts = [start for start, _ in spans]
        index = []
        for start, end in offsets:
            while start < end and text[start].isspace():
                start += 1
            word = bisect_right(starts, start) - 1
            if word < 0 or (start >= spans[word][1] and word + 1 < len(spans)):
                word += 1
            index.append(word)
        return cls(text, tuple(pieces), tuple(offsets), spans, tuple(index))

    @classmethod
    def of_words(cls, words: Sequence[str]) -> Tokens:
        """Tokens for a list of words alone, joined by single spaces (tests, gold files)."""
        spans, at = [], 0
        for word in words:
            spans.append((at, at + len(word)))
            at += len(word) + 1
        return cls(" ".join(words), tuple(words), tuple(spans), tuple(spans), tuple(range(len(words))))
