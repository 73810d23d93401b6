"""What the controls of the pictures say: which views, and of which attention."""

from __future__ import annotations

from dataclasses import dataclass, replace

from workbench.app.subject import Asked

DEFAULT_VIEWS = ("attention", "rollout", "integrated_gradients")
MOST = 64
"""Layers and heads that can be chosen before the model is loaded."""


@dataclass(frozen=True)
class Chosen:
    """``views``: one for each place. None and empty: as the preset has it."""

    views: tuple[str, ...] = DEFAULT_VIEWS
    layer: int | str | None = None
    heads: tuple[int | str, ...] = ()
    row: str = ""
    transposed: bool = False

    def of(self, asked: Asked) -> Asked:
        """The word and the alternative of ``asked``, under this attention."""
        return replace(asked, layer=self.layer, heads=tuple(sorted(self.heads, key=str)), row=self.row or None)
