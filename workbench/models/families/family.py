"""What there is to know of a model family, in three parts: its text, its template, its anatomy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import torch
from torch import nn
from transformers import AutoTokenizer

from workbench.errors import ModelError
from workbench.language.segmentation import Span
from workbench.models.sublayer import Block, Sublayer
from workbench.models.template import Template

Pieces = tuple[list[int], list[str], list[Span]]
"""Ids of a text, the pieces they stand for, and the characters of each piece."""


def behind(length: int, found: Pieces) -> tuple[tuple[int, ...], Pieces]:
    """The ids of the first ``length`` characters of a text, and what stands for the rest of it.

    A piece of both is of the rest: it would not be there without it.
    """
    ids, pieces, spans = found
    cut = next((place for place, (start, end) in enumerate(spans) if end > length or start >= length), len(ids))
    rest = [(max(0, start - length), max(0, end - length)) for start, end in spans[cut:]]
    return tuple(ids[:cut]), (ids[cut:], pieces[cut:], rest)


Special = Literal["source tag", "target tag", "begin", "start", "end"]


@dataclass(frozen=True)
class Text:
    """From text to ids and back, all with the tokenizer first.

    ``encode_source`` / ``encode_target``: per text its `Pieces`, without special tokens; what looks like one in a text
    is text. ``decode``: ids to text, special tokens left out. ``names``: the piece of each id. ``id_of``: the id of a
    piece, None where the vocabulary has no such piece. ``tags``: the model's own language code → ids of the tokens that
    name it to the model; none where it is not told languages so. ``tasks``: of a configuration, the two languages of a
    direction → text that the model wants before each source ("translate English to German: ").
    """

    encode_source: Callable[[Any, Sequence[str]], list[Pieces]]
    encode_target: Callable[[Any, Sequence[str]], list[Pieces]]
    decode: Callable[[Any, Sequence[int]], str]
    names: Callable[[Any, Sequence[int]], list[str]]
    id_of: Callable[[Any, str], int | None]
    tags: Callable[[Any], Mapping[str, tuple[int, ...]]] = lambda _tokenizer: {}
    tasks: Callable[[Any], Mapping[tuple[str, str], str]] = lambda _config: {}


@dataclass(frozen=True)
class Layout:
    """Which special tokens stand before and after a source, and what the decoder is fed before the target.

    Tags are left out where the model has none. ``begin`` is the token that some models begin every text with.
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


def declared_ties(model: Any) -> dict[str, str]:
    # The model's own list: with a vocabulary for each side, the encoder's embeddings stand alone.
    return model.get_expanded_tied_weights_keys()


@dataclass(frozen=True)
class Anatomy:
    """Where things are in an architecture, all with the model first.

    ``encoder``: called with ``attention_mask`` and ``input_ids`` or ``inputs_embeds``. ``decoder``: called with
    ``input_ids`` or ``inputs_embeds``, ``encoder_hidden_states`` and ``encoder_attention_mask``. ``sublayers``: block
    and layer → attention sub-layer. ``embed_source`` / ``embed_target``: ids to ``inputs_embeds`` of either half.
    ``project``: decoder states ``[n width]`` to logits ``[n vocabulary]``; ``head``: the module with a row of weights
    for each of these. ``positions``: the longest sequence in tokens, special tokens included; ``endless``: positions go
    on beyond, untrained; ``counts_from_pad``: they are numbered from that of the pad token, whose id must be
    right. ``ties``: parameter → the one that it must equal.
    """

    encoder: Callable[[Any], nn.Module]
    decoder: Callable[[Any], nn.Module]
    sublayers: Callable[[Any], Mapping[tuple[Block, int], Sublayer]]
    embed_source: Embedding
    embed_target: Embedding
    project: Callable[[Any, torch.Tensor], torch.Tensor]
    positions: Callable[[Any], int]
    ties: Callable[[Any], Mapping[str, str]] = declared_ties
    endless: bool = False
    counts_from_pad: bool = False
    head: Callable[[Any], Any] = lambda model: model.get_output_embeddings()


def _opened(place: str, _config: Any, **options: Any) -> Any:
    return AutoTokenizer.from_pretrained(place, **options)


