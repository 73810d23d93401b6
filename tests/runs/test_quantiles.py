from __future__ import annotations

import pytest

from tests.runs.made import make, row
from workbench.errors import RunError
from workbench.runs.quantiles import PARTS, quantiles, shares


def test_figures_are_cut_into_equal_parts_side_by_side(tmp_path):
    rows = [row(f"s{place}", place, chrf=float(place)) for place in range(1001)]
    rows += [row(f"s{place}", place, side="reference", chrf=float(-place)) for place in range(1001)]
    run = make(tmp_path / "run", rows, side="both", shard_size=1001)
    found = quantiles(run)
    assert {*found} == {"chrf"} and found["chrf"] == tuple(10.0 * part for part in range(PARTS + 1))
    assert quantiles(run, "reference")["chrf"][0] == -1000
    with pytest.raises(RunError):
        quantiles(run, "both")


def test_a_run_that_goes_on_is_asked_anew(tmp_path):
    run = make(tmp_path / "run", [row("a", 0, chrf=1.0)])
    assert quantiles(run)["chrf"] == (1.0,) * (PARTS + 1)
    run = make(tmp_path / "again", [row("a", 0, chrf=1.0), row("b", 1), row("c", 2, chrf=3.0)])
    assert {*quantiles(run)["chrf"]} == {1.0, 3.0}


@pytest.mark.parametrize(
    ("value", "less", "more"), [(0.0, 0.0, 1.0), (1.0, 0.0, 0.75), (2.0, 0.25, 0.25), (5.0, 1.0, 0.0)]
)
def test_shares_leave_out_what_is_the_same(value, less, more):
    assert shares((1.0, 2.0, 2.0, 3.0), value) == (less, more)
