"""Omission: source words that nothing in the target stands for.

Shows where the map has a hole and where the model missed something while it read the target. Does not show whether
what is missing matters: free translations and compounds leave holes too. `workbench.explanation.contrast` measures, on
demand, what leaving the words out does.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from workbench.symptoms.evidence import ENOUGH, FEW, enough, named, percent, runs, spoken, word_weights
from workbench.symptoms.symptom import BROUGHT_ALONG, Found, Observed, Symptom

# Thresholds: 1,458 clean pairs of Tatoeba (en-de, the bundled model), and the same with words left out of the target.
COVERED = 0.35
"""Attention, in words, from which on a source word counts as seen."""
LEAST_RUN = 0.5
"""What the heaviest run must weigh to count in full: one lone function word is nothing."""
SHARE, SURPRISE, LOSS = 0.25, 10.0, 6.0
"""One unit of evidence each: share of the source's words, nats of surprise behind the hole, nats of a word's loss."""
SMALL = 3.0
"""Weight of a source's words up to which a share of them says less: one of two is no half of a sentence."""
SHORT = 0.5
"""What must be there beyond a unit of evidence in sources of few words."""
MOST_NATS = 8.0
"""No single word says more than this: what lies beyond is the word's rarity."""


def find(seen: Observed) -> Found | None:
    """See `SYMPTOM`."""
    count = len(seen.source)
    if not count or not len(seen.target):
        return None
    linked: dict[int, list[int]] = {}
    for target, source in seen.source_of.items():
        linked.setdefault(source, []).append(target)
    # A row that kept nothing may belong to any source word.
    coverage = seen.coverage + np.isnan(seen.weights).any(axis=1).sum() / count
    weights = word_weights(seen.source.words, seen.languages[0])
    missing = weights * np.clip(1 - coverage / COVERED, 0, 1)
    unlinked = np.ones(count, dtype=bool)
    unlinked[list(linked)] = False
    missing[~unlinked] = 0
    holes = {run: missing[run].sum() for run in runs(unlinked) if missing[run].any()}
    if not holes:
        return None
    heaviest = max(holes.values())
    logprobs = np.append(seen.logprobs, seen.end_logprob)
    surprise = _most(-logprobs[[_behind(hole, linked) for hole in holes]])
    loss = _most(-np.append(seen.gains, seen.end_gain))
    share = missing.sum() / max(weights.sum(), SMALL)
    evidence = share / SHARE + surprise / SURPRISE + loss / LOSS
    severity = min(heaviest / LEAST_RUN, 1) * np.clip(
        (evidence - 1 - SHORT * (1 - enough(spoken(seen.source)))) / 2, 0, 1
    )
    if severity <= 0:
        return None
    words = tuple(
        place for hole, weight in holes.items() if weight >= heaviest / 2 for place in _trimmed(hole, missing)
    )
    received = float(coverage[list(words)].mean())
    return Found(
        severity=float(severity),
        message=f"{percent(received)} of the attention of a word on average reaches "
        f"{named('source', seen.source, words)}: {'probably' if severity >= 0.5 else 'perhaps'} omitted",
        source_words=words,
        figures={"coverage": received, "missing": float(share), "surprise": surprise, "loss": loss},
    )


def _behind(hole: range, linked: Mapping[int, list[int]]) -> int:
    """The target word (the number of all words for the end) that stands where the hole's words would be expected:
    after the last one of the linked source word before it."""
    return next((max(linked[place]) + 1 for place in range(hole.start - 1, -1, -1) if place in linked), 0)


def _trimmed(hole: range, missing: np.ndarray) -> range:
    """Without the words at either end that are not missing."""
    places = [place for place in hole if missing[place] > 0]
    return range(places[0], places[-1] + 1)


def _most(nats: np.ndarray) -> float:
    return float(np.clip(np.nan_to_num(nats), 0, MOST_NATS).max(initial=0))


SYMPTOM = Symptom(
    name="omission",
    meaning="Source words that no target word is linked to and that hardly any attention reaches.",
    formula=f"(E - 1)/2 in [0, 1], E = m/{SHARE} + s/{SURPRISE:.0f} + l/{LOSS:.0f}; m: share of the source's words "
    f"that are not linked, each by 1 - coverage/{COVERED}, function words counting half, of {SMALL:.0f} at least; "
    "s: -ln p of the target word that stands where they were expected; l: the greatest loss (negative gain) of a word "
    f"or the end; both at most {MOST_NATS:.0f} nats; less where no run weighs {LEAST_RUN}; E must be {SHORT} more in "
    f"sources of up to {FEW} words, less so up to {ENOUGH}",
    source="coverage: Tu et al. 2016, https://aclanthology.org/P16-1008; ignored words: Berard, Calapodescu and Roux "
    "2019, https://aclanthology.org/W19-5361; their evidence put together by this project",
    hypothesis="The model left something out.",
    reference="The corpus's translation leaves something out, or translates freely.",
    find=find,
    its="omission",
    weight=BROUGHT_ALONG,
)
