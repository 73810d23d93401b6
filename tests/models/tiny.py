"""What all tiny random models share: a vocabulary of a few sentences, and sizes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import sentencepiece
import torch
from transformers import PreTrainedModel

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
