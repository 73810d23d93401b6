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
from workbench.models.sublayer import Block, Sublayer

_TAG = re.compile(r">>(.+)<<")

Pieces = tuple[list[int], list[str], list[Span]]


@dataclass(frozen=True)
class Family:
    """Where things are in an architecture.

    ``encode_source`` / ``encode_target``: ``(tokenizer, texts) -> (ids, pieces, offsets)`` per text, without special
    tokens. ``decode``: ids to text, special tokens left out. ``tags``: language code → id of the token put before the
    source. ``sublayers``: block and layer → attention sub-layer. ``embed_source`` / ``embed_target``: ids
    ``[… n]`` to what the model takes in their place as ``inputs_embeds`` / ``decoder_inputs_embeds``. ``project``:
    decoder states ``[n width]`` to logits ``[n vocabulary]``. ``positions``: the longest sequence in tokens.
    """

    encode_source: Callable[[Any, Sequence[str]], list[Pieces]]
    encode_target: Callable[[Any, Sequence[str]], list[Pieces]]
    decode: Callable[[Any, Sequence[int]], str]
    tags: Callable[[Any], dict[str, int]]
    sublayers: Callable[[Any], Mapping[tuple[Block, int], Sublayer]]
    embed_source: Callable[[Any, torch.Tensor], torch.Tensor]
    embed_target: Callable[[Any, torch.Tensor], torch.Tensor]
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


def _marian_sublayers(model: Any) -> dict[tuple[Block, int], Sublayer]:
    found: dict[tuple[Block, int], Sublayer] = {}
    halves: dict[Block, Any] = {"encoder": model.model.encoder, "decoder": model.model.decoder}
    for block, half in halves.items():
        for i, layer in enumerate(half.layers):
            found[block, i] = Sublayer(layer.self_attn, layer.self_attn.out_proj, layer.self_attn_layer_norm)
    for i, layer in enumerate(model.model.decoder.layers):
        found["cross", i] = Sublayer(layer.encoder_attn, layer.encoder_attn.out_proj, layer.encoder_attn_layer_norm)
    return found


FAMILIES: dict[str, Family] = {
    "marian": Family(
        encode_source=_marian_source,
        encode_target=_marian_target,
        decode=_marian_decode,
        tags=_marian_tags,
        sublayers=_marian_sublayers,
        # The encoder takes embeddings as they are, the decoder scales what it is given.
        embed_source=lambda model, ids: model.model.encoder.embed_tokens(ids) * model.model.encoder.embed_scale,
        embed_target=lambda model, ids: model.model.decoder.embed_tokens(ids),
        project=lambda model, states: functional.linear(states, model.lm_head.weight, model.final_logits_bias[0]),
        positions=lambda model: model.config.max_position_embeddings,
    ),
}
