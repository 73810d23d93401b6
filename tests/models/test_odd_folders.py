"""Folders as they are published, with files missing or saying something else, of the families derived from BART's."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from sentencepiece import SentencePieceProcessor
from transformers import (
    M2M100Config,
    M2M100ForConditionalGeneration,
    MarianTokenizer,
    MBart50Tokenizer,
    MBartTokenizer,
    NllbTokenizer,
)

from tests.models.tiny import save
from tests.models.tiny_bart_kin import BART_KIN, SIZES
from tests.models.tiny_families import BUILDERS
from workbench.errors import ModelError
from workbench.models import BeamSettings, Translator, load

PIECES = "sentencepiece.bpe.model"


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Callable[[str], Path]:
    """Each built once: its folder, beside the one with the SentencePiece file alone."""
    return cache(lambda name: BART_KIN[name](tmp_path_factory.mktemp("folder")))


def copied(place: Path, to: Path, *left_out: str) -> Path:
    return shutil.copytree(place, to, ignore=shutil.ignore_patterns(*left_out))


def change(path: Path, **fields: object) -> None:
    known = json.loads(path.read_text()) | fields
    path.write_text(json.dumps({name: value for name, value in known.items() if value is not None}))


def opened(place: Path, source: str, target: str) -> Translator:
    return load(str(place), source_language=source, target_language=target, device="cpu")


def same(one: Translator, other: Translator, text: str = "the cat sits on the mat") -> bool:
    (a,), (b,) = (each.encode_sources([text]) for each in (one, other))
    settings = BeamSettings(1, max_length=8)
    translated = [each.translate([text], settings=settings) for each in (one, other)]
    return (a, one.template) == (b, other.template) and translated[0][0].text == translated[1][0].text


def test_an_nllb_with_its_pieces_file_alone_has_the_tags_of_the_whole_folder(built, tmp_path):
    whole = opened(built("nllb"), "eng_Latn", "deu_Latn")
    bare = copied(built("nllb"), tmp_path / "bare", "tokenizer.json", "tokenizer_config.json")
    shutil.copytree(built("nllb").parent / "bare", bare, dirs_exist_ok=True)
    tokenizer = NllbTokenizer.from_pretrained(bare)
    assert tokenizer.convert_tokens_to_ids("deu_Latn") == tokenizer.unk_token_id
    found = opened(bare, "eng_Latn", "deu_Latn")
    assert len(found.family.text.tags(found.tokenizer)) == 202
    assert same(found, whole)


def test_an_nllb_of_before_2023_reads_the_source_tag_last_and_its_decoder_the_target_tag_first(built):
    old, new = (opened(built(name), "eng_Latn", "deu_Latn") for name in ("nllb of old", "nllb"))
    source, target = (new.family.text.tags(new.tokenizer)[code][0] for code in ("eng_Latn", "deu_Latn"))
    assert new.template.source([7]) == [source, 7, 2] and old.template.source([7]) == [7, 2, source]
    assert new.template.fed([8]) == old.template.fed([8]) == [2, target, 8]
    assert old.template.kinds([7]) == {"end": [1], "tag": [2]}


def test_an_mbart_50_without_the_name_of_its_class_is_one(built, tmp_path):
    whole = opened(built("mbart50"), "sl_SI", "de_DE")
    bare = copied(built("mbart50"), tmp_path / "bare", "tokenizer.json", "tokenizer_config.json")
    shutil.copy(built("mbart50").parent / "bare" / PIECES, bare)
    change(bare / "config.json", tokenizer_class=None)
    found = opened(bare, "sl_SI", "de_DE")
    assert isinstance(found.tokenizer, MBart50Tokenizer)
    assert same(found, whole)


@pytest.mark.parametrize("file", [PIECES, "tokenizer.json"])
def test_an_mbart_normalises_as_its_own_files_say(built, tmp_path, file):
    place = copied(built("mbart"), tmp_path / "model", "tokenizer.json")
    bare = built("mbart").parent / "bare"
    if file == PIECES:
        shutil.copy(bare / PIECES, place)
    else:
        whole = json.loads((built("mbart") / "tokenizer.json").read_text())
        with_pieces = opened(built("mbart"), "en_XX", "de_DE").tokenizer.backend_tokenizer
        assert whole["normalizer"] is None and with_pieces.normalizer is None
        shutil.copy(bare / PIECES, place)
        normaliser = opened(place, "en_XX", "de_DE").tokenizer.backend_tokenizer.to_str()
        (place / PIECES).unlink()
        (place / file).write_text(json.dumps(whole | {"normalizer": json.loads(normaliser)["normalizer"]}))
    translator = opened(place, "en_XX", "de_DE")
    pieces = SentencePieceProcessor(model_file=str(bare / PIECES))
    for text in ("the ｃａｔ", "a ﬁne dog", "ｄｏｇ runs", "the ⅽat"):
        (found,) = translator.encode_sources([text])
        assert list(found.tokens.pieces) == pieces.encode(text, out_type=str), text


def test_an_mbart_starts_from_the_language_it_is_asked_for_whatever_its_configuration_says(built):
    translator = opened(built("mbart"), "en_XX", "de_DE")
    german = translator.tokenizer.convert_tokens_to_ids("de_DE")
    assert translator.model.config.decoder_start_token_id != german
    assert translator.template.fed([7]) == [german, 7]
    (found,) = translator.translate(["the cat sits"], settings=BeamSettings(1, max_length=6))
    ids = MBartTokenizer.from_pretrained(built("mbart"), src_lang="en_XX")("the cat sits", return_tensors="pt")
    with torch.inference_mode():
        plain = translator.model.generate(**ids, decoder_start_token_id=german, max_length=7, num_beams=1)
    assert found.text == translator.tokenizer.decode(plain[0], skip_special_tokens=True).strip()


@pytest.mark.parametrize("name", ["nllb", "mbart50", "m2m100"])
def test_a_language_that_a_folder_bakes_into_its_generation_is_not_forced_upon_another(built, tmp_path, name):
    codes = {"m2m100": ("en", "de", "fr"), "nllb": ("eng_Latn", "deu_Latn", "fra_Latn")}
    source, target, baked = codes.get(name, ("en_XX", "de_DE", "fr_XX"))
    place = copied(built(name), tmp_path / "model")
    plain = opened(place, source, target)
    (tag,) = plain.family.text.tags(plain.tokenizer)[baked]
    change(place / "generation_config.json", forced_bos_token_id=tag)
    assert same(opened(place, source, target), plain)


def test_byte_level_pieces_are_shown_as_text_and_found_again(built):
    translator = load(str(built("bart")), device="cpu")
    (found,) = translator.encode_sources(["the cat 日"])
    assert "".join(found.tokens.pieces).startswith("the▁cat")
    assert translator.piece_names(found.ids) == list(found.tokens.pieces)
    for i, piece in zip(found.ids, found.tokens.pieces, strict=True):
        if "<0x" not in piece:
            assert translator.piece_id(piece) == i
    spans = {span for span, word in zip(found.tokens.offsets, found.tokens.word_index, strict=True) if word == 2}
    assert spans <= {(7, 8), (8, 8), (8, 9)} and (8, 9) in spans


def test_a_model_of_m2m100_with_marians_tokenizer_is_read_by_it(tiny_marian, tmp_path):
    tokenizer = MarianTokenizer.from_pretrained(tiny_marian)
    tokenizer.save_pretrained(tmp_path / "model")
    torch.manual_seed(0)
    config = M2M100Config(
        vocab_size=len(tokenizer),
        pad_token_id=tokenizer.pad_token_id,
        eos_token_id=tokenizer.eos_token_id,
        decoder_start_token_id=tokenizer.pad_token_id,
        **SIZES | {"max_position_embeddings": 512},
    )
    save(M2M100ForConditionalGeneration(config), tmp_path / "model")
    translator = load(str(tmp_path / "model"), source_language="en", target_language="de", device="cpu")
    assert translator.family.name == "m2m100_marian"
    (pair,) = translator.encode_pairs(["the cat"], ["die Katze"])
    (forced,) = translator.forced_pass([pair])
    ids = torch.tensor([translator.template.source(pair.source.ids)])
    fed = torch.tensor([translator.template.fed(pair.target.ids)])
    with torch.inference_mode():
        plain = translator.model(input_ids=ids, decoder_input_ids=fed).logits[0].log_softmax(-1)
    labels = translator.template.labels(pair.target.ids)
    assert abs(plain[range(len(labels)), labels].numpy() - forced.logprobs).max() < 1e-5


def test_a_tokenizer_without_the_tags_that_its_model_is_told_languages_by_is_refused(built, tmp_path, monkeypatch):
    place = copied(built("nllb"), tmp_path / "model")
    monkeypatch.setattr("workbench.models.families.nllb._TAG", re.compile("none"))
    with pytest.raises(ModelError, match="told its languages by tags, and its tokenizer has none"):
        load(str(place), source_language="eng_Latn", target_language="deu_Latn", device="cpu")


def test_weights_under_one_of_the_tied_names_are_enough(built, tmp_path):
    place = copied(built("nllb"), tmp_path / "model")
    weights = load_file(place / "model.safetensors")
    (shared,) = (name for name in weights if name.endswith("shared.weight"))
    weights["model.decoder.embed_tokens.weight"] = weights.pop(shared)
    save_file(weights, place / "model.safetensors", {"format": "pt"})
    assert same(*(opened(where, "eng_Latn", "deu_Latn") for where in (place, built("nllb"))))


def unnamed(place: Path, to: Path, *left_out: str) -> Path:
    """The folder without the name of its tokenizer's class."""
    folder = copied(place, to, *left_out)
    for name in ("config.json", "tokenizer_config.json"):
        if (folder / name).is_file():
            change(folder / name, tokenizer_class=None)
    return folder


