"""T5.

Text: a fast tokenizer, one for both sides, that splits at spaces first. Template: the end token after the source; the
decoder starts from the pad token. A model of many tasks is told the one in words before the source.
Anatomy: RMSNorm before attention, relative positions (a bias on attention scores, made in the first layer of each
half), no scaling of embeddings. Where the head is the embedding table, decoder states are scaled before it; where the
head is its own, they are not, and the configuration still says that the two are tied. RMSNorm makes the same of an
embedding and of a hundredth of it: on a path from the ``zero`` baseline almost all happens at the very start, and
integrated gradients then have a large completeness error.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from workbench.models.families.family import Anatomy, Embedding, Family, Layout, Text
from workbench.models.families.pieces import by_fast_tokenizer, id_of, names_of
from workbench.models.sublayer import Block, Sublayer

TRAINED_LENGTH = 512
_TASK = re.compile(r"translation_(?P<source>\w+?)_to_(?P<target>\w+)")


def _decode(tokenizer: Any, ids: Sequence[int]) -> str:
    known = [i for i in ids if i < len(tokenizer)]
    return tokenizer.decode(known, skip_special_tokens=True, clean_up_tokenization_spaces=False).strip()


def _tasks(config: Any) -> dict[tuple[str, str], str]:
    tasks = getattr(config, "task_specific_params", None) or {}
    named = ((_TASK.fullmatch(name), task.get("prefix", "")) for name, task in tasks.items())
    return {(match["source"], match["target"]): prefix for match, prefix in named if match}


def _sublayers(model: Any) -> dict[tuple[Block, int], Sublayer]:
    found: dict[tuple[Block, int], Sublayer] = {}

    def add(block: Block, layer: int, attention: Any, norm: nn.Module) -> None:
        found[block, layer] = Sublayer(
            attention=attention, output=attention.o, norm=norm, heads=attention.n_heads, norm_first=True
        )

    for i, stacked in enumerate(model.encoder.block):
        add("encoder", i, stacked.layer[0].SelfAttention, stacked.layer[0].layer_norm)
    for i, stacked in enumerate(model.decoder.block):
        add("decoder", i, stacked.layer[0].SelfAttention, stacked.layer[0].layer_norm)
    for i, stacked in enumerate(model.decoder.block):
        add("cross", i, stacked.layer[1].EncDecAttention, stacked.layer[1].layer_norm)
    return found


def _project(model: Any, states: torch.Tensor) -> torch.Tensor:
    return model.lm_head(states * model.model_dim**-0.5 if model.config.scale_decoder_outputs else states)


def _positions(model: Any) -> int:
    """Relative positions have no end, but nothing longer was learnt from."""
    return getattr(model.config, "n_positions", TRAINED_LENGTH)


def _ties(model: Any) -> dict[str, str]:
    head_alone = not model.config.scale_decoder_outputs
    ties = model.get_expanded_tied_weights_keys()
    return {one: other for one, other in ties.items() if not (head_alone and one == "lm_head.weight")}


T5 = Family(
    "t5",
    Text(
        encode_source=by_fast_tokenizer,
        encode_target=by_fast_tokenizer,
        decode=_decode,
        names=names_of,
        id_of=id_of,
        tasks=_tasks,
    ),
    lambda _tokenizer: Layout(before_source=(), after_source=("end",), before_target=("start",)),
    Anatomy(
        encoder=lambda model: model.encoder,
        decoder=lambda model: model.decoder,
        sublayers=_sublayers,
        embed_source=Embedding(lambda model: model.encoder.embed_tokens),
        embed_target=Embedding(lambda model: model.decoder.embed_tokens),
        project=_project,
        positions=_positions,
        ties=_ties,
        endless=True,
    ),
    recognises=lambda tokenizer, _config: tokenizer.is_fast,
    expects="a fast T5Tokenizer",
)
