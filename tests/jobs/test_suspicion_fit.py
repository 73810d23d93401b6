"""Where a run's suspicion comes from: its own corpus, or the bundled model where that is too small."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import islice, product

import pytest

from tests.conftest import ENGLISH, GERMAN, contents
from tests.scored import stop_after, write
from workbench.corpus import read
from workbench.errors import RunError
from workbench.jobs.score import score
from workbench.jobs.score_settings import ScoreSettings
from workbench.jobs.suspicion_fit import FEWEST, loaded
from workbench.runs import open_run
from workbench.runs.disk import alone
from workbench.suspicion.shipped import correction, default_suspicion
from workbench.suspicion.suspicion import Suspicion, signals

pytestmark = pytest.mark.usefixtures("one_thread")

COUNT = 210
SETTINGS = ScoreSettings(side="reference", max_length=10, shard_size=70)
WHO = list(zip(("the cat", "a small dog", "my brother"), ("die Katze", "ein kleiner Hund", "mein Bruder"), strict=True))
DOES = [("sits", "sitzt"), ("runs", "läuft"), ("makes coffee", "macht Kaffee"), ("knows", "weiß"), ("called", "ruft")]
WHERE = [("home", "nach Hause"), ("on the mat", "auf der Matte"), ("in the market", "auf dem Markt"), ("not", "nicht")]
WHEN = [("on Monday", "am Montag"), ("at six", "um sechs"), ("at twelve", "um zwölf"), ("now", "nun")]


def rows(count=COUNT):
    """Short sentences that the tiny model has words for."""
    made = (tuple(map(" ".join, zip(*parts, strict=True))) for parts in product(WHO, DOES, WHERE, WHEN))
    return [{"source": source, "reference": f"{target}."} for source, target in islice(made, count)]


@pytest.fixture(scope="module")
def corpus_of_enough(tmp_path_factory):
    return write(tmp_path_factory.mktemp("corpus") / "enough.en-de.jsonl", rows())


@pytest.fixture(scope="module")
def fitted(tmp_path_factory, corpus_of_enough, model):
    folder = tmp_path_factory.mktemp("runs") / "fitted"
    return score(read(corpus_of_enough), model, folder, SETTINGS)


@pytest.mark.parametrize(("side", "count"), [("hypothesis", 5), ("reference", 5), ("reference", FEWEST - 1)])
def test_a_corpus_with_too_few_pairs_takes_the_bundled_suspicion_and_says_so(tmp_path, model, side, count):
    corpus = write(tmp_path / "few.en-de.jsonl", rows(count))
    run = score(read(corpus), model, tmp_path / "run", ScoreSettings(side=side, max_length=10))
    assert {*run.manifest.suspicion} == {side}
    bundled = default_suspicion(side)
    own = side == "hypothesis"
    expected = replace(bundled, own_translations=own, correction=correction(own))
    assert loaded(run.manifest.suspicion)[side] == expected
    assert f"{side} side, as this one has too few" in run.manifest.suspicion[side]["made_from"]


def test_pairs_that_cannot_be_read_do_not_count(tmp_path, model):
    usable = FEWEST - 1
    unusable = [{"reference": None}, {"reference": " "}, {"source": ""}, {"reference": "Katze " * 200}]
    corpus = write(tmp_path / "c.en-de.jsonl", [*rows(usable), *(rows(1)[0] | change for change in unusable)])
    run = score(read(corpus), model, tmp_path / "run", SETTINGS)
    bundled = default_suspicion("reference")
    expected = replace(bundled, own_translations=False, correction=correction(False))
    assert loaded(run.manifest.suspicion)["reference"] == expected


def test_a_corpus_of_enough_pairs_has_its_own(fitted):
    own = loaded(fitted.manifest.suspicion)["reference"]
    assert own.made_from == f"{COUNT} pairs of this corpus, reference side"
    assert own.report.clean == COUNT and own.report.planted > COUNT / 2
    assert own != default_suspicion("reference")


def test_every_row_has_the_probability_of_that_suspicion(fitted):
    own = Suspicion.from_record(fitted.manifest.suspicion["reference"])
    for record in islice(fitted.records(), 20):
        severities = {one["name"]: one["severity"] for one in record["symptoms"]}
        assert record["suspicion"] == pytest.approx(own.probability(record | severities), abs=1e-4)
        assert record["verdict"] == ("reference error" if record["suspicion"] >= 0.5 else "nothing found")


def test_the_same_corpus_gives_the_same_suspicion_and_a_resumed_run_keeps_it(
    tmp_path, corpus_of_enough, model, fitted, monkeypatch
):
    folder = tmp_path / "run"
    with pytest.raises(KeyboardInterrupt):
        score(read(corpus_of_enough), model, folder, SETTINGS, stop_after(SETTINGS.shard_size))
    assert open_run(folder).manifest.suspicion == fitted.manifest.suspicion
    monkeypatch.setattr("workbench.jobs.score.suspicions", None)
    score(read(corpus_of_enough), model, folder, SETTINGS)
    assert contents(folder) == contents(fitted.folder)


def test_a_run_stopped_before_it_had_learnt_learns_when_it_goes_on(tmp_path, corpus_of_enough, model, fitted):
    def stop_learning(progress):
        if progress.doing == "learning what is suspicious":
            raise KeyboardInterrupt

    folder = tmp_path / "run"
    with pytest.raises(KeyboardInterrupt):
        score(read(corpus_of_enough), model, folder, SETTINGS, stop_learning)
    before = contents(folder)
    assert json.loads(before["run.json"])["suspicion"] == {}
    with alone(folder), pytest.raises(RunError, match="another process is scoring into this run"):
        score(read(corpus_of_enough), model, folder, SETTINGS)
    assert contents(folder) == before, "one process alone learns"
    score(read(corpus_of_enough), model, folder, SETTINGS)
    assert contents(folder) == contents(fitted.folder)


def test_both_sides_have_their_own_and_together_the_verdict(tmp_path, model):
    sentences = zip(ENGLISH, GERMAN, strict=True)
    table = [{"source": source, "reference": target, "hypothesis": target} for source, target in sentences]
    table[0]["hypothesis"] = "Katze Katze Katze Katze Katze Katze Katze Katze Katze"
    table[1]["reference"] = "12 13 14 the cat the cat the cat"
    corpus = write(tmp_path / "c.en-de.jsonl", table)
    run = score(read(corpus), model, tmp_path / "run", ScoreSettings(side="both"))
    assert {*run.manifest.suspicion} == {"hypothesis", "reference"}
    verdicts = {(record["id"], record["verdict"]) for record in run.records()}
    assert {("1", "model error"), ("2", "reference error")} <= verdicts
    assert len(verdicts) == len(table), "both rows of a segment have one verdict"


def test_the_bundled_suspicions_load_and_say_what_they_are_worth():
    for side in ("hypothesis", "reference"):
        found = default_suspicion(side)
        assert 0.5 < found.report.mean_auroc <= 1
        assert 0 <= found.probability({}) < 0.5


@pytest.mark.parametrize("side", ["hypothesis", "reference"])
def test_the_fit_that_comes_along_is_of_the_signals_there_are(side):
    assert default_suspicion(side).names == signals()


@pytest.mark.parametrize("spoil", [lambda rows, i: rows[i - 1]["reference"], lambda rows, i: rows[i]["source"]])
def test_a_corpus_that_is_faulty_itself_is_no_measure_of_what_is_normal(tmp_path, corpus_of_enough, model, spoil):
    """Lines shifted by one, and copies of the source."""
    rows = [json.loads(line) for line in corpus_of_enough.read_text(encoding="utf-8").splitlines()]
    spoilt = [row | {"reference": spoil(rows, place)} for place, row in enumerate(rows)]
    run = score(read(write(tmp_path / "c.en-de.jsonl", spoilt)), model, tmp_path / "run", SETTINGS)
    assert run.manifest.suspicion["reference"]["borrowed"] == "faulty"
    assert any("most sampled pairs of the reference side look faulty" in note for note in run.manifest.notes)
