"""Maps of a chain of layers, cut down to a pair's own tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import torch

from workbench.alignment.map import AlignmentMap
from workbench.models.forced import kept_mass, read_steps

if TYPE_CHECKING:
    from workbench.models import Pair, Translator
    from workbench.models.choice import Row


def source_and_prefix_maps(
    translator: Translator,
    pairs: Sequence[Pair],
    chained: tuple[torch.Tensor, torch.Tensor],
    row: Row,
    provenance: Mapping[str, object],
) -> list[AlignmentMap]:
    """One per pair of the batch from ``C [batch tgt src]`` and ``D [batch tgt tgt]``, each part renormalised."""
    from_source, from_prefix = (part.cpu().numpy() for part in chained)
    made = []
    for pair, source, prefix in zip(pairs, from_source, from_prefix, strict=True):
        made.append(
            AlignmentMap.from_parts(
                pair.source.tokens,
                pair.target.tokens,
                kept_mass(translator, source, pair, "cross", row),
                kept_mass(translator, prefix, pair, "decoder", row),
                source[read_steps(pair, row)].sum(axis=1),
                provenance,
            )
        )
    return made
