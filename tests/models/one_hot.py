"""Cross-attention whose rows are made one-hot by hand: in a plain eager model, one pair at a time, with hooks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

import torch

from workbench.models.sublayer import Sublayer


def read_by_hand(
    read: Callable[[], Any],
    sublayers: Mapping[int, Sublayer],
    heads: Mapping[int, Sequence[int]],
    steps: Sequence[int],
    columns: Sequence[int],
) -> torch.Tensor:
    """The logits ``[tgt vocabulary]`` of ``read``, with heads of some layers that at ``steps`` have all mass evenly on
    ``columns``: what they hand to the output projection is the mean of the values there."""

    def keep(values: dict[str, torch.Tensor]) -> Callable[..., None]:
        return lambda _module, _given, made: values.update(value=made)

    def put(values: dict[str, torch.Tensor], own: Sequence[int], count: int) -> Callable[..., Any]:
        def change(_module: Any, given: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, ...]:
            changed, width = given[0].clone(), given[0].shape[-1] // count
            for head in own:
                part = slice(head * width, (head + 1) * width)
                changed[0, list(steps), part] = values["value"][0, list(columns), part].mean(0)
            return (changed, *given[1:])

        return change

    with ExitStack() as hooks:
        for layer, own in heads.items():
            sublayer, values = sublayers[layer], dict[str, torch.Tensor]()
            attention = sublayer.attention
            value = attention.v if hasattr(attention, "v") else attention.v_proj
            for handle in (
                value.register_forward_hook(keep(values)),
                sublayer.output.register_forward_pre_hook(put(values, own, sublayer.heads)),
            ):
                hooks.callback(handle.remove)
        with torch.no_grad():
            return read().logits[0]
