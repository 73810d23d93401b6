"""ByT5: T5 1.1 on bytes.

Text: each byte of UTF-8 is a piece, its id three more than its value; every character can be written, and sentinels
behind the bytes are no text. Pieces of one character share its place; a space claims no letter. Template and anatomy:
T5's; the encoder is three times as deep as the decoder, and heads together are narrower than the model. It has learnt
from longer sequences, of bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from transformers import ByT5Tokenizer

from workbench.models.families import t5_kin
from workbench.models.families.added import added_text, whole
from workbench.models.families.family import Family, Pieces, Text
from workbench.models.families.pieces import MARK

TRAINED_LENGTH = 1024
_FIRST, _BYTES = 3, 256
_BYTE = re.compile(r"<0x([0-9A-F]{2})>")


def _name(byte: int) -> str:
    """Letters as they are, a space as in other families, and what is no letter alone by its number."""
    if byte == ord(" "):
        return MARK
    return chr(byte) if 0x20 < byte < 0x7F else f"<0x{byte:02X}>"


def _encode(tokenizer: Any, texts: Sequence[str]) -> list[Pieces]:
    return whole(texts, added_text(tokenizer), _encode_bytes)


def _encode_bytes(texts: Sequence[str]) -> list[Pieces]:
    found = []
    for text in texts:
        by_character = [character.encode() for character in text]
        spans = [(at, at + 1) for at, its in enumerate(by_character) for _ in its]
        values = b"".join(by_character)
        found.append(([_FIRST + byte for byte in values], [_name(byte) for byte in values], spans))
    return found


def _decode(tokenizer: Any, ids: Sequence[int]) -> str:
    known = {_FIRST + value: bytes([value]) for value in range(_BYTES)}
    known |= {i: token.content.encode() for i, token in added_text(tokenizer).items()}
    return b"".join(known.get(i, b"") for i in ids).decode(errors="ignore").strip()


def _names(tokenizer: Any, ids: Sequence[int]) -> list[str]:
    added = tokenizer.added_tokens_decoder
    return [
        _name(i - _FIRST) if _FIRST <= i < _FIRST + _BYTES else str(added[i]) if i in added else f"<{i}>" for i in ids
    ]


def _id_of(tokenizer: Any, piece: str) -> int | None:
    if match := _BYTE.fullmatch(piece):
        return _FIRST + int(match[1], 16)
    value = ord(" ") if piece == MARK else ord(piece) if len(piece) == 1 and piece.isascii() else None
    return tokenizer.added_tokens_encoder.get(piece) if value is None else _FIRST + value


def _recognises(tokenizer: Any, config: Any) -> bool:
    """Models have some more rows than there are bytes and sentinels, not a vocabulary of pieces."""
    return isinstance(tokenizer, ByT5Tokenizer) and _FIRST + _BYTES <= config.vocab_size <= 2 * len(tokenizer)


BYT5 = Family(
    name="byt5",
    text=Text(
        encode_source=_encode,
        encode_target=_encode,
        decode=_decode,
        names=_names,
        id_of=_id_of,
        tasks=t5_kin.tasks,
    ),
    layout=t5_kin.layout,
    anatomy=replace(t5_kin.ANATOMY, positions=partial(t5_kin.positions, trained=TRAINED_LENGTH)),
    model_types=("t5",),
    recognises=_recognises,
    expects="ByT5Tokenizer beside a vocabulary of bytes",
    without_files="ByT5Tokenizer",
    open_tokenizer=t5_kin.open_tokenizer,
)
