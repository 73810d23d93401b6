"""What each attention head of a model looks at, over a sample of pairs: figures and a label that says it in a word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from workbench.alignment.gold import GoldPair
from workbench.calibration.criteria import against_gold, ratio
from workbench.calibration.head import HeadProfile
from workbench.calibration.head_figures import FigureSums, head_figures
from workbench.calibration.head_importance import Importance
from workbench.calibration.sample import Sample
from workbench.calibration.scan import Scan
from workbench.errors import AlignmentError, UnknownNameError
from workbench.models.capture import Recorder, each_head
from workbench.models.choice import Row
from workbench.models.forced import map_tokens, own_part
from workbench.models.sublayer import BLOCKS, Block
from workbench.views.batches import in_order

if TYPE_CHECKING:
    from workbench.models import Pair, Translator

PAIRS_AT_ONCE = 8
"""The attention of every head is in memory for as many."""

# The step that reads a word is where self-attention of the decoder can be told from that of an encoder.
READ_AT: dict[Block, tuple[Row, ...]] = {"cross": ("output", "input"), "encoder": ("output",), "decoder": ("input",)}

Aer = dict[tuple[int, int, Row], float | None]


def checked_blocks(blocks: Sequence[str] | None) -> tuple[Block, ...]:
    """Each once, in their order; None takes all. Raises `UnknownNameError` for a block that does not exist."""
    for block in blocks or ():
        if block not in BLOCKS:
            raise UnknownNameError("block", block, BLOCKS)
    return tuple(block for block in BLOCKS if not blocks or block in blocks)


def head_profiles(
    translator: Translator,
    pairs: Sequence[Pair],
    blocks: Sequence[Block] = BLOCKS,
    gold: Sequence[GoldPair] = (),
) -> list[HeadProfile]:
    """Every head of ``blocks``, by block, layer and head, from one forced pass over ``pairs`` (of any number).

    ``gold``: pairs of their own, which AER is measured on; those that do not fit the model take no part. Importance is
    left out, see `with_importance`. Pairs without tokens on a side take no part. Raises `UnknownNameError` for a block
    that does not exist, `AlignmentError` without any pairs, or for gold of which none fits the model.
    """
    blocks = checked_blocks(blocks)
    pairs = [pair for pair in pairs if pair.source.ids and pair.target.ids]
    if not pairs:
        raise AlignmentError("no pairs to look at heads with; give some that fit the model")
    aer = _aer(translator, gold) if gold and "cross" in blocks else {}
    sums = {(block, row): FigureSums() for block in blocks for row in READ_AT[block]}
    for found in _figures(translator, pairs, blocks):
        for place, figures in found.items():
            sums[place].add(figures)
    means = {place: one.means() for place, one in sums.items()}
    return [
        min((_profile(means[block, row], block, layer, head, row, aer) for row in READ_AT[block]), key=_misaligned)
        for block in blocks
        for layer in range(translator.depth(block))
        for head in range(translator.heads_of(block))
    ]


def with_importance(profiles: Iterable[HeadProfile], importance: Importance) -> list[HeadProfile]:
    """The same heads with what `head_importance` found of them."""
    return [replace(p, importance=float(importance[p.block, p.layer][p.head])) for p in profiles]


def _aer(translator: Translator, gold: Sequence[GoldPair]) -> Aer:
    sample = Sample.of_gold("gold", gold, len(gold)).fitting(translator)
    scan = Scan.of(translator, sample.pairs(translator))
    judge = against_gold(scan, sample.gold or ())
    choices = [choice for choice in scan.choices if choice.view == "attention" and choice.numbered]
    return {(int(c.layer), c.numbered[0], c.row): 1 - ratio(judge(c)) for c in choices}


def _figures(
    translator: Translator, pairs: Sequence[Pair], blocks: Sequence[Block]
) -> Iterator[dict[tuple[Block, Row], dict[str, np.ndarray]]]:
    """`head_figures` of each pair, by block and row."""
    modules = {key: found.attention for key, found in translator.sublayers.items() if key[0] in blocks}

    def make(batch: Sequence[Pair], recorder: Recorder) -> list[dict[tuple[Block, Row], dict[str, np.ndarray]]]:
        weights = {block: _stacked(recorder, block, translator.depth(block)) for block in blocks}
        return [
            {
                (block, row): head_figures(
                    weights[block][:, place], block, own_part(translator, pair, block, row), *map_tokens(pair, block)
                )
                for block in blocks
                for row in READ_AT[block]
            }
            for place, pair in enumerate(batch)
        ]

    return in_order(translator, pairs, lambda: Recorder(modules, reduce=each_head), make, PAIRS_AT_ONCE)


def _stacked(recorder: Recorder, block: Block, layers: int) -> np.ndarray:
    """``float32[layer batch head tgt src]``"""
    return np.stack([recorder.weights[block, layer].cpu().numpy() for layer in range(layers)])


def _profile(
    means: Mapping[str, np.ndarray],
    block: Block,
    layer: int,
    head: int,
    row: Row,
    aer: Aer,
) -> HeadProfile:
    figures = {name: float(values[layer, head]) for name, values in means.items()}
    return HeadProfile(
        block=block,
        layer=layer,
        head=head,
        row=None if block == "encoder" else row,
        **{name: value for name, value in figures.items() if not np.isnan(value)},
        aer=aer.get((layer, head, row)) if block == "cross" else None,
    )


def _misaligned(profile: HeadProfile) -> tuple[float, float]:
    """Lower is better aligned."""
    return 1.0 if profile.aer is None else profile.aer, -(profile.agreement or 0.0)
