"""A word and what somebody would rather have read in its place: how likely the model finds either there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.models.objective import Objective
from workbench.views.erasure import erased_values
from workbench.views.question import ask

if TYPE_CHECKING:
    from workbench.models import Pair, Translator


@dataclass(frozen=True)
class Rivals:
    """Natural logarithms of the probability of each after the same beginning, with all its pieces; of an alternative
    that is a single piece, and then of the word's first piece."""

    word: float
    other: float


def rivals(translator: Translator, pair: Pair, word: int, instead_of: str) -> Rivals:
    """``word``: number of a target word, from 0; ``instead_of``: see `workbench.views.question.ask`. Raises
    `ModelError` for a word that is not there, and for an alternative without a piece."""
    question = ask(translator, pair, [word], instead_of, by_word=True)
    terms = [replace(term, sign=1.0) for goal in question.objective.goals for term in goal]
    objective = Objective(translator, tuple((term,) for term in terms))
    own, other = erased_values(objective, pair, [()])[0].tolist()
    return Rivals(own, other)
