"""Figures of an attention head, by what its record calls them: what they mean, and how they are coloured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """``power`` of its colours, see `workbench.charts.cells.Colours`; ``top``: the figure of the darkest one, None the
    largest there is."""

    title: str
    meaning: str
    power: float = 1.0
    top: float | None = 1.0


FIGURES: dict[str, Figure] = {
    "importance": Figure(
        "importance (nats)", "fall of a target token's log-probability when the head puts out zeros", 0.5, None
    ),
    "aer": Figure("AER", "error rate of links by target word against gold"),
    "agreement": Figure("agreement", "of links by target and by source word: 0 chance, 1 all of them"),
    "entropy": Figure("entropy", "of a row between words: 0 one word, 1 all alike"),
    "start_mass": Figure("attention before the text", "share on a language tag or the decoder's start token"),
    "end_mass": Figure("attention on the end token", "share of all attention"),
    "punctuation_mass": Figure("attention on punctuation", "share of all attention"),
    "same_word_mass": Figure("attention on the same word", "share of all attention"),
    "previous_word_mass": Figure("attention on the previous word", "share of all attention"),
    "next_word_mass": Figure("attention on the next word", "share of all attention"),
    "monotonicity": Figure("monotonicity", "Kendall's τ-b of a word's index and the position it expects to look at"),
}
"""Those that can be drawn."""
