"""Tiny random models of real architectures with tokenizers of their real classes, as folders that `load` opens."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import sentencepiece
import torch
from transformers import (
    M2M100Config,
    M2M100ForConditionalGeneration,
    M2M100Tokenizer,
    PreTrainedModel,
    T5Config,
    T5ForConditionalGeneration,
    T5Tokenizer,
)

from tests.conftest import ENGLISH, GERMAN

LAYERS, HEADS = 2, 4


def train_pieces(
    path: Path, sentences: Sequence[str] = (*ENGLISH, *GERMAN), **options: object
) -> sentencepiece.SentencePieceProcessor:
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([*sentences] * 4),
        model_prefix=str(path),
        **{"vocab_size": 150, "hard_vocab_limit": False, "minloglevel": 2, **options},
    )
    return sentencepiece.SentencePieceProcessor(model_file=f"{path}.model")


def save(model: PreTrainedModel, folder: Path) -> Path:
    """Fresh norms and biases are all one or nothing, which would hide what is done with them."""
    generator = torch.Generator().manual_seed(5)
    for weights in model.parameters():
        weights.data += 0.15 * torch.randn(weights.shape, generator=generator)
    model.generation_config.max_length = 24
    model.eval().save_pretrained(folder)
    return folder


def m2m100(folder: Path) -> Path:
    pieces = train_pieces(folder / "pieces")
    vocabulary = {"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3}
    for number in range(pieces.get_piece_size()):
        vocabulary.setdefault(pieces.id_to_piece(number), len(vocabulary))
    (folder / "pieces.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    files = {"vocab_file": str(folder / "pieces.json"), "spm_file": str(folder / "pieces.model")}
    tags = list(M2M100Tokenizer(**files).lang_token_to_id)
    # As published folders have it: tags made from the files alone would not be special.
    tokenizer = M2M100Tokenizer(additional_special_tokens=tags, **files)
    tokenizer.save_pretrained(folder / "model")
    torch.manual_seed(0)
    config = M2M100Config(
        vocab_size=len(tokenizer),
        d_model=32,
        encoder_layers=LAYERS,
        decoder_layers=LAYERS,
        encoder_attention_heads=HEADS,
        decoder_attention_heads=HEADS,
        encoder_ffn_dim=64,
        decoder_ffn_dim=64,
        max_position_embeddings=64,
        init_std=0.3,
    )
    return save(M2M100ForConditionalGeneration(config), folder / "model")


def t5(folder: Path, head_alone: bool = False) -> Path:
    """``head_alone``: a head of its own and a gated feed-forward part, as T5 1.1 has them."""
    pieces = train_pieces(folder / "pieces", pad_id=0, eos_id=1, unk_id=2, bos_id=-1, pad_piece="<pad>")
    vocabulary = [(pieces.id_to_piece(i), pieces.get_score(i)) for i in range(pieces.get_piece_size())]
    tokenizer = T5Tokenizer(vocab=vocabulary, extra_ids=3)
    tokenizer.save_pretrained(folder / "model")
    torch.manual_seed(0)
    config = T5Config(
        # Published models have more rows than pieces.
        vocab_size=len(tokenizer) + 2,
        d_model=32,
        d_kv=8,
        d_ff=64,
        num_layers=LAYERS,
        num_decoder_layers=LAYERS,
        num_heads=HEADS,
        decoder_start_token_id=0,
        relative_attention_num_buckets=8,
        relative_attention_max_distance=16,
        feed_forward_proj="gated-gelu" if head_alone else "relu",
        tie_word_embeddings=not head_alone,
    )
    model = T5ForConditionalGeneration(config)
    if head_alone:
        model.lm_head.weight = torch.nn.Parameter(0.3 * torch.randn_like(model.lm_head.weight))
    return save(model, folder / "model")


BUILDERS = {"m2m100": m2m100, "t5": t5, "t5 with its own head": lambda folder: t5(folder, head_alone=True)}
