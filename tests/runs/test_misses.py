"""How much a list misses is told as it was measured, and on what; where it was not, that is told."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.runs.made import make, row
from workbench.language.display import counted
from workbench.runs import open_run
from workbench.runs.evidence import fit_of, misses_of, verdict_of
from workbench.runs.misses import misses, told_misses
from workbench.suspicion.shipped import default_suspicion, read
from workbench.suspicion.verdict import SUSPECTED

MEASURED = read("misses.json")
BUNDLED = {name: MEASURED[name] for name in ("model", "weights", "source_language", "target_language")}
OWN, OTHERS = ([one for one in MEASURED["groups"] if one["by"] == by] for by in ("model", "others"))
DEFAULT = default_suspicion("reference")
FITTED = replace(DEFAULT, weights=(0.0,) * len(DEFAULT.weights), made_from="300 pairs of this corpus")
MISSED = {"omitted": (20, 50), "wrong_language": (0, 50), "number": (10, 50), "copy": (1, 50)}


def scored(folder, signature=BUNDLED, on_demand=(), **sides):
    """A run of one segment; ``sides``: the fit of each, or None."""
    rows = [row("a", 0, side, suspicion=0.2, verdict="fine") for side in sides]
    run = make(folder, rows, side="both" if len(sides) == 2 else next(iter(sides)))
    run.manifest.signature |= signature
    run.manifest.settings["on_demand"] = [*on_demand]
    run.manifest.suspicion = {side: fitted.record() for side, fitted in sides.items() if fitted}
    run.manifest.save(folder)
    return open_run(folder)


def told_of(group):
    return f"{counted(group['missed']['count'], group['missed']['of'])} in {group['text']}"


def reported(missed):
    return replace(FITTED, report=replace(FITTED.report, missed=missed))


@pytest.mark.parametrize(
    ("own", "groups"), [(True, OWN), (False, OTHERS), (None, [*OWN, *OTHERS])], ids=["own", "others", "older run"]
)
def test_of_translations_the_real_mistakes_are_told_that_are_like_them(tmp_path, own, groups):
    run = scored(tmp_path / "run", hypothesis=replace(FITTED, own_translations=own))
    told = told_misses(run, "hypothesis")
    assert [one.text for one in misses(run, "hypothesis")] == [group["text"] for group in groups]
    for group in MEASURED["groups"]:
        assert (told_of(group) in told) == (group in groups)
    assert "planted" not in told and "AUROC" not in fit_of(run, "hypothesis")


@pytest.mark.parametrize(
    ("signature", "on_demand", "begins"),
    [
        ({}, (), "of the bundled model's own"),
        ({"weights": "0123"}, (), "this model was not measured; with the bundled model, of the bundled model's own"),
        ({}, ("own_chrf",), "with the default signals, of the bundled model's own"),
        (
            {"weights": None},
            ("own_chrf",),
            "this model was not measured; with the bundled model, with the default signals, of",
        ),
        ({"source_language": "EN-GB", "target_language": "deu_Latn"}, (), "of the bundled model's own"),
        ({"source_language": "fr"}, (), "not measured for fr to de"),
        ({"source_language": "de", "target_language": "en"}, (), "not measured for de to en"),
        ({"source_language": None, "target_language": "tlh"}, (), "not measured for an unknown language to tlh"),
    ],
)
def test_what_was_not_measured_is_told_and_no_number_stands_in_for_it(tmp_path, signature, on_demand, begins):
    run = scored(tmp_path / "run", BUNDLED | signature, on_demand, hypothesis=replace(FITTED, own_translations=True))
    told = told_misses(run, "hypothesis")
    assert told.startswith(begins)
    assert (misses(run, "hypothesis") == []) == told.startswith("not measured")


@pytest.mark.parametrize(
    ("missed", "told"),
    [
        (
            MISSED,
            "of faults of 4 kinds planted into this corpus 31 of 200 (16%) stayed under 0.5, "
            "most often omitted 40%, number 20%",
        ),
        (
            {"copy": (0, 4), "added": (0, 5)},
            "of faults of 2 kinds planted into this corpus 0 of 9 (0%) stayed under 0.5",
        ),
        ({"wrong_language": (9, 9)}, "9 of 9 (100%) stayed under 0.5, most often wrong language 100%"),
        (None, "not measured when this run was made"),
        ({}, "not measured when this run was made"),
    ],
)
def test_of_references_the_planted_faults_are_told_as_what_they_are(tmp_path, missed, told):
    run = scored(tmp_path / "run", reference=reported(missed))
    assert told in told_misses(run, "reference")


@pytest.mark.parametrize("older", [True, False])
def test_a_fit_that_came_along_has_the_misses_that_came_along(tmp_path, older):
    """Also in a run that was made before misses were counted."""
    fitted = replace(DEFAULT, report=replace(DEFAULT.report, missed=None)) if older else DEFAULT
    run = scored(tmp_path / "run", reference=fitted)
    found = {one.text: (one.count, one.of) for one in misses(run, "reference")}
    assert found == DEFAULT.report.missed
    assert "of faults of 11 kinds planted into the bundled model's own corpus" in told_misses(run, "reference")
    other = scored(tmp_path / "other", BUNDLED | {"target_language": "fr"}, reference=fitted)
    assert told_misses(other, "reference") == "not measured for en to fr"


def test_a_run_without_a_fit_was_not_measured(tmp_path):
    run = scored(tmp_path / "run", hypothesis=None)
    assert told_misses(run, "hypothesis") == "not measured when this run was made"


def test_a_stored_verdict_in_older_words_is_shown_in_those_of_today_with_the_misses_of_each_side(tmp_path):
    fits = {"hypothesis": replace(FITTED, own_translations=True), "reference": reported(MISSED)}
    run = scored(tmp_path / "run", **fits)
    assert {record["verdict"] for record in run.records()} == {"nothing found"}
    assert {record["verdict"] for record in run.worst(side="reference")} == {"nothing found"}
    opened = run.segment("a")
    assert verdict_of(run, opened).startswith("nothing found in the hypothesis (0.20) or the reference (0.20)")
    assert misses_of(run, opened) == [f"misses, {side}: {told_misses(run, side)}" for side in fits]


def test_what_comes_along_is_of_the_threshold_and_adds_up():
    assert MEASURED["threshold"] == SUSPECTED
    assert [group["by"] for group in MEASURED["groups"]] == ["model", "model", "others", "others", "others"]
    for group in MEASURED["groups"]:
        low, high = group["missed"]["interval"]
        assert 0 <= low <= group["missed"]["count"] / group["missed"]["of"] <= high <= 1
        assert group["missed"]["of"] + group["accused"]["of"] <= group["segments"]
    for side in ("hypothesis", "reference"):
        report = default_suspicion(side).report
        assert sum(of for _, of in report.missed.values()) == report.planted


def test_the_judgements_are_of_what_the_bundled_model_says(tmp_path):
    from workbench import bundled
    from workbench.runs.demo import scored_demo

    lines = bundled.dataset("judged.en-de.tsv").read_text(encoding="utf-8").rstrip("\n").split("\n")
    judged = {id: (text, judgement) for id, text, judgement in (line.split("\t") for line in lines[1:])}
    run = scored_demo(tmp_path)
    records = {record["id"]: record for record in run.records() if record["side"] == "hypothesis"}
    assert {id: text for id, (text, _) in judged.items()} == {id: one["hypothesis"] for id, one in records.items()}
    assert {judgement for _, judgement in judged.values()} == {"right", "flaw", "wrong"}
    wrong = [id for id, (_, judgement) in judged.items() if judgement == "wrong"]
    fitted = run.suspicion_of("hypothesis")
    assert fitted

    def alone(record):
        severities = {one["name"]: one["severity"] for one in record["symptoms"]}
        return fitted.probability(record | severities | {"beside_reference": None})

    missed = [id for id in wrong if alone(records[id]) < SUSPECTED]
    assert (len(missed), len(wrong)) == (OWN[0]["missed"]["count"], OWN[0]["missed"]["of"])
    # Beside references that are sound more are found; those of the bundled corpus have faults planted into some.
    beside = [id for id in wrong if records[id]["suspicion"] < SUSPECTED]
    assert OWN[1]["missed"]["count"] < len(beside) < len(missed)


def test_a_run_keeps_its_misses_as_json(tmp_path):
    run = scored(tmp_path / "run", reference=reported(MISSED))
    stored = json.loads((run.folder / "run.json").read_text(encoding="utf-8"))
    assert stored["suspicion"]["reference"]["report"]["missed"]["omitted"] == [20, 50]
    assert run.suspicion_of("reference") == reported(MISSED)
