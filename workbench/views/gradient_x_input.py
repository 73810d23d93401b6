"""Gradient × input: how each source word's embedding, as it is, pushes each target word's log-probability.

Shows a first-order estimate at one point. Does not show what would happen without the word: far from the point the
function bends, and gradients saturate where the model is sure; `integrated_gradients` follows it all the way.
Denil et al. 2014, https://arxiv.org/abs/1412.6815.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from workbench.alignment.map import AlignmentMap
from workbench.views.path import Path
from workbench.views.question import ask

if TYPE_CHECKING:
    from workbench.models import Pair, Translator


def gradient_x_input(
    translator: Translator,
    pairs: Sequence[Pair],
    *,
    words: Sequence[int] | None = None,
    instead_of: str | None = None,
    by_word: bool = True,
) -> Iterator[AlignmentMap]:
    """One signed map per pair, in order: ``weights[tgt src]`` in nats; ``dropped[tgt]`` of tags and end token.

    ``words``, ``instead_of``: see `workbench.views.question.ask`. Summed over the pieces of a word on both sides.
    """
    for pair in pairs:
        question = ask(translator, pair, words, instead_of, by_word)
        path = Path.of(translator, question.objective, pair, "zero", specials=True)
        slopes = path.slopes([1.0])[0][:, 0]
        own = slopes[:, translator.template.own(pair.source.ids, pair.source.prefix)]
        provenance: dict[str, object] = {"view": "gradient_x_input", "unit": "nat"}
        yield question.map(question.by_source(own), question.on_specials(slopes), provenance)
