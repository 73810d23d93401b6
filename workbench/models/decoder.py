"""Who writes translations in the place of the model's own search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from workbench.models.beam import BeamSettings


class Decoder(Protocol):
    """Of one model, in any of its directions."""

    def signature(self) -> dict[str, object]:
        """What of it translations depend on."""
        ...

    def search(
        self, rows: Sequence[Sequence[int]], begin: Sequence[int], limit: int, settings: BeamSettings
    ) -> tuple[list[list[int]], list[float]]:
        """The ``n_best`` of each row in turn: ids from the start token on, and scores, NaN where none are asked for.

        ``rows``: sources with their special tokens, of unlike lengths. ``begin``: the start token and what every
        translation is made to begin with. ``limit``: ids that a translation has at most, ``begin`` and end token
        included.
        """
        ...
