"""A small corpus, its run as nothing disturbed it, and one that was stopped: fixtures of the rooms that score and that
read what was scored."""

from __future__ import annotations

import json

import pytest
import torch

from tests.conftest import contents
from workbench.corpus import read
from workbench.jobs.score import score
from workbench.jobs.score_settings import ScoreSettings
from workbench.models import load

SETTINGS = ScoreSettings(side="both", max_length=10, batch_size=2, shard_size=2)
# The corpus of the fixtures comes without the hypotheses: the model translates it.
ROWS = [
    {
        "id": "a",
        "source": "the cat sits on the mat",
        "reference": "die Katze sitzt auf der Matte",
        "hypothesis": "die Katze sitzt auf dem Tisch",
    },
    {
        "id": "b",
        "source": "a small dog runs home",
        "reference": "ein kleiner Hund läuft nach Hause",
        "hypothesis": "ein kleiner Hund läuft heim",
    },
    {
        "id": "c",
        "source": "we bought twelve apples in the old market",
        "reference": "wir haben zwölf Äpfel auf dem alten Markt gekauft",
        "hypothesis": "wir haben zwölf Äpfel auf dem Markt gekauft",
    },
    {
        "id": "d",
        "source": "a dog sits in the market",
        "reference": "ein Hund sitzt auf dem Markt",
        "hypothesis": "ein Hund sitzt im Markt",
    },
    {
        "id": "e",
        "source": "she does not know who called on Monday",
        "reference": "sie weiß nicht, wer am Montag angerufen hat",
        "hypothesis": "sie weiß nicht, wer am Montag hat angerufen",
    },
]


def write(path, rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def stop_after(segments):
    def progress(done):
        if done.doing == "scoring" and done.done >= segments:
            raise KeyboardInterrupt

    return progress


def other_weights(model):
    """The same model with one figure changed."""
    changed = load(model.name, source_language="en", target_language="de", device="cpu")
    with torch.no_grad():
        changed.model.final_logits_bias[0, 3] += 0.125
    return changed


@pytest.fixture(scope="module")
def corpus_file(tmp_path_factory):
    without = [{name: text for name, text in row.items() if name != "hypothesis"} for row in ROWS]
    return write(tmp_path_factory.mktemp("corpus") / "c.en-de.jsonl", without)


@pytest.fixture(scope="module")
def model(taught_marian):
    return load(str(taught_marian), source_language="en", target_language="de", device="cpu")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory, corpus_file, model):
    folder = tmp_path_factory.mktemp("runs") / "undisturbed"
    score(read(corpus_file), model, folder, SETTINGS)
    return folder


@pytest.fixture
def unfinished(tmp_path, corpus_file, model):
    """A run that was stopped when its first shard was on the disk."""
    folder = tmp_path / "unfinished"
    with pytest.raises(KeyboardInterrupt):
        score(read(corpus_file), model, folder, SETTINGS, stop_after(SETTINGS.shard_size))
    assert sorted(contents(folder)) == [
        "run.json",
        *(f"segments/000/part-00000.parquet{end}" for end in ("", ".sha256")),
    ]
    return folder
