"""Numbers per segment, one file for each kind. Higher layers and every menu read `SCORES`.

A further score is a declaration in its file (a new one, and one line here, where it is made from something else), or
an entry point of another package: see `workbench.plugins`.
"""

from __future__ import annotations

from workbench import plugins
from workbench.plugins import Registry
from workbench.scores import (
    contribution,
    influence,
    length,
    likelihood,
    links,
    own,
    quality,
    reverse,
    scatter,
    suspicion,
)
from workbench.scores.score import Score, ScoreGroup

RESERVED = (
    *("id", "position", "line", "side", "status", "source", "hypothesis", "references", "own_translation", "verdict"),
    *("symptoms", "nulls", "metadata", "source_words", "target_words", "target_pieces", "piece_logprobs"),
    *("word_logprobs", "piece_gains", "map", "map_shape", "dropped", "flag", "note", "flagged_by", "spans"),
    *("bleu_statistics", "chrf_statistics", "ter_statistics"),
)
"""What stands beside scores in a record."""

SCORES: Registry[Score] = Registry(
    plugins.SCORES,
    Score,
    (
        *quality.SCORES,
        *likelihood.SCORES,
        *scatter.SCORES,
        *length.SCORES,
        *links.SCORES,
        *contribution.SCORES,
        *influence.SCORES,
        *reverse.SCORES,
        *own.SCORES,
        *suspicion.SCORES,
    ),
    RESERVED,
    beside=plugins.SYMPTOMS,
)


def groups() -> dict[ScoreGroup, tuple[str, ...]]:
    """The scores by how they come about."""
    found: dict[ScoreGroup, tuple[str, ...]] = {}
    for name, score in SCORES.items():
        found[score.group] = (*found.get(score.group, ()), name)
    return found


def together() -> list[tuple[str, ...]]:
    """Scores that need more than the forced pass, and are computed when one of them is asked for."""
    return [names for group, names in groups().items() if group.on_demand]


def on_demand() -> tuple[str, ...]:
    """All of `together`."""
    return tuple(name for names in together() for name in names)


def in_full() -> tuple[str, ...]:
    """Those of `on_demand` that whoever asks for all of them is given."""
    return tuple(name for name in on_demand() if not SCORES[name].group.by_name)


def needing(*needs: str) -> tuple[str, ...]:
    """The scores that are made from any of these, of `workbench.scores.score.NEEDS`."""
    return tuple(name for name, score in SCORES.items() if {*needs} & {*score.group.needs})


__all__ = ["RESERVED", "SCORES", "Score", "ScoreGroup", "groups", "in_full", "needing", "on_demand", "together"]
