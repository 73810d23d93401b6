"""Figures from hard links: how the order of words changes, and which words are left without a partner.

A map is read twice: each target word is linked to the source word it weighs most (`by_target`), each source word to the
target word that weighs it most (`by_source`); of equal ones the first is taken, and only weights above zero link.
`mutual` links are in both, at most one for each word. All figures of a batch are computed at once, ``[n tgt src]``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbench.alignment.map import AlignmentMap
from workbench.scores.score import Score, ScoreGroup

_NOTHING = "nothing was kept in any row"
_TWO = f"{_NOTHING}, or fewer than two target words have a link"

_LINKS = ScoreGroup(
    needs=("maps",), figures="workbench.scores.links:link_figures", reason="workbench.scores.links:reason"
)
SCORES = (
    Score(
        name="crossings",
        label="links that cross each other",
        about="alignment",
        higher_is="worse",
        range=(0.0, 1.0),
        unit="unitless",
        formula="share of the pairs of per-target links (s, t), (s', t'), t < t', in which s > s'; links to the same "
        "source word do not cross",
        source="Fox 2002 (crossings), https://aclanthology.org/W02-1039; as a share Birch and Osborne 2010 (Kendall)",
        null_when=_TWO,
        group=_LINKS,
        suspected=True,
    ),
    Score(
        name="jumps",
        label="how far links jump from word to word",
        about="alignment",
        higher_is="worse",
        range=(0.0, None),
        unit="source words",
        formula="mean |s' − s − 1| over per-target links (s, t), (s', t') of successive linked target words",
        source="Koehn, Och and Marcu 2003 (relative distortion, here of words), https://aclanthology.org/N03-1017",
        null_when=_TWO,
        group=_LINKS,
        suspected=True,
    ),
    Score(
        name="unlinked_source",
        label="source words without a link",
        about="alignment",
        higher_is="worse",
        range=(0.0, 1.0),
        unit="unitless",
        formula="share of source words without a mutual link",
        source="this project, after the empty word of Brown et al. 1993",
        null_when=_NOTHING,
        group=_LINKS,
        suspected=True,
    ),
    Score(
        name="unlinked_target",
        label="target words without a link",
        about="alignment",
        higher_is="worse",
        range=(0.0, 1.0),
        unit="unitless",
        formula="share of target words without a mutual link",
        source="this project, after the empty word of Brown et al. 1993",
        null_when=_NOTHING,
        group=_LINKS,
        suspected=True,
    ),
    Score(
        name="direction_agreement",
        label="links that both directions agree on",
        about="alignment",
        higher_is="better",
        range=(0.0, 1.0),
        unit="unitless",
        formula="2 |F ∩ B| / (|F| + |B|), F the per-target and B the per-source links of the same map",
        source="Dice 1945; after Liang, Taskar and Klein 2006 (alignment by agreement)",
        null_when=_NOTHING,
        group=_LINKS,
        suspected=True,
    ),
)
_NAMES = frozenset(score.name for score in SCORES)


def link_figures(maps: Sequence[AlignmentMap]) -> dict[str, np.ndarray]:
    """The figures of `SCORES` for the unsigned word-level maps of one batch: each ``float64[n]``, NaN where null."""
    heights = np.array([len(one.target) for one in maps], dtype=np.int64)
    widths = np.array([len(one.source) for one in maps], dtype=np.int64)
    # One word at least on either side: there is no largest of nothing.
    a = np.zeros((len(maps), heights.max(initial=1), widths.max(initial=1)), dtype=np.float32)
    for i, one in enumerate(maps):
        a[i, : heights[i], : widths[i]] = one.weights
    a[np.isnan(a)] = 0.0  # a row of nothing links nothing

    source_of, linked = a.argmax(axis=2), a.max(axis=2) > 0  # [n tgt]
    best_target, linked_source = a.argmax(axis=1), a.max(axis=1) > 0  # [n src]
    back = np.take_along_axis(best_target, source_of, axis=1)
    mutual = (linked & (back == np.arange(a.shape[1]))).sum(axis=1)
    forward, backward = linked.sum(axis=1), linked_source.sum(axis=1)
    # Divisions by zero below are the undefined cases: they yield NaN, which is what they mean.
    with np.errstate(divide="ignore", invalid="ignore"):
        some = np.where(forward > 0, 1.0, np.nan)
        return {
            "crossings": _crossings(source_of, linked),
            "jumps": _jumps(source_of, linked),
            "unlinked_source": some - mutual / widths,
            "unlinked_target": some - mutual / heights,
            "direction_agreement": some * 2.0 * mutual / (forward + backward),
        }


def reason(name: str, one: AlignmentMap) -> str | None:
    """Why a figure of this map is null, in a few words; None if it has a value or is not one of these figures."""
    if name not in _NAMES:
        return None
    if not len(one.target):
        return "no target words"
    if not len(one.source):
        return "no source words"
    linked = np.count_nonzero(np.nan_to_num(one.weights).max(axis=1) > 0)
    if not linked:
        return _NOTHING
    return "one target word has a link" if linked == 1 and name in ("crossings", "jumps") else None


def _crossings(source_of: np.ndarray, linked: np.ndarray) -> np.ndarray:
    """``float64[n]``: of the pairs of ``linked [n tgt]`` words, those whose ``source_of [n tgt]`` is the other way."""
    later, earlier = np.tril_indices(source_of.shape[1], k=-1)
    pairs = linked[:, later] & linked[:, earlier]
    crossed = pairs & (source_of[:, later] < source_of[:, earlier])
    return crossed.sum(axis=1) / pairs.sum(axis=1)


def _jumps(source_of: np.ndarray, linked: np.ndarray) -> np.ndarray:
    """``float64[n]``: mean distance from where ``source_of [n tgt]`` would go on, over successive ``linked`` words."""
    place = np.where(linked, np.arange(source_of.shape[1]), -1)
    before = np.maximum.accumulate(place, axis=1)[:, :-1]  # [n tgt-1]: the last linked word up to here
    follows = linked[:, 1:] & (before >= 0)
    steps = source_of[:, 1:] - np.take_along_axis(source_of, np.maximum(before, 0), axis=1)
    return (np.abs(steps - 1) * follows).sum(axis=1) / follows.sum(axis=1)
