"""Which layer, heads and row align best: measured, not guessed.

One forced pass per pair keeps the cross-attention of every layer and head; every choice is then read as argmax
links and compared with gold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.alignment.aer import LinkCounts
from workbench.alignment.gold import GoldPair
from workbench.alignment.links import links
from workbench.alignment.map import AlignmentMap
from workbench.errors import AlignmentError
from workbench.models.capture import Recorder, each_head
from workbench.models.choice import AttentionChoice
from workbench.models.forced import kept_mass, run_batches

if TYPE_CHECKING:
    from workbench.models import Translator


@dataclass(frozen=True)
class Measured:
    """AER of one choice on each half of the gold pairs (even and odd rows) and on all of them."""

    choice: AttentionChoice
    even: LinkCounts
    odd: LinkCounts

    @property
    def all(self) -> LinkCounts:
        return self.even + self.odd


def choices(translator: Translator) -> Iterator[AttentionChoice]:
    """Every layer and row, with all heads and with each head alone."""
    for layer in range(translator.layers):
        for row in ("output", "input"):
            for heads in (None, *((head,) for head in range(translator.heads))):
                yield AttentionChoice(layer, heads, row)


def scan(translator: Translator, gold: Sequence[GoldPair]) -> list[Measured]:
    """AER of every choice, argmax per target word, one direction; best on all pairs first."""
    pairs = translator.encode_pairs([g.source for g in gold], [g.target for g in gold], pretokenized=True)
    if not pairs:
        raise AlignmentError("no gold pairs to measure on")
    for pair, truth in zip(pairs, gold, strict=True):
        if not translator.fits(pair):
            raise AlignmentError(f"gold pair {truth.id} is longer than the model's {translator.positions} positions")
    counts = {choice: [LinkCounts(), LinkCounts()] for choice in choices(translator)}
    for batch in run_batches(
        translator, pairs, lambda: Recorder(translator.attention_modules(), reduce=each_head), logprobs=False
    ):
        for row, place in enumerate(batch.indices):
            pair, truth = pairs[place], gold[place]
            for choice, halves in counts.items():
                weights = batch.weights[choice.layer][row].cpu().numpy()
                weights = weights.mean(0) if choice.heads is None else weights[list(choice.heads)].mean(0)
                mass = kept_mass(translator, weights, pair, choice.block, choice.row)
                found = links(AlignmentMap.from_mass(pair.source.tokens, pair.target.tokens, mass).by_word())
                halves[place % 2] += LinkCounts.of(found, truth.sure, truth.possible)
    table = [Measured(choice, even, odd) for choice, (even, odd) in counts.items()]
    return sorted(table, key=lambda m: m.all.aer if m.all.aer is not None else 1.0)


def lowest_on_even(table: Sequence[Measured]) -> Measured:
    """The row of the table with the lowest AER on the even gold rows; the odd ones take no part."""

    def on_even(m: Measured) -> tuple[float, int, str, tuple[int, ...]]:
        # Ties go by the choice itself: the order of the table knows the odd rows.
        return 1.0 if m.even.aer is None else m.even.aer, m.choice.layer, m.choice.row, m.choice.heads or ()

    return min(table, key=on_even)


def select(table: Sequence[Measured], gold_name: str) -> AttentionChoice:
    """The choice with the lowest AER on the even rows; its figure on the odd rows, which took no part, is told."""
    best = lowest_on_even(table)
    odd = best.odd.aer
    check = "no odd rows to check it on" if odd is None else f"AER on its {best.odd.sentences} odd rows {odd:.3f}"
    return replace(best.choice, measured=f"lowest AER on the even rows of {gold_name}; {check}")
