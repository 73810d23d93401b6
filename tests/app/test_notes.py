from __future__ import annotations

import numpy as np
import pytest

from workbench.alignment.map import AlignmentMap
from workbench.alignment.tokens import Tokens
from workbench.app.parts.notes import above, beside
from workbench.app.subject import Asked, ShownView, Subject

MEASURED = {"layer": 0, "heads": [3], "row": "output", "measured": "lowest AER"}
WIDE = {"layer": "all", "heads": "max", "row": "output", "measured": "by hand"}
MEAN, LARGEST, ONE, CHOICE = "Mean over all layers", "Largest over heads", "One head alone", "Measured choice"


@pytest.mark.parametrize(
    ("preset", "asked", "told"),
    [
        (MEASURED, Asked(), {CHOICE}),
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
    assert {one for one in (MEAN, LARGEST, ONE, CHOICE) if one in found} == told


@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        ({"end": [0.5, 0.5], "tag": [0.125, 0.125]}, "62% of the mass fell on special tokens (end 50%, tag 12%), and"),
        ({"prefix": [0.625, 0.625]}, "62% of the mass fell on special tokens (prefix 62%), and is not shown"),
        (None, "62% of the mass fell on the end token and tags, and is not shown"),
    ],
)
def test_what_is_not_shown_is_said_by_kind_where_that_is_known(kinds, told):
    words = Tokens.of_words(["a", "b"])
    by = kinds and {kind: np.array(mass) for kind, mass in kinds.items()}
    found = AlignmentMap(words, words, np.eye(2), np.full(2, 0.625), dropped_by=by)
    assert told in beside("attention", ShownView(found))
