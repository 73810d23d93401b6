"""A preset that is the whole model goes through a run as any other does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.conftest import contents
from workbench.app.parts.summary import summary
from workbench.corpus import read
from workbench.jobs.score import score
from workbench.jobs.score_settings import ScoreSettings
from workbench.models import AttentionChoice
from workbench.runs import open_run
from workbench.views import VIEWS

pytestmark = pytest.mark.usefixtures("one_thread")

WIDE = AttentionChoice("all", "max", "input", "by a test")


def test_a_run_is_scored_read_and_gone_on_with(tmp_path, corpus_file, model):
    wide, settings = replace(model, preset=WIDE), ScoreSettings(side="reference", shard_size=2)
    run = score(read(corpus_file), wide, tmp_path / "run", settings)
    row = next(row for row in run.records() if row["status"] == "ok")
    stored = run.map_of(run.segment(row["id"], "reference"))
    assert AttentionChoice.from_record(stored.provenance) == WIDE
    pairs = wide.encode_pairs([row["source"]], [row["references"][0]])
    np.testing.assert_allclose(stored.weights, next(VIEWS["attention"](wide, pairs)).weights, atol=1e-3)
    assert stored.dropped_by is None  # not kept in this format
    assert "read from mean over all layers, largest over heads, input row: by a test." in summary(run, "reference")
    before = contents(tmp_path / "run")
    # Whatever was calibrated since: a run goes on as it was begun.
    score(read(corpus_file), model, tmp_path / "run", settings)
    assert contents(tmp_path / "run") == before and open_run(tmp_path / "run").manifest.complete
