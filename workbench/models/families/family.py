"""What there is to know of a model family, in three parts: its text, its template, its anatomy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import torch
from torch import nn

from workbench.errors import ModelError
from workbench.language.segmentation import Span
from workbench.models.sublayer import Block, Sublayer
from workbench.models.template import Template

Pieces = tuple[list[int], list[str], list[Span]]
"""Ids of a text, the pieces they stand for, and the characters of each piece."""

Special = Literal["source tag", "target tag", "start", "end"]


@dataclass(frozen=True)
class Text:
    """From text to ids and back, all with the tokenizer first.

    ``encode_source`` / ``encode_target``: per text its `Pieces`, without special tokens; what looks like one in a text
    is text. ``decode``: ids to text, special tokens left out. ``names``: the piece of each id. ``id_of``: the id of a
    piece, None where the vocabulary has no such piece. ``tags``: language code → id of the token that names it to the
    model; none where a model translates in one direction. ``check``: of tokenizer and configuration; raises
    `ModelError` for text that the family would read wrongly, such as that of a tokenizer it does not know.
    """

    encode_source: Callable[[Any, Sequence[str]], list[Pieces]]
    encode_target: Callable[[Any, Sequence[str]], list[Pieces]]
    decode: Callable[[Any, Sequence[int]], str]
    names: Callable[[Any, Sequence[int]], list[str]]
    id_of: Callable[[Any, str], int | None]
    tags: Callable[[Any], dict[str, int]]
    check: Callable[[Any, Any], None] = lambda _tokenizer, _config: None


@dataclass(frozen=True)
class Layout:
    """Which special tokens stand before and after a source, and what the decoder is fed before the target.

    Tags are left out where the model has none.
    """

    before_source: tuple[Special, ...]
    after_source: tuple[Special, ...]
    before_target: tuple[Special, ...]

    @property
    def names_source(self) -> bool:
        """Whether the model is told which language the source is in."""
        return "source tag" in self.before_source + self.after_source


@dataclass(frozen=True)
class Embedding:
    """The rows ``table(model)`` times ``scale(model)``: what the model takes in the place of ids.

    Some families scale what they are given, some in their table, some not at all: ``scale`` is what is left to do.
    """

    table: Callable[[Any], Any]
    scale: Callable[[Any], float] = lambda _model: 1.0

    def __call__(self, model: Any, ids: torch.Tensor) -> torch.Tensor:
        """Ids ``[… n]`` to ``[… n width]``."""
        return self.table(model)(ids) * self.scale(model)

    def mean(self, model: Any) -> torch.Tensor:
        """``[width]`` over the whole vocabulary."""
        weight = self.table(model).weight
        return self(model, torch.arange(len(weight), device=weight.device)).mean(0)


def _declared_ties(model: Any) -> dict[str, str]:
    # The model's own list: with a vocabulary for each side, the encoder's embeddings stand alone.
    return model.get_expanded_tied_weights_keys()


@dataclass(frozen=True)
class Anatomy:
    """Where things are in an architecture, all with the model first.

    ``encoder``: called with ``attention_mask`` and ``input_ids`` or ``inputs_embeds``. ``decoder``: called with
    ``input_ids`` or ``inputs_embeds``, ``encoder_hidden_states`` and ``encoder_attention_mask``. ``sublayers``: block
    and layer → attention sub-layer. ``embed_source`` / ``embed_target``: ids to ``inputs_embeds`` of either half.
    ``project``: decoder states ``[n width]`` to logits ``[n vocabulary]``. ``positions``: the longest sequence in
    tokens, special tokens included. ``ties``: parameter → the one that it must equal.
    """

    encoder: Callable[[Any], nn.Module]
    decoder: Callable[[Any], nn.Module]
    sublayers: Callable[[Any], Mapping[tuple[Block, int], Sublayer]]
    embed_source: Embedding
    embed_target: Embedding
    project: Callable[[Any, torch.Tensor], torch.Tensor]
    positions: Callable[[Any], int]
    ties: Callable[[Any], Mapping[str, str]] = _declared_ties


@dataclass(frozen=True)
class Family:
    """``name``: the ``model_type`` of a checkpoint's configuration."""

    name: str
    text: Text
    template: Layout
    anatomy: Anatomy

    def template_of(self, tokenizer: Any, model: Any, source_tag: int | None, target_tag: int | None) -> Template:
        """The template with the ids of one model and direction. Raises `ModelError` where the model lacks one."""
        ids: dict[Special, int | None] = {
            "source tag": source_tag,
            "target tag": target_tag,
            "start": model.config.decoder_start_token_id,
            "end": tokenizer.eos_token_id,
        }
        for name in ("start", "end"):
            if ids[name] is None:
                raise ModelError(f"the model has no {name} token; set it in its config.json and tokenizer_config.json")

        def known(names: Sequence[Special]) -> tuple[int, ...]:
            return tuple(found for name in names if (found := ids[name]) is not None)

        return Template(
            before_source=known(self.template.before_source),
            after_source=known(self.template.after_source),
            before_target=known(self.template.before_target),
            end=tokenizer.eos_token_id,
            pad=model.config.pad_token_id,
            unknown=tokenizer.unk_token_id,
        )
