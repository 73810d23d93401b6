"""Addition: target words that nothing in the source stands for, in a target that otherwise follows it.

Shows runs of words without a source word of their own that the source does not make likely. Does not show whether
they are wrong: explicit translations add words too.
"""

from __future__ import annotations

import numpy as np

from workbench.symptoms.evidence import (
    ENOUGH,
    FEW,
    enough,
    explained,
    named,
    percent,
    runs,
    spoken,
    without_counterpart,
    word_weights,
)
from workbench.symptoms.symptom import BROUGHT_ALONG, Found, Observed, Symptom

# Thresholds: 1,458 clean pairs of Tatoeba (en-de, the bundled model), and the same with a clause added to the target.
EXPLAINED = 0.8
"""Share of a word's information from which on it counts as coming from the source."""
LIKELY = 4.0
"""Nats below certainty at which a word counts in full: a likely word is nobody's addition."""
HALVES = 2.0
"""Words of a run that halve what doubt is left; a run of one content word stays below 0.3."""


def find(seen: Observed) -> Found | None:
    """See `SYMPTOM`."""
    of_length = enough(spoken(seen.target))
    if not len(seen.source) or not of_length:
        return None
    share = explained(seen.logprobs, seen.gains)
    suspicion = np.clip(1 - share / EXPLAINED, 0, 1) * np.clip(-seen.logprobs / LIKELY, 0, 1)
    suspicion = np.nan_to_num(suspicion) * without_counterpart(seen)
    weights = word_weights(seen.target.words, seen.languages[1])
    suspicion *= weights
    # Punctuation neither adds to a run nor breaks it.
    run = max(runs((suspicion > 0) | (weights == 0)), key=lambda run: suspicion[run].sum(), default=range(0))
    own = [place for place in run if suspicion[place] > 0]
    if not own:
        return None
    amount = float(suspicion[own].sum())
    severity = float(1 - 2 ** (-amount / HALVES)) * of_length
    whole = tuple(range(own[0], own[-1] + 1))
    mean_share, mean_logprob = float(np.nanmean(share[own])), float(np.nanmean(seen.logprobs[own]))
    return Found(
        severity=severity,
        message=f"no source word stands for {named('target', seen.target, whole)}, and the source explains "
        f"{percent(mean_share)} of what is said there: {'probably' if severity >= 0.5 else 'perhaps'} added",
        target_words=whole,
        figures={"words": amount, "explained": mean_share, "logprob": mean_logprob},
    )


SYMPTOM = Symptom(
    name="addition",
    meaning="A run of target words without a source word of their own that the source does not make likely.",
    formula=f"1 - 2^(-w/{HALVES:.0f}), w over the run's words whose source word weighs another target word more: "
    f"(1 - gain/-ln p(word | no source)/{EXPLAINED}) · min(-ln p/{LIKELY:.0f}, 1), function words counting half; less "
    f"in targets of under {ENOUGH} words, nothing up to {FEW}",
    source="this project, after the links of both directions (Och and Ney 2003, https://aclanthology.org/J03-1002) and "
    "the source's share in a word (Voita, Sennrich and Titov 2021, https://aclanthology.org/2021.acl-long.91)",
    hypothesis="The model wrote something that the source does not say.",
    reference="The corpus's translation says more than its source, or a neighbouring text slipped in.",
    find=find,
    its="addition",
    weight=BROUGHT_ALONG,
)
