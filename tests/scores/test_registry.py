from __future__ import annotations

import subprocess
import sys

import pytest

from workbench.scores import SCORES

NAMES = [
    "bleu",
    "chrf",
    "ter",
    "logprob",
    "sequence_logprob",
    "worst_token_logprob",
    "weakest_phrase",
    "end_logprob",
    "source_gain",
    "least_gain",
    "scatter",
    "spread",
    "target_entropy",
    "source_entropy",
    "coverage_deviation",
    "confidence",
    "uncovered",
    "wasserstein_uniform",
    "stray",
    "sink",
    "monotonicity",
    "crossings",
    "jumps",
    "unlinked_source",
    "unlinked_target",
    "direction_agreement",
    "length_ratio",
    "source_contribution",
    "influence_agreement",
    "reverse_logprob",
    "own_logprob",
    "own_chrf",
    "suspicion",
    "beside_reference",
]


def test_the_names_are_a_contract():
    assert sorted(SCORES) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_score_declares_itself(name):
    score = SCORES[name]
    assert score.name == name
    assert score.higher_is in ("better", "worse")
    assert all((score.unit, score.formula, score.source, score.null_when))
    low, high = score.range
    assert low is None or high is None or low < high
    assert score.label and "_" not in score.label and score.about in ("quality", "confidence", "alignment", "length")


def test_no_two_scores_are_called_the_same():
    assert len({score.label for score in SCORES.values()}) == len(SCORES)


def test_scores_need_no_torch_and_load_sacrebleu_late():
    code = (
        "import sys, workbench.scores; print([m for m in ('torch', 'sacrebleu', 'stopwordsiso') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
