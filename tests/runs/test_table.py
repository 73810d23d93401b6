"""Parquet files as one table."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workbench.runs import table
from workbench.runs.demo import scored_demo
from workbench.runs.table import FEW, Table


@pytest.fixture
def asked(monkeypatch):
    """Queries that were not answered from memory."""
    table._answer.cache_clear()
    found = []
    ask = Table.ask
    monkeypatch.setattr(Table, "ask", lambda self, query, bound: (found.append(query), ask(self, query, bound))[1])
    return found


COUNT = "SELECT count(*) FROM {rows} WHERE side = $side"


def test_what_is_asked_again_of_files_that_stay_is_answered_from_memory(asked):
    listing = scored_demo().listing
    for side in ("hypothesis", "reference", "hypothesis"):
        assert list(scored_demo().listing.once(COUNT, {"side": side})) == listing.all(COUNT, {"side": side})
    assert len(asked) == 2 + 3


@pytest.mark.parametrize("changes", [True, False])
def test_files_that_may_change_and_long_questions_are_asked_each_time(asked, changes):
    listing = scored_demo().listing
    listing = replace(listing, made_of=None) if changes else listing
    query = "SELECT count(*) FROM {rows} WHERE list_contains($ids, id)"
    bound = {"ids": [f"demo-{number:03}" for number in range(1, 3 if changes else FEW + 2)]}
    assert listing.once(query, bound) == listing.once(query, bound) != [(0,)]
    assert len(asked) == 2


def test_other_shards_under_the_same_names_are_asked_anew(asked):
    listing = scored_demo().listing
    listing.once(COUNT, {"side": "reference"})
    replace(listing, made_of="others").once(COUNT, {"side": "reference"})
    assert len(asked) == 2
