"""What is asked of one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.models.choice import Layer, Row
    from workbench.models.sublayer import Block


@dataclass(frozen=True)
class ExplainSettings:
    """``target``: the translation to explain, None for the model's own, which begins with ``prefix``. ``views``: names
    in `workbench.views.VIEWS`, None for `workbench.explanation.explanation.default_views`. ``block``, ``layer``,
    ``heads``, ``row``: which attention, for the views that read one, as `Network.choose` takes them (``all`` layers,
    the ``max`` of heads too); a rollout stops at ``layer``. ``words``: numbers
    of the target words that gradient and erasure views are asked about, from 0 (None: all); ``instead_of``: an
    alternative for the one word, "why this and not that". Each view takes those of these options that it has.
    ``written``: the ids by which the model itself generated ``target``, which its passes then read.
    ``measure``: also tell how far to trust each view of source words. ``top_k``: likeliest pieces that are told where a
    word begins.
    """

    target: str | None = None
    prefix: str = ""
    views: Sequence[str] | None = None
    block: Block = "cross"
    layer: Layer | None = None
    heads: Sequence[int | str] | str | None = None
    row: Row | None = None
    words: Sequence[int] | None = None
    instead_of: str | None = None
    measure: bool = True
    top_k: int = 5
    written: tuple[int, ...] | None = None

    @property
    def options(self) -> dict[str, Any]:
        """What is asked of views, by name."""
        asked: dict[str, Any] = {"layer": self.layer, "heads": self.heads, "row": self.row}
        asked |= {"words": self.words, "instead_of": self.instead_of}
        asked["block"] = None if self.block == "cross" else self.block
        return {name: value for name, value in asked.items() if value is not None}

    @property
    def texts(self) -> tuple[str, ...]:
        """What somebody wrote."""
        return self.target or "", self.prefix, self.instead_of or ""
