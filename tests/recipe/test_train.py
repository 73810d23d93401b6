"""The recipe end to end on a few sentences; each training takes seconds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer, MarianTokenizer

import workbench
from tests.conftest import ENGLISH, GERMAN
from workbench.alignment.gold import GoldPair
from workbench.recipe.release import Described, release, snapshots
from workbench.recipe.train import Recipe, batch_loss, build_model, learning_rate, train
from workbench.recipe.vocabulary import train_vocabulary

PAIRS = list(zip(ENGLISH, GERMAN, strict=True))
SMALL = {"vocabulary": 400, "width": 32, "feed_forward": 64, "encoder_layers": 1, "decoder_layers": 2, "warmup": 10}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("training")
    pairs = folder / "pairs.tsv"
    pairs.write_text("".join(f"{e}\t{g}\n" for e, g in PAIRS * 20), encoding="utf-8")
    train(pairs, folder / "run", Recipe(minutes=0.03, snapshots=(0.5, 1.0), **SMALL))
    return folder


def steps(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / "run" / "log.jsonl").read_text().splitlines()]


def test_the_last_snapshot_opens_in_plain_transformers(trained):
    last = snapshots(trained / "run")[-1]
    model, tokenizer = AutoModelForSeq2SeqLM.from_pretrained(last), AutoTokenizer.from_pretrained(last)
    assert model.config.model_type == "marian"
    assert {p.dtype for p in model.parameters()} == {torch.float16}
    batch = tokenizer([">>de<< the cat sits"], return_tensors="pt")
    assert batch.input_ids[0, 0] == tokenizer.convert_tokens_to_ids(">>de<<")
    assert model.float().generate(**batch, max_length=8).shape[0] == 1


def test_training_lowers_the_loss_and_goes_on_where_it_stopped(trained):
    before = steps(trained)
    for minutes in (0.06, 0.2, 0.6):  # A busy machine takes few steps in a minute.
        train(trained / "pairs.tsv", trained / "run", Recipe(minutes=minutes, snapshots=(1.0,), **SMALL))
        after = steps(trained)
        if after[-1]["loss"] < before[0]["loss"]:
            break
    assert after[: len(before)] == before
    assert after[-1]["step"] > before[-1]["step"]
    assert after[-1]["minutes"] >= 0.06
    assert after[-1]["tokens"] > before[-1]["tokens"]
    assert after[-1]["loss"] < before[0]["loss"]


def test_a_release_is_a_model_folder_with_preset_history_and_card(trained, tmp_path):
    gold = [GoldPair(str(i), e, g, frozenset({(0, 0)}), frozenset({(0, 0), (1, 1)})) for i, (e, g) in enumerate(PAIRS)]
    said = {
        "data": "Five sentences.",
        "licence": "cc0-1.0",
        "machine": "an abacus",
        "test": "The same five",
        "limits": "It knows five sentences.",
    }
    figures = release(trained / "run", tmp_path / "model", PAIRS, PAIRS, gold, "gold.tsv", Described(**said))
    assert set(figures) == {"en-de", "de-en"}
    history = json.loads((tmp_path / "model" / "training.json").read_text())
    assert [record["step"] for record in history] == sorted({record["step"] for record in history})
    assert {"step", "epochs", "tokens", "minutes", "loss", "dev_bleu", "scatter", "aer"} == set(history[-1])
    card = (tmp_path / "model" / "README.md").read_text()
    assert all(text in card for text in said.values())
    assert not [word for word in ("Tatoeba", "CPU", "everyday", "described") if word in card]
    assert f"| en-de | {figures['en-de']['bleu']:.1f} |" in card
    translator = workbench.load(str(tmp_path / "model"))
    assert (translator.source_language, translator.target_language) == ("en", "de")
    assert "lowest AER on 5 pairs of gold.tsv" in translator.preset.measured


def test_the_loss_is_that_of_transformers_over_real_positions(tmp_path):
    from workbench.recipe.examples import Examples, Mixture

    tokenizer = train_vocabulary((*ENGLISH, *GERMAN) * 4, ("en", "de"), tmp_path / "tokenizer", size=400)
    model = build_model(Recipe(**SMALL), tokenizer).eval()
    tags = tuple(tokenizer.convert_tokens_to_ids([">>en<<", ">>de<<"]))
    examples = Examples(tokenizer.spm_source, tags, 0, tokenizer.pad_token_id, PAIRS, [], Mixture())
    for batch in examples.epoch(1, False, 200):
        found, count = batch_loss(model, batch, 0.0, chunk=7)
        labels = batch.target.masked_fill(batch.target == tokenizer.pad_token_id, -100)
        slow = model(batch.source, attention_mask=batch.source_mask, labels=labels).loss
        assert count == int((labels != -100).sum())
        assert found.item() / count == pytest.approx(slow.item(), abs=1e-5)


@pytest.mark.parametrize(
    ("step", "done", "expected"),
    [(0, 0.0, 0.1), (4, 0.0, 0.5), (9, 0.0, 1.0), (500, 0.5, 1.0), (500, 0.75, 0.5), (500, 1.0, 0.0)],
)
def test_the_rate_warms_up_stays_and_decays(step, done, expected):
    recipe = Recipe(peak_rate=1.0, warmup=10, decay=0.5)
    assert learning_rate(recipe, step, done) == pytest.approx(expected)


def test_the_vocabulary_is_marian_with_tags_as_single_tokens(tmp_path):
    train_vocabulary((*ENGLISH, *GERMAN) * 4, ("en", "de"), tmp_path, size=400)
    tokenizer = MarianTokenizer.from_pretrained(tmp_path)
    ids = tokenizer(">>de<< the cat").input_ids
    assert ids[0] == tokenizer.convert_tokens_to_ids(">>de<<")
    assert ids[-1] == tokenizer.eos_token_id == 0
    assert tokenizer.pad_token_id == len(tokenizer) - 1
    # Byte fallback: what was never seen still comes back.
    assert tokenizer.spm_source.decode(tokenizer.spm_source.encode("日本 🙂")) == "日本 🙂"
