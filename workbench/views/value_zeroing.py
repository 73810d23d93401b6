"""Value zeroing: how much a layer's output turns when one position has nothing to hand over.

Shows, for each target position, how far its state behind a decoder layer (feed-forward part and norms included) turns
away, as cosine distance, when a source position keeps the attention that it has and its value vectors are zeros; rows
are divided by their sum. Each layer is asked by itself: whatever is zeroed in it, the next one reads what it always
reads. Does not show what later layers make of the difference, nor whether it speaks for or against a word. Layers are
averaged, not chained as in `rollout`: a residual has no part in these shares, and chained they were no better than
chance (the bundled model: faithfulness -0.05, with one half for every residual 0.14, averaged 0.28).
Mohebbi et al. 2023, "Quantifying Context Mixing in Transformers", https://arxiv.org/abs/2301.12971; there of
self-attention, which ``block`` asks for too.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import torch

from workbench import work
from workbench.alignment.map import AlignmentMap
from workbench.errors import UnknownNameError
from workbench.models.capture import Captured, hooked, silenced
from workbench.models.choice import AttentionChoice
from workbench.models.forced import dropped_mass, kept_mass, map_tokens
from workbench.models.memory import in_halves
from workbench.models.objective import TOKENS_AT_ONCE
from workbench.models.sublayer import BLOCKS, Block

if TYPE_CHECKING:
    from workbench.models import Pair, Translator
    from workbench.models.choice import Layer, Row

LEAST_TURN = 1e-12
"""Of a row's distances together: less is rounding."""


def value_zeroing(
    translator: Translator,
    pairs: Sequence[Pair],
    *,
    block: Block = "cross",
    layer: Layer | None = None,
    row: Row = "output",
    by_word: bool = True,
) -> Iterator[AlignmentMap]:
    """One unsigned map per pair, in order: ``weights[tgt src]``, rows renormalised over the pair's own tokens.

    ``block``: which attention loses values, `BLOCKS`; self-attention has one text on both axes. ``layer``: from 0;
    None or ``all`` takes the mean over all layers. Raises `ModelError` for a layer or row that is not there,
    `UnknownNameError` for another block.
    """
    choice = translator.check(AttentionChoice("all" if layer is None else layer, row=row, block=_checked(block)))
    provenance: dict[str, object] = {
        "view": "value_zeroing",
        "block": block,
        **({"layers": "all"} if choice.layer == "all" else {"layer": choice.layer}),
        "heads": "all",
        "distance": "cosine",
    }
    if block != "encoder":
        provenance["row"] = row
    layers = range(translator.depth(block)) if choice.layer == "all" else [choice.layer]
    for pair in pairs:
        mass = turns(translator, pair, block, layers).mean(dim=0).cpu().numpy()
        rows, columns = map_tokens(pair, block)
        found = AlignmentMap.from_mass(
            columns,
            rows,
            kept_mass(translator, mass, pair, block, row),
            provenance,
            dropped_mass(translator, mass, pair, block, row),
        )
        yield found.by_word() if by_word else found


def _checked(block: Block) -> Block:
    if block not in BLOCKS:
        raise UnknownNameError("block", block, BLOCKS)
    return block


def turns(translator: Translator, pair: Pair, block: Block, layers: Sequence[int]) -> torch.Tensor:
    """``float32[layer tgt src]``, rows adding up to 1, over all positions of a pair, special tokens too.

    The pair is read once as it is, then in variants that each have one position fall silent, many at once; behind each
    layer all of them go on with the states of the first time.
    """
    template, device = translator.template, translator.device
    source, target = template.source(pair.source.ids, pair.source.prefix), template.fed(pair.target.ids)
    columns = len(target) if block == "decoder" else len(source)
    read = len(source) if block == "encoder" else len(source) + len(target)
    sublayers = {number: translator.sublayers[block, number] for number in layers}

    def go(silent: torch.Tensor, after: Callable[[int, torch.Tensor], torch.Tensor]) -> None:
        """As many variants as ``silent[variant column]`` has; ``after`` takes each layer's output, and what to go on
        with comes from it."""
        left = set(layers)

        def seen(number: int) -> Callable[[torch.Tensor], torch.Tensor]:
            def see(output: torch.Tensor) -> torch.Tensor:
                found = after(number, output)
                left.discard(number)
                if not left:
                    raise Captured
                return found

            return see

        work.spend(len(silent) * read)
        hooks = {one.layer: seen(number) for number, one in sublayers.items()}
        values = {one.attention: silent for one in sublayers.values()}
        ids, fed = (torch.tensor([row], device=device) for row in (source, target))
        mask = torch.ones(len(silent), len(source), dtype=torch.long, device=device)
        with torch.inference_mode(), translator.lock, suppress(Captured):
            if block == "encoder":
                with hooked(hooks), silenced(values):
                    translator.encoder_states(mask, input_ids=ids.expand(len(silent), -1))
            else:
                encoded = translator.encoder_states(mask[:1], input_ids=ids).expand(len(silent), -1, -1)
                with hooked(hooks), silenced(values):
                    translator.decoder_states(encoded, mask, input_ids=fed.expand(len(silent), -1))

    as_it_is: dict[int, torch.Tensor] = {}

    def whole(_: Sequence[int]) -> None:
        def keep(number: int, output: torch.Tensor) -> torch.Tensor:
            as_it_is[number] = output
            return output

        go(torch.zeros(1, columns, dtype=torch.bool, device=device), keep)

    def without(silent: Sequence[int]) -> torch.Tensor:
        """``[layer tgt column]`` of some columns."""
        found: dict[int, torch.Tensor] = {}

        def compare(number: int, output: torch.Tensor) -> torch.Tensor:
            found[number] = distances(as_it_is[number], output).T
            return as_it_is[number].expand_as(output).contiguous()

        where = torch.zeros(len(silent), columns, dtype=torch.bool, device=device)
        where[range(len(silent)), list(silent)] = True
        go(where, compare)
        return torch.stack([found[number] for number in layers])

    deque(in_halves([range(1)], whole), maxlen=0)
    at_once = max(1, TOKENS_AT_ONCE // max(read, 1))
    chunks = [range(start, min(start + at_once, columns)) for start in range(0, columns, at_once)]
    turned = torch.cat([part for _, part in in_halves(chunks, without) if part is not None], dim=-1)
    total = turned.sum(-1, keepdim=True)
    # A row that nothing turns tells nothing: no share of it is anybody's.
    return torch.where(total > LEAST_TURN, turned / total.clamp(min=LEAST_TURN), torch.zeros_like(turned)).float()


def distances(one: torch.Tensor, others: torch.Tensor) -> torch.Tensor:
    """Cosine distance ``float64[column tgt]`` of ``others[column tgt width]`` from ``one[1 tgt width]``."""
    similarity = torch.nn.functional.cosine_similarity(one.double(), others.double(), dim=-1, eps=1e-30)
    return (1 - similarity).clamp(min=0)