@dataclass(frozen=True)
class Family:
    """``model_types``: what the configuration of its checkpoints says they are; none where that is ``name``.

    ``layout``: of a tokenizer. ``recognises``: whether tokenizer and configuration are the family's, where others have
    its model type too, or its type alone does not tell; ``expects``: what it recognises, in words. ``without_files``:
    a class of tokenizer that needs no file. ``open_tokenizer``: of a folder and its configuration, with what
    `from_pretrained` takes; of several families of one model type, that of the first is asked. ``never_pads``: whether
    its models would generate the pad token if it were not forbidden, which their configuration should do and sometimes
    does not.
    """

    name: str
    text: Text
    layout: Callable[[Any], Layout]
    anatomy: Anatomy
    model_types: tuple[str, ...] = ()
    recognises: Callable[[Any, Any], bool] = lambda _tokenizer, _config: True
    expects: str = ""
    without_files: str | None = None
    open_tokenizer: Callable[..., Any] = _opened
    never_pads: bool = False

    def unknown(self, tokenizer: Any) -> int:
        """The id of what is not in the vocabulary."""
        return tokenizer.unk_token_id

    def is_of(self, model_type: str) -> bool:
        return model_type in (self.model_types or (self.name,))

    def special_ids(self, tokenizer: Any) -> set[int]:
        """Ids of special tokens, and of those that were added behind the pieces, used or not."""
        return {*tokenizer.all_special_ids, *tokenizer.get_added_vocab().values()}

    def ends(self, tokenizer: Any, model: Any) -> tuple[int | None, set[int]]:
        """The end token that the tokenizer puts behind a text, and those at which the model stops."""
        return tokenizer.eos_token_id, _ids(model.config.eos_token_id) | _ids(model.generation_config.eos_token_id)

    def pads(self, tokenizer: Any, model: Any) -> tuple[int | None, set[int]]:
        """The pad token that the tokenizer fills up with, and that of the model."""
        return tokenizer.pad_token_id, _ids(model.config.pad_token_id)

    def template_of(
        self,
        tokenizer: Any,
        model: Any,
        source_tag: tuple[int, ...] = (),
        target_tag: tuple[int, ...] = (),
        prefix: tuple[int, ...] = (),
    ) -> Template:
        """The template with the ids of one model and direction; ``prefix``: of text that goes before each source.

        Raises `ModelError` for a token that the model lacks.
        """
        layout = self.layout(tokenizer)
        single = {
            "begin": tokenizer.bos_token_id,
            "start": _start(model),
            "end": tokenizer.eos_token_id,
        }

        def ids(names: Sequence[Special]) -> tuple[int, ...]:
            return tuple(i for name in names for i in _of_special(name, source_tag, target_tag, single))

        if "target tag" in layout.before_target and not target_tag:
            raise ModelError(
                "the model is told its languages by tags, and its tokenizer has none; is one of its files missing?"
            )
        ends = ids(("end",))
        return Template(
            before_source=ids(layout.before_source) + prefix,
            after_source=ids(layout.after_source),
            before_target=ids(layout.before_target),
            end=ends[0],
            pad=model.config.pad_token_id,
            unknown=self.unknown(tokenizer),
            prefix_length=len(prefix),
            tags=frozenset(source_tag + target_tag),
        )


def _start(model: Any) -> int | None:
    """Some folders have it with their settings of generation alone."""
    told = getattr(model.config, "decoder_start_token_id", None)
    return model.generation_config.decoder_start_token_id if told is None else told


def _of_special(
    name: Special, source_tag: tuple[int, ...], target_tag: tuple[int, ...], single: Mapping[str, int | None]
) -> tuple[int, ...]:
    if name == "source tag":
        return source_tag
    if name == "target tag":
        return target_tag
    found = single[name]
    if found is None:
        raise ModelError(f"the model has no {name} token; set it in its config.json and tokenizer_config.json")
    return (found,)


def _ids(told: int | list[int] | None) -> set[int]:
    """A configuration has one, several or none."""
    return set() if told is None else {told} if isinstance(told, int) else set(told)
