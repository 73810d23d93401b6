"""The commands that read attention, on models of other families that have learnt something."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from tests.toy_models import FOLDER, KINDS, toy_gold
from workbench.alignment.gold import GoldPair
from workbench.recipe.toy import as_written, gold_file
from workbench.views import VIEWS

PAIRS = 30


@dataclass(frozen=True)
class Given:
    """``call``: a command on the model, from English to German, to what it prints; ``corpus``: the words of ``pairs``,
    which ``links`` belong to; ``gold``: of other pairs."""

    call: Callable[..., str]
    pairs: list[GoldPair]
    corpus: Path
    links: Path
    gold: Path


@pytest.fixture(params=KINDS)
def toy(request, here, tmp_path, monkeypatch) -> Given:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    model, gold = FOLDER / request.param, toy_gold(request.param)
    pairs, others = gold[:PAIRS], gold[PAIRS:]
    lines = ["source\treference", *("\t".join(pair.texts) for pair in pairs)]
    paths = [tmp_path / name for name in ("words.en-de.tsv", "links.en-de.tsv", "gold.en-de.tsv")]
    for path, text in zip(paths, ("\n".join(lines) + "\n", gold_file(pairs), gold_file(others)), strict=True):
        path.write_text(text, encoding="utf-8")

    def call(command: str, *arguments: object) -> str:
        languages = ["--source-lang", "en", "--target-lang", "de"]
        code, out, err = here(command, *arguments, "-m", model, "--device", "cpu", *languages)
        assert code == 0, err
        return out

    return Given(call, pairs, *paths)


def test_a_calibrated_model_gives_the_links_of_the_words(toy, here, tmp_path):
    preset = json.loads(toy.call("calibrate", "--gold", toy.gold, "--limit", 60, "--json"))
    assert preset["aer"] <= 0.10
    found = tmp_path / "found.txt"
    found.write_text(toy.call("align", toy.corpus, "--pretokenized"), encoding="utf-8")
    code, out, err = here("aer", found, toy.links, "--json")
    assert code == 0, err
    assert json.loads(out)["aer"] <= 0.10


def test_a_sentence_is_explained_by_every_view(toy):
    pair = min(toy.pairs, key=lambda one: len(one.texts[0].split()))
    source, target = as_written(pair)
    found = json.loads(toy.call("explain", source, "--target", target, "--all", "--json"))
    assert (found["source"], found["target"]) == tuple(text.split() for text in pair.texts)
    assert set(found["views"]) == set(VIEWS)
    for name, view in found["views"].items():
        weights = np.array(view["weights"], dtype=float)
        assert weights.shape == (len(found["target"]), len(found["source"])) and np.isfinite(weights).all(), name
        assert view["trust"] is not None


def test_heads_are_told_with_what_the_model_loses_without_them(toy):
    options = ["--limit", 10, "--gold", toy.links, "--json"]
    found = json.loads(toy.call("heads", toy.corpus, *options))["heads"]
    assert len(found) == 3 * 2 * 4
    cross = [head for head in found if head["block"] == "cross"]
    assert min(head["aer"] for head in cross) < 0.3
    assert max(head["importance"] for head in cross) > 0.1
