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
    return load("demo", device="cpu"), load("demo", device="cuda", dtype="float32")


@pytest.fixture(scope="module")
def as_it_comes() -> Translator:
    return load("demo", device="cuda")


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


def test_a_gpu_computes_in_bf16_unless_told_otherwise(both, as_it_comes):
    expected = "bfloat16" if torch.cuda.is_bf16_supported(False) else "float32"
    assert [one.dtype for one in (*both, as_it_comes)] == ["float32", "float32", expected]
    assert as_it_comes.signature()["dtype"] == expected and as_it_comes.signature()["device"] == "cuda"
    assert as_it_comes.reads_embeddings


def test_figures_in_bf16_are_near_those_in_fp32(both, as_it_comes, texts):
    passes = [list(one.forced_pass(one.encode_pairs(*texts), choice=one.preset)) for one in (both[0], as_it_comes)]
    for exact, rounded in zip(*passes, strict=True):
        assert rounded.logprobs.mean() == pytest.approx(exact.logprobs.mean(), abs=0.1)
        np.testing.assert_allclose(rounded.attention.weights, exact.attention.weights, atol=0.1)


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_can_be_had_in_bf16(as_it_comes, texts, view):
    pairs = as_it_comes.encode_pairs(*texts)[:3]
    for pair, found in zip(pairs, VIEWS[view](as_it_comes, pairs), strict=True):
        assert found.weights.shape == (len(pair.target.tokens.words), len(pair.source.tokens.words))
        assert np.isfinite(found.weights).all()


@pytest.fixture
def little_memory(both):
    """Room for the models and a few sentences."""
    assert all(both)
    torch.cuda.empty_cache()
    whole = torch.cuda.get_device_properties(0).total_memory
    torch.cuda.set_per_process_memory_fraction((torch.cuda.memory_allocated() + 96 * 2**20) / whole)
    yield
    torch.cuda.set_per_process_memory_fraction(1.0)
    torch.cuda.empty_cache()


@pytest.mark.usefixtures("little_memory")
def test_batches_that_do_not_fit_are_halved_and_nothing_is_lost(both, texts, monkeypatch):
    from workbench.models import forced, generation

    on_gpu = both[1]
    sources, targets = ([*side] * 40 for side in texts)
    expected = list(on_gpu.forced_pass(on_gpu.encode_pairs(sources, targets), choice=on_gpu.preset, batch_size=2))
    translated = [one.text for one in on_gpu.translate(texts[0], settings=generation.BeamSettings(4, batch_size=2))]
    for module in (forced, generation):
        monkeypatch.setattr(module, "batch_tokens", lambda *_: 10**9)
    monkeypatch.setattr(forced, "WINDOW", len(sources))
    found = list(on_gpu.forced_pass(on_gpu.encode_pairs(sources, targets), choice=on_gpu.preset, batch_size=10**6))
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one.logprobs, other.logprobs, atol=1e-3)
        np.testing.assert_allclose(one.attention.weights, other.attention.weights, atol=1e-3)
    again = on_gpu.translate(sources, settings=generation.BeamSettings(4, batch_size=10**6))
    assert sum(one.text == other for one, other in zip(again, translated * 40, strict=True)) >= 0.95 * len(again)


@pytest.mark.usefixtures("little_memory")
def test_a_batch_is_sized_by_the_memory_that_is_free(both):
    from workbench.models.memory import batch_tokens

    assert 1 <= batch_tokens(both[1], beams=5) <= batch_tokens(both[1])


def test_a_scored_corpus_has_the_same_figures(both, tmp_path):
    settings = ScoreSettings(side="reference", on_demand=on_demand())
    runs = [score(read("demo", limit=COUNT), one, tmp_path / one.device.type, settings) for one in both]
    for here, there in zip(*(run.records() for run in runs), strict=True):
        figures = {name: value for name, value in here.items() if isinstance(value, float)}
        assert {name: there[name] for name in figures} == pytest.approx(figures, abs=1e-3)
