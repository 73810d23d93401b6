"""BART, tuned to translate.

Text: a fast tokenizer of byte-level pieces, one for both sides: ``Ġ`` stands for a space, and a character that is cut
up belongs to several pieces. Template: ``<s>`` before the source and, behind the decoder's start token ``</s>``, before
the target. Anatomy: norms after the residual, another after the embeddings, learnt positions; logits have a bias.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from transformers.convert_slow_tokenizer import bytes_to_unicode

from workbench.models.families import bart_kin
from workbench.models.families.family import Family, Layout, Pieces, Text
from workbench.models.families.pieces import MARK, by_fast_tokenizer, decode, id_of

SPACE = "Ġ"


@cache
def _bytes() -> dict[str, int]:
    return {character: byte for byte, character in bytes_to_unicode().items()}


def _shown(piece: str) -> str:
    """A byte-level piece as text, with the mark of other families for its space; parts of a character by number."""
    if not all(character in _bytes() for character in piece):
        return piece
    raw = bytes(_bytes()[character] for character in piece)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(f"<0x{byte:02X}>" for byte in raw)
    return MARK + text[1:] if piece.startswith(SPACE) else text


def _encode(tokenizer: Any, texts: Sequence[str]) -> list[Pieces]:
    return [
        (ids, [_shown(piece) for piece in pieces], offsets)
        for ids, pieces, offsets in by_fast_tokenizer(tokenizer, texts)
    ]


def _names(tokenizer: Any, ids: Sequence[int]) -> list[str]:
    names = tokenizer.convert_ids_to_tokens(list(ids))
    return [f"<{i}>" if name is None else _shown(name) for i, name in zip(ids, names, strict=True)]


def _id_of(tokenizer: Any, piece: str) -> int | None:
    written = bytes_to_unicode()
    text = " " + piece[1:] if piece.startswith(MARK) else piece
    return id_of(tokenizer, "".join(written[byte] for byte in text.encode()))


BART = Family(
    name="bart",
    text=Text(encode_source=_encode, encode_target=_encode, decode=decode, names=_names, id_of=_id_of),
    layout=lambda _tokenizer: Layout(before_source=("begin",), after_source=("end",), before_target=("start", "begin")),
    anatomy=bart_kin.anatomy(norm_first=False, project=bart_kin.project_with_bias),
    recognises=lambda tokenizer, _config: tokenizer.is_fast,
    expects="a fast BartTokenizer",
)
