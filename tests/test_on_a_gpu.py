"""What a GPU computes is what the CPU computes. Skipped where there is none."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from workbench.corpus import read
from workbench.jobs.score import score
from workbench.jobs.score_settings import ScoreSettings
from workbench.models import Translator, load
from workbench.scores import on_demand
from workbench.views import VIEWS

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU")

COUNT = 12


@pytest.fixture(scope="module")
def both() -> tuple[Translator, Translator]:
    return load("demo", device="cpu"), load("demo", device="cuda")


@pytest.fixture(scope="module")
def texts() -> tuple[list[str], list[str]]:
    segments = list(read("demo", limit=COUNT))
    return [segment.source for segment in segments], [segment.references[0] for segment in segments]


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_the_same(both, texts, view):
    options = {"rounded": False} if view == "integrated_gradients" else {}
    on_cpu, on_gpu = (list(VIEWS[view](one, one.encode_pairs(*texts), **options)) for one in both)
    for here, there in zip(on_cpu, on_gpu, strict=True):
        np.testing.assert_allclose(there.weights, here.weights, atol=2e-4)
        np.testing.assert_allclose(there.dropped, here.dropped, atol=2e-4)


def test_translations_are_the_same(both, texts):
    on_cpu, on_gpu = ([one.text for one in translator.translate(texts[0])] for translator in both)
    assert sum(map(str.__eq__, on_cpu, on_gpu)) >= COUNT - 1, "a tie may fall to the other side"


def test_a_scored_corpus_has_the_same_figures(both, tmp_path):
    settings = ScoreSettings(side="reference", on_demand=on_demand())
    runs = [score(read("demo", limit=COUNT), one, tmp_path / one.device.type, settings) for one in both]
    for here, there in zip(*(run.records() for run in runs), strict=True):
        figures = {name: value for name, value in here.items() if isinstance(value, float)}
        assert {name: there[name] for name in figures} == pytest.approx(figures, abs=1e-3)