@pytest.mark.parametrize("left_out", [(), ("tokenizer_config.json",)])
@pytest.mark.parametrize(("name", "target"), [("mbart50", "sl_SI"), ("nllb", "deu_Latn")])
def test_a_vocabulary_tells_the_class_that_nobody_names(built, tmp_path, name, target, left_out):
    source = {"mbart50": "en_XX", "nllb": "eng_Latn"}[name]
    whole = opened(built(name), source, target)
    found = opened(unnamed(built(name), tmp_path / "unnamed", *left_out), source, target)
    assert found.family.name == name and same(found, whole)


def test_marians_files_tell_its_tokenizer_beside_a_model_of_m2m100(tiny_marian, tmp_path):
    tokenizer = MarianTokenizer.from_pretrained(tiny_marian)
    tokenizer.save_pretrained(tmp_path / "model")
    change(tmp_path / "model" / "tokenizer_config.json", tokenizer_class=None)
    ids = {"pad_token_id": tokenizer.pad_token_id, "eos_token_id": tokenizer.eos_token_id}
    sizes = SIZES | {"max_position_embeddings": 512}
    config = M2M100Config(vocab_size=len(tokenizer), decoder_start_token_id=tokenizer.pad_token_id, **ids, **sizes)
    save(M2M100ForConditionalGeneration(config), tmp_path / "model")
    assert load(str(tmp_path / "model"), target_language="de", device="cpu").family.name == "m2m100_marian"


