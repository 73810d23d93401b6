"""Whether the numbers of a configuration can be those of its weights: a model of them is built before it is filled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from workbench.errors import ModelError
from workbench.models.weights import Weights

LAYERS = ("encoder_layers", "decoder_layers", "num_layers", "num_decoder_layers", "num_hidden_layers")
HEADS = ("encoder_attention_heads", "decoder_attention_heads", "num_attention_heads", "num_heads")
WIDTHS = ("d_model", "hidden_size")
INNER = ("d_ff", "encoder_ffn_dim", "decoder_ffn_dim")
TABLES = ("vocab_size", "decoder_vocab_size")
OTHERS = ("d_kv", "max_position_embeddings", "n_positions", "relative_attention_num_buckets")
_TABLE = re.compile(r"(^|\.)(shared|embed_tokens|lm_head)\.weight$")
MOST_POSITIONS = 100_000
MOST_LABELS = 100_000
SLACK = 4
"""How many times more numbers than the weights have a table may need: one is shared by several parts."""


def check_numbers(where: str, config: Mapping[str, Any], weights: Weights) -> None:
    """Raises `ModelError` for sizes that are none, or far beyond what the weights hold; ``where``: stands first."""
    for name in (*LAYERS, *HEADS, *WIDTHS, *INNER, *TABLES, *OTHERS):
        value = config.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
            raise ModelError(f"{where} says {name} {value!r}; a whole number of at least 1 is expected; mend it")
    names = len(weights.shapes) or weights.size // 256
    for name in LAYERS:
        # Every layer has weights of its own, and is built before it is seen that they are missing.
        if (layers := config.get(name) or 0) > names:
            raise ModelError(
                f"{where} says {name} {layers}, and the weights are {names} tensors in all: they are of another "
                "model, or the file was damaged; take both from one place"
            )
    for what, numbers in _tables(config).items():
        if numbers > SLACK * weights.numbers:
            raise ModelError(
                f"{where} says {what}: {numbers:,} numbers, and the weights hold {weights.numbers:,}: they are of "
                "another model, or the file was damaged; take both from one place"
            )
    for name in ("max_position_embeddings", "n_positions"):
        if (config.get(name) or 0) > MOST_POSITIONS:
            raise ModelError(f"{where} says {name} {config[name]}; at most {MOST_POSITIONS:,} are expected; mend it")
    labels = config.get("num_labels")
    if isinstance(labels, int) and not 0 <= labels <= MOST_LABELS:
        raise ModelError(f"{where} says num_labels {labels}; a translation model has no use for them: delete it")


def check_rows(where: str, config: Mapping[str, Any], weights: Weights) -> None:
    """Raises `ModelError` where embeddings have other rows than the configuration has words: they would be filled at
    random, or not at all."""
    told = {config[name] for name in TABLES if config.get(name)}
    for name, shape in sorted(weights.shapes.items()):
        if told and _TABLE.search(name) and shape and shape[0] not in told:
            raise ModelError(
                f"{where} says vocab_size {config.get('vocab_size')}, and {name} has {shape[0]} rows in the file. If "
                f"the tokenizer is that of the weights, set vocab_size to {shape[0]}; else take configuration, weights "
                "and tokenizer from one place"
            )


def _tables(config: Mapping[str, Any]) -> dict[str, int]:
    """What tables the model will have, with how many numbers each; of layers those of each half together."""
    width = max((config.get(name) or 0 for name in WIDTHS), default=0)
    found = {f"{name} {config[name]}": config[name] * width for name in TABLES if config.get(name)}
    encoder = config.get("encoder_layers") or config.get("num_layers") or 1
    decoder = config.get("decoder_layers") or config.get("num_decoder_layers") or encoder
    for half, layers, own in (("encoder", encoder, "encoder_ffn_dim"), ("decoder", decoder, "decoder_ffn_dim")):
        inner = config.get(own) or config.get("d_ff") or 0
        heads = (config.get("num_heads") or 0) * (config.get("d_kv") or 0) or width
        each = 4 * width * heads + 2 * width * inner
        found[f"{layers} {half} layers, {width} wide, {inner} inside"] = layers * each
    return found
