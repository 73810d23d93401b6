"""One joint SentencePiece vocabulary for both languages, in the layout a Marian tokenizer reads."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import sentencepiece
from transformers import MarianTokenizer

END, UNKNOWN = "</s>", "<unk>"


def language_tag(language: str) -> str:
    """The source-side token that asks for ``language``, as in multi-target Marian models."""
    return f">>{language}<<"


def train_vocabulary(
    sentences: Iterable[str], languages: tuple[str, str], folder: Path, size: int = 8000, max_length: int = 256
) -> MarianTokenizer:
    """Train a unigram vocabulary with byte fallback and write it as a Marian tokenizer.

    Ids: end token 0, unknown 1, pieces, the two language tags, and PAD last, which is also the
    decoder's start token (Marian's convention).
    """
    folder.mkdir(parents=True, exist_ok=True)
    prefix = folder / "source"
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(sentences),
        model_prefix=str(prefix),
        vocab_size=size,
        model_type="unigram",
        byte_fallback=True,
        split_digits=True,
        hard_vocab_limit=False,
        character_coverage=0.9998,
        eos_id=0,
        unk_id=1,
        bos_id=-1,
        pad_id=-1,
        eos_piece=END,
        unk_piece=UNKNOWN,
        num_threads=2,
        minloglevel=2,
    )
    prefix.with_suffix(".vocab").unlink()
    prefix.with_suffix(".model").rename(folder / "source.spm")
    shutil.copy(folder / "source.spm", folder / "target.spm")
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))
    vocabulary = {pieces.id_to_piece(i): i for i in range(pieces.get_piece_size())}
    for token in (*map(language_tag, languages), "<pad>"):
        vocabulary[token] = len(vocabulary)
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False, indent=0))
    tokenizer = MarianTokenizer(
        source_spm=str(folder / "source.spm"),
        target_spm=str(folder / "target.spm"),
        vocab=str(folder / "vocab.json"),
        source_lang=languages[0],
        target_lang=languages[1],
        model_max_length=max_length,
    )
    tokenizer.save_pretrained(folder)
    return tokenizer
