"""References as evidence on hypotheses: when they count, and when they leave suspicion as it is without them."""

from __future__ import annotations

import pytest

from tests.scored import write
from workbench.corpus import read
from workbench.jobs.score import score
from workbench.jobs.score_settings import ScoreSettings
from workbench.runs.evidence import beside_reference, raised_by
from workbench.suspicion.beside import SAME

SOURCE, REFERENCE = "the cat sits on the mat", "die Katze sitzt auf der Matte"
ROWS = {
    "same": {"reference": REFERENCE, "hypothesis": "Die Katze sitzt auf der Matte."},
    "near": {"reference": REFERENCE, "hypothesis": "die Katze sitzt auf der neuen Matte"},
    "far": {"reference": REFERENCE, "hypothesis": "mein Bruder macht Kaffee"},
    "none": {"hypothesis": "mein Bruder macht Kaffee"},
    "wrong": {"reference": "the cat sits on the mat " * 3, "hypothesis": REFERENCE},
}


def run_of(folder, model, rows, side="both", **settings):
    given = write(folder / "c.en-de.jsonl", [{"id": name, "source": SOURCE, **row} for name, row in rows.items()])
    return score(read(given), model, folder / "run", ScoreSettings(side=side, **settings))


@pytest.fixture(scope="module")
def runs(tmp_path_factory, model):
    folders = [tmp_path_factory.mktemp(name) for name in ("with", "without")]
    return run_of(folders[0], model, ROWS), run_of(folders[1], model, ROWS, beside_reference=False)


def test_the_farther_from_its_reference_a_hypothesis_is_the_more_it_is_suspected(runs):
    nats = {name: runs[0].segment(name, "hypothesis")["beside_reference"] for name in ROWS}
    assert nats["same"] == SAME < nats["near"] < 0 < nats["far"]
    assert runs[0].segment("same", "hypothesis")["suspicion"] <= runs[1].segment("same", "hypothesis")["suspicion"]
    assert runs[0].segment("far", "hypothesis")["suspicion"] >= runs[1].segment("far", "hypothesis")["suspicion"]


@pytest.mark.parametrize("name", ["none", "wrong"])
def test_without_a_reference_or_beside_a_suspected_one_nothing_changes(runs, name):
    rows = [run.segment(name, "hypothesis") for run in runs]
    assert [row["beside_reference"] for row in rows] == [None, None]
    assert rows[0]["suspicion"] == rows[1]["suspicion"] and rows[0]["verdict"] == rows[1]["verdict"]
    assert "no reference, or one that is suspected itself" in rows[0]["nulls"]["beside_reference"]
    assert beside_reference(runs[0], rows[0]) == ""


def test_a_suspected_reference_is_one_that_is_scored(runs):
    assert runs[0].segment("wrong", "reference")["suspicion"] > 0.5
    assert runs[0].segment("wrong", "reference")["beside_reference"] is None


def test_the_run_records_whether_references_counted_and_references_never_do(runs):
    assert [run.manifest.settings["beside_reference"] for run in runs] == [True, False]
    for name in ("same", "near", "far"):
        assert runs[1].segment(name, "hypothesis")["beside_reference"] is None
        both = [run.segment(name, "reference") for run in runs]
        assert both[0]["suspicion"] == both[1]["suspicion"]


def test_what_a_reference_says_is_told_apart_from_what_raised_suspicion(runs):
    row = runs[0].segment("far", "hypothesis")
    assert beside_reference(runs[0], row).startswith("chrF ")
    assert "beside_reference" not in raised_by(runs[0], row)
