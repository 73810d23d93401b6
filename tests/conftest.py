"""Shared fixtures: nothing reaches the network, caches are temporary, models are tiny but of the real architecture."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRANSFORMERS_OFFLINE"] = "1"

ENGLISH = (
    "the cat sits on the mat",
    "a small dog runs home",
    "we bought twelve apples in the old market",
    "she does not know who called on Monday",
    "my brother gets up at six and makes coffee",
)
GERMAN = (
    "die Katze sitzt auf der Matte",
    "ein kleiner Hund läuft nach Hause",
    "wir haben zwölf Äpfel auf dem alten Markt gekauft",
    "sie weiß nicht, wer am Montag angerufen hat",
    "mein Bruder steht um sechs auf und macht Kaffee",
)


@pytest.fixture(scope="session", autouse=True)
def temporary_caches(tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("caches")
    os.environ["XDG_CACHE_HOME"] = str(home)
    os.environ["HF_HOME"] = str(home / "huggingface")


@pytest.fixture(scope="session")
def tiny_marian(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random two-way Marian model (three decoder layers, four heads, tags ``>>en<<`` and ``>>de<<``) as a folder."""
    from workbench.recipe.train import Recipe, build_model, save_snapshot
    from workbench.recipe.vocabulary import train_vocabulary

    folder = tmp_path_factory.mktemp("models")
    tokenizer = train_vocabulary((*ENGLISH, *GERMAN) * 4, ("en", "de"), folder / "tokenizer", size=400)
    recipe = Recipe(width=32, feed_forward=64, encoder_layers=2, decoder_layers=3)
    save_snapshot(build_model(recipe, tokenizer), tokenizer, folder / "tiny")
    return folder / "tiny"
