from __future__ import annotations

import json
import shutil
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from sentencepiece import SentencePieceProcessor
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer, MarianConfig, MarianMTModel, MarianTokenizer
from transformers.utils import logging as transformers_logging

from tests.conftest import ENGLISH, GERMAN
from tests.models.damage import WEIGHTS, change, pickled, shards
from workbench.errors import ModelError, UnknownNameError
from workbench.models import AttentionChoice, BeamSettings, Translator, load
from workbench.recipe.vocabulary import train_vocabulary


@pytest.fixture
def folder(tiny_marian: Path, tmp_path: Path) -> Path:
    """A copy of the tiny checkpoint, to be damaged."""
    return shutil.copytree(tiny_marian, tmp_path / "copy")


def to_german(folder: Path, **options: Any) -> Translator:
    return load(str(folder), target_language="de", device="cpu", **options)


def test_a_folder_becomes_a_translator_with_everything_settled(tiny_marian):
    translator = to_german(tiny_marian, source_language="en")
    assert (translator.source_language, translator.target_language) == ("en", "de")
    assert (translator.layers, translator.heads, translator.positions) == (3, 4, 256)
    assert list(translator.template.before_source) == translator.tokenizer.convert_tokens_to_ids([">>de<<"])
    assert translator.device.type == "cpu"
    assert not translator.model.training
    assert translator.preset.layer == 1 and translator.preset.heads is None and translator.preset.row == "output"
    assert "not measured" in translator.preset.measured


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_weights_stored_in_half_precision_are_computed_with_as_asked(tiny_marian, dtype):
    assert load_file(tiny_marian / WEIGHTS)["model.shared.weight"].dtype == torch.float16
    assert to_german(tiny_marian, dtype=dtype).dtype == dtype


def test_a_home_folder_is_found_by_its_short_name(folder, monkeypatch):
    monkeypatch.setenv("HOME", str(folder.parent))
    assert load("~/copy", target_language="de", device="cpu").layers == 3


def test_plain_transformers_loads_the_same_model_from_the_folder(tiny_marian):
    translator = to_german(tiny_marian)
    tokenizer = AutoTokenizer.from_pretrained(tiny_marian)
    model = AutoModelForSeq2SeqLM.from_pretrained(tiny_marian, dtype=torch.float32).eval()
    source = tokenizer([">>de<< " + ENGLISH[0]], return_tensors="pt")
    encoded = translator.encode_sources([ENGLISH[0]])[0]
    assert source.input_ids[0].tolist() == [*translator.template.before_source, *encoded.ids, translator.template.end]
    inputs = {**source, "decoder_input_ids": torch.tensor([[model.config.decoder_start_token_id, 5, 6]])}
    with torch.inference_mode():
        assert torch.allclose(model(**inputs).logits, translator.model(**inputs).logits, atol=1e-6)


def test_the_weights_hash_goes_by_values_and_not_by_files(tiny_marian, folder):
    whole = to_german(tiny_marian).weights_hash
    assert len(shards(folder)) > 1
    assert to_german(folder).weights_hash == whole
    for shard in folder.glob("*.safetensors"):
        weights = {name: value + 1e-3 for name, value in load_file(shard).items()}
        save_file(weights, shard, {"format": "pt"})
    assert to_german(folder).weights_hash != whole


@pytest.mark.parametrize("bars", [True, False])
def test_loading_leaves_transformers_as_it_was_and_shows_no_bars_meanwhile(tiny_marian, monkeypatch, bars):
    def set_bars(shown: bool) -> None:
        (transformers_logging.enable_progress_bar if shown else transformers_logging.disable_progress_bar)()

    before, seen, from_pretrained = transformers_logging.is_progress_bar_enabled(), [], MarianTokenizer.from_pretrained

    def spy(*given: Any, **named: Any) -> Any:
        seen.append((transformers_logging.is_progress_bar_enabled(), named["local_files_only"]))
        return from_pretrained(*given, **named)

    monkeypatch.setattr(AutoTokenizer, "from_pretrained", spy)
    set_bars(bars)
    try:
        to_german(tiny_marian)
        assert transformers_logging.is_progress_bar_enabled() == bars
    finally:
        set_bars(before)
    assert seen == [(False, True)]


def test_a_package_that_transformers_recommends_and_nothing_here_needs_is_not_asked_for(tiny_marian, monkeypatch):
    monkeypatch.setitem(sys.modules, "sacremoses", None)
    with pytest.warns(UserWarning, match="pip install sacremoses"):
        AutoTokenizer.from_pretrained(tiny_marian)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        to_german(tiny_marian)


