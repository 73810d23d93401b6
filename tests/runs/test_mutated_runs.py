from __future__ import annotations

from tests.mutate_runs import mutate


def test_a_run_that_was_changed_in_any_way_is_read_or_told():
    outcomes, faults = mutate(42, seed=3)
    assert faults == []
    assert outcomes["told"] > 10 and outcomes["read"] > 5
