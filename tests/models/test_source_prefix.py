"""Words before each source that tell a model its task."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
import torch
from transformers import AutoTokenizer

from tests.models.documented import DOCUMENTED
from tests.models.tiny_families import BUILDERS
from workbench.errors import ModelError
from workbench.models import BeamSettings, exchanged, load
from workbench.models.checkpoint import redirected
from workbench.views import VIEWS


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Callable[[str], str]:
    """Each built once."""
    return cache(lambda name: str(BUILDERS[name](tmp_path_factory.mktemp("family"))))


TASKS = {
    "summarization": {"prefix": "summarize: "},
    "translation_en_to_de": {"prefix": "the cat: "},
    "translation_de_to_en": {"prefix": "ein Hund: "},
}


@pytest.fixture
def of_tasks(folder, tmp_path) -> str:
    """A T5 that is told in words which way to translate."""
    place = shutil.copytree(folder("t5"), tmp_path / "tasks")
    config = json.loads((place / "config.json").read_text())
    (place / "config.json").write_text(json.dumps(config | {"task_specific_params": TASKS}))
    return str(place)


def test_a_model_of_several_tasks_reads_the_words_of_the_one_before_each_source(of_tasks):
    translator = load(of_tasks, source_language="en", target_language="de", device="cpu")
    assert translator.signature()["source_prefix"] == "the cat: "
    (pair,) = translator.encode_pairs(["a dog runs"], ["ein Hund"])
    assert translator.template.source(pair.source.ids) == translator.tokenizer("the cat: a dog runs").input_ids
    assert "".join(pair.source.tokens.text[a:b] for a, b in pair.source.tokens.offsets).replace(" ", "") == "adogruns"
    turned = exchanged(translator)
    assert turned.source_prefix == "ein Hund: " and turned.template.before_source != translator.template.before_source
    ids = translator.tokenizer("the cat: a dog runs", return_tensors="pt")
    with torch.inference_mode():
        expected = translator.tokenizer.decode(translator.model.generate(**ids)[0], skip_special_tokens=True).strip()
    settings = BeamSettings(translator.model.generation_config.num_beams or 1)
    assert translator.translate(["a dog runs"], settings=settings)[0].text == expected


def test_words_before_each_source_can_be_given_to_a_model_that_says_nothing_of_them(folder):
    plain = load(folder("t5"), device="cpu")
    told = load(folder("t5"), device="cpu", source_prefix="ein Hund: ")
    assert "source_prefix" not in plain.signature()
    kinds = told.template.kinds([7, 8, 9])
    assert kinds["prefix"] == list(range(told.template.prefix_length)) and told.template.prefix_length > 2
    assert kinds["end"] == [told.template.prefix_length + 3]


PREFIXES = ["the cat: ", "the cat:", "ein Hund", "th", "(a) "]
"""With and without a space behind, and ending within what would be one piece with the text."""


@pytest.mark.parametrize("name", ["bart", "pegasus", "t5", "mt5", "byt5"])
def test_words_before_a_source_are_cut_together_with_it(folder, name):
    documented = DOCUMENTED.get(name, AutoTokenizer.from_pretrained)(folder(name))
    plain = load(folder(name), device="cpu")
    for prefix in PREFIXES:
        told = redirected(plain, "en", "de", source_prefix=prefix)
        texts = ["a dog runs", "e cat sits", " the house", "日 x", "(a dog)", "e\u0301 a", "\ufffd a", ""]
        for text, encoded in zip(texts, told.encode_sources(texts), strict=True):
            read = told.template.source(encoded.ids, encoded.prefix)
            assert read == documented(prefix + text)["input_ids"], (prefix, text)
            own = told.template.own(encoded.ids, encoded.prefix)
            assert read[own] == encoded.ids and len(encoded.tokens.pieces) == len(encoded.ids)
            assert all(0 <= start <= end <= len(text) for start, end in encoded.tokens.offsets)
            kinds = told.template.kinds(encoded.ids, encoded.prefix)
            assert kinds.get("prefix", []) == [*range(own.start - len(encoded.prefix), own.start)]


def test_passes_and_views_read_the_words_before_a_source_as_they_were_cut_with_it(folder):
    told = load(folder("bart"), device="cpu", source_prefix="the cat: ")
    pairs = told.encode_pairs(["a dog runs", "the house"], ["ein Hund", "das Haus"])
    # The space before the text is part of its first piece.
    assert pairs[0].source.prefix != told.template.before_source[1:]
    tokenizer = AutoTokenizer.from_pretrained(folder("bart"))
    for pair, forced in zip(pairs, told.forced_pass(pairs), strict=True):
        ids = tokenizer("the cat: " + pair.source.tokens.text, return_tensors="pt")
        fed = torch.tensor([told.template.fed(pair.target.ids)])
        with torch.inference_mode():
            steps = told.model(**ids, decoder_input_ids=fed).logits[0].log_softmax(-1)[told.template.first_step :]
        expected = [steps[t, label].item() for t, label in enumerate(told.template.labels(pair.target.ids))]
        np.testing.assert_allclose(forced.logprobs, expected, atol=5e-5)
        made = told.translate([pair.source.tokens.text], settings=BeamSettings(1, max_length=5))[0]
        with torch.inference_mode():
            said = told.model.generate(**ids, num_beams=1, max_length=8, forced_bos_token_id=0)[0]
        assert made.text == tokenizer.decode(said, skip_special_tokens=True).strip()
    for view in (name for name, one in VIEWS.items() if not one.refused(told)):
        for pair, found in zip(pairs, VIEWS[view](told, pairs), strict=True):
            assert found.weights.shape == (len(pair.target.tokens.words), len(pair.source.tokens.words))


@pytest.mark.parametrize(
    ("languages", "says"),
    [
        ({}, r"several directions; name one with source_language .*: de to en, en to de"),
        (
            {"source_language": "fr"},
            r"source language 'fr', French, is none of .*; its tasks: de to en, en to de; or say with source_prefix",
        ),
    ],
)
def test_a_direction_that_is_not_among_a_models_tasks_is_refused(of_tasks, languages, says):
    with pytest.raises(ModelError, match=says):
        load(of_tasks, device="cpu", **languages)
