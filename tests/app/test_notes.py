from __future__ import annotations

import pytest

from workbench.app.parts.notes import above
from workbench.app.subject import Asked, Subject

MEASURED = {"layer": 0, "heads": [3], "row": "output", "measured": "lowest AER"}
WIDE = {"layer": "all", "heads": "max", "row": "output", "measured": "by hand"}
MEAN, LARGEST, ONE = "Mean over all layers", "Largest over heads", "One head alone"


@pytest.mark.parametrize(
    ("preset", "asked", "told"),
    [
        (MEASURED, Asked(), set()),
        (MEASURED, Asked(layer="all"), {MEAN}),
        (MEASURED, Asked(heads=("max",)), {LARGEST}),
        (MEASURED, Asked(layer="all", heads=("max",)), {MEAN, LARGEST}),
        (MEASURED, Asked(heads=("all",)), set()),
        (MEASURED, Asked(layer=1, heads=(2,)), {ONE}),
        (MEASURED, Asked(layer="all", heads=(2,)), {MEAN}),
        (WIDE, Asked(), {MEAN, LARGEST}),
        (WIDE, Asked(row="input"), {MEAN, LARGEST}),
        (WIDE, Asked(layer=2), set()),
        (WIDE, Asked(heads=("all",)), {MEAN}),
        (None, Asked(), set()),
        (None, Asked(layer="all"), {MEAN}),
    ],
)
def test_what_is_read_of_the_model_is_said_above_the_pictures(preset, asked, told):
    found = above(Subject("demo", ("en", "de"), "the cat", "die Katze", preset), asked)
    assert {one for one in (MEAN, LARGEST, ONE) if one in found} == told
