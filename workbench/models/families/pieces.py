"""Texts to pieces with character offsets, by SentencePiece itself or by a fast tokenizer; shared by families."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from workbench.models.families.family import Pieces

MARK = "▁"


def by_sentencepiece(
    processor: Any,
    vocabulary: Mapping[str, int],
    unknown: int,
    texts: Sequence[str],
    reserved: Callable[[str], object],
) -> list[Pieces]:
    """Straight from SentencePiece; a text that looks like a tag stays text.

    ``reserved``: whether a piece is a special token or a tag. A text that has one as a piece (all its characters are
    unknown, or it was made a piece in training) has an unknown piece there.
    """
    found = []
    for encoded in processor.encode(list(texts), return_type="offset_mapping"):
        pieces = encoded["pieces"]
        ids = [unknown if reserved(piece) else vocabulary.get(piece, unknown) for piece in pieces]
        found.append((ids, pieces, encoded["offsets"]))
    return found


def by_fast_tokenizer(
    tokenizer: Any,
    texts: Sequence[str],
    tags: Callable[[Any], Mapping[str, tuple[int, ...]]] = lambda _tokenizer: {},
) -> list[Pieces]:
    """From a tokenizer of the tokenizers library, with `MARK` for spaces.

    What looks like a special token in a text stays text: its parts, or an unknown piece where the vocabulary takes it
    whole; and so do ``tags`` that a folder does not call special. A bare `MARK`, which is given the first letter of the
    word it begins, claims none.
    """
    if not texts:
        return []
    encoded = tokenizer(
        list(texts),
        add_special_tokens=False,
        split_special_tokens=True,
        return_offsets_mapping=True,
        return_attention_mask=False,
        verbose=False,
    )
    special = {*tokenizer.all_special_ids, *(i for ids in tags(tokenizer).values() for i in ids)}
    found = []
    for ids, spans in zip(encoded["input_ids"], encoded["offset_mapping"], strict=True):
        pieces = tokenizer.convert_ids_to_tokens(ids)
        offsets = [(start, start if piece == MARK else end) for piece, (start, end) in zip(pieces, spans, strict=True)]
        found.append(([tokenizer.unk_token_id if i in special else i for i in ids], pieces, offsets))
    return found


def names_of(tokenizer: Any, ids: Sequence[int]) -> list[str]:
    """The piece of each id; heads may have more rows than the vocabulary has pieces."""
    names = tokenizer.convert_ids_to_tokens(list(ids))
    return [f"<{i}>" if name is None else name for i, name in zip(ids, names, strict=True)]


def id_of(tokenizer: Any, piece: str) -> int | None:
    """None where the vocabulary has no such piece."""
    (found,) = tokenizer.convert_tokens_to_ids([piece])
    return None if found == tokenizer.unk_token_id else found


def decode(tokenizer: Any, ids: Sequence[int]) -> str:
    """By a fast tokenizer, special tokens left out; heads may have more rows than the vocabulary has pieces."""
    known = [i for i in ids if i < len(tokenizer)]
    return tokenizer.decode(known, skip_special_tokens=True, clean_up_tokenization_spaces=False).strip()
