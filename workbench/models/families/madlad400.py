"""MADLAD-400: T5 1.1 with tags.

Text: as T5's; but the end token is 2, pad is ``<s>``, and a newline may be a piece. Template: the target's language
before the source, ``▁`` and ``<2de>`` as the tokenizer makes them of a tag in front of a text; the source's is not
named. The decoder starts from ``<unk>``, which is not the pad token. Tags are ordinary pieces of the vocabulary: here
they are no text. Anatomy: `t5_kin`'s, the head its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from workbench.models.families import t5_kin
from workbench.models.families.family import Family, Layout, Pieces, Text
from workbench.models.families.pieces import id_of, names_of
from workbench.models.families.spiece import SpieceTokenizer

_TAG = re.compile(r"<2(\w+)>")
_NO_TEXT = re.compile(r"▁?<(extra_id_\d+|2\w+)>")


def _encode(tokenizer: Any, texts: Sequence[str]) -> list[Pieces]:
    return t5_kin.encode(tokenizer, texts, _NO_TEXT)


def _decode(tokenizer: Any, ids: Sequence[int]) -> str:
    return t5_kin.decode(tokenizer, ids, _NO_TEXT)


def _tags(tokenizer: Any) -> dict[str, tuple[int, ...]]:
    tags = [token for token in tokenizer.get_vocab() if _TAG.fullmatch(token)]
    if not tags:
        return {}
    if isinstance(tokenizer, SpieceTokenizer):
        found = [ids for ids, _, _ in tokenizer.pieces(tags)]
    else:
        found = tokenizer(tags, add_special_tokens=False)["input_ids"]
    return {tag[2:-1]: tuple(ids) for tag, ids in zip(tags, found, strict=True)}


MADLAD400 = Family(
    name="madlad400",
    text=Text(encode_source=_encode, encode_target=_encode, decode=_decode, names=names_of, id_of=id_of, tags=_tags),
    layout=lambda _tokenizer: Layout(before_source=("target tag",), after_source=("end",), before_target=("start",)),
    anatomy=t5_kin.ANATOMY,
    model_types=("t5",),
    recognises=lambda tokenizer, _config: t5_kin.reads_pieces(tokenizer) and bool(_tags(tokenizer)),
    expects="one of pieces with tags such as <2de>",
    open_tokenizer=t5_kin.open_tokenizer,
)
