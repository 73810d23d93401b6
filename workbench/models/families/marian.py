"""Marian (OPUS-MT), and the bundled model.

Text: one SentencePiece model for each side, and one vocabulary for both or one for each. The tokenizer's own way takes
``>>xx<<`` at the start of a text for a tag, and decodes target text with the source's model unless the vocabularies are
separate: both are done here instead. Template: a model of many target languages reads a tag before the source; the
decoder starts from the pad token. Anatomy: norms after the residual, sinusoidal positions up to a limit. The encoder
scales embeddings of ids alone, the decoder whatever it is given. Logits have a bias.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from transformers import MarianTokenizer

from workbench.models.families import bart_kin
from workbench.models.families.added import added_text, whole
from workbench.models.families.family import Family, Layout, Pieces, Text, declared_ties
from workbench.models.families.pieces import by_sentencepiece, id_of, names_of

_TAG = re.compile(r">>(.+)<<")


def _source(tokenizer: Any, texts: Sequence[str]) -> list[Pieces]:
    return _encode(tokenizer, tokenizer.spm_source, tokenizer.encoder, texts)


def _target(tokenizer: Any, texts: Sequence[str]) -> list[Pieces]:
    vocabulary = tokenizer.target_encoder if tokenizer.separate_vocabs else tokenizer.encoder
    return _encode(tokenizer, tokenizer.spm_target, vocabulary, texts)


def _encode(tokenizer: Any, processor: Any, vocabulary: Mapping[str, int], texts: Sequence[str]) -> list[Pieces]:
    special = {*tokenizer.all_special_tokens}

    def reserved(piece: str) -> object:
        return piece in special or _TAG.fullmatch(piece)

    encode = partial(by_sentencepiece, processor, vocabulary, tokenizer.unk_token_id, reserved=reserved)
    return whole(texts, added_text(tokenizer, _TAG.fullmatch), encode)


def _decode(tokenizer: Any, ids: Sequence[int]) -> str:
    special = (tokenizer.pad_token_id, tokenizer.eos_token_id)
    added = {i: token.content for i, token in added_text(tokenizer).items()}
    names = (added.get(i) or tokenizer.decoder.get(i, "") for i in ids if i not in special)
    return tokenizer.spm_target.decode_pieces([name for name in names if name and not _TAG.fullmatch(name)]).strip()


def _tags(tokenizer: Any) -> dict[str, tuple[int, ...]]:
    named = {**tokenizer.encoder, **tokenizer.added_tokens_encoder}
    return {match[1]: (i,) for token, i in named.items() if (match := _TAG.fullmatch(token))}


MARIAN = Family(
    name="marian",
    text=Text(encode_source=_source, encode_target=_target, decode=_decode, names=names_of, id_of=id_of, tags=_tags),
    layout=lambda _tokenizer: Layout(before_source=("target tag",), after_source=("end",), before_target=("start",)),
    anatomy=bart_kin.anatomy(norm_first=False, project=bart_kin.project_with_bias, scales_ids=True, ties=declared_ties),
    recognises=lambda tokenizer, _config: isinstance(tokenizer, MarianTokenizer),
    expects="MarianTokenizer",
    never_pads=True,
)
