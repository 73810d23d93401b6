"""Erasure: how much less likely each target word becomes when a source word is taken away.

Shows the effect of an intervention, measured and not estimated: log p(word | source) - log p(word | source without it).
The slow truth the other views are compared with. Does not show what words do together (two that say the same thing
cover for each other), and an erased source is unlike anything the model was trained on.
Li, Monroe & Jurafsky 2016, https://arxiv.org/abs/1612.08220.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
import torch

from workbench.alignment.map import AlignmentMap
from workbench.errors import UnknownNameError
from workbench.models.forced import padded, real_positions
from workbench.models.objective import Objective
from workbench.views.question import ask

if TYPE_CHECKING:
    from workbench.models import Pair, Translator

Erasing = Literal["pad", "leave_out"]
ERASING: tuple[Erasing, ...] = ("pad", "leave_out")


def erasure(
    translator: Translator,
    pairs: Sequence[Pair],
    *,
    words: Sequence[int] | None = None,
    instead_of: str | None = None,
    erasing: Erasing = "pad",
    by_word: bool = True,
) -> Iterator[AlignmentMap]:
    """One signed map per pair, in order: ``weights[tgt src]`` in nats, positive where the source word helped.

    ``words``: numbers of the target words asked for, from 0 (None: all; rows of others are NaN). ``instead_of``: see
    `workbench.views.question.ask`. ``erasing``: the padding token in the word's place, or nothing. Rows do not add up
    to anything, and nothing is dropped. Without ``by_word`` single pieces are erased, and each target piece has a row.

    Raises `UnknownNameError` for another way of erasing, `ModelError` for a word that is not there.
    """
    for pair in pairs:
        question = ask(translator, pair, words, instead_of, by_word)
        fall = falls(question.objective, pair, [(), *question.source_pieces], erasing)
        provenance: dict[str, object] = {"view": "erasure", "erasing": erasing, "unit": "nat"}
        yield question.map(fall[1:].T, {}, provenance)


def falls(objective: Objective, pair: Pair, erased: Sequence[Sequence[int]], erasing: Erasing = "pad") -> np.ndarray:
    """``float64[set goal]``: by how much each goal's value falls below its first when each set of source pieces is
    erased; the first set is the source as it is compared with."""
    values = erased_values(objective, pair, erased, erasing)
    return values[:1] - values


def erased_values(
    objective: Objective, pair: Pair, erased: Sequence[Sequence[int]], erasing: Erasing = "pad"
) -> np.ndarray:
    """``float64[set goal]``: the value of each goal with each set of source pieces erased."""
    if erasing not in ERASING:
        raise UnknownNameError("way of erasing", erasing, ERASING)
    network = objective.network
    template = network.template
    read, own = template.source(pair.source.ids, pair.source.prefix), template.own(pair.source.ids, pair.source.prefix)
    rows = []
    for pieces in erased:
        gone = {own.start + piece for piece in pieces}
        if erasing == "pad":
            rows.append([template.pad if place in gone else i for place, i in enumerate(read)])
        else:
            rows.append([i for place, i in enumerate(read) if place not in gone])
    ids = padded(rows, template.pad).to(network.device)
    mask = real_positions(rows).long().to(network.device)
    with torch.no_grad():
        source = network.anatomy.embed_source(network.model, ids)
    return objective.values(source, mask).double().cpu().numpy()
