"""What translations depend on beside weights: what is stored with a model, what is asked for, how long texts may be."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

from tests.models import damage as d
from tests.models.tiny_bart_kin import BART_KIN
from tests.models.tiny_families import BUILDERS
from workbench.errors import ModelError
from workbench.models import BeamSettings, Pair, Translator, load
from workbench.models.forced import run_batches

TEXTS = ("the cat sits on the mat", "a small dog runs home")
FOUR_FIELDS = json.dumps({"eos_token_id": 0, "num_beams": 6, "max_length": 200, "forced_eos_token_id": 0})


def opened(folder: Path, **options: object) -> Translator:
    return load(str(folder), source_language="en", target_language="de", device="cpu", **options)


def said(translator: Translator, **settings: object) -> list[str | None]:
    asked = BeamSettings(**{"beam_size": 2, "max_length": 12, **settings})
    return [found.text for found in translator.translate(TEXTS, settings=asked)]


@pytest.fixture(scope="module")
def built(tiny_marian, tmp_path_factory) -> dict[str, Path]:
    found = {name: build(tmp_path_factory.mktemp("whole")) for name, build in BUILDERS.items()}
    found["bart"] = BART_KIN["bart"](tmp_path_factory.mktemp("whole"))
    return found | {"marian": tiny_marian}


@pytest.fixture
def folder(tiny_marian, tmp_path) -> Path:
    return shutil.copytree(tiny_marian, tmp_path / "copy")


def eager_to_pad(folder: Path) -> None:
    """A bias that makes pad the likeliest token at every step, which a ban must overrule."""
    d.weights(lambda w: w["final_logits_bias"][0].__setitem__(-1, 90.0))(folder)


@pytest.mark.parametrize(
    ("wiped", "left"),
    [
        (d.generation(bad_words_ids=None), None),
        (d.written(d.GENERATION, FOUR_FIELDS), None),
        (d.gone(d.GENERATION), None),
        (d.all_of(d.config(bad_words_ids=[[5]]), d.written(d.GENERATION, FOUR_FIELDS)), [[5]]),
    ],
    ids=["no ban", "four fields", "no file", "a ban of something else"],
)
def test_a_marian_without_its_ban_on_pad_does_not_generate_it(folder, wiped, left):
    eager_to_pad(folder)
    expected = said(opened(folder))
    wiped(folder)
    translator = opened(folder)
    assert translator.model.generation_config.bad_words_ids == left
    assert all(said(translator)) and all(expected)
    assert left is not None or said(translator) == expected


@pytest.mark.parametrize("model", ["marian", "m2m100", "t5", "bart"])
def test_bans_of_an_old_configuration_hold_beside_a_newer_file_that_is_silent(built, tmp_path, model):
    folder = shutil.copytree(built[model], tmp_path / "copy")
    plain = opened(folder)
    (batch,) = run_batches(plain, pair_of(plain), top_k=1)
    banned = sorted({*batch.top[1].flatten().tolist()} - {plain.template.end})
    d.config(suppress_tokens=banned)(folder)
    found = opened(folder)
    assert found.model.generation_config.suppress_tokens == banned
    asked = BeamSettings(2, max_length=12)
    assert plain.translate(TEXTS, settings=asked) != found.translate(TEXTS, settings=asked)
    assert found.signature()["generation"]["suppress_tokens"] == banned
    d.generation(suppress_tokens=[3])(folder)
    assert opened(folder).model.generation_config.suppress_tokens == [3]


def pair_of(translator: Translator) -> list[Pair]:
    """The first text with what the model makes of it."""
    return translator.encode_pairs(TEXTS[:1], [str(said(translator)[0])])


@pytest.mark.parametrize(
    "stored",
    [
        {"no_repeat_ngram_size": 2},
        {"encoder_no_repeat_ngram_size": 2},
        {"repetition_penalty": 3.0},
        {"length_penalty": 5.0, "early_stopping": True},
        {"min_length": 11, "forced_eos_token_id": None},
        {"exponential_decay_length_penalty": [2, 9.0]},
    ],
    ids=lambda stored: next(iter(stored)),
)
def test_settings_stored_with_a_model_are_those_of_plain_transformers_and_are_shown(built, tmp_path, stored):
    folder = shutil.copytree(built["t5"], tmp_path / "copy")
    d.generation(**stored)(folder)
    translator, tokenizer = opened(folder), AutoTokenizer.from_pretrained(folder)
    model = AutoModelForSeq2SeqLM.from_pretrained(folder, dtype=torch.float32).eval()
    expected = []
    for text in TEXTS:
        with torch.inference_mode():
            ids = model.generate(**tokenizer(text, return_tensors="pt"), num_beams=2, max_length=13)
        expected.append(tokenizer.decode(ids[0], skip_special_tokens=True).strip())
    assert said(translator) == expected
    shown = translator.signature()["generation"]
    assert {name: shown.get(name) for name in stored} == stored
    assert json.loads(json.dumps(shown)) == shown


def test_settings_that_are_zero_are_shown_too(built):
    shown = opened(built["marian"]).signature()["generation"]
    assert (shown["forced_eos_token_id"], shown["eos_token_id"], shown["max_length"]) == (0, 0, 200)


def test_what_is_asked_for_overrules_what_is_stored(built, tmp_path):
    folder = shutil.copytree(built["t5"], tmp_path / "copy")
    plain = opened(folder)
    d.generation(no_repeat_ngram_size=1, length_penalty=-9.0)(folder)
    stored = opened(folder)
    assert said(plain, no_repeat_ngram_size=1, length_penalty=-9.0) == said(stored) != said(plain)
    assert said(stored, no_repeat_ngram_size=0, length_penalty=1.0) == said(plain)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"length_penalty": float("nan")}, "length penalty nan asked for"),
        ({"length_penalty": float("inf")}, "length penalty inf asked for"),
        ({"no_repeat_ngram_size": -1}, "no_repeat_ngram_size -1 asked for; at least 0"),
    ],
)
def test_settings_that_mean_nothing_are_refused(asked, says):
    with pytest.raises(ModelError, match=says):
        BeamSettings(**asked)


@pytest.mark.parametrize("model", ["marian", "m2m100", "t5", "bart"])
def test_a_text_beyond_the_positions_is_too_long_and_nothing_breaks(built, model):
    translator = opened(built[model])
    text = " ".join(TEXTS[0] for _ in range(translator.positions))
    fits = " ".join("cat" for _ in range(translator.positions // 16))
    long, short = translator.translate([text, fits], settings=BeamSettings(1, max_length=2))
    assert (long.status, short.status) == ("too_long", "ok")
    pairs = translator.encode_pairs([text, TEXTS[0], TEXTS[0]], [TEXTS[0], text, TEXTS[1]])
    assert [translator.fits(pair) for pair in pairs] == [False, False, True]
    full = translator.positions - 1
    widest = translator.encode_pairs([TEXTS[0]], [text])[0]
    cut = type(widest)(widest.source, type(widest.target)(widest.target.ids[: full - 1], widest.target.tokens))
    assert translator.fits(cut)
    assert len(next(translator.forced_pass([cut])).logprobs) == full


def test_the_longest_text_can_be_set_where_positions_have_no_end(built):
    plain, longer, shorter = (opened(built["t5"], longest=longest) for longest in (None, 900, 16))
    assert (plain.positions, longer.positions, shorter.positions) == (512, 900, 16)
    text = " ".join(["cat"] * 300)
    assert 512 < len(plain.encode_sources([text])[0].ids) < 900
    statuses = [each.translate([text], settings=BeamSettings(1, max_length=1))[0].status for each in (plain, longer)]
    assert statuses == ["too_long", "ok"]
    assert "longest" not in plain.signature() and longer.signature()["longest"] == 900


@pytest.mark.parametrize(
    ("model", "longest", "says"),
    [
        ("marian", 257, "longest 257 asked for; .* has positions for 256 tokens"),
        ("bart", 65, "has positions for 64 tokens"),
        ("t5", 15, "longest 15 asked for; at least 16 tokens"),
        ("t5", -1, "longest -1 asked for"),
    ],
)
def test_more_than_a_model_has_positions_for_is_refused(built, model, longest, says):
    with pytest.raises(ModelError, match=says):
        opened(built[model], longest=longest)
    assert opened(built["marian"], longest=100).positions == 100


def test_embeddings_are_tied_where_that_is_asked_for(folder, tiny_marian):
    d.weights(lambda w: w.update({"lm_head.weight": -w["model.shared.weight"]}))(folder)
    whole, tied = opened(tiny_marian), opened(folder, tie_embeddings=True)
    assert tied.signature()["tie_embeddings"] is True and "tie_embeddings" not in whole.signature()
    assert said(tied) == said(whole)
    assert tied.weights_hash == whole.weights_hash
