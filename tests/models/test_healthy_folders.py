"""Folders that look odd and are sound: none of them is refused, and each translates as the whole one does."""

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
from transformers import AutoTokenizer, MarianMTModel

from tests.models import damage as d
from tests.models.tiny_bart_kin import BART_KIN
from tests.models.tiny_families import BUILDERS
from workbench.models import BeamSettings, Translator, load

TEXT = "the cat sits on the mat"


def opened(folder: Path, **options: object) -> Translator:
    return load(str(folder), source_language="en", target_language="de", device="cpu", **options)


def said(translator: Translator) -> str | None:
    return translator.translate([TEXT], settings=BeamSettings(1, max_length=4))[0].text


@pytest.fixture(scope="module")
def built(tiny_marian: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Path, str | None]]:
    """A whole folder, and what its model makes of `TEXT`; each built once."""

    @cache
    def build(name: str) -> tuple[Path, str | None]:
        folder = tiny_marian if name == "marian" else BUILDERS[name](tmp_path_factory.mktemp("whole"))
        return folder, said(opened(folder))

    return build


def with_a_token_more(folder: Path) -> None:
    """As a person adds one: behind the pad token, which is no longer the last."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    tokenizer.add_tokens(["Wörterbuch"])
    model = MarianMTModel.from_pretrained(folder)
    model.resize_token_embeddings(len(tokenizer), mean_resizing=False)
    tokenizer.save_pretrained(folder)
    model.save_pretrained(folder)


def of_old(folder: Path) -> None:
    """As transformers 4 wrote it: settings of generation in the configuration."""
    settings = json.loads((folder / d.GENERATION).read_text())
    kept = ("bad_words_ids", "num_beams", "max_length", "forced_eos_token_id")
    d.change(folder / d.CONFIG, torch_dtype="float16", **{name: settings[name] for name in kept})
    d.without("dtype")(folder)
    (folder / d.GENERATION).unlink()


def without_metadata(folder: Path) -> None:
    save_file(load_file(folder / d.WEIGHTS), folder / d.WEIGHTS)


def linked(folder: Path) -> None:
    """As the cache of the hub has it."""
    blobs = folder.parent / "blobs"
    folder.rename(blobs)
    folder.mkdir()
    for path in blobs.iterdir():
        (folder / path.name).symlink_to(path)


def leftovers(folder: Path) -> None:
    for name in ("optimizer.pt", "scheduler.pt", "training_args.bin", "rng_state.pth", "events.out.tfevents.1"):
        (folder / name).write_bytes(b"not to be opened")
    (folder / "trainer_state.json").write_text('{"best_metric": NaN}')
    (folder / "checkpoint-500").mkdir()
    (folder / "checkpoint-500" / d.WEIGHTS).write_bytes(b"another")


def other_formats(folder: Path) -> None:
    for name in ("pytorch_model.bin", "tf_model.h5", "flax_model.msgpack", "rust_model.ot", "model.bin", "a.onnx"):
        (folder / name).write_bytes(b"not to be opened")


def embeddings_under_each_name(folder: Path) -> None:
    names = ("model.encoder.embed_tokens.weight", "model.decoder.embed_tokens.weight", "lm_head.weight")
    d.weights(lambda w: w.update({name: w["model.shared.weight"].clone() for name in names}))(folder)


def positions_in_the_file(folder: Path) -> None:
    model = MarianMTModel.from_pretrained(folder)
    names = [f"model.{half}.embed_positions.weight" for half in ("encoder", "decoder")]
    d.weights(lambda w: w.update({name: model.get_parameter(name).detach().clone() for name in names}))(folder)


def tables_that_nothing_reads(folder: Path) -> None:
    d.weights(lambda w: w.update({"model.encoder.embed_positions.weights": torch.zeros(66, 32)}))(folder)


HEALTHY: dict[str, tuple[str, d.Damage]] = {
    "as it was saved": ("marian", lambda _: None),
    "no settings of generation": ("m2m100", d.gone(d.GENERATION)),
    "settings in the configuration": ("marian", of_old),
    "settings of four fields": (
        "marian",
        lambda folder: (of_old(folder), (folder / d.GENERATION).write_text('{"eos_token_id": 0, "num_beams": 6}')),
    ),
    "in shards": ("marian", d.shards),
    "in shards, with the index alone": ("t5", d.shards),
    "in float32": ("marian", d.stored(torch.float32)),
    "in bfloat16": ("t5", d.stored(torch.bfloat16)),
    "in float16": ("m2m100", d.stored(torch.float16)),
    "without metadata": ("marian", without_metadata),
    "without its dtype": ("marian", d.without("dtype")),
    "without its class": ("marian", d.without("architectures")),
    "of a version to come": ("t5", d.config(transformers_version="9.0.0")),
    "with fields that nobody knows": ("marian", d.config(normalize_before=False, my_lab={"run": 7}, num_beam_groups=1)),
    "a token more than it was trained with": ("marian", with_a_token_more),
    "links, as in the cache": ("marian", linked),
    "what a Trainer leaves": ("marian", leftovers),
    "other formats beside": ("marian", other_formats),
    "embeddings under each name": ("marian", embeddings_under_each_name),
    "tables of positions in the file": ("marian", positions_in_the_file),
    "tables that nothing reads": ("m2m100", tables_that_nothing_reads),
    "early stopping without beams": ("marian", d.generation(early_stopping=True, num_beams=1)),
    "temperature without sampling": ("marian", d.generation(temperature=0.7, top_k=10)),
    "several beams to return": ("t5", d.generation(num_beams=3, num_return_sequences=3)),
    "ends in a list": ("marian", d.generation(eos_token_id=[0])),
    "no limit of its own": ("marian", d.generation(max_length=None)),
    "a limit of new tokens": ("m2m100", d.generation(max_length=None, max_new_tokens=30)),
    "a readme and pictures": ("t5", d.all_of(d.written("README.md", "# A model\n"), d.written("loss.png", b"\x89PNG"))),
    "an empty card": ("marian", d.written("workbench.json", "{}")),
    "a card of more than is read": ("marian", d.written("workbench.json", '{"languages": ["en", "de"], "by": "us"}')),
    "an exported graph below": ("marian", lambda folder: shutil.copytree(folder, folder / "onnx")),
    "a head of its own": ("t5 with its own head", lambda _: None),
    "a head of its own that says so": ("t5 with its own head", d.config(tie_word_embeddings=False)),
    "MADLAD-400 without a word on its tokenizer": ("madlad", d.gone("tokenizer_config.json")),
    "output that nobody asked for": ("marian", d.generation(output_attentions=True, return_dict_in_generate=False)),
    "a limit by the clock": ("marian", d.generation(max_time=1e-9)),
    "another way to search": ("m2m100", d.generation(penalty_alpha=0.6, top_k=4)),
    "one group of beams": ("t5", d.generation(num_beam_groups=1, diversity_penalty=0.0)),
    "a start of MADLAD-400, its unknown piece": ("madlad", lambda _: None),
    "a start that its decoder does not read": ("mbart", d.config(decoder_start_token_id=30)),
    "many extra ids": ("t5", lambda folder: d.change(folder / "tokenizer_config.json", max_length=None)),
}


@pytest.mark.parametrize("what", HEALTHY)
def test_an_odd_folder_that_is_sound_is_opened_and_translates_as_before(built, tmp_path, what):
    model, damage = HEALTHY[what]
    whole, expected = built(model)
    folder = shutil.copytree(whole, tmp_path / "a model@home")
    damage(folder)
    found = said(opened(folder))
    rounded = what in ("in bfloat16", "in float16")
    assert found if rounded else found == expected


def test_positions_that_a_model_makes_itself_need_not_be_in_the_file(tmp_path):
    """PEGASUS: transformers reports its sinusoids as missing."""
    folder = BART_KIN["pegasus"](tmp_path)
    expected = said(opened(folder))
    assert any("embed_positions" in name for name in load_file(folder / d.WEIGHTS))
    d.weights(lambda w: [w.pop(name) for name in [*w] if "embed_positions" in name])(folder)
    assert said(opened(folder)) == expected


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ({"max_time": 0.5}, "max_time, stored with the model, is passed over: .* depend on the clock"),
        ({"dola_layers": "high"}, "dola_layers, stored with the model, passed over: .* beam search"),
        ({"output_attentions": True, "low_memory": True, "temperature": 0.7}, None),
        ({"min_new_tokens": 12}, None),
    ],
)
def test_what_is_passed_over_of_stored_settings_is_told_once_and_in_our_words(
    tiny_marian, tmp_path, setting, says, capsys, recwarn
):
    folder = shutil.copytree(tiny_marian, tmp_path / "copy")
    d.generation(**setting)(folder)
    translator = opened(folder)
    assert len(translator.setting_notes) == (says is not None)
    assert says is None or re.search(says, translator.setting_notes[0])
    for settings in (BeamSettings(1, max_length=4), BeamSettings(2, max_length=4)):
        assert translator.translate([TEXT], settings=settings)[0].text is not None
    assert not {*setting} & {*translator.signature()["generation"]} - {"min_new_tokens"}
    assert capsys.readouterr().err == "" and not [one for one in recwarn if one.category is UserWarning]


@pytest.mark.parametrize("start", ["<pad>", "</s>", "<unk>", "<extra_id_0>", "a row of no piece"])
def test_a_decoder_that_starts_from_a_special_token_of_any_kind_is_no_fault(tmp_path, start):
    folder = BUILDERS["t5"](tmp_path)
    tokenizer, rows = AutoTokenizer.from_pretrained(folder), json.loads((folder / d.CONFIG).read_text())["vocab_size"]
    i = rows - 1 if " " in start else tokenizer.convert_tokens_to_ids(start)
    d.config(decoder_start_token_id=i)(folder)
    assert opened(folder).template.before_target == (i,)


@pytest.mark.parametrize("setting", [{"min_length": 4}, {"no_repeat_ngram_size": 2}, {"repetition_penalty": 1.3}])
def test_settings_that_change_translations_are_no_fault(tiny_marian, tmp_path, setting):
    folder = shutil.copytree(tiny_marian, tmp_path / "copy")
    d.generation(**setting)(folder)
    translator = opened(folder)
    assert said(translator)
    assert translator.signature()["generation"] | setting == translator.signature()["generation"]


@pytest.mark.parametrize("end", [7, 40])
def test_an_end_that_is_not_the_first_id_and_a_start_that_is_not_the_pad_are_read(tiny_marian, tmp_path, end):
    """As in opus-mt-tc-big: ``</s>`` in the middle of the vocabulary."""
    folder = shutil.copytree(tiny_marian, tmp_path / "copy")
    vocabulary = json.loads((folder / "vocab.json").read_text())
    other = next(piece for piece, i in vocabulary.items() if i == end)
    start = vocabulary["<pad>"] - 1
    vocabulary |= {"</s>": end, other: 0}
    (folder / "vocab.json").write_text(json.dumps(vocabulary))
    (folder / "tokenizer_config.json").write_text('{"source_lang": "en", "target_lang": "de"}')
    d.config(eos_token_id=end, forced_eos_token_id=end, decoder_start_token_id=start, bos_token_id=0)(folder)
    d.generation(eos_token_id=end, forced_eos_token_id=end, decoder_start_token_id=start)(folder)
    translator = opened(folder)
    assert (translator.template.end, translator.template.before_target) == (end, (start,))
    assert said(translator)
