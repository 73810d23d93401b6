"""What differs between model families, one table row each.

A new family is one `Family` in `FAMILIES`; nothing else in the package asks for an architecture by name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch.nn import functional

from workbench.language.segmentation import Span

_TAG = re.compile(r">>(.+)<<")

Pieces = tuple[list[int], list[str], list[Span]]


@dataclass(frozen=True)
class Family:
    """Where things are in an architecture.

    ``encode_source`` / ``encode_target``: ``(tokenizer, texts) -> (ids, pieces, offsets)`` per text, without special
    tokens. ``decode``: ids to text, special tokens left out. ``tags``: language code → id of the token put before the
    source. ``cross_attention``: layer → module. ``project``: decoder states ``[n width]`` to logits
    ``[n vocabulary]``. ``positions``: the longest sequence in tokens.
    """

    encode_source: Callable[[Any, Sequence[str]], list[Pieces]]
    encode_target: Callable[[Any, Sequence[str]], list[Pieces]]
    decode: Callable[[Any, Sequence[int]], str]
    tags: Callable[[Any], dict[str, int]]
    cross_attention: Callable[[Any], Mapping[int, torch.nn.Module]]
    project: Callable[[Any, torch.Tensor], torch.Tensor]
    positions: Callable[[Any], int]


def _sentencepiece(processor: Any, vocabulary: Mapping[str, int], unknown: int, texts: Sequence[str]) -> list[Pieces]:
    """Pieces with character offsets straight from SentencePiece; a text that looks like a tag stays text."""
    found = []
    for encoded in processor.encode(list(texts), return_type="offset_mapping"):
        pieces = encoded["pieces"]
        found.append(([vocabulary.get(piece, unknown) for piece in pieces], pieces, encoded["offsets"]))
    return found


def _marian_source(tokenizer: Any, texts: Sequence[str]) -> list[Pieces]:
    return _sentencepiece(tokenizer.spm_source, tokenizer.encoder, tokenizer.unk_token_id, texts)


def _marian_target(tokenizer: Any, texts: Sequence[str]) -> list[Pieces]:
    vocabulary = tokenizer.target_encoder if tokenizer.separate_vocabs else tokenizer.encoder
    return _sentencepiece(tokenizer.spm_target, vocabulary, tokenizer.unk_token_id, texts)


def _marian_decode(tokenizer: Any, ids: Sequence[int]) -> str:
    # The tokenizer's own decode takes the source side's model for target text unless the vocabularies are separate.
    names = (tokenizer.decoder.get(i, "") for i in ids if i not in (tokenizer.pad_token_id, tokenizer.eos_token_id))
    return tokenizer.spm_target.decode_pieces([name for name in names if name and not _TAG.fullmatch(name)]).strip()


def _marian_tags(tokenizer: Any) -> dict[str, int]:
    return {match[1]: i for token, i in tokenizer.encoder.items() if (match := _TAG.fullmatch(token))}


FAMILIES: dict[str, Family] = {
    "marian": Family(
        encode_source=_marian_source,
        encode_target=_marian_target,
        decode=_marian_decode,
        tags=_marian_tags,
        cross_attention=lambda model: {i: layer.encoder_attn for i, layer in enumerate(model.model.decoder.layers)},
        project=lambda model, states: functional.linear(states, model.lm_head.weight, model.final_logits_bias[0]),
        positions=lambda model: model.config.max_position_embeddings,
    ),
}
