"""Fitting suspicion to clean pairs and to pairs with planted faults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from workbench import work
from workbench.scores import SCORES
from workbench.suspicion.corrections import Learned
from workbench.suspicion.logistic import FALLING, NEVER, RISING, Bound, fit_logistic, log_odds, probability
from workbench.suspicion.ratios import Ratios
from workbench.suspicion.suspicion import (
    Figures,
    Report,
    Suspicion,
    added,
    columns,
    either,
    signals,
    standard,
    sure,
    vector,
)
from workbench.suspicion.verdict import SUSPECTED
from workbench.symptoms import SYMPTOMS

SAMPLE = 400
"""Pairs that are enough for a fit, each read a second time with a fault in it."""
FEWEST = 200
"""Pairs that a fit needs: with fewer, its figures for each kind of fault rest on a handful."""
TOTAL = 1000.0
"""Weight of all rows, whatever their number."""
PENALTY = 5.0
"""Of half the squared weights, beside `TOTAL`."""
SHARE = 0.3
"""Of the weight that faulty rows have in a fit, whatever their share in the corpus: enough to learn from."""
FOLDS = 5
ALONE = 0.15
"""Weight of made-up rows in which one symptom whose ratio is not known speaks alone, as a share of all faulty ones: it
is evidence by itself, also of a fault that was never planted."""
LEAST_FAULTY, MOST_FAULTY = 0.05, 0.6
"""Of a sample that was taken to be clean. A cleaner one can have faults of kinds that were not planted."""
START = 0.4
"""Share of faulty pairs that the first round assumes: what is left out at first comes back, what stays in is learnt."""
ROUNDS = 5
BINS = 10


def fit(
    clean: Sequence[Figures],
    planted: Sequence[Figures],
    kinds: Sequence[str],
    places: Sequence[int],
    correction: Learned,
    made_from: str,
    prior: float | None = None,
    ratios: Ratios = MappingProxyType({}),
) -> Suspicion:
    """``kinds``: of each planted pair; ``places``: of the clean pair that it was made from. ``correction`` and
    ``ratios``: see `Suspicion`; they are taken as they are. ``prior``: share of faulty pairs in the corpus that
    probabilities are meant for; None estimates it, for the corpus that the clean pairs are a sample of.

    The pairs of a real corpus are not all clean. How many are faulty, and which, is estimated in turn with the fit
    (Elkan & Noto 2008, https://doi.org/10.1145/1401890.1401920); those that look faulty are left out.

    Raises `ValueError` for fewer than ten of either.
    """
    if min(len(clean), len(planted)) < 2 * FOLDS:
        raise ValueError(f"{len(clean)} clean and {len(planted)} planted pairs; at least {2 * FOLDS} of each expected")
    names = signals()
    good, bad = (np.array([vector(figures, names) for figures in rows]) for rows in (clean, planted))
    folds, folds_of_bad = np.arange(len(good)) % FOLDS, np.array(places) % FOLDS
    given = {name: ratios[name] for name in names if name in ratios}
    kept, faulty = _kept(good, bad, folds, folds_of_bad, given)
    prior = round(max(faulty, LEAST_FAULTY), 4) if prior is None else prior
    shift = log_odds(prior) - log_odds(SHARE)
    of_good, of_bad = (odds + shift for odds in _held_out(good, bad, folds, folds_of_bad, given))

    def suspected(odds: np.ndarray, rows: np.ndarray) -> np.ndarray:
        total = either(odds, correction.log_odds(columns(rows, names)))
        return probability(np.maximum(total, sure(rows, names, ratios, prior).max(axis=-1)))

    suspicion, suspicion_of_bad = suspected(of_good, good), suspected(of_bad, bad)
    left_out = 1 - float(kept.mean())
    of_kind = {kind: suspicion_of_bad[np.array(kinds) == kind] for kind in sorted({*kinds})}
    report = Report(
        clean=len(good),
        planted=len(bad),
        left_out=int((~kept).sum()),
        auroc={kind: _corrected(_auroc(suspicion, values), left_out) for kind, values in of_kind.items()},
        sample_suspected=round(float((suspicion > 0.5).mean()), 4),
        reliability=_reliability(probability(of_good[kept]), probability(of_bad), prior),
        missed={kind: (int((values < SUSPECTED).sum()), len(values)) for kind, values in of_kind.items()},
    )
    model = _fitted(good, bad, kept, given)
    scale, weights = (tuple(np.round(one, 6).tolist()) for one in (model.scale, model.weights))
    centre = tuple(None if np.isnan(one) else round(one, 6) for one in model.centre.tolist())
    return Suspicion(
        names=names,
        centre=centre,
        scale=scale,
        weights=weights,
        bias=model.bias + shift,
        prior=prior,
        correction=correction,
        made_from=made_from,
        report=report,
        ratios={name: tuple(values) for name, values in ratios.items()},
    )


@dataclass(frozen=True)
class _Fit:
    """Of planted faults, as many as `SHARE`: see `Suspicion`, as arrays."""

    centre: np.ndarray
    scale: np.ndarray
    weights: np.ndarray
    bias: float
    given: Ratios

    def log_odds(self, rows: np.ndarray) -> np.ndarray:
        counted = added(rows, signals(), self.given)
        return standard(rows, self.centre, self.scale) @ self.weights + self.bias + counted


def _kept(
    good: np.ndarray, bad: np.ndarray, folds: np.ndarray, folds_of_bad: np.ndarray, given: Ratios
) -> tuple[np.ndarray, float]:
    """``bool[pair]``: pairs of the sample that are more likely clean than faulty, told by fits that they took no part
    in; and the share of the others."""
    share, kept = START, np.ones(len(good), dtype=bool)
    for _ in range(ROUNDS):
        odds = _held_out(good, bad, folds, folds_of_bad, given, kept)[0] + log_odds(share) - log_odds(SHARE)
        share = float(np.clip(probability(odds).mean(), 0.01, MOST_FAULTY))
        kept = odds < 0
    return kept, share


def _fitted(good: np.ndarray, bad: np.ndarray, kept: np.ndarray, given: Ratios) -> _Fit:
    work.check()
    clean = good[kept] if kept.any() else good
    with np.errstate(all="ignore"):
        centre = _median(clean)
        spread = np.nan_to_num(np.nanstd(np.where(np.isnan(clean), np.nan_to_num(centre), clean), axis=0))
    names = signals()
    silent = np.array([name in SYMPTOMS for name in names])
    centre = np.where(silent, 0.0, centre)
    # Severities all but never move on clean pairs; their unit is a fault that is beyond doubt.
    scale = np.where(silent, 0.25, np.where(spread > 1e-6, spread, 1.0))
    learned = np.flatnonzero([name in SYMPTOMS and name not in given for name in names])
    alone = np.zeros((len(learned), len(names)))
    alone[np.arange(len(learned)), learned] = 1.0
    rows = np.concatenate([standard(good, centre, scale), standard(bad, centre, scale), alone / scale])
    labels = np.r_[np.zeros(len(good)), np.ones(len(bad) + len(alone))]
    counted = np.maximum(kept, 1e-6)
    parts = ((counted, 1 - SHARE), (np.ones(len(bad)), SHARE * (1 - ALONE)), (np.ones(len(alone)), SHARE * ALONE))
    importance = np.concatenate([TOTAL * share * part / max(part.sum(), 1e-9) for part, share in parts])
    bounds = [NEVER if name in given else direction(name) for name in names]
    known = np.r_[added(good, names, given), added(bad, names, given), np.zeros(len(alone))]
    weights, bias = fit_logistic(rows, labels, importance, bounds, PENALTY, known)
    return _Fit(centre=centre, scale=scale, weights=weights, bias=bias, given=given)


def direction(signal: str) -> Bound:
    """In which a signal may speak for something wrong: a score as it declares, a symptom the more severe it is."""
    return RISING if signal in SYMPTOMS or SCORES[signal].higher_is == "worse" else FALLING


def _median(rows: np.ndarray) -> np.ndarray:
    import warnings

    with warnings.catch_warnings():
        # A signal that is null everywhere has no median.
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.nanmedian(rows, axis=0)


def _held_out(
    good: np.ndarray,
    bad: np.ndarray,
    folds: np.ndarray,
    folds_of_bad: np.ndarray,
    given: Ratios,
    kept: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Log-odds of a planted fault in each pair by a fit on the other folds. A pair and what was planted into it share a
    fold.

    Without ``kept`` it is estimated from the other folds too: nothing of a pair has a part in its figure.
    """
    found = np.empty(len(good)), np.empty(len(bad))
    for fold in np.unique(folds):
        others, others_of_bad = folds != fold, folds_of_bad != fold
        rest = good[others], bad[others_of_bad]
        parts = folds[others], folds_of_bad[others_of_bad]
        clean = _kept(*rest, *parts, given)[0] if kept is None else kept[others]
        model = _fitted(*rest, clean, given)
        for rows, of_fold, into in zip((good, bad), (folds, folds_of_bad), found, strict=True):
            into[of_fold == fold] = model.log_odds(rows[of_fold == fold])
    return found


def _corrected(auroc: float, faulty: float) -> float:
    """Against clean pairs alone, from that against a sample of which a share is faulty itself and told from planted
    faults no better than by chance. Leaving these out instead would flatter: it is the fit that chooses them."""
    return round(float(np.clip((auroc - 0.5 * faulty) / (1 - faulty), 0, 1)), 4) if faulty < 1 else auroc


def _auroc(good: np.ndarray, bad: np.ndarray) -> float:
    from scipy.stats import mannwhitneyu

    return round(float(mannwhitneyu(bad, good).statistic / (len(good) * len(bad))), 4)


def _reliability(good: np.ndarray, bad: np.ndarray, prior: float) -> tuple[tuple[float, float, int], ...]:
    """As if a share ``prior`` of the pairs were faulty."""
    values = np.r_[good, bad]
    weight = np.r_[np.full(len(good), (1 - prior) / len(good)), np.full(len(bad), prior / len(bad))]
    faulty = np.r_[np.zeros(len(good)), np.ones(len(bad))]
    bins = np.minimum((values * BINS).astype(int), BINS - 1)
    found = []
    for number in range(BINS):
        mine = bins == number
        if mine.any():
            share = float((faulty * weight)[mine].sum() / weight[mine].sum())
            found.append(
                (round(float(np.average(values[mine], weights=weight[mine])), 4), round(share, 4), int(mine.sum()))
            )
    return tuple(found)
