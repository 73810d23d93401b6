from __future__ import annotations

import pytest

from tests.runs.conftest import SETTINGS
from workbench.corpus import read
from workbench.errors import UnknownNameError
from workbench.runs import ScoreSettings, score
from workbench.views.decomposition import decomposition


def test_source_contribution_is_computed_when_it_is_asked_for(corpus_file, model, tmp_path):
    asked = ScoreSettings(side="reference", shard_size=2, on_demand=("source_contribution",))
    run = score(read(corpus_file), model, tmp_path / "with", asked)
    records = list(run.records())
    pairs = model.encode_pairs([r["source"] for r in records], [r["references"][0] for r in records])
    expected = [float(found.source_share.mean()) for found in decomposition(model, pairs)]
    assert [r["source_contribution"] for r in records] == pytest.approx(expected, abs=1e-5)
    assert all(0 < value < 1 for value in expected)
    worst = run.worst("source_contribution", top=len(records))
    assert [r["source_contribution"] for r in worst] == sorted(r["source_contribution"] for r in records)


def test_source_contribution_is_null_with_a_reason_when_it_was_not_asked_for(corpus_file, model, tmp_path):
    run = score(read(corpus_file), model, tmp_path / "without", SETTINGS)
    assert all(record["source_contribution"] is None for record in run.records())
    assert "--with source_contribution" in run.segment("a", "reference")["nulls"]["source_contribution"]


def test_a_score_that_cannot_be_asked_for_is_named():
    with pytest.raises(UnknownNameError, match="source_contribution"):
        ScoreSettings(on_demand=("comet",))
