from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from workbench.calibration.sample import Sample
from workbench.calibration.scan import NONE, Scan
from workbench.errors import AlignmentError
from workbench.models import AttentionChoice
from workbench.views.attention import read_maps


@pytest.fixture(scope="module")
def scan(translator, sample) -> Scan:
    return Scan.of(translator, sample.pairs(translator))


def test_every_view_layer_row_and_head_is_a_choice(scan):
    assert len(set(scan.choices)) == len(scan.choices) == 2 * 3 * 2 * (4 + 1)
    of_row = [c.heads for c in scan.choices if (c.view, c.layer, c.row) == ("value_attention", 1, "input")]
    assert of_row == [None, (0,), (1,), (2,), (3,)]


def test_every_choice_has_the_weights_of_a_pass_of_its_own(translator, sample, scan):
    pairs = sample.pairs(translator)
    wider = [AttentionChoice(1, (0, 2), "input"), AttentionChoice(2, (1, 2, 3))]
    for choice in (*scan.choices, *wider):
        for alone, found in zip(read_maps(translator, pairs, choice), scan.weights(choice), strict=True):
            assert np.allclose(alone.weights, found, atol=1e-5, equal_nan=True), str(choice)


def test_links_are_the_largest_of_each_row_and_none_where_nothing_was_kept(scan):
    choice = scan.choices[0]
    for weights, linked in zip(scan.weights(choice), scan.linked(choice), strict=True):
        expected = [NONE if np.isnan(row).any() else int(row.argmax()) for row in weights]
        assert linked.tolist() == expected


def test_a_row_that_kept_nothing_links_nothing(scan):
    one = scan.pairs[0]
    silent = replace(one, mass={view: mass * 1e-6 for view, mass in one.mass.items()})
    assert np.isnan(silent.weights(scan.choices[0])).all()
    assert (Scan(scan.translator, (silent,)).linked(scan.choices[0])[0] == NONE).all()


def test_values_of_several_heads_are_not_made_up(scan):
    with pytest.raises(AlignmentError, match="values of several heads do not add up"):
        scan.pairs[0].weights(AttentionChoice(0, (0, 1), view="value_attention"))


def test_no_pairs_or_one_too_long_is_an_error(translator):
    with pytest.raises(AlignmentError, match="no pairs to measure on"):
        Scan.of(translator, [])
    long = Sample("long.tsv", ("a dog", "Hund " * 300), ("ein Hund", "a"))
    with pytest.raises(AlignmentError, match="pair 2 is longer than the model's 256 positions"):
        Scan.of(translator, long.pairs(translator))
    assert long.fitting(translator).sources == ("a dog",)
