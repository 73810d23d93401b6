"""M2M100.

Text: one SentencePiece model and one vocabulary for all languages; the tags, ``__de__``, are numbered behind its
pieces. Template: the source's language before the source; the decoder is fed its start token (``</s>``) and then the
target's language, which is given, not predicted. Anatomy: norms before attention, embeddings that scale themselves,
sinusoidal positions. Positions of ids are counted without pad tokens, wherever these stand; of embeddings every
position counts. No bias on logits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from transformers import M2M100Tokenizer

from workbench.models.families import bart_kin
from workbench.models.families.family import Family, Layout, Pieces, Text
from workbench.models.families.pieces import by_sentencepiece, id_of, names_of


def _encode(tokenizer: Any, texts: Sequence[str]) -> list[Pieces]:
    reserved = {*tokenizer.all_special_tokens}.__contains__
    return by_sentencepiece(tokenizer.sp_model, tokenizer.encoder, tokenizer.unk_token_id, texts, reserved)


def _decode(tokenizer: Any, ids: Sequence[int]) -> str:
    special = (tokenizer.bos_token_id, tokenizer.pad_token_id, tokenizer.eos_token_id)
    # Tags are not in this table, and neither are the rows that fill up the embeddings.
    pieces = [tokenizer.decoder[i] for i in ids if i not in special and i in tokenizer.decoder]
    return tokenizer.sp_model.decode_pieces(pieces).strip()


def _tags(tokenizer: Any) -> dict[str, tuple[int, ...]]:
    return {code: (i,) for code, i in tokenizer.lang_code_to_id.items()}


M2M100 = Family(
    name="m2m100",
    text=Text(encode_source=_encode, encode_target=_encode, decode=_decode, names=names_of, id_of=id_of, tags=_tags),
    layout=lambda _tokenizer: Layout(
        before_source=("source tag",), after_source=("end",), before_target=("start", "target tag")
    ),
    anatomy=bart_kin.anatomy(norm_first=True),
    model_types=("m2m_100",),
    recognises=lambda tokenizer, _config: isinstance(tokenizer, M2M100Tokenizer),
    expects="M2M100Tokenizer",
)
