"""Whether a model was moved by what it looked at: attention and influence, word by word."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbench.alignment.map import AlignmentMap
from workbench.language.stopwords import is_content, stop_words
from workbench.scores.score import Score, ScoreGroup

LEAST_SOURCE = 3
"""Words: the order of two says little."""

_INFLUENCE = ScoreGroup(
    needs=("predicting_maps", "influences", "target_language"),
    figures="workbench.scores.influence:influence_figures",
    reason="workbench.scores.influence:why_null",
    on_demand=True,
    by_name=True,
)
SCORES = (
    Score(
        name="influence_agreement",
        label="how far attention agrees with gradients",
        about="alignment",
        higher_is="better",
        range=(-1.0, 1.0),
        unit="unitless",
        formula="mean over target content words of Spearman's ρ, over source words, between attention at the row that "
        "predicts the word (mean over layers and heads) and integrated gradients",
        source="Spearman 1904; attention against gradients as in Jain & Wallace 2019, "
        "https://arxiv.org/abs/1902.10186; integrated gradients: Sundararajan et al. 2017",
        null_when="not asked for when the corpus was scored (--with influence_agreement)",
        group=_INFLUENCE,
    ),
)


def influence_figures(
    attention: Sequence[AlignmentMap], influence: Sequence[AlignmentMap], language: str | None
) -> dict[str, np.ndarray]:
    """``influence_agreement`` of each segment, ``float64[n]``, from maps by word."""
    found = [agreement(one, other, language) for one, other in zip(attention, influence, strict=True)]
    return {"influence_agreement": np.array([np.nan if one is None else one for one in found], dtype=np.float64)}


def agreement(attention: AlignmentMap, influence: AlignmentMap, language: str | None) -> float | None:
    """Mean of Spearman's ρ over the target content words; None without any whose two rows have an order."""
    if len(attention.source) < LEAST_SOURCE:
        return None
    counted = content_words(attention.target.words, language)
    return mean_rank_correlation(attention.weights[counted], influence.weights[counted])


def content_words(words: Sequence[str], language: str | None) -> list[int]:
    """Numbers of the words that count; none where no list of stop-words is known."""
    if stop_words(language) is None:
        return []
    return [place for place, word in enumerate(words) if is_content(word, language)]


def mean_rank_correlation(rows: np.ndarray, others: np.ndarray) -> float | None:
    """Mean of Spearman's ρ over rows ``[row column]``; rows that are NaN or without any order are left out."""
    from scipy.stats import rankdata

    known = ~np.isnan(rows).any(axis=1) & ~np.isnan(others).any(axis=1)
    found = []
    for one, other in zip(rankdata(rows[known], axis=1), rankdata(others[known], axis=1), strict=True):
        if one.std() > 0 and other.std() > 0:
            found.append(float(np.corrcoef(one, other)[0, 1]))
    return float(np.mean(found)) if found else None


def why_null(_name: str, attention: AlignmentMap, _influence: AlignmentMap, language: str | None) -> str | None:
    if len(attention.source) < LEAST_SOURCE:
        return f"{len(attention.source)} source words; an order of fewer than {LEAST_SOURCE} says little"
    if not content_words(attention.target.words, language):
        return f"no content words in the target, or no list of stop-words for {language or 'its language'}"
    return "no content word whose attention and influence have an order"
