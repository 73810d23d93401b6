"""Tiny random models of real architectures with tokenizers of their real classes, as folders that `load` opens."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from transformers import (
    MT5Config,
    MT5ForConditionalGeneration,
    PretrainedConfig,
    PreTrainedModel,
    T5Config,
    T5ForConditionalGeneration,
    T5Tokenizer,
    UMT5Config,
    UMT5ForConditionalGeneration,
)

from tests.models.tiny import HEADS, LAYERS, save, train_pieces
from tests.models.tiny_bart_kin import BART_KIN

T5_PIECES = {"pad_id": 0, "eos_id": 1, "unk_id": 2, "bos_id": -1, "pad_piece": "<pad>"}
BYTES = {"byte_fallback": True, "vocab_size": 420}
MT5_SENTINELS = [f"▁<extra_id_{i}>" for i in (2, 1, 0)]
MADLAD_PIECES = {
    **{"unk_id": 0, "bos_id": 1, "eos_id": 2, "pad_id": -1, "user_defined_symbols": ["\n", "<2de>", "<2en>", "<2fr>"]},
    **{"normalization_rule_name": "identity", "remove_extra_whitespaces": False},
}
"""The order that its published vocabulary begins with."""


def as_ordinary(file: Path) -> None:
    """User-defined pieces of a SentencePiece model made ordinary ones, as MADLAD-400's and mT5's are."""
    model, at = bytearray(file.read_bytes()), 0
    while model[at] == 0x0A:  # one piece: its length, its text, its score, its type unless that is ordinary
        end = at + 2 + model[at + 1]
        if model[end - 2 : end] == b"\x18\x04":
            model[end - 1] = 1
        at = end
    file.write_bytes(model)


def t5_sizes(rows: int, **options: object) -> dict[str, object]:
    return {
        # Published models have more rows than pieces.
        "vocab_size": rows + 2,
        "d_model": 32,
        # Heads together are narrower than the model.
        "d_kv": 6,
        "d_ff": 64,
        "num_layers": LAYERS,
        "num_decoder_layers": LAYERS,
        "num_heads": HEADS,
        "decoder_start_token_id": 0,
        "relative_attention_num_buckets": 8,
        "relative_attention_max_distance": 16,
        **options,
    }


def save_with_own_head(model: PreTrainedModel, folder: Path) -> Path:
    """As published: the file says that nothing is tied, which transformers no longer writes."""
    model.lm_head.weight = torch.nn.Parameter(0.3 * torch.randn_like(model.lm_head.weight))
    save(model, folder)
    config = json.loads((folder / "config.json").read_text("utf-8"))
    config.pop("scale_decoder_outputs", None)
    (folder / "config.json").write_text(json.dumps({**config, "tie_word_embeddings": False}))
    return folder


def t5(folder: Path, head_alone: bool = False) -> Path:
    """``head_alone``: a head of its own and a gated feed-forward part, as T5 1.1 has them."""
    pieces = train_pieces(folder / "pieces", **T5_PIECES)
    vocabulary = [(pieces.id_to_piece(i), pieces.get_score(i)) for i in range(pieces.get_piece_size())]
    tokenizer = T5Tokenizer(vocab=vocabulary, extra_ids=3)
    tokenizer.save_pretrained(folder / "model")
    torch.manual_seed(0)
    config = T5Config(
        **t5_sizes(len(tokenizer), d_kv=8),
        feed_forward_proj="gated-gelu" if head_alone else "relu",
        tie_word_embeddings=not head_alone,
    )
    model = T5ForConditionalGeneration(config)
    return (save_with_own_head if head_alone else save)(model, folder / "model")


Kind = tuple[type[PreTrainedModel], type[PretrainedConfig]]


def of_spiece(folder: Path, kind: Kind, written: dict, trained: dict, **options: int) -> Path:
    """A model with ``spiece.model`` and no tokenizer.json; ``written``: its tokenizer_config.json."""
    place = folder / "model"
    place.mkdir(parents=True)
    pieces = train_pieces(folder / "pieces", **trained)
    shutil.move(folder / "pieces.model", place / "spiece.model")
    as_ordinary(place / "spiece.model")
    (place / "tokenizer_config.json").write_text(json.dumps(written))
    torch.manual_seed(0)
    sizes = t5_sizes(pieces.get_piece_size() + written.get("extra_ids", 0), **options)
    made, config = kind
    return save_with_own_head(made(config(**sizes, feed_forward_proj="gated-gelu", tie_word_embeddings=False)), place)


def mt5(folder: Path) -> Path:
    """Sentinels among its pieces, bytes for what it has no piece for."""
    trained = {**T5_PIECES, **BYTES, "user_defined_symbols": MT5_SENTINELS}
    return of_spiece(folder, (MT5ForConditionalGeneration, MT5Config), {"extra_ids": 0}, trained)


def umt5(folder: Path) -> Path:
    """Sentinels behind its pieces; positions are learnt in every layer."""
    written = {"tokenizer_class": "T5Tokenizer", "extra_ids": 3}
    return of_spiece(folder, (UMT5ForConditionalGeneration, UMT5Config), written, {**T5_PIECES, **BYTES})


def madlad(folder: Path) -> Path:
    """Embeddings stored under the decoder's name alone; a start that is not the pad token."""
    written = {"tokenizer_class": "T5Tokenizer", "pad_token": "<s>", "extra_ids": 0}
    ids = {"pad_token_id": 1, "eos_token_id": 2}
    place = of_spiece(folder, (T5ForConditionalGeneration, T5Config), written, MADLAD_PIECES, **ids)
    weights = load_file(place / "model.safetensors")
    weights["decoder.embed_tokens.weight"] = weights.pop("shared.weight")
    save_file(weights, place / "model.safetensors", {"format": "pt"})
    return place


def byt5(folder: Path) -> Path:
    """No tokenizer file at all; an encoder that is deeper than the decoder."""
    torch.manual_seed(0)
    config = T5Config(
        **t5_sizes(382, num_layers=LAYERS + 1),
        feed_forward_proj="gated-gelu",
        tie_word_embeddings=False,
        tokenizer_class="ByT5Tokenizer",
    )
    return save_with_own_head(T5ForConditionalGeneration(config), folder / "model")


BUILDERS: dict[str, Callable[[Path], Path]] = {
    **BART_KIN,
    "t5": t5,
    "t5 with its own head": partial(t5, head_alone=True),
    "mt5": mt5,
    "umt5": umt5,
    "madlad": madlad,
    "byt5": byt5,
}
"""A name and a function that builds the folder, for every family but Marian."""
