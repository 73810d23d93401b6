from __future__ import annotations

from types import SimpleNamespace

import pytest

from workbench.runs.evidence import counted


@pytest.mark.parametrize(
    ("quality", "told"),
    [
        (None, None),
        ({"segments": 4, "empty": 0, "left_out_without_reference": 0}, None),
        ({"segments": 4, "empty": 1}, "1 of 4 hypotheses is empty or missing, and counts as such"),
        ({"segments": 1, "empty": 1}, "1 of 1 hypothesis is empty or missing, and counts as such"),
        ({"segments": 4, "empty": 2}, "2 of 4 hypotheses are empty or missing, and count as such"),
        (
            {"segments": 4, "empty": 2, "left_out_without_reference": 1},
            "2 of 4 hypotheses are empty or missing, and count as such; "
            "1 of 5 segments has no reference, and is left out",
        ),
        (
            {"segments": 1998, "left_out_without_reference": 2},
            "2 of 2,000 segments have no reference, and are left out",
        ),
    ],
)
def test_what_the_corpus_figures_rest_on_is_told_of_one_as_of_many(quality, told):
    run = SimpleNamespace(manifest=SimpleNamespace(quality=quality))
    assert counted(run) == (told and f"corpus figures: {told}")
