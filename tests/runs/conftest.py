"""A run whose order nobody would guess; and see `tests.scored`."""

from __future__ import annotations

import pytest

from tests.runs.made import make, row
from tests.scored import corpus_file, model, undisturbed, unfinished
from workbench.runs import Run

__all__ = ["corpus_file", "model", "undisturbed", "unfinished"]


@pytest.fixture(scope="module")
def ranked(tmp_path_factory) -> Run:
    # The order of the corpus is none of the orders asked for below.
    rows = [
        row("m", 0, scatter=0.5, bleu=40.0, metadata={"mqm": 3, "kind": "idiom"}),
        row("b", 1, scatter=None, bleu=10.0, metadata={"mqm": -2.5, "kind": "name"}),
        row("z", 2, scatter=0.9, bleu=None, metadata={"mqm": None, "kind": "12 apples"}),
        row("a", 3, scatter=0.5, bleu=40.0, metadata={"mqm": 10}),
        row("c", 4, scatter=None, bleu=0.0, metadata={"mqm": 3, "kind": None}),
        row("B", 5, scatter=0.5, bleu=None, metadata={}),
    ]
    return make(tmp_path_factory.mktemp("runs") / "ranked", rows)
