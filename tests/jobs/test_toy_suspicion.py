"""Faults planted into sentences of a language that the model has learnt stand out, as a run tells them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import mannwhitneyu

from tests.scored import write
from tests.toy_models import KINDS, toy_gold, toy_model
from workbench.corpus import read
from workbench.jobs.score import score
from workbench.jobs.score_settings import ScoreSettings
from workbench.recipe.toy import as_written
from workbench.suspicion import plant

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.mark.parametrize("kind", KINDS)
def test_planted_faults_look_worse_than_clean_pairs(kind, tmp_path):
    pairs = [as_written(pair) for pair in toy_gold(kind)]
    planted = plant.plant(pairs, languages=("en", "de"), share=0.4, seed=3)
    rows = [{"source": one.source, "reference": one.target, "planted": one.kind or ""} for one in planted]
    corpus = read(write(tmp_path / "planted.en-de.jsonl", rows))
    run = score(corpus, toy_model(kind), tmp_path / "run", ScoreSettings(side="reference"))
    assert run.manifest.suspicion["reference"]["made_from"] == f"{len(rows)} pairs of this corpus, reference side"
    records = list(run.records())
    kinds, values = np.array([one["planted"] for one in records]), np.array([one["suspicion"] for one in records])
    clean = values[kinds == ""]
    auroc = {
        name: mannwhitneyu(values[kinds == name], clean).statistic / (len(clean) * (kinds == name).sum())
        for name in plant.KINDS
    }
    assert np.mean([*auroc.values()]) >= 0.95, auroc
