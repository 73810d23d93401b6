"""What the controls of the pictures say: which views, and of which attention."""

from __future__ import annotations

from dataclasses import dataclass, replace

from workbench.app.subject import Asked

FIRST = "attention"
"""The view that is seen first."""
FRONT = ("attention", "rollout", "decomposition", "integrated_gradients", "erasure")
"""Views that are offered before all others."""
SIDE_VIEWS = ("attention", "rollout", "integrated_gradients")
"""Beside each other at one press."""
MOST = 64
"""Layers and heads that can be chosen before the model is loaded."""


@dataclass(frozen=True)
class Chosen:
    """``view``: the large picture; ``side_views``: several small ones in its place. None and empty: as the preset has
    it."""

    view: str = FIRST
    side_views: bool = False
    layer: int | str | None = None
    heads: tuple[int | str, ...] = ()
    row: str = ""
    transposed: bool = False

    @property
    def views(self) -> tuple[str, ...]:
        """What is drawn: beside each other the usual ones, in front the chosen one where it is another."""
        if not self.side_views:
            return (self.view,)
        return SIDE_VIEWS if self.view in SIDE_VIEWS else (self.view, *SIDE_VIEWS[1:])

    def asks(self, asked: Asked) -> Asked:
        """The word and the alternative of ``asked``, under this attention."""
        return replace(asked, layer=self.layer, heads=tuple(sorted(self.heads, key=str)), row=self.row or None)
