from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.models import length_batches

LENGTHS = st.one_of(
    st.lists(st.integers(0, 60), max_size=80),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=80),
)


def widest(length: int | tuple[int, ...]) -> int:
    return max(length) if isinstance(length, tuple) else length


@given(lengths=LENGTHS, size=st.integers(1, 9), tokens=st.integers(1, 200))
def test_batches_are_a_partition_within_the_limits(lengths, size, tokens):
    batches = length_batches(lengths, size, tokens)
    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    for batch in batches:
        assert 1 <= len(batch) <= size
        assert len(batch) == 1 or len(batch) * max(widest(lengths[i]) for i in batch) <= tokens
    in_turn = [lengths[index] for batch in batches for index in batch]
    assert all(one >= other for one, other in pairwise(in_turn))


@given(lengths=LENGTHS, size=st.integers(1, 9), tokens=st.integers(1, 200))
def test_the_plan_is_a_pure_function_of_lengths_and_limits(lengths, size, tokens):
    before = list(lengths)
    first = length_batches(lengths, size, tokens)
    first_again = [list(batch) for batch in first]
    first.clear()
    assert length_batches(tuple(lengths), size, tokens) == first_again
    assert lengths == before


@given(lengths=LENGTHS, size=st.integers(1, 9), tokens=st.integers(1, 200))
def test_a_batch_ends_only_where_a_limit_would_be_passed(lengths, size, tokens):
    for batch, following in pairwise(length_batches(lengths, size, tokens)):
        with_next = [widest(lengths[i]) for i in (*batch, following[0])]
        assert len(batch) == size or len(with_next) * max(with_next) > tokens


@pytest.mark.parametrize(
    ("lengths", "size", "tokens", "batches"),
    [
        ([], 4, 100, []),
        ([3, 9, 3, 5], 2, 100, [[1, 3], [2, 0]]),
        ([500, 1, 1], 4, 100, [[0], [2, 1]]),
        ([10, 10, 10], 4, 20, [[2, 1], [0]]),
        # The wider side counts, whichever it is.
        ([(2, 30), (30, 2), (2, 2)], 4, 60, [[1, 0], [2]]),
    ],
)
def test_plans_worked_out_by_hand(lengths, size, tokens, batches):
    assert length_batches(lengths, size, tokens) == batches
