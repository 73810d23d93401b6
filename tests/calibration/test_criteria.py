from __future__ import annotations

import numpy as np
import pytest

from workbench.alignment.aer import LinkCounts
from workbench.alignment.links import links_of
from workbench.calibration.criteria import UNSUPERVISED, against_gold, agreement, like_erasure, ratio, within
from workbench.calibration.scan import Scan
from workbench.models import exchanged
from workbench.views.erasure import erasure


@pytest.fixture(scope="module")
def scan(translator, sample) -> Scan:
    return Scan.of(translator, sample.pairs(translator))


@pytest.fixture(scope="module")
def reverse(translator, sample) -> Scan:
    return Scan.of(exchanged(translator), sample.turned().pairs(exchanged(translator)))


def dice(one: list[set], other: list[set]) -> float:
    common = sum(len(a & b) for a, b in zip(one, other, strict=True))
    return 2 * common / sum(len(a) + len(b) for a, b in zip(one, other, strict=True))


def test_gold_is_one_less_the_alignment_error_rate(scan, sample):
    judge = against_gold(scan, sample.gold)
    for choice in scan.choices:
        counts = LinkCounts()
        for weights, truth in zip(scan.weights(choice), sample.gold, strict=True):
            counts += LinkCounts.of(frozenset(links_of(weights)), truth.sure, truth.possible)
        assert ratio(judge(choice)) == pytest.approx(1 - counts.aer)


def test_agreement_is_dice_with_the_best_choice_of_the_other_direction(scan, reverse):
    judge = agreement(scan, reverse)
    backward = {
        choice: [{(s, t) for t, s in links_of(weights)} for weights in reverse.weights(choice)]
        for choice in reverse.choices
    }
    for choice in scan.choices[::7]:
        forward = [set(links_of(weights)) for weights in scan.weights(choice)]
        best = max(dice(forward, other) for other in backward.values())
        assert ratio(judge(choice)) == pytest.approx(best)


def test_agreement_within_one_map_is_dice_of_its_two_ways_to_link(scan):
    judge = within(scan)
    for choice in scan.choices:
        ways = [[set(links_of(weights, how)) for weights in scan.weights(choice)] for how in ("target", "source")]
        assert ratio(judge(choice)) == pytest.approx(dice(*ways), abs=1e-9)


def test_agreement_with_erasure_counts_the_first_pairs_alone(scan):
    sample = 3
    judge = like_erasure(scan, sample)
    truth = [found.weights.argmax(axis=1) for found in erasure(scan.translator, [p.pair for p in scan.pairs[:sample]])]
    for choice in scan.choices[::5]:
        same = np.concatenate([a == b for a, b in zip(scan.linked(choice), truth, strict=False)])
        assert ratio(judge(choice)) == pytest.approx(same.mean())


@pytest.mark.parametrize("name", UNSUPERVISED)
def test_every_criterion_has_two_figures_for_each_pair(scan, reverse, name):
    judge = UNSUPERVISED[name](scan, reverse)
    found = [judge(choice) for choice in scan.choices[:6]]
    assert all(figures.shape == (len(scan.pairs), 2) and np.isfinite(figures).all() for figures in found)
    assert len({round(ratio(figures), 9) for figures in found}) > 1
    assert all(-1.0001 <= ratio(figures) <= 1.0001 for figures in found)


def test_agreement_needs_the_other_direction(scan):
    assert UNSUPERVISED["agreement"](scan, None) is None


def test_nothing_to_judge_by_is_no_merit():
    assert ratio(np.zeros((4, 2))) == 0
