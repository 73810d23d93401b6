from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.alignment.tokens import Tokens
from workbench.errors import AlignmentError


@pytest.mark.parametrize(
    ("text", "pieces", "index"),
    [
        # A piece may carry the space before it, or leave it uncovered.
        (
            "unbelievable cats",
            [("▁un", 0, 2), ("believ", 2, 8), ("able", 8, 12), ("▁cats", 12, 17)],
            [0, 0, 0, 1],
        ),
        ("unbelievable cats", [("un", 0, 2), ("believable", 2, 12), ("cats", 13, 17)], [0, 0, 1]),
        # The last piece of the last word, with no end token after it.
        ("the cats", [("▁the", 0, 3), ("▁cat", 3, 7), ("s", 7, 8)], [0, 1, 1]),
        # A bare word-start mark of zero width: before the first word, between words, at the end.
        ("a b", [("▁", 0, 0), ("a", 0, 1), ("▁", 1, 1), ("b", 2, 3)], [0, 0, 1, 1]),
        ("a b", [("▁a", 0, 1), ("▁", 1, 2), ("b", 2, 3)], [0, 1, 1]),
        ("a b ", [("▁a", 0, 1), ("▁b", 1, 3), ("▁", 3, 4)], [0, 1, 1]),
        ("a b", [("▁a", 0, 1), ("▁b", 1, 3), ("▁", 3, 3)], [0, 1, 1]),
        # Bytes of which only the last finishes the character: inside a word, and as a word of its own.
        ("xñ y", [("▁x", 0, 1), ("<0xC3>", 1, 1), ("<0xB1>", 1, 2), ("▁y", 2, 4)], [0, 0, 0, 1]),
        (
            "x 😀",
            [("▁x", 0, 1), ("▁", 1, 2), ("<0xF0>", 2, 2), ("<0x9F>", 2, 2), ("<0x80>", 2, 3)],
            [0, 1, 1, 1, 1],
        ),
        # Leading spaces of any kind, punctuation, an apostrophe cut by the tokenizer.
        ("  hi\u00a0you", [("▁▁hi", 0, 4), ("▁you", 4, 8)], [0, 1]),
        (
            "It's, well",
            [("It", 0, 2), ("'", 2, 3), ("s", 3, 4), (",", 4, 5), (" well", 5, 10)],
            [0, 0, 0, 1, 2],
        ),
        # Invisible characters belong to no word: their pieces join the next, or the last.
        ("a\u200b b\u200b", [("a", 0, 1), ("\u200b", 1, 2), ("b", 3, 4), ("\u200b", 4, 5)], [0, 1, 1, 1]),
        ("", [], []),
    ],
)
def test_words_from_subwords(text, pieces, index):
    tokens = Tokens.from_offsets(text, [p for p, _, _ in pieces], [(start, end) for _, start, end in pieces])
    assert list(tokens.word_index) == index
    assert len(tokens) == len(pieces)


@pytest.mark.parametrize(("text", "offset"), [(" \u200b", (0, 2)), ("", (0, 0)), ("\u00ad", (0, 1))])
def test_a_text_with_nothing_visible_is_one_word(text, offset):
    tokens = Tokens.from_offsets(text, ["▁"], [offset])
    assert tokens.word_index == (0,)
    assert tokens.words == (text,)


def test_pretokenized():
    tokens = Tokens.from_offsets(
        "don 't ,", ["don", "'", "t", ","], [(0, 3), (4, 5), (5, 6), (7, 8)], pretokenized=True
    )
    assert tokens.words == ("don", "'t", ",")
    assert tokens.word_index == (0, 1, 1, 2)


def test_by_word_and_of_words():
    tokens = Tokens.from_offsets("the cats", ["▁the", "▁cat", "s"], [(0, 3), (3, 7), (7, 8)])
    assert not tokens.is_by_word
    whole = tokens.by_word()
    assert whole.is_by_word
    assert whole.pieces == whole.words == ("the", "cats")
    assert whole == Tokens.of_words(["the", "cats"])
    assert Tokens.of_words([]).membership().shape == (0, 0)


def test_pieces_that_do_not_fit():
    with pytest.raises(AlignmentError, match="2 pieces, 1 offsets"):
        Tokens.from_offsets("ab", ["a", "b"], [(0, 1)])


@st.composite
def cut_texts(draw) -> Tokens:
    """A text cut at arbitrary places; spaces go to the piece after them, some pieces have no width."""
    text = draw(st.text(st.sampled_from("ab cé' ,.1 我か👍🏽\u0301"), max_size=20))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    edges = [0, *cuts, len(text)]
    offsets = list(pairwise(edges)) if text else []
    return Tokens.from_offsets(text, [text[start:end] for start, end in offsets], offsets)


@given(cut_texts())
def test_every_piece_has_one_word_and_order_is_kept(tokens):
    assert list(tokens.word_index) == sorted(tokens.word_index)
    assert np.array_equal(tokens.membership().sum(axis=0), np.ones(len(tokens)))
    for (start, end), word in zip(tokens.offsets, tokens.word_index, strict=True):
        visible = [i for i in range(start, end) if any(a <= i < b for a, b in tokens.spans)]
        if visible:
            assert tokens.spans[word][0] <= visible[0] < tokens.spans[word][1]
