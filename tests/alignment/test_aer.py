from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.alignment.aer import LinkCounts, aer_interval

A, B, C, D = (0, 0), (1, 1), (2, 2), (3, 3)


@pytest.mark.parametrize(
    ("found", "sure", "possible", "aer", "precision", "recall"),
    [
        ({A, B}, {A, B}, {A, B}, 0.0, 1.0, 1.0),
        ({A, B}, {A}, {A, B}, 0.0, 1.0, 1.0),
        ({A, B, C}, {A, B, D}, {A, B, C, D}, 1 - (2 + 3) / 6, 1.0, 2 / 3),
        ({A, C}, {A, B}, {A, B}, 0.5, 0.5, 0.5),
        ({C}, {A}, {A, B}, 1.0, 0.0, 0.0),
        ({A}, set(), {A}, 0.0, 1.0, None),
        (set(), {A}, {A}, 1.0, None, 0.0),
        (set(), set(), {A}, None, None, None),
        ({A, B}, {A, B}, {C}, 0.0, 1.0, 1.0),
    ],
    ids=[
        "all sure found",
        "possible ones cost nothing",
        "one sure missed",
        "one right, one wrong",
        "nothing right",
        "no sure links",
        "nothing found",
        "neither",
        "sure ones count as possible",
    ],
)
def test_aer_of_cases_worked_by_hand(found, sure, possible, aer, precision, recall):
    counts = LinkCounts.of(found, sure, possible)
    assert (counts.aer, counts.precision, counts.recall) == (pytest.approx(aer), precision, recall)


def test_a_corpus_is_summed_before_it_is_divided():
    total = LinkCounts.of({A}, {A}, {A}) + LinkCounts.of({B, C, D}, {A}, {A})
    assert total == LinkCounts(found=4, sure=2, found_sure=1, found_possible=1, sentences=2)
    assert total.aer == pytest.approx(1 - 2 / 6)


LINKS = st.frozensets(st.tuples(st.integers(0, 4), st.integers(0, 4)))


@given(LINKS, LINKS, LINKS)
def test_aer_lies_between_0_and_1_and_is_0_for_links_between_sure_and_possible(found, sure, further):
    counts = LinkCounts.of(found, sure, sure | further)
    assert counts.aer is None or 0 <= counts.aer <= 1
    assert LinkCounts.of(sure | further, sure, sure | further).aer in (0, None)


RIGHT, WRONG, EMPTY = LinkCounts(1, 1, 1, 1, 1), LinkCounts(1, 1, 0, 0, 1), LinkCounts(sentences=1)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([], None),
        ([RIGHT], None),
        ([EMPTY, EMPTY], None),
        ([RIGHT] * 5, (0.0, 0.0)),
        ([WRONG, WRONG, EMPTY], (1.0, 1.0)),
        ([RIGHT, WRONG], (0.0, 1.0)),
    ],
)
def test_interval_of_few_sentences(counts, expected):
    assert aer_interval(counts) == expected


def test_interval_is_that_of_a_share_when_each_sentence_has_one_link():
    low, high = aer_interval([RIGHT] * 300 + [WRONG] * 100)
    # 0.25 ± 1.96 standard errors of √(0.25 · 0.75 / 400).
    assert (low, high) == (pytest.approx(0.2076, abs=0.006), pytest.approx(0.2924, abs=0.006))
    assert aer_interval([RIGHT] * 300 + [WRONG] * 100) == (low, high)
    assert aer_interval([RIGHT] * 300 + [WRONG] * 100, level=0.5)[0] > low


@given(st.lists(st.tuples(LINKS, LINKS, LINKS), min_size=2, max_size=6))
def test_interval_lies_within_0_and_1(sentences):
    counts = [LinkCounts.of(found, sure, possible) for found, sure, possible in sentences]
    interval = aer_interval(counts, samples=50)
    if interval is None:
        assert sum(counts, LinkCounts()).aer is None
    else:
        assert 0 <= interval[0] <= interval[1] <= 1
