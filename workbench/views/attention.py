"""Cross-attention: where the decoder looked while it predicted (or consumed) each target token.

Shows the softmax weights of one decoder layer (or the mean over all), averaged over the chosen heads (or the largest
over all), as the model used them in one forced pass. Does not show what moved the prediction: attention weights and
influence can part ways (Jain & Wallace 2019, https://arxiv.org/abs/1902.10186). Source: Bahdanau et al. 2015, Vaswani
et al. 2017.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.alignment.map import AlignmentMap
from workbench.models.batching import BATCH_SIZE

if TYPE_CHECKING:
    from workbench.models import AttentionChoice, Pair, Translator


def attention(
    translator: Translator,
    pairs: Sequence[Pair],
    *,
    choice: AttentionChoice | None = None,
    batch_size: int = BATCH_SIZE,
    by_word: bool = True,
) -> Iterator[AlignmentMap]:
    """One unsigned map per pair, in order: ``weights[tgt src]``, rows renormalised over the source's own tokens.

    ``choice`` None takes the model's preset.
    """
    return read_maps(translator, pairs, replace(choice or translator.preset, view="attention"), by_word, batch_size)


def read_maps(
    translator: Translator,
    pairs: Sequence[Pair],
    choice: AttentionChoice,
    by_word: bool = True,
    batch_size: int = BATCH_SIZE,
) -> Iterator[AlignmentMap]:
    """The maps of a choice, whichever of the two views it names."""
    for forced in translator.forced_pass(pairs, choice=choice, logprobs=False, batch_size=batch_size):
        if forced.attention is not None:
            yield forced.attention.by_word() if by_word else forced.attention