@pytest.mark.parametrize("half", ["encoder", "decoder"])
@pytest.mark.parametrize("name", ["nllb", "mbart50", "bart", "pegasus"])
def test_a_half_with_embeddings_of_its_own_is_refused_where_all_should_be_one(built, tmp_path, name, half):
    place = copied(built(name), tmp_path / "model")
    weights = load_file(place / "model.safetensors")
    shared = weights["model.shared.weight"]
    weights[f"model.{half}.embed_tokens.weight"] = torch.randn(shared.shape, generator=torch.Generator().manual_seed(1))
    save_file(weights, place / "model.safetensors", {"format": "pt"})
    with pytest.raises(ModelError, match=rf"ties input and output embeddings, but .*{half}\.embed_tokens"):
        load(str(place), source_language="en", target_language="de", device="cpu")


@pytest.mark.parametrize("name", ["m2m100", "nllb", "mbart50", "bart"])
def test_translations_that_end_early_are_ranked_as_in_the_documented_use(built, tmp_path, name):
    place = copied(built(name), tmp_path / "model")
    translator = load(str(place), source_language="en", target_language="de", device="cpu")
    # Beams of unlike lengths: what is forced counts in the length that scores are divided by.
    model, template = translator.model, translator.template
    with torch.no_grad():
        model.lm_head.weight[template.end] *= {"m2m100": 5, "mbart50": 5}.get(name, 3)
    texts = ["the cat sits on the mat", "a dog runs", "we bought apples", "my brother", "she does not know"]
    found = translator.translate(texts, settings=BeamSettings(4, max_length=20))
    lengths = set()
    for text, translation in zip(texts, found, strict=True):
        (encoded,) = translator.encode_sources([text])
        with torch.inference_mode():
            plain = model.generate(
                input_ids=torch.tensor([template.source(encoded.ids)]),
                num_beams=4,
                max_length=22 + (model.generation_config.forced_eos_token_id is not None),
                decoder_start_token_id=template.before_target[0],
                forced_bos_token_id=template.before_target[1],
                output_scores=True,
                return_dict_in_generate=True,
            )
        lengths.add(plain.sequences.shape[1])
        assert translation.text == translator.decode(plain.sequences.tolist())[0]
        assert translation.candidates[0].score == pytest.approx(float(plain.sequences_scores[0]), abs=1e-4)
    assert len(lengths) > 1


