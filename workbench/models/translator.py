"""A checkpoint made ready for use: translation, forced pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from workbench.models import forced, generation
from workbench.models.network import Network
from workbench.models.objective import embeddings_agree
from workbench.models.pair import Pair


@dataclass(eq=False, repr=False)
class Translator(Network):
    """What `workbench.load` makes: a `Network` with all that it can be asked."""

    def __repr__(self) -> str:
        languages = f"{self.source_language or '?'}-{self.target_language or '?'}"
        return (
            f"<Translator {self.name} ({languages}): {self.layers} decoder layers of {self.heads} heads, {self.dtype} "
            f"on {self.device.type}; translate(texts), forced_pass(encode_pairs(sources, targets))>"
        )

    @cached_property
    def reads_embeddings(self) -> bool:
        """Whether the model computes from embeddings what it computes from ids; families scale them differently."""
        return embeddings_agree(self)

    def translate(self, texts: Sequence[str], **options: Any) -> list[generation.Translation]:
        """See `workbench.models.generation.translate`."""
        return generation.translate(self, texts, **options)

    def forced_pass(self, pairs: Sequence[Pair], **options: Any) -> Iterator[forced.Forced]:
        """See `workbench.models.forced.forced_pass`."""
        return forced.forced_pass(self, pairs, **options)

    def spared_pass(self, pairs: Sequence[Pair], **options: Any) -> Iterator[forced.Forced | None]:
        """See `workbench.models.forced.spared_pass`."""
        return forced.spared_pass(self, pairs, **options)