def test_a_device_that_computes_nothing_is_refused(tiny_marian):
    with pytest.raises(ModelError, match=r"device 'meta' cannot .*; try cpu"):
        load(str(tiny_marian), target_language="de", device="meta")


@pytest.mark.parametrize("name", ["/no/such/folder", "./no-such-folder", "~/no-such-folder", "no/such/folder"])
def test_a_folder_that_does_not_exist_is_not_looked_up_elsewhere(name):
    with pytest.raises(ModelError, match=r"folder' does not exist; give a folder, a hub name or 'demo'"):
        load(name)


def test_pickled_weights_load_when_allowed(folder, tiny_marian):
    pickled(folder)
    assert to_german(folder, allow_pickle=True).weights_hash == to_german(tiny_marian).weights_hash


def test_allowing_pickle_does_not_prefer_it(folder, tiny_marian):
    expected = to_german(tiny_marian).weights_hash
    assert to_german(folder, allow_pickle=True).weights_hash == expected
    (folder / "pytorch_model.bin").write_bytes(b"not to be opened")
    assert to_german(folder, allow_pickle=True).weights_hash == expected


def test_code_that_comes_with_a_checkpoint_is_never_run(folder):
    ran = folder.parent / "ran"
    (folder / "evil.py").write_text(f"open({str(ran)!r}, 'w').close()\nclass Evil: ...\n")
    hooks = {"AutoConfig": "evil.Evil", "AutoModelForSeq2SeqLM": "evil.Evil"}
    change(folder / "config.json", auto_map=hooks)
    change(folder / "tokenizer_config.json", auto_map={"AutoTokenizer": ["evil.Evil", None]})
    assert isinstance(to_german(folder).model, MarianMTModel)
    change(folder / "config.json", model_type="evil")
    with pytest.raises(ModelError, match="custom code"):
        to_german(folder)
    assert not ran.exists()


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({}, r"several languages; name one with target_language \(--target-lang\): en \(English\), de \(German\)"),
        (
            {"target_language": "fr"},
            r"target language 'fr', French, is none of its languages; closest first: .*de \(German\)",
        ),
        ({"target_language": "de", "source_language": "de"}, "asked for de to de, which is one language; name two"),
        ({"target_language": "de", "device": "banana"}, "device 'banana' cannot be used here.*try cpu"),
        ({"target_language": "de", "device": "cuda:99"}, "device 'cuda:99' cannot be used here.*try cpu"),
    ],
)
def test_what_the_model_or_the_machine_has_not_is_refused(tiny_marian, asked, says):
    with pytest.raises(ModelError, match=says):
        load(str(tiny_marian), **asked)


def test_an_unknown_dtype_is_answered_with_those_there_are(tiny_marian):
    with pytest.raises(UnknownNameError, match="unknown dtype 'int8'; choose one of: bfloat16, float16, float32"):
        to_german(tiny_marian, dtype="int8")


@pytest.mark.parametrize(
    ("asked", "settled"),
    [
        ({}, ("en", "de")),
        ({"target_language": "en"}, ("de", "en")),
        ({"source_language": "de"}, ("de", "en")),
        ({"source_language": "en", "target_language": "de"}, ("en", "de")),
    ],
)
def test_the_card_beside_a_checkpoint_settles_languages(folder, asked, settled):
    (folder / "workbench.json").write_text('{"languages": ["en", "de"]}')
    translator = load(str(folder), device="cpu", **asked)
    assert (translator.source_language, translator.target_language) == settled
    assert list(translator.template.before_source) == translator.tokenizer.convert_tokens_to_ids([f">>{settled[1]}<<"])


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"source_language": "fr"}, "source language 'fr', French, is none of its languages; closest first: "),
        ({"source_language": "en", "target_language": "en"}, "asked for en to en, which is one language"),
    ],
)
def test_a_direction_that_the_card_does_not_name_is_refused(folder, asked, says):
    (folder / "workbench.json").write_text('{"languages": ["en", "de"]}')
    with pytest.raises(ModelError, match=says):
        load(str(folder), **asked)


@pytest.mark.parametrize(
    ("preset", "choice"),
    [
        (
            {"layer": 2, "heads": [1, 3], "row": "input", "measured": "AER 0.2"},
            AttentionChoice(2, (1, 3), "input", "AER 0.2"),
        ),
        (
            {"layer": 0, "heads": "all", "row": "output", "measured": "x"},
            AttentionChoice(0, None, "output", "x"),
        ),
    ],
)
def test_the_preset_is_read_from_the_card(folder, preset, choice):
    (folder / "workbench.json").write_text(json.dumps({"preset": preset}))
    found = to_german(folder).preset
    assert found == choice
    assert AttentionChoice.from_record(found.record()) == found


