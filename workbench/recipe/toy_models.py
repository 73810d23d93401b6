"""Small models of the toy language: a real architecture, a tokenizer of its real class, trained in minutes.

What is known of the language (`workbench.recipe.toy`) can be asked of them: whether they translate it, whether their
attention aligns it, whether spoilt sentences look spoilt. Both translate both ways, each as its family is told to: by
tags, or in words before the source. They read what transformers' own tokenizers make of a text, so that they know
nothing of this project's templates.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

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

from workbench.recipe.toy import as_written, gold_file, sentences

Direction = tuple[str, str]
Ids = list[list[int]]

DIRECTIONS: tuple[Direction, Direction] = (("en", "de"), ("de", "en"))
TASKS = {("en", "de"): "translate English to German: ", ("de", "en"): "translate German to English: "}
GOLD_PAIRS = 200
IGNORED = -100


@dataclass(frozen=True)
class ToyRecipe:
    """Everything that shapes a training; ``pairs``: distinct sentences, each used in both directions."""

    steps: int = 3000
    pairs: int = 20_000
    batch: int = 32
    seed: int = 13
    vocabulary: int = 480
    width: int = 64
    feed_forward: int = 128
    layers: int = 2
    heads: int = 4
    warmup: int = 300


@dataclass(frozen=True)
class Kind:
    """``build``: an untrained model and its tokenizer, from a recipe and the texts for the vocabulary. ``encode``:
    with that tokenizer, sources and targets of a direction as ids, as the model reads them in training. ``peak_rate``:
    of learning."""

    build: Callable[[ToyRecipe, Sequence[str]], tuple[PreTrainedModel, Any]]
    encode: Callable[[Any, Direction, list[str], list[str]], tuple[Ids, Ids]]
    peak_rate: float


def _train_pieces(folder: str, recipe: ToyRecipe, texts: Sequence[str], **options: Any) -> str:
    """Prefix of the SentencePiece files."""
    prefix = f"{folder}/pieces"
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_prefix=prefix,
        vocab_size=recipe.vocabulary,
        character_coverage=1.0,
        split_digits=True,
        # The texts need no normalising, and its table would be as large as the model.
        normalization_rule_name="identity",
        num_threads=1,
        minloglevel=2,
        **options,
    )
    return prefix


def _pieces(prefix: str) -> list[tuple[str, float]]:
    found = sentencepiece.SentencePieceProcessor(model_file=f"{prefix}.model")
    return [(found.id_to_piece(place), found.get_score(place)) for place in range(found.get_piece_size())]


def _m2m100(recipe: ToyRecipe, texts: Sequence[str]) -> tuple[PreTrainedModel, Any]:
    with TemporaryDirectory() as folder:
        prefix = _train_pieces(folder, recipe, texts)
        names = dict.fromkeys(["<s>", "<pad>", "</s>", "<unk>", *(piece for piece, _ in _pieces(prefix))])
        vocabulary = {piece: number for number, piece in enumerate(names)}
        path = Path(f"{prefix}.json")
        path.write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
        files: dict[str, Any] = {"vocab_file": str(path), "spm_file": f"{prefix}.model"}
        tags = list(M2M100Tokenizer(**files).lang_token_to_id)
        # As published folders have it: tags made from the files alone would not be special.
        tokenizer = M2M100Tokenizer(additional_special_tokens=tags, **files)
    config = M2M100Config(
        vocab_size=len(tokenizer),
        d_model=recipe.width,
        encoder_layers=recipe.layers,
        decoder_layers=recipe.layers,
        encoder_attention_heads=recipe.heads,
        decoder_attention_heads=recipe.heads,
        encoder_ffn_dim=recipe.feed_forward,
        decoder_ffn_dim=recipe.feed_forward,
        encoder_layerdrop=0.0,
        decoder_layerdrop=0.0,
        max_position_embeddings=128,
        dropout=0.0,
        attention_dropout=0.0,
    )
    return M2M100ForConditionalGeneration(config), tokenizer


def _t5(recipe: ToyRecipe, texts: Sequence[str]) -> tuple[PreTrainedModel, Any]:
    with TemporaryDirectory() as folder:
        told = [*TASKS.values()] * (len(texts) // 20)
        special = {"pad_id": 0, "eos_id": 1, "unk_id": 2, "bos_id": -1, "pad_piece": "<pad>"}
        prefix = _train_pieces(folder, recipe, [*texts, *told], **special)
        tokenizer = T5Tokenizer(vocab=_pieces(prefix), extra_ids=100)
    # What its class does not name.
    unnamed: dict[str, Any] = {
        "decoder_start_token_id": 0,
        "task_specific_params": {
            f"translation_{source}_to_{target}": {"prefix": prefix} for (source, target), prefix in TASKS.items()
        },
    }
    config = T5Config(
        vocab_size=len(tokenizer),
        d_model=recipe.width,
        d_kv=recipe.width // recipe.heads,
        d_ff=recipe.feed_forward,
        num_layers=recipe.layers,
        num_decoder_layers=recipe.layers,
        num_heads=recipe.heads,
        dropout_rate=0.0,
        **unnamed,
    )
    return T5ForConditionalGeneration(config), tokenizer


def _tagged(tokenizer: Any, direction: Direction, sources: list[str], targets: list[str]) -> tuple[Ids, Ids]:
    tokenizer.src_lang, tokenizer.tgt_lang = direction
    found = tokenizer(sources, text_target=targets)
    return found["input_ids"], found["labels"]


def _told(tokenizer: Any, direction: Direction, sources: list[str], targets: list[str]) -> tuple[Ids, Ids]:
    found = tokenizer([TASKS[direction] + source for source in sources], text_target=targets)
    return found["input_ids"], found["labels"]


KINDS = {
    "m2m100": Kind(_m2m100, _tagged, 3e-3),
    # Its embeddings begin fifty times as large, and have to get somewhere else.
    "t5": Kind(_t5, _told, 8e-3),
}


def train_toy(kind: str, out: Path, recipe: ToyRecipe | None = None) -> Path:
    """Train one of `KINDS` and write it to ``out``: fp16 safetensors, tokenizer, and gold of sentences that it has not
    seen. On one thread the same recipe gives the same weights. What it says of its loss goes to stderr."""
    recipe = recipe or ToyRecipe()
    torch.manual_seed(recipe.seed)
    pairs = [as_written(pair) for pair in islice(sentences(recipe.seed, held_out=False), recipe.pairs)]
    columns = [list(column) for column in zip(*pairs, strict=True)]
    model, tokenizer = KINDS[kind].build(recipe, [*columns[0], *columns[1]])
    examples: list[tuple[list[int], list[int]]] = []
    for direction, (sources, targets) in zip(DIRECTIONS, (columns, columns[::-1]), strict=True):
        examples += zip(*KINDS[kind].encode(tokenizer, direction, sources, targets), strict=True)
    _fit(model, examples, tokenizer.pad_token_id, recipe, KINDS[kind].peak_rate)
    out.mkdir(parents=True, exist_ok=True)
    model.generation_config.max_length = 64
    model.half().eval().save_pretrained(out)
    tokenizer.save_pretrained(out)
    gold = islice(sentences(recipe.seed + 1, held_out=True), GOLD_PAIRS)
    (out / "gold.en-de.tsv").write_text(gold_file([*gold]), encoding="utf-8")
    return out


def _fit(
    model: PreTrainedModel, examples: list[tuple[list[int], list[int]]], pad: int, recipe: ToyRecipe, peak_rate: float
) -> None:
    """AdamW; the rate rises linearly and then falls linearly to nothing."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=peak_rate, betas=(0.9, 0.98), weight_decay=0.01)
    chance, order, running = random.Random(recipe.seed), list[int](), 0.0
    model.train()
    for step in range(recipe.steps):
        if len(order) < recipe.batch:
            order = chance.sample(range(len(examples)), len(examples))
        chosen = [examples[order.pop()] for _ in range(min(recipe.batch, len(order)))]
        source, labels = (_padded([one[side] for one in chosen], filler) for side, filler in ((0, pad), (1, IGNORED)))
        rise, fall = (step + 1) / recipe.warmup, (recipe.steps - step) / max(recipe.steps - recipe.warmup, 1)
        optimizer.param_groups[0]["lr"] = peak_rate * min(rise, fall, 1.0)
        loss = model(input_ids=source, attention_mask=(source != pad).long(), labels=labels).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        running += loss.item()
        if (step + 1) % 200 == 0:
            print(json.dumps({"step": step + 1, "loss": round(running / 200, 4)}), file=sys.stderr, flush=True)
            running = 0.0


def _padded(rows: Sequence[list[int]], filler: int) -> torch.Tensor:
    width = max(map(len, rows))
    return torch.tensor([row + [filler] * (width - len(row)) for row in rows])
