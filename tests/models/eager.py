"""Tiny models of several families beside what transformers' own eager attention says of them, one pair at a time."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import torch

from workbench.models import Pair, Translator, load
from workbench.models.sublayer import BLOCKS, Block

PREFIX = "ein Hund: "
MODELS = ("marian", "m2m100", "t5 with a prefix")


@dataclass(frozen=True, eq=False)
class Eager:
    """``before``, ``after``, ``first``: kinds of the special tokens before and after a source and before a target."""

    translator: Translator
    before: tuple[str, ...]
    after: tuple[str, ...]
    first: tuple[str, ...]
    known: dict[tuple[str, ...], Any] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, marian: Translator, folder: Callable[[str], str]) -> Eager:
        if name == "marian":
            return cls(marian, ("tag",), ("end",), ("start",))
        if name == "m2m100":
            told = load(folder(name), source_language="en", target_language="de", device="cpu")
            return cls(told, ("tag",), ("end",), ("start", "tag"))
        told = load(folder("t5"), source_language="en", target_language="de", source_prefix=PREFIX, device="cpu")
        return cls(told, ("prefix",) * (len(told.tokenizer(PREFIX).input_ids) - 1), ("end",), ("start",))

    @cached_property
    def model(self) -> Any:
        model = copy.deepcopy(self.translator.model)
        model.set_attn_implementation("eager")
        return model

    def read(self, pair: Pair) -> Any:
        template = self.translator.template
        with torch.no_grad():
            return self.model(
                input_ids=torch.tensor([template.source(pair.source.ids)]),
                decoder_input_ids=torch.tensor([template.fed(pair.target.ids)]),
                output_attentions=True,
            )

    def attention(self, pair: Pair) -> dict[Block, np.ndarray]:
        """``[layer head tgt src]`` over all positions."""
        return self._once(("attention",), pair, self._attention)

    def carried(self, pair: Pair, block: Block) -> np.ndarray:
        """``[layer head src width]``: what each head's value vectors add, through its part of the output projection."""
        return self._once(("carried", block), pair, lambda pair: self._carried(pair, block))

    def _once(self, what: tuple[str, ...], pair: Pair, make: Callable[[Pair], Any]) -> Any:
        key = (*what, pair.source.tokens.text, pair.target.tokens.text)
        if key not in self.known:
            self.known[key] = make(pair)
        return self.known[key]

    def _attention(self, pair: Pair) -> dict[Block, np.ndarray]:
        found = self.read(pair)
        layers = (found.cross_attentions, found.encoder_attentions, found.decoder_attentions)
        return {block: torch.stack(each)[:, 0].double().numpy() for block, each in zip(BLOCKS, layers, strict=True)}

    def _carried(self, pair: Pair, block: Block) -> np.ndarray:
        places = {n: one for (name, n), one in self.translator.anatomy.sublayers(self.model).items() if name == block}
        seen: dict[int, torch.Tensor] = {}
        hooks = []
        for layer, place in places.items():
            value = place.attention.v if hasattr(place.attention, "v") else place.attention.v_proj
            hooks.append(value.register_forward_hook(lambda _m, _i, out, to=layer: seen.update({to: out[0]})))
        self.read(pair)
        for hook in hooks:
            hook.remove()
        found = []
        for layer, place in sorted(places.items()):
            width = seen[layer].shape[1] // place.heads
            parts = (tensor.detach().double().split(width, 1) for tensor in (seen[layer], place.output.weight))
            found.append(np.stack([(value @ weight.T).numpy() for value, weight in zip(*parts, strict=True)]))
        return np.stack(found)

    def rows(self, pair: Pair, block: Block, row: str) -> list[int]:
        """Positions of a map's rows."""
        if block == "encoder":
            return self.columns(pair, block)
        first = len(self.first) - (row == "output")
        return list(range(first, first + len(pair.target.ids)))

    def columns(self, pair: Pair, block: Block) -> list[int]:
        before, ids = (self.first, pair.target.ids) if block == "decoder" else (self.before, pair.source.ids)
        return list(range(len(before), len(before) + len(ids)))

    def kinds(self, pair: Pair, block: Block) -> Mapping[str, list[int]]:
        """Positions of special tokens in a row, by kind."""
        if block == "decoder":
            places = dict(enumerate(self.first))
        else:
            places = dict(enumerate(self.before))
            places |= dict(enumerate(self.after, start=len(self.before) + len(pair.source.ids)))
        found: dict[str, list[int]] = {}
        for place, kind in places.items():
            found.setdefault(kind, []).append(place)
        return found
