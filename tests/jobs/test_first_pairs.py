from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.conftest import ENGLISH, GERMAN, of_one_direction
from workbench.corpus import Segment, read
from workbench.errors import ModelError
from workbench.jobs import first_pairs
from workbench.jobs.first_pairs import FEWEST, check_first_pairs
from workbench.jobs.score import score
from workbench.jobs.score_settings import ScoreSettings
from workbench.models import exchanged, load

GARBAGE = tuple(" ".join(("qx", "zzv", "jjk", "wwp")[: 1 + i % 4]) + "q" * i for i in range(10))
MANY = [f"{text} {more}" for more in ("on Monday", "at six") for text in ENGLISH]


def corpus_of(tmp_path, sources, targets, times=2):
    lines = [f"{source}\t{target}" for source, target in zip(sources, targets, strict=True)] * times
    path = tmp_path / "corpus.tsv"
    path.write_text("source\treference\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return read(path)


def test_a_corpus_of_the_models_direction_raises_no_doubt(translator, tmp_path):
    assert check_first_pairs(corpus_of(tmp_path, ENGLISH, GERMAN), translator) == []
    assert check_first_pairs(corpus_of(tmp_path, GERMAN, ENGLISH), exchanged(translator)) == []


def turned(segments):
    return [replace(one, source=one.references[0], references=(one.source,)) for one in segments]


def test_the_bundled_model_knows_its_own_direction_from_the_other(bundled_model, tmp_path):
    """A model of both directions: what it is told counts little, and is noticed all the same."""
    segments, bundled = [*read("demo")][16:32], bundled_model("en", "de")
    assert check_first_pairs(segments, bundled) == []
    corpus = corpus_of(tmp_path, *zip(*((one.source, one.references[0]) for one in turned(segments)), strict=True))
    says = (
        r"demo \(en to de\) finds \d+ of the first 16 pairs likelier with their languages exchanged.*Exchange --source"
    )
    with pytest.raises(ModelError, match=says):
        score(corpus, bundled, tmp_path / "run", ScoreSettings(side="reference"))
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("sources", "targets"),
    [
        (ENGLISH[:3], GERMAN[:3]),
        (GERMAN[:3], ENGLISH[:3]),
        (ENGLISH, ENGLISH),
        (GERMAN, GERMAN),
        (ENGLISH, ("",) * 5),
    ],
    ids=["few", "few of the other direction", "copies", "copies of targets", "no targets"],
)
def test_what_says_nothing_of_a_direction_raises_no_error(translator, tmp_path, sources, targets):
    assert FEWEST == 8
    check_first_pairs(corpus_of(tmp_path, sources, targets), translator)


def test_a_model_of_one_direction_knows_it_by_the_exchanged_pair(translator, monkeypatch):
    pairs = [(f"{source} {i}", f"{target} {i}") for i in (1, 2) for source, target in zip(ENGLISH, GERMAN, strict=True)]
    monkeypatch.setattr(
        first_pairs,
        "_logprobs",
        lambda _model, asked: np.array([-1.0 if pair in pairs else -4.0 for pair in asked]),
    )
    segments = [Segment("x", source, (target,)) for source, target in pairs]
    assert check_first_pairs(segments, of_one_direction(translator)) == []
    with pytest.raises(ModelError, match="finds 10 of the first 10 pairs likelier"):
        check_first_pairs(turned(segments), of_one_direction(translator))


def test_a_model_that_is_worse_than_guessing_is_told(translator, tmp_path):
    [note] = check_first_pairs(corpus_of(tmp_path, MANY, GARBAGE), translator)
    assert "(en to de) gives the first 10 pairs -" in note and "less than guessing would (-5.9)" in note
    assert "model, tokenizer and languages" in note


def test_an_untaught_model_is_no_error(tiny_marian, tmp_path):
    model = load(str(tiny_marian), source_language="en", target_language="de", device="cpu")
    for sources, targets in ((ENGLISH, GERMAN), (GERMAN, ENGLISH)):
        check_first_pairs(corpus_of(tmp_path, sources, targets), model)


def test_a_run_says_what_looked_wrong(translator, tmp_path):
    run = score(corpus_of(tmp_path, MANY, GARBAGE), translator, tmp_path / "run", ScoreSettings(side="reference"))
    assert [note for note in run.manifest.notes if "less than guessing" in note]
    again = score(corpus_of(tmp_path, MANY, GARBAGE), translator, tmp_path / "run", ScoreSettings(side="reference"))
    assert again.manifest.notes == run.manifest.notes
    assert run.manifest.signature["generation"] == translator.signature()["generation"]