@pytest.mark.parametrize("name", ["t5", "mbart", "byt5"])
def test_a_folder_without_any_file_of_its_tokenizer_is_refused(tmp_path, name):
    place = BUILDERS[name](tmp_path)
    kept = [path for path in place.iterdir() if path.name in ("config.json", "model.safetensors")]
    for path in place.iterdir():
        if path not in kept:
            path.unlink()
    change(place / "config.json", tokenizer_class=None)
    with pytest.raises(ModelError, match="files of its tokenizer are missing: none of"):
        load(str(place), source_language="en", target_language="de", device="cpu")


@pytest.mark.parametrize("name", ["t5", "mbart50"])
def test_a_start_that_stands_with_the_settings_of_generation_alone_is_found(tmp_path, name):
    place = BUILDERS[name](tmp_path)
    start = json.loads((place / "config.json").read_text())["decoder_start_token_id"]
    languages = {"source_language": "en", "target_language": "de"}
    whole = load(str(place), device="cpu", **languages)
    change(place / "config.json", decoder_start_token_id=None)
    change(place / "generation_config.json", decoder_start_token_id=start)
    assert load(str(place), device="cpu", **languages).template == whole.template


def test_words_before_each_source_that_leave_no_room_for_it_are_refused(built):
    with pytest.raises(ModelError, match=r"words before each source have \d+ tokens and leave no room"):
        load(str(built("bart")), device="cpu", source_prefix="the " * 70)


@pytest.mark.parametrize("tasks", [{"translation_en_to_de": None}, "x", ["y"], {"translation_en_to_de": {"prefix": 3}}])
def test_tasks_of_another_shape_are_none(tmp_path, tasks):
    place = BUILDERS["t5"](tmp_path)
    change(place / "config.json", task_specific_params=tasks)
    assert load(str(place), device="cpu").source_prefix == ""