def vocabulary_without_tags(spm: Path, to: Path, pad: int) -> Path:
    """``vocab.json`` as Marian's converter writes it: pieces, and PAD last."""
    pieces = SentencePieceProcessor(model_file=str(spm))
    names = {pieces.id_to_piece(i): i for i in range(pieces.get_piece_size())}
    to.write_text(json.dumps(names | {"<pad>": pad}))
    return to


@pytest.fixture(scope="module", params=["joint", "separate"])
def one_direction(request, tmp_path_factory) -> Path:
    """A Marian model of one direction, without tags, with one vocabulary or with one for each side."""
    place = tmp_path_factory.mktemp(request.param)
    separate, pad = request.param == "separate", 400
    for side, text in (("source", ENGLISH), ("target", GERMAN)):
        train_vocabulary((text if separate else (*ENGLISH, *GERMAN)) * 4, ("en", "de"), place / side, size=340)
    spm = {side: place / side / "source.spm" for side in ("source", "target")}
    tokenizer = MarianTokenizer(
        source_spm=str(spm["source"]),
        target_spm=str(spm["target"]),
        vocab=str(vocabulary_without_tags(spm["source"], place / "vocab.json", pad)),
        target_vocab_file=str(vocabulary_without_tags(spm["target"], place / "target_vocab.json", pad)),
        separate_vocabs=separate,
        source_lang="en",
        target_lang="de",
    )
    config = MarianConfig(
        vocab_size=pad + 1,
        decoder_vocab_size=pad + 1,
        d_model=32,
        encoder_layers=1,
        decoder_layers=2,
        encoder_attention_heads=4,
        decoder_attention_heads=4,
        encoder_ffn_dim=64,
        decoder_ffn_dim=64,
        max_position_embeddings=64,
        share_encoder_decoder_embeddings=not separate,
        tie_word_embeddings=True,
        pad_token_id=pad,
        decoder_start_token_id=pad,
        eos_token_id=0,
        forced_eos_token_id=0,
        init_std=0.3,
    )
    torch.manual_seed(0)
    model = MarianMTModel(config)
    model.generation_config.bad_words_ids = [[pad]]
    model.save_pretrained(place / "model")
    tokenizer.save_pretrained(place / "model")
    return place / "model"


def test_a_model_of_one_direction_loads_and_translates(one_direction):
    translator = load(str(one_direction), device="cpu")
    assert (translator.source_language, translator.target_language) == ("en", "de")
    assert translator.template.before_source == ()
    texts = list(ENGLISH[:2])
    found = translator.translate(texts, settings=BeamSettings(max_length=8))
    tokenizer = AutoTokenizer.from_pretrained(one_direction)
    for text, translation in zip(texts, found, strict=True):
        with torch.inference_mode():
            ids = translator.model.generate(**tokenizer([text], return_tensors="pt"), num_beams=4, max_length=10)
        assert translation.text == translator.tokenizer.spm_target.decode_pieces(
            [name for i in ids[0].tolist() if (name := translator.tokenizer.decoder[i]) not in ("<pad>", "</s>")]
        )
        assert translation.text


def test_a_word_added_to_one_of_two_vocabularies_is_refused_and_one_added_to_both_is_read(one_direction, tmp_path):
    folder = shutil.copytree(one_direction, tmp_path / "more")
    tokenizer = AutoTokenizer.from_pretrained(folder)
    tokenizer.add_tokens(["Quux"])
    tokenizer.save_pretrained(folder)
    if "separate" in str(one_direction):
        with pytest.raises(
            ModelError, match=r"'Quux' was added to a tokenizer with a vocabulary for each side, and no"
        ):
            load(str(folder), device="cpu")
    else:
        (side,) = load(str(folder), device="cpu").encode_targets(["a Quux"])
        assert side.ids[-1] == tokenizer.convert_tokens_to_ids("Quux")


def test_the_forced_pass_of_a_model_of_one_direction_reads_both_vocabularies(one_direction):
    translator = load(str(one_direction), device="cpu")
    pair = translator.encode_pairs([ENGLISH[0]], [GERMAN[0]])[0]
    tokenizer = AutoTokenizer.from_pretrained(one_direction)
    batch = tokenizer([ENGLISH[0]], text_target=[GERMAN[0]], return_tensors="pt")
    with torch.inference_mode():
        loss = translator.model(**batch).loss.item()
    forced = next(translator.forced_pass([pair], choice=translator.preset))
    assert -forced.logprobs.mean() == pytest.approx(loss, abs=1e-5)
    assert forced.attention.weights.shape == (len(pair.target.ids), len(pair.source.ids))
    assert forced.attention.target.words == tuple(GERMAN[0].split())
