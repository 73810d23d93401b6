"""Which attention a map is read from: layer, heads and decoder row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from workbench.errors import ModelError
from workbench.models.sublayer import Block

Row = Literal["output", "input"]
AttentionView = Literal["attention", "value_attention"]
ATTENTION_VIEWS: tuple[AttentionView, ...] = ("attention", "value_attention")


@dataclass(frozen=True)
class AttentionChoice:
    """Attention of ``layer`` (from 0), averaged over ``heads`` (None: all), read at ``row``.

    ``block``: cross-attention unless told otherwise; self-attention of the encoder has source words in its rows, and
    no ``row`` to choose.

    ``row``: ``output``, the decoder step that predicts a target token; ``input``, the one that consumes it,
    one later. Input rows are computed after the word is chosen: they align, they cannot explain.
    ``measured`` says where the choice comes from. ``view``: the weights themselves, or weighed by the values they
    carry.
    """

    layer: int
    heads: tuple[int, ...] | None = None
    row: Row = "output"
    measured: str = "chosen by the user"
    block: Block = "cross"
    view: AttentionView = "attention"

    def check(self, layers: int, heads: int) -> AttentionChoice:
        """Raise `ModelError` unless the model has this layer and these heads."""
        part = "encoder" if self.block == "encoder" else "decoder"
        if not 0 <= self.layer < layers:
            raise ModelError(f"layer {self.layer} asked for; this model has {part} layers 0 to {layers - 1}")
        if self.heads == ():
            raise ModelError(f"no heads asked for; this model has heads 0 to {heads - 1}, leave heads out to take all")
        for head in self.heads or ():
            if not 0 <= head < heads:
                raise ModelError(f"head {head} asked for; this model has heads 0 to {heads - 1}")
        if self.row not in ("output", "input"):
            raise ModelError(f"row {self.row!r} asked for; choose output or input")
        if self.view not in ATTENTION_VIEWS:
            raise ModelError(f"view {self.view!r} asked for; a choice is of {' or '.join(ATTENTION_VIEWS)}")
        return self

    def record(self) -> dict[str, object]:
        """As JSON has it, and as stands in the provenance of a map that is read so."""
        row = {} if self.block == "encoder" else {"row": self.row}
        heads = "all" if self.heads is None else list(self.heads)
        return {
            "view": self.view,
            "block": self.block,
            "layer": self.layer,
            "heads": heads,
            "measured": self.measured,
            **row,
        }

    @classmethod
    def from_record(cls, record: Mapping[str, object]) -> AttentionChoice:
        heads = record.get("heads", "all")
        return cls(
            int(record["layer"]),  # type: ignore[call-overload]
            None if heads == "all" else tuple(map(int, heads)),  # type: ignore[call-overload]
            str(record.get("row", "output")),  # type: ignore[arg-type]
            str(record.get("measured", "")),
            str(record.get("block", "cross")),  # type: ignore[arg-type]
            str(record.get("view", "attention")),  # type: ignore[arg-type]
        )

    def __str__(self) -> str:
        heads = "all heads" if self.heads is None else "heads " + ",".join(map(str, self.heads))
        row = "" if self.block == "encoder" else f", {self.row} row"
        return f"{self.view}, {self.block}, layer {self.layer}, {heads}{row}"


def unmeasured_default(layers: int) -> AttentionChoice:
    """For models nobody has measured: the last layer but one, all heads.

    Garg et al. 2019 (https://arxiv.org/abs/1909.02074) found it to align best among layers averaged over heads.
    """
    return AttentionChoice(
        layer=max(0, layers - 2), heads=None, row="output", measured="not measured for this model: last layer but one"
    )
