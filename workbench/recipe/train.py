"""Train a small bidirectional Marian model from scratch, resumably, within a number of minutes.

AdamW, linear warm-up, a constant rate, then linear decay over the last part of the time budget (so that a
run can be given more minutes before it decays), label smoothing; eager attention (on a CPU, SDPA's backward is
twice as slow); bf16 autocast where the hardware multiplies bf16 matrices faster than fp32 ones.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, TextIO

import torch
from safetensors.torch import load_file, save_file
from torch.nn import functional
from transformers import MarianConfig, MarianMTModel, MarianTokenizer

from workbench.models.families import FAMILIES
from workbench.recipe.examples import Batch, Examples, Mixture, read_pairs
from workbench.recipe.vocabulary import language_tag, train_vocabulary


@dataclass(frozen=True)
class Recipe:
    """Everything that shapes a run; written beside the weights."""

    languages: tuple[str, str] = ("en", "de")
    minutes: float = 100.0
    seed: int = 13
    vocabulary: int = 8000
    width: int = 256
    feed_forward: int = 1024
    encoder_layers: int = 6
    decoder_layers: int = 4
    heads: int = 4
    dropout: float = 0.1
    label_smoothing: float = 0.1
    peak_rate: float = 1.5e-3
    warmup: int = 600
    decay: float = 0.35
    batch_tokens: int = 3400
    snapshots: tuple[float, ...] = (0.03, 0.07, 0.13, 0.22, 0.35, 0.55, 0.78, 1.0)


def build_model(recipe: Recipe, tokenizer: MarianTokenizer) -> MarianMTModel:
    pad = tokenizer.pad_token_id
    settings: dict[str, Any] = {
        "vocab_size": len(tokenizer),
        "decoder_vocab_size": len(tokenizer),
        "d_model": recipe.width,
        "encoder_layers": recipe.encoder_layers,
        "decoder_layers": recipe.decoder_layers,
        "encoder_attention_heads": recipe.heads,
        "decoder_attention_heads": recipe.heads,
        "encoder_ffn_dim": recipe.feed_forward,
        "decoder_ffn_dim": recipe.feed_forward,
        "max_position_embeddings": 256,
        "dropout": recipe.dropout,
        "activation_function": "relu",
        "scale_embedding": True,
        "share_encoder_decoder_embeddings": True,
        "tie_word_embeddings": True,
        "pad_token_id": pad,
        "decoder_start_token_id": pad,
        "eos_token_id": 0,
        "bos_token_id": None,
        "forced_eos_token_id": 0,
        "attn_implementation": "eager",
    }
    config = MarianConfig(**settings)
    torch.manual_seed(recipe.seed)
    model = MarianMTModel(config)
    beam = model.generation_config
    beam.num_beams, beam.max_length, beam.max_new_tokens = 4, 200, None
    beam.bad_words_ids = [[pad]]
    return model


@contextmanager
def pooled_dropout(rate: float, seed: int) -> Iterator[None]:
    """Dropout masks cut at random places from one pool of random bits.

    PyTorch's CPU Bernoulli generator runs on one thread and took a fifth of a training step.
    """
    generator = torch.Generator().manual_seed(seed)
    keep = torch.rand(1 << 24, generator=generator) >= rate
    pools = {dtype: keep.to(dtype) / (1 - rate) for dtype in (torch.bfloat16, torch.float32)}
    rng = random.Random(seed)
    plain = functional.dropout

    def dropout(input: torch.Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> torch.Tensor:
        if not training or p == 0.0:
            return input
        pool = pools.get(input.dtype)
        if pool is None or p != rate or input.numel() >= len(pool):
            return plain(input, p, training, inplace)
        start = rng.randrange(len(pool) - input.numel())
        return input * pool[start : start + input.numel()].view(input.shape)

    functional.dropout = dropout
    try:
        yield
    finally:
        functional.dropout = plain


def batch_loss(model: MarianMTModel, batch: Batch, smoothing: float, chunk: int = 1536) -> tuple[torch.Tensor, int]:
    """Summed cross-entropy in nats over real target positions, and their number.

    Only real positions are projected onto the vocabulary, a chunk at a time, in fp32.
    """
    device, anatomy = model.device, FAMILIES["marian"].anatomy
    mask = batch.source_mask.to(device)
    encoded = anatomy.encoder(model)(input_ids=batch.source.to(device), attention_mask=mask).last_hidden_state
    hidden = anatomy.decoder(model)(
        input_ids=batch.decoder_input.to(device),
        encoder_hidden_states=encoded,
        encoder_attention_mask=mask,
        use_cache=False,
    ).last_hidden_state
    target, real = batch.target.to(device), batch.target_mask.to(device)
    hidden, target = hidden[real], target[real]
    loss = hidden.new_zeros((), dtype=torch.float32)
    for start in range(0, len(target), chunk):
        logits = anatomy.project(model, hidden[start : start + chunk])
        loss = loss + functional.cross_entropy(
            logits.float(), target[start : start + chunk], label_smoothing=smoothing, reduction="sum"
        )
    return loss, len(target)


class TrainingState:
    """Weights, optimiser and place in the data; saved whole or not at all, so that a killed run goes on."""

    def __init__(self, folder: Path, model: MarianMTModel):
        self.folder, self.model = folder, model
        self.optimizer = torch.optim.AdamW(model.parameters(), lr=0.0, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
        self.step, self.epoch, self.batch, self.elapsed, self.tokens = 0, 0, 0, 0.0, 0
        self.mixed = False

    def save(self) -> None:
        tensors = {f"model.{n}": p.detach() for n, p in self.model.named_parameters()}
        for name, parameter in self.model.named_parameters():
            for key, value in self.optimizer.state[parameter].items():
                tensors[f"{key}.{name}"] = value
        counters = {k: getattr(self, k) for k in ("step", "epoch", "batch", "elapsed", "tokens", "mixed")}
        partial = self.folder / "state.partial"
        save_file({k: v.contiguous().clone() for k, v in tensors.items()}, partial, {"counters": json.dumps(counters)})
        partial.rename(self.folder / "state.safetensors")

    def load(self) -> bool:
        path = self.folder / "state.safetensors"
        if not path.exists():
            return False
        from safetensors import safe_open

        tensors = load_file(path, device=str(self.model.device))
        with torch.no_grad():
            for name, parameter in self.model.named_parameters():
                parameter.copy_(tensors[f"model.{name}"])
                # Sinusoidal positions are parameters without gradient: the optimiser keeps nothing for them.
                if parameter.requires_grad:
                    self.optimizer.state[parameter] = {
                        key: tensors[f"{key}.{name}"] for key in ("step", "exp_avg", "exp_avg_sq")
                    }
        with safe_open(path, "pt") as file:
            for key, value in json.loads(file.metadata()["counters"]).items():
                setattr(self, key, value)
        return True


def learning_rate(recipe: Recipe, step: int, done: float) -> float:
    """Linear warm-up in steps, then constant until the last ``decay`` of the budget, of which ``done`` is spent."""
    return recipe.peak_rate * min(1.0, (step + 1) / recipe.warmup, max(0.0, 1 - done) / recipe.decay)


def autocast(device: torch.device) -> torch.autocast:
    """bf16 on a GPU and on processors with matrix units for it; elsewhere fp32, which is then half as fast again."""
    fast = device.type == "cuda" or torch.cpu._is_amx_tile_supported()
    return torch.autocast(device.type, torch.bfloat16, enabled=fast)


def source_check(model: MarianMTModel, batches: list[Batch]) -> tuple[float, float]:
    """Loss per target token in nats on held-out batches, and how much worse it is with another sentence's source.

    A model that learns to ignore its source shows it here (and in its attention) long before BLEU does.
    """
    model.eval()
    sums = [0.0, 0.0]
    count = 0
    with torch.no_grad(), autocast(model.device):
        for batch in batches:
            loss, n = batch_loss(model, batch, 0.0)
            rolled = replace(batch, source=batch.source.roll(1, 0), source_mask=batch.source_mask.roll(1, 0))
            shuffled, _ = batch_loss(model, rolled, 0.0)
            sums = [sums[0] + float(loss), sums[1] + float(shuffled)]
            count += n
    model.train()
    return sums[0] / count, (sums[1] - sums[0]) / count


def save_snapshot(model: MarianMTModel, tokenizer: MarianTokenizer, folder: Path) -> None:
    """An ordinary Hugging Face folder: fp16 safetensors in shards under 10 MB."""
    half = MarianMTModel(model.config).half()
    half.load_state_dict(model.state_dict())
    half.tie_weights()
    half.generation_config = model.generation_config
    half.save_pretrained(folder, max_shard_size="9MB")
    tokenizer.save_pretrained(folder)


def train(pairs: Path, out: Path, recipe: Recipe, longer: Path | None = None, dev: Path | None = None) -> Path:
    """Train until the time budget is used up; called again with the same ``out`` it goes on where it was.

    Returns the folder of the last snapshot.
    """
    out.mkdir(parents=True, exist_ok=True)
    core = read_pairs(pairs)
    long_pairs = read_pairs(longer) if longer else []
    vocabulary = out / "tokenizer"
    if (vocabulary / "tokenizer_config.json").exists():
        tokenizer = MarianTokenizer.from_pretrained(vocabulary)
    else:
        tokenizer = train_vocabulary(
            (text for pair in core + long_pairs for text in pair), recipe.languages, vocabulary, recipe.vocabulary
        )
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = build_model(recipe, tokenizer)
    model.to(torch.device(device)).train()  # type: ignore[arg-type]
    state = TrainingState(out, model)
    state.load()
    tags = tuple(tokenizer.convert_tokens_to_ids(language_tag(code)) for code in recipe.languages)
    pieces = tokenizer.spm_source
    mixture = Mixture()
    examples = Examples(pieces, tags, 0, tokenizer.pad_token_id, core, long_pairs, mixture)
    held_out = []
    if dev:
        held = Examples(pieces, tags, 0, tokenizer.pad_token_id, read_pairs(dev)[:400], [], mixture)
        held_out = list(held.epoch(0, False, recipe.batch_tokens))
    settings = asdict(recipe) | {"mixture": asdict(mixture), "epoch_tokens": examples.epoch_tokens}
    (out / "recipe.json").write_text(json.dumps(settings, indent=1))
    with pooled_dropout(recipe.dropout, recipe.seed + state.step), open(out / "log.jsonl", "a") as log:
        return _loop(state, examples, held_out, recipe, tokenizer, log)


def _loop(
    state: TrainingState,
    examples: Examples,
    held_out: list[Batch],
    recipe: Recipe,
    tokenizer: MarianTokenizer,
    log: TextIO,
) -> Path:
    model, budget = state.model, recipe.minutes * 60
    last_save, running = state.elapsed, [0.0, 0]
    while True:
        for place, batch in enumerate(examples.epoch(recipe.seed + state.epoch, state.mixed, recipe.batch_tokens)):
            if place < state.batch:
                continue
            begun, before = time.monotonic(), state.elapsed
            rate = learning_rate(recipe, state.step, state.elapsed / budget)
            for group in state.optimizer.param_groups:
                group["lr"] = rate
            with autocast(model.device):
                loss, count = batch_loss(model, batch, recipe.label_smoothing)
            (loss / count).backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            state.optimizer.step()
            state.optimizer.zero_grad(set_to_none=True)
            running = [running[0] + float(loss.detach()), running[1] + count]
            state.step, state.batch, state.tokens = state.step + 1, place + 1, state.tokens + count
            # A machine that slept or a process that was stopped has not trained: no step counts for long.
            state.elapsed += min(time.monotonic() - begun, 3.0)
            done = state.elapsed >= budget
            if state.step % 100 == 0 or done:
                record = {"step": state.step, "epoch": state.epoch, "minutes": round(state.elapsed / 60, 2)}
                record |= {"loss": round(running[0] / max(running[1], 1), 4), "rate": rate, "tokens": state.tokens}
                if held_out and (state.step % 500 == 0 or done):
                    dev_loss, gain = source_check(model, held_out)
                    record |= {"dev_loss": round(dev_loss, 4), "source_gain": round(gain, 4)}
                print(json.dumps(record), file=log, flush=True)
                print(json.dumps(record), file=sys.stderr, flush=True)
                running = [0.0, 0]
            for share in recipe.snapshots:
                if before < share * budget <= state.elapsed:
                    save_snapshot(model, tokenizer, state.folder / "snapshots" / f"step-{state.step:06d}")
            if done or state.elapsed - last_save > 240:
                state.save()
                last_save = state.elapsed
            if done:
                return state.folder / "snapshots" / f"step-{state.step:06d}"
            if not state.mixed and state.step >= examples.mixture.start:
                state.mixed = True
                break
        state.epoch, state.batch = state.epoch + 1, 0
