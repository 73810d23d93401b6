"""M2M100.

Text: one SentencePiece model and one vocabulary for all languages; the tags, ``__de__``, are numbered behind its
pieces. Template: the source's language before the source; the decoder is fed its start token (``</s>``) and then the
target's language, which is given, not predicted. Anatomy: norms before attention, embeddings that scale themselves,
sinusoidal positions. Positions of ids are counted without pad tokens, wherever these stand; of embeddings every
position counts. They are numbered from the id of the pad token on. No bias on logits.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from transformers import M2M100Tokenizer

from workbench.models.families import bart_kin
from workbench.models.families.added import added_text, whole
from workbench.models.families.family import Family, Layout, Pieces, Text
from workbench.models.families.pieces import by_sentencepiece, id_of, names_of

_TAG = re.compile(r"__([a-z]{2,3}(?:_\w+)?)__")


def _encode(tokenizer: Any, texts: Sequence[str]) -> list[Pieces]:
    special = {*tokenizer.all_special_tokens}

    def encode(parts: Sequence[str]) -> list[Pieces]:
        vocabulary, unknown = tokenizer.encoder, tokenizer.unk_token_id
        return by_sentencepiece(tokenizer.sp_model, vocabulary, unknown, parts, special.__contains__)

    return whole(texts, added_text(tokenizer, _TAG.fullmatch), encode)


def _decode(tokenizer: Any, ids: Sequence[int]) -> str:
    special = (tokenizer.bos_token_id, tokenizer.pad_token_id, tokenizer.eos_token_id)
    added = {i: token.content for i, token in added_text(tokenizer, _TAG.fullmatch).items()}
    # Tags are not in these tables, and neither are the rows that fill up the embeddings.
    names = (added.get(i) or tokenizer.decoder.get(i) for i in ids if i not in special)
    return tokenizer.sp_model.decode_pieces([name for name in names if name]).strip()


def _tags(tokenizer: Any) -> dict[str, tuple[int, ...]]:
    """Those of its class, and those that somebody added."""
    added = tokenizer.added_tokens_encoder.items()
    more = {match[1]: (i,) for token, i in added if (match := _TAG.fullmatch(token))}
    return {**more, **{code: (i,) for code, i in tokenizer.lang_code_to_id.items()}}


M2M100 = Family(
    name="m2m100",
    text=Text(encode_source=_encode, encode_target=_encode, decode=_decode, names=names_of, id_of=id_of, tags=_tags),
    layout=lambda _tokenizer: Layout(
        before_source=("source tag",), after_source=("end",), before_target=("start", "target tag")
    ),
    anatomy=bart_kin.anatomy(norm_first=True, counts_from_pad=True),
    model_types=("m2m_100",),
    recognises=lambda tokenizer, _config: isinstance(tokenizer, M2M100Tokenizer),
    expects="M2M100Tokenizer",
)
