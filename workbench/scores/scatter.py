"""How a map spreads over the source: entropy, coverage, order, and mass that went where it should not.

``a[t, i]`` is the word-level map, rows renormalised over kept source words; ``c_i = Σ_t a[t, i]`` the coverage of
source word ``i``; T and S the numbers of target and source words; H the entropy with natural log. Rows in which
nothing was kept do not take part. All figures of a batch are computed at once on one padded array ``[n tgt src]``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbench.alignment.map import AlignmentMap
from workbench.errors import AlignmentError
from workbench.language.stopwords import is_content, stop_words
from workbench.scores.score import Score, ScoreGroup

LEAST_COVERAGE = 0.1
# Expected positions nearer than this are tied: they differ only by the rounding of float32.
POSITION_TOLERANCE = 1e-5

_NOTHING = "nothing was kept in any row"
_RIKTERS = "Rikters, Fishel and Bojar 2017"

_SCATTER = ScoreGroup(
    needs=("maps", "source_language", "target_language"),
    figures="workbench.scores.scatter:scatter_figures",
    reason="workbench.scores.scatter:reason",
)
SCORES = (
    Score(
        name="scatter",
        label="how scattered attention is",
        about="alignment",
        higher_is="worse",
        range=(0.0, 1.0),
        unit="unitless",
        formula="(1/T) Σ_t H(a[t,·]) / ln S",
        source=f"absentmindedness of {_RIKTERS}, normalised to [0, 1]",
        null_when=f"{_NOTHING}, or S = 1",
        group=_SCATTER,
        suspected=True,
    ),
    Score(
        name="spread",
        label="how far apart the words are that it looks at",
        about="alignment",
        higher_is="worse",
        range=(0.0, None),
        unit="unitless",
        formula="(1/T) Σ_t std of source position under a[t,·] / √((S²−1)/12), that of a uniform row",
        source="this project: two neighbours are less scattered than two words far apart",
        null_when=f"{_NOTHING}, or S = 1",
        group=_SCATTER,
        suspected=True,
    ),
    Score(
        name="target_entropy",
        label="scatter of each target word, not set against length",
        about="alignment",
        higher_is="worse",
        range=(0.0, None),
        unit="nats",
        formula="(1/T) Σ_t H(a[t,·])",
        source=f"{_RIKTERS}: absentmindedness, output side",
        null_when=_NOTHING,
        group=_SCATTER,
    ),
    Score(
        name="source_entropy",
        label="scatter of each source word, not set against length",
        about="alignment",
        higher_is="worse",
        range=(0.0, None),
        unit="nats",
        formula="(1/S) Σ_i H(a[·,i] / c_i)",
        source=f"{_RIKTERS}: absentmindedness, input side",
        null_when=f"{_NOTHING}, or a source word is not covered at all (c_i = 0)",
        group=_SCATTER,
    ),
    Score(
        name="coverage_deviation",
        label="source words looked at too much or too little",
        about="alignment",
        higher_is="worse",
        range=(0.0, None),
        unit="unitless",
        formula="(1/S) Σ_i ln(1 + |1 − c_i|^p), p = 2",
        source=f"{_RIKTERS} (their code has p = 6), after the coverage penalty of Wu et al. 2016",
        null_when=_NOTHING,
        group=_SCATTER,
        suspected=True,
    ),
    Score(
        name="confidence",
        label="tidiness of attention (Rikters)",
        about="alignment",
        higher_is="better",
        range=(0.0, 100.0),
        unit="percent",
        formula="100 · exp(−0.05 · (coverage_deviation + target_entropy + source_entropy)²)",
        source=f"{_RIKTERS}; falls with length, so it ranks nothing",
        null_when="source_entropy is null",
        group=_SCATTER,
    ),
    Score(
        name="uncovered",
        label="source words that are hardly looked at",
        about="alignment",
        higher_is="worse",
        range=(0.0, 1.0),
        unit="unitless",
        formula=f"share of source content words with c_i < {LEAST_COVERAGE}",
        source="after Berard, Calapodescu and Roux 2019 (ignored source words)",
        null_when=f"{_NOTHING}, no stop-word list for the source language, or no content words in the source",
        group=_SCATTER,
        suspected=True,
    ),
    Score(
        name="wasserstein_uniform",
        label="how unevenly the source is looked at",
        about="alignment",
        higher_is="worse",
        range=(0.0, 1.0),
        unit="unitless",
        formula="½ ‖p − 1/S‖₁ with p = (1/T) Σ_t a[t,·]",
        source="Guerreiro, Colombo, Piantanida and Martins 2023 (Wass-to-Unif, 0/1 cost)",
        null_when=_NOTHING,
        group=_SCATTER,
    ),
    Score(
        name="stray",
        label="attention that strays to function words",
        about="alignment",
        higher_is="worse",
        range=(0.0, 1.0),
        unit="unitless",
        formula="mean over content target words of the mass of a[t,·] on source stop-words and punctuation",
        source="this project",
        null_when=f"{_NOTHING}, no stop-word list for a language, or no content words in the target",
        group=_SCATTER,
        suspected=True,
    ),
    Score(
        name="sink",
        label="attention on the end token and tags",
        about="alignment",
        higher_is="worse",
        range=(0.0, 1.0),
        unit="unitless",
        formula="mean over target words of the mass taken off end token, tags and prefixes",
        source="Ferrando and Costa-jussà 2021; Xiao et al. 2024 (attention sinks)",
        null_when="no target words",
        group=_SCATTER,
        suspected=True,
    ),
    Score(
        name="monotonicity",
        label="how far the order of words is kept",
        about="alignment",
        higher_is="better",
        range=(-1.0, 1.0),
        unit="unitless",
        formula="Kendall's τ-b between target index and expected source position Σ_i i · a[t,i]",
        source="Kendall 1945; Birch and Osborne 2010 (order in translation)",
        null_when=f"{_NOTHING}, T = 1, or all expected positions are tied",
        group=_SCATTER,
        suspected=True,
    ),
)
_NAMES = frozenset(score.name for score in SCORES)


def scatter_figures(
    maps: Sequence[AlignmentMap],
    source_language: str | None,
    target_language: str | None,
    p: float = 2.0,
) -> dict[str, np.ndarray]:
    """The figures of `SCORES` for the unsigned maps of one batch: each ``float64[n]``, NaN where null.

    ``p`` is the exponent of coverage deviation: 2 in the paper, 6 in its authors' code.
    """
    maps = [_by_word(one) for one in maps]
    heights = np.array([len(one.target) for one in maps], dtype=np.int64)
    widths = np.array([len(one.source) for one in maps], dtype=np.int64)
    shape = (len(maps), heights.max(initial=0), widths.max(initial=0))
    a, dropped = np.zeros(shape), np.full(shape[:2], np.nan)
    for i, one in enumerate(maps):
        a[i, : heights[i], : widths[i]] = one.weights
        dropped[i, : heights[i]] = one.dropped
    position = np.arange(shape[2], dtype=np.float64)
    here = position < widths[:, None]  # [n src]

    # Divisions by zero below are the undefined cases: they yield NaN, which is what they mean.
    with np.errstate(divide="ignore", invalid="ignore"):
        kept = a.sum(axis=2)
        valid = kept > 0  # [n tgt]: neither padding nor null
        a = np.where(valid[:, :, None], a / kept[:, :, None], 0.0)
        count = valid.sum(axis=1).astype(np.float64)
        rows = np.where(count > 0, count, np.nan)
        null = np.where(count > 0, 0.0, np.nan)
        width = np.where(widths > 0, widths, np.nan)
        several = np.where(widths > 1, widths, np.nan)

        a_ln_a = np.where(a > 0, a * np.log(a), 0.0)
        target_entropy = np.maximum(-a_ln_a.sum(axis=(1, 2)), 0.0) / rows
        coverage = a.sum(axis=1)  # [n src]
        column_entropy = np.maximum(np.log(coverage) - a_ln_a.sum(axis=1) / coverage, 0.0)
        source_entropy = np.where(here, column_entropy, 0.0).sum(axis=1) / width
        deviation = np.where(here, np.log1p(np.abs(1.0 - coverage) ** p), 0.0).sum(axis=1) / width + null

        expected = a @ position  # [n tgt]
        variance = (a * (position - expected[:, :, None]) ** 2).sum(axis=2)
        from_uniform = np.where(here, np.abs(coverage / rows[:, None] - 1.0 / width[:, None]), 0.0)

        uncovered = stray = np.full(len(maps), np.nan)
        if stop_words(source_language) is not None:
            content = _content([one.source.words for one in maps], source_language)
            ignored = content & (coverage < LEAST_COVERAGE)
            uncovered = ignored.sum(axis=1) / content.sum(axis=1) + null
            if stop_words(target_language) is not None:
                telling = valid & _content([one.target.words for one in maps], target_language)
                mass = (a * (here & ~content)[:, None, :]).sum(axis=2)
                stray = (telling * mass).sum(axis=1) / telling.sum(axis=1)
        known = ~np.isnan(dropped)
        return {
            "scatter": target_entropy / np.log(several),
            "spread": np.sqrt(variance).sum(axis=1) / rows / np.sqrt((several**2 - 1.0) / 12.0),
            "target_entropy": target_entropy,
            "source_entropy": source_entropy,
            "coverage_deviation": deviation,
            "confidence": 100.0 * np.exp(-0.05 * (deviation + target_entropy + source_entropy) ** 2),
            "uncovered": uncovered,
            "wasserstein_uniform": 0.5 * from_uniform.sum(axis=1) + null,
            "stray": stray,
            # Rows in which nothing was kept count here: that all their mass went elsewhere is what is told.
            "sink": np.where(known, dropped, 0.0).sum(axis=1) / known.sum(axis=1),
            "monotonicity": kendall(expected, valid),
        }


def reason(name: str, one: AlignmentMap, source_language: str | None, target_language: str | None) -> str | None:
    """Why a figure of this map is null, in a few words; None if it has a value or is not one of these figures."""
    if name not in _NAMES:
        return None
    one = _by_word(one)
    if not len(one.target):
        return "no target words"
    if name == "sink":
        return "dropped mass is not known" if np.isnan(one.dropped).all() else None
    if not len(one.source):
        return "no source words"
    mass = one.weights.sum(axis=1, dtype=np.float64)
    kept = mass > 0
    if not kept.any():
        return _NOTHING
    a = one.weights[kept] / mass[kept, None]
    if name in ("scatter", "spread"):
        return "one source word" if len(one.source) == 1 else None
    if name in ("source_entropy", "confidence"):
        coverage = a.sum(axis=0)
        missed = one.source.words[int(coverage.argmin())]
        return None if coverage.all() else f"source word {missed!r} is not covered at all"
    if name == "monotonicity":
        if len(a) == 1:
            return "one target word"
        tied = np.ptp(a @ np.arange(len(one.source))) <= POSITION_TOLERANCE
        return "all expected source positions are tied" if tied else None
    if name not in ("uncovered", "stray"):
        return None
    for language in (source_language,) if name == "uncovered" else (source_language, target_language):
        if stop_words(language) is None:
            return f"no stop-word list for {language!r}" if language else "no stop-words: language not given"
    if name == "uncovered":
        return None if _content([one.source.words], source_language).any() else "no content words in the source"
    telling = kept & _content([one.target.words], target_language)[0]
    return None if telling.any() else "no content words in the target"


def _by_word(one: AlignmentMap) -> AlignmentMap:
    if one.signed:
        raise AlignmentError(
            "scatter figures are defined for unsigned maps (attention, rollout, decomposition), and this map is "
            f"signed; its provenance: {dict(one.provenance)}"
        )
    return one.by_word()


def _content(texts: Sequence[Sequence[str]], language: str | None) -> np.ndarray:
    """``bool[n longest]``: which words are content words; padding is not."""
    mask = np.zeros((len(texts), max(map(len, texts), default=0)), dtype=bool)
    for row, words in zip(mask, texts, strict=True):
        row[: len(words)] = [is_content(word, language) for word in words]
    return mask


def kendall(values: np.ndarray, valid: np.ndarray) -> np.ndarray:
    """Kendall's τ-b of ``values [n tgt]`` with their index over ``valid [n tgt]``: ``float64[n]``.

    An index has no ties, so τ-b = (concordant − discordant) / √(pairs · untied pairs).
    """
    later, earlier = np.tril_indices(values.shape[1], k=-1)
    pairs = valid[:, later] & valid[:, earlier]
    difference = values[:, later] - values[:, earlier]
    rising = (pairs & (difference > POSITION_TOLERANCE)).sum(axis=1)
    falling = (pairs & (difference < -POSITION_TOLERANCE)).sum(axis=1)
    return (rising - falling) / np.sqrt(pairs.sum(axis=1) * (rising + falling).astype(np.float64))
