"""All attention of an explanation, against transformers' own, and in the hands of other tools."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from tests.conftest import ENGLISH, GERMAN
from tests.views.reference import Plain
from workbench.errors import ModelError
from workbench.explanation.explanation import Explanation, explain
from workbench.views.integrated_gradients import integrated_gradients
from workbench.views.path import Path
from workbench.views.question import ask


@pytest.fixture(scope="module")
def found(translator):
    return explain(ENGLISH[0], translator, target=GERMAN[0], views=["attention"], measure=False)


def test_attentions_are_those_of_output_attentions(translator, found):
    [pair] = translator.encode_pairs(ENGLISH[:1], GERMAN[:1])
    expected = Plain(translator).attention(pair)
    for block in ("cross", "decoder", "encoder"):
        weights = getattr(found.attentions, block)
        assert weights.dtype == np.float32 and weights.shape == expected[block].shape
        np.testing.assert_allclose(weights, expected[block], atol=1e-5)
    assert found.attentions.cross.shape[2:] == (len(found.attentions.target), len(found.attentions.source))
    assert found.attentions is found.attentions
    assert "decoder layers of" in repr(found.attentions)


def test_an_explanation_without_a_model_says_so():
    with pytest.raises(ModelError, match="which this explanation does not know"):
        _ = Explanation("a", "b", ("a",), ("b",), (0.0, 0.0), ((), ()), {}, {}).attentions


def test_bertviz_shows_them(found):
    import bertviz

    read = found.attentions
    by_layer = {
        f"{name}_attention": [torch.from_numpy(layer)[None] for layer in getattr(read, name)]
        for name in ("encoder", "decoder", "cross")
    }
    page = bertviz.head_view(
        **by_layer, encoder_tokens=list(read.source), decoder_tokens=list(read.target), html_action="return"
    )
    assert all(piece.strip("▁") in page.data for piece in read.source[:3])


def test_captum_finds_the_same_integrated_gradients(translator):
    from captum.attr import IntegratedGradients

    [pair] = translator.encode_pairs(ENGLISH[:1], GERMAN[:1])
    question = ask(translator, pair, [2], None, by_word=True)
    path = Path.of(translator, question.objective, pair)
    method = IntegratedGradients(lambda source: question.objective.forward(source)[0])
    shares = method.attribute(path.end[None], path.start[None], n_steps=64, method="gausslegendre").sum(-1)[0]
    own = translator.template.own(pair.source.ids)
    [ours] = integrated_gradients(translator, [pair], words=[2], steps=64)
    np.testing.assert_allclose(ours.weights[2], question.by_source(shares.detach().numpy()[own]), atol=1e-4)
