"""How much the model needs each attention head: what it loses when that head alone is switched off.

Michel, Levy and Neubig 2019, https://arxiv.org/abs/1905.10650. A head that is not missed may still do something that
others do too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from workbench.errors import AlignmentError
from workbench.models.capture import switched_off
from workbench.models.forced import WINDOW, run_batches, with_states
from workbench.models.sublayer import BLOCKS, Block

if TYPE_CHECKING:
    from workbench.models import Pair, Translator

Importance = dict[tuple[Block, int], np.ndarray]
"""Block and layer → ``float64[head]``."""


def head_importance(
    translator: Translator,
    pairs: Sequence[Pair],
    blocks: Sequence[Block] = BLOCKS,
    progress: Callable[[int, int], None] | None = None,
) -> Importance:
    """Mean fall of a target token's log-probability (nats, end token included) when a head puts out zeros.

    Negative where the model does better without. One forced pass for each head; the encoder runs again only for heads
    of its own. ``progress`` is called with the passes done and their number.
    Raises `AlignmentError` without any pairs.
    """
    if not pairs:
        raise AlignmentError("no pairs to measure the importance of heads on; give some that fit the model")
    places = {key: sublayer for key, sublayer in translator.sublayers.items() if key[0] in blocks}
    falls = {(block, layer): np.zeros(translator.heads_of(block)) for block, layer in places}
    starts = range(0, len(pairs), WINDOW)
    done, passes = 0, len(starts) * sum(map(len, falls.values()))
    for start in starts:
        window = with_states(translator, pairs[start : start + WINDOW])
        unread = [replace(pair, states=None) for pair in window]
        whole = _logprob(translator, window)
        for (block, layer), sublayer in places.items():
            for head in range(translator.heads_of(block)):
                with switched_off({sublayer.attention: (head,)}):
                    without = _logprob(translator, unread if block == "encoder" else window)
                falls[block, layer][head] += whole - without
                done += 1
                if progress:
                    progress(done, passes)
    tokens = sum(len(translator.template.labels(pair.target.ids)) for pair in pairs)
    return {key: fall / tokens for key, fall in falls.items()}


def _logprob(translator: Translator, pairs: Sequence[Pair]) -> float:
    """Sum over all target tokens, end tokens included."""
    batches = run_batches(translator, pairs)
    return sum(float(batch.token_logprobs.double().sum()) for batch in batches if batch.token_logprobs is not None)
