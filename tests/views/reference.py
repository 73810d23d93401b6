"""What the views are compared with: the plain model, one pair at a time, without padding, batches or captures."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch

from tests.conftest import ENGLISH, GERMAN
from workbench.alignment.tokens import Tokens
from workbench.models import Pair, Translator
from workbench.models.sublayer import Block

# Of unlike lengths: one batch of them is padded on both sides.
SOURCES = (*ENGLISH, "a", "the dog knows my brother")
TARGETS = (*GERMAN, "sie gekauft hat auf der Matte", "a")


@dataclass(frozen=True, eq=False)
class Plain:
    """A copy of a translator's model with eager attention."""

    translator: Translator

    @cached_property
    def model(self) -> torch.nn.Module:
        model = copy.deepcopy(self.translator.model)
        model.set_attn_implementation("eager")
        return model

    @property
    def start(self) -> int:
        return self.model.config.decoder_start_token_id

    def source_ids(self, pair: Pair) -> list[int]:
        return [*self.translator.template.before_source, *pair.source.ids, self.translator.template.end]

    def attention(self, pair: Pair) -> dict[Block, np.ndarray]:
        """``[layer head tgt src]`` over all positions, specials too."""
        with torch.inference_mode():
            found = self.model(
                input_ids=torch.tensor([self.source_ids(pair)]),
                decoder_input_ids=torch.tensor([[self.start, *pair.target.ids]]),
                output_attentions=True,
            )
        layers = {
            "encoder": found.encoder_attentions,
            "decoder": found.decoder_attentions,
            "cross": found.cross_attentions,
        }
        return {block: torch.stack(each)[:, 0].double().numpy() for block, each in layers.items()}

    def cut(self, pair: Pair, block: Block, row: str, whole: np.ndarray) -> np.ndarray:
        """``[… row column]``: what belongs to the pair's own pieces."""
        before = len(self.translator.template.before_source)
        source = [before + i for i in range(len(pair.source.ids))]
        target = [i + 1 for i in range(len(pair.target.ids))]
        steps = target if row == "input" else [i - 1 for i in target]
        rows = source if block == "encoder" else steps
        columns = target if block == "decoder" else source
        return whole[..., rows, :][..., columns]

    def logprob(self, source: Sequence[int], before: Sequence[int], labels: Sequence[int]) -> float:
        """log p(labels | source, before): the decoder reads ``before``, start token first, then the labels."""
        return float(self.of_embeddings(before, labels)(self.embedded(source)[None]))

    def embedded(self, source: Sequence[int]) -> torch.Tensor:
        """``[src width]``: what the encoder makes of ids before it adds positions."""
        encoder = self.model.model.encoder
        return (encoder.embed_tokens(torch.tensor(source)) * encoder.embed_scale).detach()

    def of_embeddings(self, before: Sequence[int], labels: Sequence[int]):
        """``[n src width] -> [n]``, differentiable."""
        ids = torch.tensor([[*before, *labels[:-1]]])

        def value(embeddings: torch.Tensor) -> torch.Tensor:
            mask = torch.ones(embeddings.shape[:2], dtype=torch.long)
            read = self.model(
                inputs_embeds=embeddings, attention_mask=mask, decoder_input_ids=ids.expand(len(embeddings), -1)
            )
            steps = read.logits[:, len(before) - 1 :].log_softmax(-1)
            return sum(steps[:, place, label] for place, label in enumerate(labels))

        return value


def places(tokens: Tokens, by_word: bool = True) -> list[list[int]]:
    """The pieces of each word, or each piece alone."""
    if not by_word:
        return [[i] for i in range(len(tokens))]
    return [[i for i, of in enumerate(tokens.word_index) if of == word] for word in range(len(tokens.spans))]


def asked(plain: Plain, pair: Pair, by_word: bool = True) -> list[tuple[list[int], list[int]]]:
    """Per target row what the decoder has read before it, and the ids of the row."""
    ids = pair.target.ids
    return [([plain.start, *ids[: group[0]]], [ids[i] for i in group]) for group in places(pair.target.tokens, by_word)]


def normalised(mass: np.ndarray) -> np.ndarray:
    """Rows that add up to 1; NaN where nothing was kept."""
    found = np.full_like(mass, np.nan)
    for row, values in enumerate(mass):
        if values.sum() >= 1e-3:
            found[row] = values / values.sum()
    return found


def summed(pieces: np.ndarray, tokens: Tokens) -> np.ndarray:
    """``[… word]`` of ``[… piece]``."""
    return np.stack([pieces[..., group].sum(-1) for group in places(tokens)], axis=-1)


def averaged(rows: np.ndarray, tokens: Tokens) -> np.ndarray:
    """``[word …]``: the mean of the rows of a word that are not null."""
    found = []
    for group in places(tokens):
        known = [rows[i] for i in group if not np.isnan(rows[i]).any()]
        found.append(np.mean(known, axis=0) if known else np.full(rows.shape[1:], np.nan))
    return np.array(found)
