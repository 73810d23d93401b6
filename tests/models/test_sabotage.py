"""Checkpoints that cannot be trusted: each is refused with its cause and what to do, and none with a traceback."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import torch
from transformers import AutoTokenizer, T5Tokenizer
from transformers.utils import logging as transformers_logging

from tests.conftest import ENGLISH, GERMAN
from tests.models import damage as d
from tests.models.tiny_families import BUILDERS, train_pieces
from workbench.errors import ModelError
from workbench.models import load
from workbench.models.capture import Recorder
from workbench.recipe.vocabulary import train_vocabulary


@pytest.fixture(scope="session")
def built(tiny_marian: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Each built once; copies are damaged."""

    @cache
    def build(name: str) -> Path:
        return tiny_marian if name == "marian" else BUILDERS[name](tmp_path_factory.mktemp("whole"))

    return build


def in_a_folder_below(folder: Path) -> None:
    (folder / "checkpoint-500").mkdir()
    for path in list(folder.iterdir()):
        if path.is_file():
            path.rename(folder / "checkpoint-500" / path.name)


def weights_in_a_folder_below(folder: Path) -> None:
    (folder / "checkpoint-500").mkdir()
    (folder / d.WEIGHTS).rename(folder / "checkpoint-500" / d.WEIGHTS)


def without_second_shard(folder: Path) -> None:
    d.shards(folder)[1].unlink()


def without_index(folder: Path) -> None:
    d.shards(folder)
    (folder / f"{d.WEIGHTS}.index.json").unlink()


def index_of(content: object) -> d.Damage:
    def damage(folder: Path) -> None:
        d.shards(folder)
        (folder / f"{d.WEIGHTS}.index.json").write_text(json.dumps(content))

    return damage


