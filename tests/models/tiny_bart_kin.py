"""Tiny random models of the architectures derived from BART's, with tokenizers of their real classes, as folders."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from tokenizers import ByteLevelBPETokenizer
from transformers import (
    BartConfig,
    BartForConditionalGeneration,
    BartTokenizer,
    M2M100Config,
    M2M100ForConditionalGeneration,
    M2M100Tokenizer,
    MBart50Tokenizer,
    MBartConfig,
    MBartForConditionalGeneration,
    MBartTokenizer,
    NllbTokenizer,
    PegasusConfig,
    PegasusForConditionalGeneration,
    PegasusTokenizer,
)

from tests.conftest import ENGLISH, GERMAN
from tests.models.tiny import HEADS, LAYERS, save, train_pieces

SIZES: dict[str, Any] = {
    "d_model": 32,
    "encoder_layers": LAYERS,
    "decoder_layers": LAYERS,
    "encoder_attention_heads": HEADS,
    "decoder_attention_heads": HEADS,
    "encoder_ffn_dim": 64,
    "decoder_ffn_dim": 64,
    "max_position_embeddings": 64,
    "init_std": 0.3,
}


def _of_pieces(folder: Path, kind: Any, file: str, said: dict[str, object] | None = None, **options: object) -> Any:
    """A tokenizer of a class from a folder with a SentencePiece file alone, as first published."""
    bare = folder / "bare"
    bare.mkdir()
    train_pieces(bare / "pieces", **options)
    (bare / "pieces.model").rename(bare / file)
    (bare / "pieces.vocab").unlink()
    (bare / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": kind.__name__, **(said or {})}))
    return kind.from_pretrained(bare)


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


def nllb(folder: Path, legacy: bool = False) -> Path:
    """With the tags behind the pieces, as published; ``legacy``: the source's tag after the end token."""
    bare = _of_pieces(folder, NllbTokenizer, "sentencepiece.bpe.model", vocab_size=220, model_type="bpe")
    tokenizer = NllbTokenizer(vocab=dict(bare._vocab), merges=list(bare._merges), legacy_behaviour=legacy)
    tokenizer.backend_tokenizer.normalizer = bare.backend_tokenizer.normalizer
    tokenizer.save_pretrained(folder / "model")
    torch.manual_seed(0)
    # Published models have two rows more.
    config = M2M100Config(vocab_size=len(tokenizer) + 2, **SIZES)
    return save(M2M100ForConditionalGeneration(config), folder / "model")


def mbart(folder: Path) -> Path:
    tokenizer = _of_pieces(folder, MBartTokenizer, "sentencepiece.bpe.model")
    tokenizer.save_pretrained(folder / "model")
    torch.manual_seed(0)
    # A start of its own, in another language than is asked for, as mbart-large-en-ro has it.
    start = tokenizer.convert_tokens_to_ids("ro_RO")
    config = MBartConfig(vocab_size=len(tokenizer), scale_embedding=True, decoder_start_token_id=start, **SIZES)
    return save(_with_bias(MBartForConditionalGeneration(config)), folder / "model")


def mbart50(folder: Path) -> Path:
    tokenizer = _of_pieces(folder, MBart50Tokenizer, "sentencepiece.bpe.model")
    tokenizer.save_pretrained(folder / "model")
    torch.manual_seed(0)
    config = MBartConfig(
        vocab_size=len(tokenizer),
        scale_embedding=True,
        decoder_start_token_id=2,
        activation_function="relu",
        tokenizer_class="MBart50Tokenizer",
        **SIZES,
    )
    return save(_with_bias(MBartForConditionalGeneration(config)), folder / "model")


def bart(folder: Path) -> Path:
    trained = ByteLevelBPETokenizer()
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    trained.train_from_iterator((*ENGLISH, *GERMAN), vocab_size=420, special_tokens=special, show_progress=False)
    pieces = json.loads(trained.to_str())["model"]
    merges = [tuple(merge.split(" ")) if isinstance(merge, str) else tuple(merge) for merge in pieces["merges"]]
    tokenizer = BartTokenizer(vocab=pieces["vocab"], merges=merges)
    tokenizer.save_pretrained(folder / "model")
    torch.manual_seed(1)
    config = BartConfig(vocab_size=len(tokenizer), forced_bos_token_id=0, **SIZES)
    return save(_with_bias(BartForConditionalGeneration(config)), folder / "model")


def pegasus(folder: Path) -> Path:
    reserved = ["<mask_1>", "<mask_2>", *(f"<unk_{number}>" for number in range(2, 103))]
    ids = {"pad_id": 0, "eos_id": 1, "unk_id": 105, "bos_id": -1, "pad_piece": "<pad>"}
    tokenizer = _of_pieces(
        folder, PegasusTokenizer, "spiece.model", user_defined_symbols=reserved, vocab_size=260, **ids
    )
    tokenizer.save_pretrained(folder / "model")
    torch.manual_seed(0)
    config = PegasusConfig(vocab_size=len(tokenizer), scale_embedding=True, **SIZES)
    return save(_with_bias(PegasusForConditionalGeneration(config)), folder / "model")


def _with_bias(model: Any) -> Any:
    # A bias that is not zero, as in many published checkpoints.
    model.final_logits_bias.copy_(torch.linspace(-0.3, 0.3, model.final_logits_bias.shape[1]))
    return model


BART_KIN = {
    "m2m100": m2m100,
    "nllb": nllb,
    "nllb of old": lambda folder: nllb(folder, legacy=True),
    "mbart": mbart,
    "mbart50": mbart50,
    "bart": bart,
    "pegasus": pegasus,
}
