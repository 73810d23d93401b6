"""Attention weighed by what it carries: the length of the value vectors that each source position adds.

Shows how much of a sub-layer's output comes from where: ‖Σ_h α_h[t,s]·W_h·v_h[s]‖ over the chosen heads, so that a
position with much attention but a value of almost nothing (often the end token) counts for little. Does not show what
the layers above make of it, nor the residual beside it. Kobayashi et al. 2020, https://arxiv.org/abs/2004.10102.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.alignment.map import AlignmentMap
from workbench.models.batching import BATCH_SIZE
from workbench.views.attention import read_maps

if TYPE_CHECKING:
    from workbench.models import AttentionChoice, Pair, Translator


def value_attention(
    translator: Translator,
    pairs: Sequence[Pair],
    *,
    choice: AttentionChoice | None = None,
    batch_size: int = BATCH_SIZE,
    by_word: bool = True,
) -> Iterator[AlignmentMap]:
    """One unsigned map per pair, in order: ``weights[tgt src]``, rows renormalised over the pair's own tokens.

    ``choice`` None takes the model's preset; its ``block`` may be self-attention, with target (or source) tokens on
    both axes.
    """
    chosen = replace(choice or translator.preset, view="value_attention")
    return read_maps(translator, pairs, chosen, by_word, batch_size)