def cut_short(folder: Path) -> None:
    content = (folder / d.WEIGHTS).read_bytes()
    (folder / d.WEIGHTS).write_bytes(content[: len(content) // 2])


def other_format(name: str) -> d.Damage:
    return lambda folder: (folder / d.WEIGHTS).rename(folder / name)


def lone_head(factor: float) -> d.Damage:
    return d.weights(lambda w: w.update({"lm_head.weight": factor * w["model.shared.weight"]}))


def tokenizer_of_t5(folder: Path) -> None:
    for path in folder.iterdir():
        if path.name not in (d.CONFIG, d.GENERATION, d.WEIGHTS):
            path.unlink()
    pieces = train_pieces(folder / "pieces", pad_id=0, eos_id=1, unk_id=2, bos_id=-1, pad_piece="<pad>")
    T5Tokenizer(vocab=[(pieces.id_to_piece(i), 0.0) for i in range(pieces.get_piece_size())]).save_pretrained(folder)


def tokenizer_of(size: int) -> d.Damage:
    """That of another Marian model."""

    def damage(folder: Path) -> None:
        endings = ("", "ing", "er", "est", "able", "ung", "heit")
        text = [f"{word}{ending}" for word in " ".join((*ENGLISH, *GERMAN)).split() for ending in endings]
        train_vocabulary([*ENGLISH, *text] * 4, ("en", "de"), folder, size=size)

    return damage


def more_pieces(folder: Path) -> None:
    vocabulary = json.loads((folder / "vocab.json").read_text())
    (folder / "vocab.json").write_text(json.dumps(vocabulary | {f"▁{i}": len(vocabulary) + i for i in range(9)}))


def more_rows(folder: Path, count: int) -> None:
    known = json.loads((folder / d.CONFIG).read_text())["vocab_size"]
    d.change(folder / d.CONFIG, vocab_size=known + count)


def word_added(folder: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(folder)
    tokenizer.add_tokens(["Quux"])
    tokenizer.save_pretrained(folder)


def card(content: object) -> d.Damage:
    return d.written("workbench.json", json.dumps(content))


LAYER = "model.decoder.layers.1"
INDEX = "index.json is damaged"
WHOLE = "is it a complete Hugging Face folder"
NO_FILES = "files of its tokenizer are missing.*every word would be unknown"
OTHER = "belongs? to another model"
HUGE = 10**9

SABOTAGE: dict[str, tuple[str, d.Damage, str]] = {
    # What lies in the folder.
    "no configuration": ("marian", d.gone(d.CONFIG), rf"no config\.json in it; {WHOLE}"),
    "configuration cut short": ("marian", d.written(d.CONFIG, '{"model_type": "mar'), "not valid JSON.*download"),
    "configuration of nothing but brackets": ("marian", d.written(d.CONFIG, "[" * 99_999), "not valid JSON"),
    "configuration that is a list": ("marian", d.written(d.CONFIG, "[1]"), "holds no object"),
    "pointer for a configuration": (
        "marian",
        d.written(d.CONFIG, d.POINTER),
        "config.json is a Git-LFS pointer.*git lfs",
    ),
    "everything a folder below": ("marian", in_a_folder_below, "no config.json in it, but in checkpoint-500; give the"),
    "weights a folder below": ("marian", weights_in_a_folder_below, "no weights here, but in checkpoint-500; give the"),
    "no weights": ("marian", d.gone(d.WEIGHTS), rf"no file named model\.safetensors.*{WHOLE}"),
    "pickle alone": (
        "marian",
        d.pickled,
        r"(?s)pickle files only.*convert them .*python -c.*or pass allow_pickle=True",
    ),
    "TensorFlow alone": (
        "marian",
        other_format("tf_model.h5"),
        r"of TensorFlow \(tf_model\.h5\); weights as transform",
    ),
    "Flax alone": ("marian", other_format("flax_model.msgpack"), "of Flax .*save this one anew"),
    "rust-bert alone": ("marian", other_format("rust_model.ot"), r"holds rust-bert \(rust_model\.ot\)"),
    "CTranslate2 alone": ("marian", other_format("model.bin"), r"of CTranslate2 \(model\.bin\)"),
    "ONNX alone": ("marian", other_format("encoder.onnx"), r"of ONNX \(encoder\.onnx\)"),
    "pointer for weights": (
        "marian",
        d.written(d.WEIGHTS, d.POINTER),
        "model.safetensors is a Git-LFS pointer.*lfs pull",
    ),
    "pointer for pieces": ("marian", d.written("source.spm", d.POINTER), "source.spm is a Git-LFS pointer"),
    "weights cut short": ("marian", cut_short, "model.safetensors is cut short or damaged .*download or save it again"),
    "weights that are a page of HTML": ("marian", d.written(d.WEIGHTS, "<html>404</html>"), "cut short or damaged"),
    "a shard missing": ("marian", without_second_shard, r"model-00002-of-\d+\.safetensors of \d+ files .*is missing"),
    "shards without an index": (
        "marian",
        without_index,
        r"model\.safetensors\.index\.json, which lists them, is missing",
    ),
    "an index of another shape": ("marian", index_of([]), f"{INDEX}.*download it again"),
    "an index of numbers": ("marian", index_of({"weight_map": 3}), INDEX),
    "an index that leads away": (
        "marian",
        index_of({"weight_map": {"a": "../other.safetensors"}}),
        "is not in the folder",
    ),
    "an adapter": ("marian", d.all_of(d.gone(d.CONFIG), d.written("adapter_config.json", "{}")), "adapter.*merge it"),
    "quantised": ("marian", d.config(quantization_config={"load_in_8bit": True}), "quantised.*made from"),
    "another architecture": (
        "marian",
        d.config(model_type="longt5"),
        "type 'longt5' cannot be opened yet; these can: ",
    ),
    "no architecture at all": ("marian", d.config(model_type="frobnicator"), "frobnicator"),
    "no type": ("marian", d.without("model_type"), "model_type"),
    # Numbers of the configuration.
    "a thousand million encoder layers": (
        "marian",
        d.config(encoder_layers=HUGE),
        "encoder_layers 1000000000.*tensors",
    ),
    "a thousand million decoder layers": (
        "m2m100",
        d.config(decoder_layers=HUGE),
        "decoder_layers 1000000000.*tensors",
    ),
    "a thousand million blocks": ("t5", d.config(num_layers=HUGE), "num_layers 1000000000.*tensors"),
    "no decoder layers": ("marian", d.config(decoder_layers=0), "decoder_layers 0; a whole number of at least 1"),
    "a width in words": ("marian", d.config(d_model="wide"), "d_model 'wide'; a whole number"),
    "a negative width": ("t5", d.config(d_model=-4), "d_model -4; a whole number"),
    "half a head": ("marian", d.config(encoder_attention_heads=1.5), "encoder_attention_heads 1.5; a whole"),
    "a huge vocabulary": ("marian", d.config(vocab_size=HUGE), "vocab_size 1000000000.*numbers, and the weights hold"),
    "huge feed-forward parts": ("m2m100", d.config(decoder_ffn_dim=HUGE), "1000000000 inside.*the weights hold"),
    "huge heads": ("t5", d.config(d_kv=HUGE), "encoder layers, 32 wide.*the weights hold"),
    "positions without end": ("marian", d.config(max_position_embeddings=HUGE), "at most 100,000 are expected"),
    "a thousand million labels": ("marian", d.config(num_labels=HUGE), "num_labels 1000000000"),
    "a thousand million extra ids": (
        "t5",
        d.written("tokenizer_config.json", '{"extra_ids": 1000000000}'),
        "extra_ids",
    ),
    "heads that do not divide the width": ("marian", d.config(decoder_attention_heads=5), "divisible"),
    # Settings of generation.
    "max_length -1": (
        "marian",
        d.generation(max_length=-1),
        "max_length -1; a whole number of at least 1.*mend or delete",
    ),
    "max_length in words": ("m2m100", d.generation(max_length="long"), "max_length 'long'; a whole number"),
    "max_new_tokens 0": ("t5", d.generation(max_new_tokens=0), "max_new_tokens 0; a whole number of at least 1"),
    "num_beams 0": ("marian", d.generation(num_beams=0), "num_beams 0; a whole number of at least 1"),
    "repetition_penalty 0": (
        "marian",
        d.generation(repetition_penalty=0.0),
        "repetition_penalty 0.0; a number above 0",
    ),
    "no_repeat -2": (
        "marian",
        d.generation(no_repeat_ngram_size=-2),
        "no_repeat_ngram_size -2; a whole number of at least 0",
    ),
    "length_penalty NaN": (
        "marian",
        d.generation(length_penalty=float("nan")),
        "length_penalty nan; a number is expected",
    ),
    "early_stopping in words": ("marian", d.generation(early_stopping="soon"), "early_stopping 'soon'; true, false or"),
    "bans of nothing": ("marian", d.generation(bad_words_ids=[[]]), "a list of lists of ids is expected"),
    "bans beyond the rows": ("marian", d.generation(bad_words_ids=[[9999]]), f"bad_words_ids 9999.*{OTHER}"),
    "least above most": ("marian", d.generation(min_length=300), "min_length 300 and max_length 200: no text has both"),
    "more new tokens at least than at most": (
        "marian",
        d.generation(min_new_tokens=300),
        "min_new_tokens 300 and max_length 200: no text has both",
    ),
    "groups of beams": ("marian", d.generation(num_beam_groups=2), "num_beam_groups 2, a way .* delete it"),
    "words that must come": ("t5", d.generation(force_words_ids=[[5]]), r"force_words_ids \[\[5\]\], a way"),
    "guidance": ("m2m100", d.generation(guidance_scale=1.5), "guidance_scale 1.5, a way to generate"),
    "an end beyond the rows": ("marian", d.generation(eos_token_id=9999), f"eos_token_id 9999.*{OTHER}"),
    "a negative end": ("t5", d.generation(eos_token_id=-1), "eos_token_id -1; ids are whole numbers from 0 on"),
    "a forced end beyond the rows": (
        "m2m100",
        d.generation(forced_eos_token_id=9999),
        f"forced_eos_token_id 9999.*{OTHER}",
    ),
    "settings cut short": ("marian", d.written(d.GENERATION, '{"max_len'), "generation_config.json is not valid JSON"),
    "settings that are a list": ("marian", d.written(d.GENERATION, "[]"), "generation_config.json holds no object"),
    "old settings of a configuration": (
        "marian",
        d.all_of(d.gone(d.GENERATION), d.config(max_length=-1)),
        "config.json says max_length -1",
    ),
    # What the weights are, and whose.
    "a layer without weights": (
        "marian",
        d.weights(lambda w: [w.pop(f"{LAYER}.fc{i}.weight") for i in (1, 2)]),
        r"2 weights are missing .*layers\.1\.fc1\.weight.*incomplete, download",
    ),
    "another shape": (
        "marian",
        d.weights(lambda w: w.update({f"{LAYER}.fc1.weight": torch.zeros(3, 3)})),
        r"of the wrong shape \(first: model\.decoder\.layers\.1\.fc1\.weight\)",
    ),
    "saved inside a wrapper": (
        "marian",
        d.renamed("module.{}".format),
        r"names in the file begin with 'module\.'.*take",
    ),
    "saved compiled": ("t5", d.renamed("_orig_mod.{}".format), r"names in the file begin with '_orig_mod\.'"),
    "fewer layers told than stored": (
        "marian",
        d.config(decoder_layers=2),
        r"hold layers that config\.json says nothing",
    ),
    "fewer blocks told than stored": (
        "t5",
        d.config(num_decoder_layers=1),
        r"hold layers that config\.json says nothing",
    ),
    "embeddings not tied, and one stored": (
        "m2m100",
        d.config(tie_word_embeddings=False),
        "tie_word_embeddings false.*set it to true",
    ),
    "a head of its own that is missing": (
        "t5 with its own head",
        d.all_of(d.config(tie_word_embeddings=False), d.weights(lambda w: w.pop("lm_head.weight"))),
        r"first: lm_head\.weight.*tie_word_embeddings false",
    ),
    "a head that is another": (
        "marian",
        lone_head(-1.0),
        r"lm_head\.weight and model\.shared\.weight differ.*Of 'Anna 2024' it makes .* tied .*--tie-embeddings",
    ),
    "a zero head": ("marian", lone_head(0.0), r"lm_head\.weight is all zero, as if it had never been filled"),
    "encoder embeddings that are others": (
        "marian",
        d.weights(lambda w: w.update({"model.encoder.embed_tokens.weight": -w["model.shared.weight"]})),
        r"but model\.encoder\.embed_tokens\.weight and model\.shared\.weight differ",
    ),
    "zero attention": (
        "marian",
        d.filled(f"{LAYER}.encoder_attn.q_proj.weight", 0),
        "encoder_attn.q_proj.weight is all zero",
    ),
    "zero embeddings": ("m2m100", d.filled("model.shared.weight", 0), "shared.weight is all zero"),
    "not a number": (
        "marian",
        d.filled(f"{LAYER}.fc1.bias", float("nan")),
        r"fc1\.bias has values that are not finite",
    ),
    "an infinite layer": (
        "t5",
        d.filled("decoder.final_layer_norm.weight", float("inf")),
        "not finite in float32.*damaged",
    ),
    # Whose tokenizer.
    "no pieces": ("marian", d.gone("source.spm"), f"(?s)files of its tokenizer are missing.*{WHOLE}"),
    "no tokenizer": ("marian", d.gone("source.spm", "target.spm", "vocab.json", "tokenizer_config.json"), NO_FILES),
    "the tokenizer of another family": (
        "marian",
        tokenizer_of_t5,
        "a tokenizer of class T5Tokenizer beside .* cannot be",
    ),
    "the tokenizer of a smaller model": (
        "marian",
        tokenizer_of(300),
        f"pad token is .*, the configuration's is .*{OTHER}",
    ),
    "the tokenizer of a larger model": (
        "marian",
        tokenizer_of(460),
        f"ids up to .*, the embeddings .* rows: .*{OTHER}",
    ),
    "pieces added, and no rows": ("marian", more_pieces, f"ids up to .*, the embeddings .* rows: .*{OTHER}"),
    "a word added, and no row": ("marian", word_added, "'Quux' was added to the tokenizer as id .* never resized"),
    "a word added to M2M100, and no row": ("m2m100", word_added, "'Quux' was added to the tokenizer .*Take the token"),
    "an end of another tokenizer": (
        "m2m100",
        d.all_of(d.config(eos_token_id=0), d.generation(eos_token_id=0)),
        f"end token is 2, the configuration's is 0: .*{OTHER}",
    ),
    "a pad of M2M100 that is another special token": (
        "m2m100",
        d.config(pad_token_id=0),
        f"pad token is 1, the configuration's is 0: .*{OTHER}",
    ),
    "a pad of NLLB that is a word": (
        "nllb",
        d.config(pad_token_id=7),
        f"pad token is 1, the configuration's is 7: .*{OTHER}",
    ),
    "a pad of BART that is a word": ("bart", d.config(pad_token_id=99), f"pad token is 1, .* 99: .*{OTHER}"),
    "a start that is a word": (
        "marian",
        d.all_of(d.config(decoder_start_token_id=300), d.generation(decoder_start_token_id=300)),
        "decoder would start from '.*', id 300, which is a piece of words: .*mend it.*start from",
    ),
    "a start of M2M100 that is a word": (
        "m2m100",
        d.config(decoder_start_token_id=11),
        "decoder would start from '▁a', id 11, which is a piece of words",
    ),
    "a start of T5 that is a word": ("t5", d.config(decoder_start_token_id=10), "would start from '▁a', id 10"),
    "a start of mT5 that is a byte": ("mt5", d.config(decoder_start_token_id=50), "would start from '<0x.*>', id 50"),
    "a start of BART that is a word": ("bart", d.config(decoder_start_token_id=277), "would start from 'the', id 277"),
    "a start of ByT5 that is a letter": ("byt5", d.config(decoder_start_token_id=100), "would start from 'a', id 100"),
    "more words told than stored": (
        "m2m100",
        lambda folder: more_rows(folder, 20),
        r"vocab_size \d+, and model.shared.weight has \d+ rows in the file.*set vocab_size to",
    ),
    "fewer words told than stored, a head of its own": (
        "mt5",
        lambda folder: more_rows(folder, -20),
        r"vocab_size \d+, and lm_head.weight has \d+ rows in the file.*take configuration, weights and tok",
    ),
    "a start beyond the rows": ("marian", d.config(decoder_start_token_id=9999), "token 9999 around the target is not"),
    "a padding beyond the rows": ("marian", d.config(pad_token_id=9999), "(?i)padding_idx|9999"),
    # The card of this project.
    "a card cut short": ("marian", d.written("workbench.json", '{"preset": '), "not valid JSON.*mend or delete"),
    "a card that is a list": ("marian", card([]), "an object with languages and preset expected"),
    "a card of one language": ("marian", card({"languages": ["en"]}), "languages .*two different codes"),
    "a card of a language in words": ("marian", card({"languages": "en"}), "languages 'en'; a list of two"),
    "a card of one language twice": ("marian", card({"languages": ["en", "en"]}), "two different codes"),
    "a card of numbered languages": ("marian", card({"languages": {"en": 1}}), "two different codes"),
    "a card of a strange preset": ("marian", card({"preset": 3}), "preset cannot be used: a layer, heads and a row"),
    "a card of a preset without layer": (
        "marian",
        card({"preset": {"heads": "all"}}),
        "a layer, heads and a row expected",
    ),
    "a card of a layer in words": ("marian", card({"preset": {"layer": "second"}}), "preset cannot be used"),
    "a card of a layer too far": (
        "marian",
        card({"preset": {"layer": 3}}),
        "layer 3 asked for; this model has .* 0 to 2",
    ),
    "a card of a layer before all": ("marian", card({"preset": {"layer": -1}}), "layer -1 asked for"),
    "a card of a head too far": ("marian", card({"preset": {"layer": 0, "heads": [0, 4]}}), "head 4 asked for; this"),
    "a card of no heads": ("marian", card({"preset": {"layer": 0, "heads": []}}), "no heads asked for"),
    "a card of a strange row": ("marian", card({"preset": {"layer": 0, "row": "middle"}}), "row 'middle' asked for"),
}


@pytest.mark.parametrize("what", SABOTAGE)
def test_what_cannot_be_trusted_is_refused_by_name_with_cause_and_remedy(built, tmp_path, what):
    model, damage, says = SABOTAGE[what]
    folder = shutil.copytree(built(model), tmp_path / "copy")
    damage(folder)
    before = transformers_logging.get_verbosity(), transformers_logging.is_progress_bar_enabled()
    with pytest.raises(ModelError, match=says) as caught:
        load(str(folder), source_language="en", target_language="de", device="cpu")
    assert str(folder) in str(caught.value)
    assert (transformers_logging.get_verbosity(), transformers_logging.is_progress_bar_enabled()) == before


def test_attention_that_is_never_called_is_no_silent_zero(built, monkeypatch):
    monkeypatch.setattr(Recorder, "see", lambda *_: None)
    with pytest.raises(ModelError, match=r"attention of 0 of 3 decoder layers was seen.*its maps cannot be had"):
        load(str(built("marian")), target_language="de", device="cpu")


@pytest.mark.parametrize("model", ["marian", "m2m100", "t5"])
def test_rows_of_attention_that_are_no_distribution_are_refused(built, monkeypatch, model):
    from workbench.models import capture

    softmax = capture.attention_weights
    monkeypatch.setattr(capture, "attention_weights", lambda *given: 0.5 * softmax(*given))
    with pytest.raises(ModelError, match=r"rows of layer 0 do not sum to one \(off by 0\.50\)"):
        load(str(built(model)), source_language="en", target_language="de", device="cpu")
