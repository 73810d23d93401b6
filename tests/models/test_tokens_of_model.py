from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import ENGLISH, GERMAN
from workbench.alignment.tokens import Tokens
from workbench.models import AttentionChoice, Translator

# What tokenizers stumble over: marks that compose, ligatures, wide forms, emoji sequences, spaces of all kinds.
PARTS = (
    *("die Katze", "Äpfel", "ß", "e\u0301", "\u0308", "ñ", "İ", "ﬁ", "½", "Ａ", "ｶﾞ", "我们", "한", "ไทย", "\u0e33"),
    *("👩\u200d👩\u200d👧", "👍🏽", "🇩🇪", "\u200d", "\u200b", "\u00ad", "\ufeff", "\x00", "\x85"),
    *(" ", "  ", "\u00a0", "\u3000", "\t", "\n", "\u2028"),
    *("▁", "\ufffd", "…", ">>de<<", "</s>", "<unk>", "<0x41>", "'", ",", "12,5"),
)
TEXTS = st.one_of(
    st.lists(st.sampled_from(PARTS), max_size=12).map("".join),
    st.text(max_size=25),
    st.text(st.characters(max_codepoint=0x17F), max_size=25),
)


def deleted(translator: Translator, text: str, place: int) -> bool:
    """Whether SentencePiece's normalisation leaves nothing visible of a character."""
    return not translator.tokenizer.spm_source.normalize(text[place]).strip()


@pytest.mark.parametrize("side", ["source", "target"])
@given(text=TEXTS)
@settings(max_examples=100, deadline=None)
def test_offsets_are_monotone_in_bounds_and_cover_all_that_is_not_deleted(translator, side, text):
    encode = translator.encode_sources if side == "source" else translator.encode_targets
    (encoded,) = encode([text])
    tokens = encoded.tokens
    assert tokens.text == text
    assert len(encoded.ids) == len(tokens.pieces) == len(tokens.offsets)
    assert all(0 <= start <= end <= len(text) for start, end in tokens.offsets)
    assert all(one[0] <= other[0] and one[1] <= other[1] for one, other in pairwise(tokens.offsets))
    covered = {place for start, end in tokens.offsets for place in range(start, end)}
    for place, character in enumerate(text):
        assert place in covered or character.isspace() or deleted(translator, text, place)
    assert all(one <= other for one, other in pairwise(tokens.word_index))
    assert {*tokens.word_index} == {*range(len(tokens.spans))}


@given(text=TEXTS)
@settings(max_examples=60, deadline=None)
def test_ids_are_those_of_the_pieces_and_never_special(translator, text):
    (encoded,) = translator.encode_sources([text])
    tokenizer = translator.tokenizer
    special = {tokenizer.pad_token_id, tokenizer.eos_token_id, *translator.template.before_source}
    assert not special & set(encoded.ids)
    known = [(i, piece) for i, piece in zip(encoded.ids, encoded.tokens.pieces, strict=True) if i != 1]
    assert translator.piece_names([i for i, _ in known]) == [piece for _, piece in known]


@given(texts=st.lists(TEXTS, max_size=4))
@settings(max_examples=30, deadline=None)
def test_a_text_is_cut_the_same_whatever_stands_beside_it(translator, texts):
    assert translator.encode_sources(texts) == [translator.encode_sources([text])[0] for text in texts]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("don 't , he 's", ("don", "'t", ",", "he", "'s")),
        ("12,5 % &amp; ( x )", ("12,5", "%", "&amp;", "(", "x", ")")),
        ("über-Äpfel's 我们今天", ("über-Äpfel's", "我们今天")),
        ("a", ("a",)),
        ("", ()),
    ],
)
def test_pretokenized_text_keeps_the_words_between_white_space(translator, text, words):
    (pair,) = translator.encode_pairs([text], [text], pretokenized=True)
    for encoded in (pair.source, pair.target):
        assert encoded.tokens.words == words
        assert set(encoded.tokens.word_index) == set(range(len(words)))
        assert encoded.ids == translator.encode_sources([text])[0].ids


@pytest.mark.parametrize(
    "words", [["Äpfel's", ",", "12,5", "don't", "über-mütig"], ["我们", "今天", "e\u0301t", "👍🏽"]]
)
def test_pieces_of_pretokenized_text_go_to_the_word_they_stand_in(translator, words):
    (encoded,) = translator.encode_sources([" ".join(words)], pretokenized=True)
    for (start, end), word in zip(encoded.tokens.offsets, encoded.tokens.word_index, strict=True):
        left, right = encoded.tokens.spans[word]
        assert start == end or (left - 1 <= start and end <= right)


def joined(tokens: Tokens, other: Tokens, weights: np.ndarray) -> np.ndarray:
    """Slowly: summed over the pieces of a source word, averaged over those of a target word. ``[tgt src]``"""
    words = np.zeros((len(tokens.words), len(other.words)))
    for t in range(len(tokens.words)):
        rows = [row for row in range(len(tokens)) if tokens.word_index[row] == t]
        for s in range(len(other.words)):
            for row in rows:
                for column in range(len(other)):
                    if other.word_index[column] == s:
                        words[t, s] += weights[row, column] / len(rows)
    return words


@pytest.mark.parametrize("row", ["output", "input"])
@pytest.mark.parametrize(
    ("source", "target"),
    [
        (ENGLISH[2], GERMAN[2]),
        ("unbelievable cats, don't they?", "unglaubliche Katzen, nicht?"),
        ("12,5 apples  👍🏽", "Äpfel"),
    ],
)
def test_words_of_a_map_are_joined_from_its_pieces(translator, source, target, row):
    (pair,) = translator.encode_pairs([source], [target])
    forced = next(translator.forced_pass([pair], choice=AttentionChoice(1, None, row)))
    pieces, words = forced.attention, forced.attention.by_word()
    assert len(pieces.source) > len(words.source) and len(pieces.target) > len(words.target)
    assert words.source.pieces == pair.source.tokens.words
    assert words.target.pieces == pair.target.tokens.words
    assert words.weights == pytest.approx(joined(pieces.target, pieces.source, pieces.weights), abs=1e-6)
