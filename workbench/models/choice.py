"""Which attention a map is read from: layer, heads and decoder row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import index
from typing import Literal

from workbench.errors import ModelError
from workbench.models.sublayer import Block
from workbench.provenance import layer_and_heads, whole_model

Row = Literal["output", "input"]
Layer = int | Literal["all"]
Heads = tuple[int, ...] | Literal["max"] | None
AttentionView = Literal["attention", "value_attention"]
ATTENTION_VIEWS: tuple[AttentionView, ...] = ("attention", "value_attention")


@dataclass(frozen=True)
class AttentionChoice:
    """Attention of ``layer`` (from 0), averaged over ``heads`` (None: all), read at ``row``.

    For a look at the whole model before a single layer: ``layer`` ``all`` is the mean over all layers of the block (of
    ``heads`` by number: those of each layer), ``heads`` ``max`` the largest over all heads. The largest are no
    distribution: rows are divided by their sum over all positions, special tokens too, after layers are averaged.
    ``block``: cross-attention unless told otherwise; self-attention of the encoder has source words in its rows, and
    no ``row`` to choose.

    ``row``: ``output``, the decoder step that predicts a target token; ``input``, the one that consumes it,
    one later. Input rows are computed after the word is chosen: they align, they cannot explain.
    ``measured`` says where the choice comes from. ``view``: the weights themselves, or weighed by the values they
    carry.
    """

    layer: Layer
    heads: Heads = None
    row: Row = "output"
    measured: str = "chosen by the user"
    block: Block = "cross"
    view: AttentionView = "attention"

    @property
    def numbered(self) -> tuple[int, ...]:
        """Its heads by number; none where it reads all of them."""
        return () if self.heads is None or self.heads == "max" else self.heads

    def check(self, layers: int, heads: int) -> AttentionChoice:
        """Raise `ModelError` unless the model has this layer and these heads."""
        part = "encoder" if self.block == "encoder" else "decoder"
        if self.layer != "all" and self.layer not in range(layers):
            raise ModelError(
                f"layer {self.layer} asked for; this model has {part} layers 0 to {layers - 1}, and 'all': their mean"
            )
        if self.heads == ():
            raise ModelError(f"no heads asked for; this model has heads 0 to {heads - 1}, leave heads out to take all")
        for head in self.numbered:
            if head not in range(heads):
                raise ModelError(f"head {head} asked for; this model has heads 0 to {heads - 1}; or 'all', 'max'")
        if self.row not in ("output", "input"):
            raise ModelError(f"row {self.row!r} asked for; choose output or input")
        if self.view not in ATTENTION_VIEWS:
            raise ModelError(f"view {self.view!r} asked for; a choice is of {' or '.join(ATTENTION_VIEWS)}")
        return self

    def record(self) -> dict[str, object]:
        """As JSON has it, and as stands in the provenance of a map that is read so."""
        row = {} if self.block == "encoder" else {"row": self.row}
        heads = "all" if self.heads is None else "max" if self.heads == "max" else list(self.heads)
        combined = whole_model({"layer": self.layer, "heads": heads})
        return {
            "view": self.view,
            "block": self.block,
            "layer": self.layer,
            "heads": heads,
            "measured": self.measured,
            **row,
            **({"combined": combined} if combined else {}),
        }

    @classmethod
    def from_record(cls, record: Mapping[str, object]) -> AttentionChoice:
        layer, heads = record["layer"], record.get("heads", "all")
        return cls(
            "all" if layer == "all" else int(layer),  # type: ignore[call-overload]
            None if heads == "all" else "max" if heads == "max" else tuple(map(index, heads)),  # type: ignore[call-overload]
            str(record.get("row", "output")),  # type: ignore[arg-type]
            str(record.get("measured", "")),
            str(record.get("block", "cross")),  # type: ignore[arg-type]
            str(record.get("view", "attention")),  # type: ignore[arg-type]
        )

    def __str__(self) -> str:
        row = "" if self.block == "encoder" else f", {self.row} row"
        return f"{self.view}, {self.block}, {layer_and_heads(self.record())}{row}"


def heads_of(asked: Sequence[int | str] | str) -> Heads:
    """Heads as a person names them: numbers, or alone ``all`` (None: their mean) or ``max`` (the largest of them).

    Raises `ModelError` for another word, and for one of these beside others.
    """
    named = list(dict.fromkeys([asked] if isinstance(asked, str) else asked))
    words = [one for one in named if isinstance(one, str)]
    if not words:
        return tuple(sorted(one for one in named if not isinstance(one, str)))
    if len(named) > 1 or words[0] not in ("all", "max"):
        raise ModelError(
            f"heads {', '.join(map(str, named))} asked for; give numbers, or alone 'all' (their mean) or 'max' (the "
            "largest of them)"
        )
    return "max" if words[0] == "max" else None


def unmeasured_default(layers: int) -> AttentionChoice:
    """For models nobody has measured: the last layer but one, all heads.

    Garg et al. 2019 (https://arxiv.org/abs/1909.02074) found it to align best among layers averaged over heads.
    """
    return AttentionChoice(
        layer=max(0, layers - 2), heads=None, row="output", measured="not measured for this model: last layer but one"
    )
